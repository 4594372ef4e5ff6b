// The text of a .racecheck.
#include <cstdint>
#include <string>

#include "tool/config/config.h"
#include "tool/library_names.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto parsed = check::parse_config(std::string(data, data + size));
  if (const auto* config = std::get_if<check::Config>(&parsed)) {
    check::text_of(config->names);
  } else if (std::get<std::string>(parsed).empty()) {
    __builtin_trap();  // a refusal says why
  }
  return 0;
}
