// The work that the benchmark of section 3 measures: a loop that only computes.
//
// The compiler may not replace the loop by a closed formula, or the benchmark would measure nothing: each step passes the
// counter through an empty assembler statement, so the optimiser knows no relation between two steps. A test reads the
// machine code and shows the loop.
//
// Thread and process safety: pure functions.
#pragma once

#include <cstdint>
#include <string>

namespace mp::kernel {

/// The sum of i + i^2 + i^3 over all i below n. Exact while the sum fits in 128 bits, which it does for n up to 2^32.
unsigned __int128 sum_of_powers(std::uint64_t n);

/// The decimal digits of `number`, which neither iostreams nor printf can print.
std::string to_string(unsigned __int128 number);
std::string to_string(__int128 number);

}  // namespace mp::kernel
