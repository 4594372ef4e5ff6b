// A once opens a connection and is given the object that holds it; what is done to the connection later is not its affair.
#include <memory>
#include <mutex>
#include <thread>

struct Connection {
  int uses = 0;
};

class Client {
 public:
  void send() {
    std::call_once(opened_, &Client::open, this);
    connection_->uses += 1;  // RACE
  }

 private:
  void open() { connection_ = std::make_unique<Connection>(); }

  std::once_flag opened_;
  std::unique_ptr<Connection> connection_;
};

int main() {
  Client client;
  std::thread a(&Client::send, &client);
  std::thread b(&Client::send, &client);
  a.join();
  b.join();
}
