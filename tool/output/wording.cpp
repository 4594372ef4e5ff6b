#include "tool/output/wording.h"

#include <fmt/core.h>

namespace check {
namespace {

std::string lock_phrase(const HeldLock& lock, const SourceText& source) {
  std::string phrase = fmt::format("'{}'", lock.name);
  if (lock.shared) phrase += " as a reader";
  if (lock.acquired.line != 0) phrase += fmt::format(" (taken at {})", shown_place(lock.acquired, source));
  return phrase;
}

}  // namespace

std::string_view verb(AccessKind kind) {
  switch (kind) {
    case AccessKind::kRead:
      return "reads";
    case AccessKind::kWrite:
      return "writes";
    case AccessKind::kUpdate:
      return "updates";
  }
  return "";
}

std::string_view name_of(AccessKind kind) {
  switch (kind) {
    case AccessKind::kRead:
      return "read";
    case AccessKind::kWrite:
      return "write";
    case AccessKind::kUpdate:
      return "update";
  }
  return "";
}

std::string_view name_of(StepKind kind) {
  switch (kind) {
    case StepKind::kThreadStart:
      return "thread_start";
    case StepKind::kProcessStart:
      return "process_start";
    case StepKind::kCall:
      return "call";
  }
  return "";
}

std::string access_sentence(const AccessReport& access, const SourceText& source) {
  std::string locks;
  for (const HeldLock& lock : access.locks) locks += (locks.empty() ? "" : ", ") + lock_phrase(lock, source);
  if (!access.deed.empty()) return locks.empty() ? access.deed : fmt::format("{}, locks held: {}", access.deed, locks);
  return fmt::format("{} '{}', locks held: {}", verb(access.kind), access.path, locks.empty() ? "none" : locks);
}

std::string_view first_side(const Finding& finding) {
  if (!finding.second) return "here";
  return finding.first.deed.empty() ? "first access" : "first";
}

std::string_view second_side(const Finding& finding) { return finding.first.deed.empty() ? "second access" : "second"; }

std::string step_sentence(const CallStep& step) {
  switch (step.kind) {
    case StepKind::kThreadStart:
      return fmt::format("starts the thread that runs '{}'", step.callee);
    case StepKind::kProcessStart:
      return fmt::format("starts the process that runs '{}'", step.callee);
    case StepKind::kCall:
      return fmt::format("calls '{}'", step.callee);
  }
  return "";
}

std::string note_sentence(const Note& note, const SourceText& source) {
  const std::string place = note.place.line == 0 ? source.shown_path(note.place.file) : shown_place(note.place, source);
  return fmt::format("{}: warning: {} [{}]", place, note.message, note.rule);
}

std::string shown_place(const Place& place, const SourceText& source) {
  return fmt::format("{}:{}:{}", source.shown_path(place.file), place.line, place.column);
}

std::vector<Explanation> explanations_of(const Finding& finding, const SourceText& source) {
  std::vector<Explanation> list;
  const auto add = [&](std::string_view which, const AccessReport& access) {
    list.push_back({access.place, fmt::format("{}: {}", which, access_sentence(access, source))});
    for (const CallStep& step : access.call_path) list.push_back({step.place, fmt::format("{}: {}", which, step_sentence(step))});
  };
  add(first_side(finding), finding.first);
  if (finding.second) add(second_side(finding), *finding.second);
  const Place& last = finding.second ? finding.second->place : finding.first.place;
  if (!finding.why_parallel.empty()) list.push_back({last, "they may run in parallel: " + finding.why_parallel});
  return list;
}

}  // namespace check
