// The sentences about a finding that every output format uses, so that all say the same.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tool/finding.h"
#include "tool/note.h"
#include "tool/source_text.h"

namespace check {

/// "reads", "writes", "updates".
std::string_view verb(AccessKind kind);

/// "read", "write", "update".
std::string_view name_of(AccessKind kind);

/// "thread_start", "process_start", "call".
std::string_view name_of(StepKind kind);

/// "updates 'v.value', locks held: none" or "... locks held: 'p->lock' (taken at a.c:3:5)"; of what is no access only what is
/// done, if no lock is held.
std::string access_sentence(const AccessReport& access, const SourceText& source);

/// What a side of the finding is called: "first access", "second access" of a race, "first", "second" of another mistake with two
/// sides, "here" if there is one.
std::string_view first_side(const Finding& finding);
std::string_view second_side(const Finding& finding);

/// "starts the process that runs 'job'", "calls 'add'".
std::string step_sentence(const CallStep& step);

/// "a.c:3:5: warning: … [racelab-unused-suppression]", as Clang writes it.
std::string note_sentence(const Note& note, const SourceText& source);

/// "a.c:3:5", with the path as it is shown.
std::string shown_place(const Place& place, const SourceText& source);

struct Explanation {
  Place place;
  std::string sentence;
};

/// What is said under the warning: each access with the way from its thread's start, and in the last note why nothing orders the
/// two. Of another mistake each side, and the last note only if the two may meet.
std::vector<Explanation> explanations_of(const Finding& finding, const SourceText& source);

}  // namespace check
