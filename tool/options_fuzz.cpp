// Command lines: an input is a list of arguments, separated by zeros.
#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "tool/options.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::vector<std::string> arguments;
  for (const std::uint8_t* end = data + size; data != end;) {
    const std::uint8_t* zero = std::find(data, end, 0);
    arguments.emplace_back(data, zero);
    data = zero == end ? end : zero + 1;
  }
  const auto parsed = check::parse_options(arguments, "0");
  // A refusal says why.
  if (const auto* reply = std::get_if<check::Reply>(&parsed); reply != nullptr && reply->text.empty()) __builtin_trap();
  return 0;
}
