// The child sends its message before it writes the Value.
#include "runtime/mp.h"

int main() {
  mp::Value<int> v(0);
  auto [here, there] = mp::Pipe();
  mp::Connection& end = there;
  mp::Process p([&v, &end] {
    end.send(1);
    v.value = 42;  // RACE
  });
  p.start();
  const int message = here.recv<int>();
  const int seen = v.value;  // RACE
  p.join();
  return seen == message;
}
