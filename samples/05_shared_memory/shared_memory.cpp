// Section 5: what a Value or an Array holds is one piece of memory for all processes.
#include <fmt/core.h>
#include <fmt/format.h>

#include "runtime/mp.h"

void show(mp::Value<int>& value1, mp::Value<double>& value2, mp::Array<int>& array) {
  fmt::print("{} {} [{}]\n", value1.value, value2.value, fmt::join(array, ", "));
}

void job(mp::Value<int>& value1, mp::Value<double>& value2, mp::Array<int>& array) {
  value1.value += 1;
  value2.value *= 2;
  for (int& element : array) element *= element;
}

int main() {
  mp::Value<int> value1(0);
  mp::Value<double> value2(3.14);
  mp::Array<int> array({1, 2, 3, 4});
  show(value1, value2, array);

  mp::Process p1(job, value1, value2, array);
  p1.start();
  p1.join();  // from here on this process sees all that p1 wrote
  show(value1, value2, array);
}
