#include "tool/store/program_cache.h"

#include <string_view>

#include "tool/store/archive.h"
#include "tool/store/digest.h"
#include "tool/store/fields.h"
#include "tool/store/sealed.h"
#include "tool/store/summary_file.h"

namespace check {

// As for summaries: a new field of a finding does not compile until it travels.

template <class Archive>
void visit_fields(Archive& archive, Maybe<Place> auto& place) {
  auto& [file, line, column, function] = place;
  archive(file, line, column, function);
}

template <class Archive>
void visit_fields(Archive& archive, Maybe<HeldLock> auto& lock) {
  auto& [name, shared, acquired] = lock;
  archive(name, shared, acquired);
}

template <class Archive>
void visit_fields(Archive& archive, Maybe<CallStep> auto& step) {
  auto& [kind, place, callee] = step;
  archive(kind, place, callee);
}

template <class Archive>
void visit_fields(Archive& archive, Maybe<AccessReport> auto& access) {
  auto& [kind, path, place, locks, call_path, deed] = access;
  archive(kind, path, place, locks, call_path, deed);
}

template <class Archive>
void visit_fields(Archive& archive, Maybe<Finding> auto& finding) {
  auto& [rule, message, first, second, why_parallel, fix] = finding;
  static_cast<void>(fix);  // looked for anew in each run that asks for it
  archive(rule, message, first, second, why_parallel);
}

namespace {

constexpr std::string_view kHolds = "list of findings";

}  // namespace

ProgramCache::ProgramCache(CacheFolder& folder, std::span<const UnitSummary> units) : folder_(folder) {
  std::string key = digest_of({"findings", folder.writer()});
  for (const UnitSummary& unit : units) key = digest_of({key, file_of(unit, folder.writer())});
  name_ = key;
}

std::optional<std::vector<Finding>> ProgramCache::find() const {
  const std::optional<std::string> file = folder_.read(name_);
  std::string problem;
  const std::optional<std::string_view> content = file ? unsealed({kHolds, folder_.writer()}, *file, problem) : std::nullopt;
  if (!content) return std::nullopt;
  ByteReader reader(*content);
  std::vector<Finding> findings;
  reader(findings);
  if (!reader.is_at_end()) return std::nullopt;
  return findings;
}

void ProgramCache::keep(const std::vector<Finding>& findings) {
  ByteWriter content;
  content(findings);
  folder_.write(name_, sealed({kHolds, folder_.writer()}, content.take()));
}

}  // namespace check
