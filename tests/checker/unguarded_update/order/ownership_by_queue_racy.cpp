// An object goes to the consumer through a locked queue; the producer touches it afterwards.
#include <deque>
#include <memory>
#include <mutex>
#include <thread>

struct Message {
  int text = 0;
};

std::deque<Message*> queue;
std::mutex m;

void produce() {
  auto* message = new Message;
  {
    std::lock_guard guard(m);
    queue.push_back(message);  // NO RACE
  }
  message->text = 1;  // RACE
}

void consume(int& seen) {
  for (Message* message = nullptr; message == nullptr; std::this_thread::yield()) {
    {
      std::lock_guard guard(m);
      if (queue.empty()) continue;
      message = queue.front();  // NO RACE
      queue.pop_front();
    }
    seen = message->text;  // RACE
  }
}

int main() {
  int seen = 0;
  std::thread producer(produce);
  std::thread consumer(consume, std::ref(seen));
  producer.join();
  consumer.join();
  return seen == 2;
}
