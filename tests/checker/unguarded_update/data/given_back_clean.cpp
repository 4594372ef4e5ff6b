// A worker borrows an object from a pool that belongs to main, and uses it before it gives it back.
#include <deque>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

struct Session {
  int queries = 0;
};

class Sessions {
 public:
  explicit Sessions(int count) {
    for (int i = 0; i < count; ++i) {
      all_.push_back(std::make_unique<Session>());
      free_.push_back(all_.back().get());
    }
  }
  Session* borrow() {
    std::lock_guard guard(lock_);
    if (free_.empty()) return nullptr;
    Session* session = free_.back();
    free_.pop_back();
    return session;
  }
  void give_back(Session* session) {
    std::lock_guard guard(lock_);
    free_.push_back(session);
  }

 private:
  std::mutex lock_;
  std::vector<std::unique_ptr<Session>> all_;
  std::deque<Session*> free_;
};

static void ask(Sessions& sessions) {
  for (int i = 0; i < 1000; ++i) {
    Session* session = sessions.borrow();
    if (session == nullptr) continue;
    session->queries += 1;  // NO RACE
    sessions.give_back(session);
  }
}

int main() {
  Sessions sessions(1);
  std::thread first(ask, std::ref(sessions));
  std::thread second(ask, std::ref(sessions));
  first.join();
  second.join();
}
