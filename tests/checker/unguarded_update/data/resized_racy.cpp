// A loop over a vector that was resized runs, and what depends on it is done, after the object was handed over.
// NOT RUN: ThreadSanitizer sees it only if the frame is counted before it is marked.
#include <memory>
#include <mutex>
#include <queue>
#include <thread>
#include <utility>
#include <vector>

struct Frame {
  bool is_cut = false;
  std::vector<int> pixels;
};

std::mutex mutex;
std::queue<std::shared_ptr<Frame>> frames;
int cuts = 0;

int brightness(const Frame& frame) {
  int sum = 0;
  for (std::size_t i = 0; i < frame.pixels.size(); ++i) sum += frame.pixels[i];
  return sum;
}

void put(std::shared_ptr<Frame> frame) {
  std::lock_guard<std::mutex> lock(mutex);
  frames.push(std::move(frame));
}

void count() {
  for (int i = 0; i < 10000; ++i) {
    std::shared_ptr<Frame> frame;
    {
      std::lock_guard<std::mutex> lock(mutex);
      if (frames.empty()) continue;
      frame = frames.front();
      frames.pop();
    }
    cuts += frame->is_cut ? 1 : 0;  // RACE
  }
}

int main() {
  std::thread counter(count);
  for (int i = 0; i < 1000; ++i) {
    auto frame = std::make_shared<Frame>();
    frame->pixels.resize(16, i);
    put(frame);
    if (brightness(*frame) > 8000) frame->is_cut = true;  // RACE
  }
  counter.join();
  return cuts > 1000 ? 1 : 0;
}
