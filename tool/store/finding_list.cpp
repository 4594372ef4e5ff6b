#include "tool/store/finding_list.h"

#include "tool/store/archive.h"
#include "tool/store/fields.h"

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
  static_cast<void>(fix);
  archive(rule, message, first, second, why_parallel);
}

std::string bytes_of(const ProgramFindings& found) {
  const auto& [findings, is_cut_short] = found;
  ByteWriter writer;
  writer(findings, is_cut_short);
  return writer.take();
}

std::optional<ProgramFindings> findings_in(std::string_view bytes) {
  ByteReader reader(bytes);
  ProgramFindings found;
  auto& [findings, is_cut_short] = found;
  reader(findings, is_cut_short);
  if (!reader.is_at_end()) return std::nullopt;
  return found;
}

}  // namespace check
