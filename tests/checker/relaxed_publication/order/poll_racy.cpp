// The reader looks once, and reads the data only if the flag is set.
#include <atomic>
#include <thread>

struct Message {
  int number = 0;
  int sum = 0;
};

Message message;
std::atomic<bool> sent = false;

void send(int number) {
  message.number = number;      // RACE
  message.sum = number * 7919;  // RACE
  sent.store(true, std::memory_order_relaxed);
}

void receive(int& seen) {
  if (sent.load(std::memory_order_relaxed)) {
    seen = message.number + message.sum;  // RACE
  }
}

int main() {
  int seen = 0;
  std::thread sender(send, 3), receiver(receive, std::ref(seen));
  sender.join();
  receiver.join();
  return seen == 1;
}
