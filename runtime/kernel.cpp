#include "runtime/kernel.h"

#include <algorithm>

namespace mp::kernel {

unsigned __int128 sum_of_powers(std::uint64_t n) {
  unsigned __int128 sum = 0;
  for (std::uint64_t i = 0; i < n; ++i) {
    std::uint64_t term = i;
    asm volatile("" : "+r"(term));
    const unsigned __int128 square = static_cast<unsigned __int128>(term) * term;
    sum += term + square + square * term;
  }
  return sum;
}

std::string to_string(unsigned __int128 number) {
  std::string digits;
  do {
    digits += static_cast<char>('0' + static_cast<int>(number % 10));
    number /= 10;
  } while (number != 0);
  std::reverse(digits.begin(), digits.end());
  return digits;
}

std::string to_string(__int128 number) {
  const auto magnitude = static_cast<unsigned __int128>(number);
  return number < 0 ? "-" + to_string(-magnitude) : to_string(magnitude);
}

}  // namespace mp::kernel
