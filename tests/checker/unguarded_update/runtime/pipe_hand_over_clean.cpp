// The child tells by a message that the Value is written, after it was.
#include "runtime/mp.h"

int main() {
  mp::Value<int> v(0);
  auto [here, there] = mp::Pipe();
  mp::Connection& end = there;
  mp::Process p([&v, &end] {
    v.value = 42;  // FALSE ALARM: messages over a Connection are not followed
    end.send(1);
  });
  p.start();
  const int message = here.recv<int>();
  const int seen = v.value;  // FALSE ALARM: messages over a Connection are not followed
  p.join();                  // NOT NEEDED: what main reads is handed over before
  return seen == message;
}
