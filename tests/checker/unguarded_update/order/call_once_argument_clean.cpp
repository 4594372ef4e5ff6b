// A once opens a connection and is given the object that holds it; afterwards the connection is only read.
#include <memory>
#include <mutex>
#include <thread>

struct Connection {
  int number = 0;
};

class Client {
 public:
  int send() {
    std::call_once(opened_, &Client::open, this);
    return connection_->number;  // NO RACE
  }

 private:
  void open() {
    connection_ = std::make_unique<Connection>();
    connection_->number = 7;  // NO RACE
  }

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
