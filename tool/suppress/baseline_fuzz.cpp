// The text of a baseline: what was accepted is the same when it is written and read again.
#include <cstdint>
#include <string>

#include "tool/suppress/baseline.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto parsed = check::Baseline::parse(std::string(data, data + size));
  if (const auto* baseline = std::get_if<check::Baseline>(&parsed)) {
    const std::string text = baseline->text();
    const auto again = check::Baseline::parse(text);
    if (std::get<check::Baseline>(again).text() != text) __builtin_trap();
  } else if (std::get<std::string>(parsed).empty()) {
    __builtin_trap();  // a refusal says why
  }
  return 0;
}
