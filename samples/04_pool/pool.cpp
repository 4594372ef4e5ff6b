// Section 4: a pool of two workers gets arguments and gives back what the function returns.
#include <fmt/core.h>
#include <fmt/format.h>

#include <numeric>
#include <vector>

#include "runtime/mp.h"

int job(int x) { return x * x; }

int main() {
  mp::Pool pool(2);
  std::vector<int> numbers(10);
  std::iota(numbers.begin(), numbers.end(), 0);

  // map: one function, many arguments, the results in their order.
  fmt::print("[{}]\n", fmt::join(pool.map(job, numbers), ", "));

  // apply_async: one call, whose result can be got later.
  mp::AsyncResult<int> res = pool.apply_async(job, 2);
  std::vector<mp::AsyncResult<int>> multi_res;
  multi_res.reserve(numbers.size());
  for (int i : numbers) multi_res.push_back(pool.apply_async(job, i));
  fmt::print("{}\n", res.get());
  std::vector<int> squares;
  squares.reserve(multi_res.size());
  for (mp::AsyncResult<int>& each : multi_res) squares.push_back(each.get());
  fmt::print("[{}]\n", fmt::join(squares, ", "));
}
