#include <thread>
#include <string>

std::string text;

void job() {
  text += "x";
  if (text.size() > 3) text.clear();
}

int main() {
  std::jthread first(job);
  std::jthread second(job);
}
