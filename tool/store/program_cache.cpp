#include "tool/store/program_cache.h"

#include <string_view>

#include "tool/store/digest.h"
#include "tool/store/finding_list.h"
#include "tool/store/sealed.h"
#include "tool/store/summary_file.h"

namespace check {

namespace {

constexpr std::string_view kHolds = "list of findings";

}  // namespace

ProgramCache::ProgramCache(CacheFolder& folder, std::span<const UnitSummary> units) : folder_(folder) {
  std::string key = digest_of({"findings", folder.writer()});
  for (const UnitSummary& unit : units) key = digest_of({key, file_of(unit, folder.writer())});
  name_ = key;
}

std::optional<ProgramFindings> ProgramCache::find() const {
  const std::optional<std::string> file = folder_.read(name_);
  std::string problem;
  const std::optional<std::string_view> content = file ? unsealed({kHolds, folder_.writer()}, *file, problem) : std::nullopt;
  if (!content) return std::nullopt;
  return findings_in(*content);
}

void ProgramCache::keep(const ProgramFindings& found) {
  folder_.write(name_, sealed({kHolds, folder_.writer()}, bytes_of(found)));
}

}  // namespace check
