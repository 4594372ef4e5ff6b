#include <thread>

namespace bank {
namespace {
int balance = 0;
}

void deposit(int amount) { balance += amount; }
}  // namespace bank

void job() {
  bank::deposit(5);
}

int main() {
  std::jthread first(job);
  std::jthread second(job);
}
