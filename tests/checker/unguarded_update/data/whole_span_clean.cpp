// A span of all elements is looked at when all are loaded.
#include <atomic>
#include <latch>
#include <span>
#include <thread>
#include <vector>

struct Texture {
  int width = 0;
  unsigned color = 0;
};

class Loader {
 public:
  explicit Loader(int count) : textures_(count), loaded_(count) {}

  void run() {
    for (std::size_t i = next_++; i < textures_.size(); i = next_++) load(textures_[i]);
  }

  std::span<const Texture> textures() const {
    loaded_.wait();
    return textures_;
  }

 private:
  void load(Texture& texture) {
    texture.width = 32;  // NO RACE
    texture.color = 7;   // NO RACE
    loaded_.count_down();
  }

  std::vector<Texture> textures_;
  std::latch loaded_;
  std::atomic<std::size_t> next_ = 0;
};

int main() {
  Loader loader(1000);
  std::jthread first([&loader] { loader.run(); });
  std::jthread second([&loader] { loader.run(); });
  unsigned sum = 0;
  for (const Texture& texture : loader.textures()) sum += texture.width + texture.color;  // NO RACE
  return sum == 0 ? 1 : 0;
}
