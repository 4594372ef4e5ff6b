// Summaries, as --merge and --cache read them: files, and contents under a seal that fits them, as only a racecheck can write it.
// What was accepted is the same when it is written and read again.
#include <cstdint>
#include <optional>
#include <string>

#include "tool/store/finding_list.h"
#include "tool/store/sealed.h"
#include "tool/store/summary_file.h"

namespace {

constexpr const char* kWriter = "w";

void read(const std::string& file) {
  std::string problem;
  const std::optional<check::UnitSummary> unit = check::unit_of(file, kWriter, problem);
  if (unit.has_value() == !problem.empty()) __builtin_trap();  // a refusal says why
  if (unit && check::unit_of(check::file_of(*unit, kWriter), kWriter, problem) != unit) __builtin_trap();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string input(data, data + size);
  read(input);
  read(check::sealed({"summary", kWriter}, input));
  if (const auto findings = check::findings_in(input); findings && check::bytes_of(*findings).empty()) __builtin_trap();
  return 0;
}
