#include "tool/annotate/annotate.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "tool/analysis.h"
#include "tool/annotate/attempt.h"
#include "tool/annotate/complaints.h"
#include "tool/annotate/entering.h"
#include "tool/annotate/guarded.h"
#include "tool/annotate/notes.h"
#include "tool/annotate/words.h"

namespace check {
namespace {

namespace fs = std::filesystem;

/// Each step writes something or leaves something out, so that it ends; this is for programs in which it would take too long.
constexpr int kMostSteps = 60;

/// With all files by their canonical paths.
std::vector<LockedAccess> accesses_in(const Sources& sources, const std::string& folder) {
  std::vector<UnitSummary> units(sources.commands.size());
  const auto on_parsed = [&](std::size_t index, clang::ASTContext& context) { units[index] = summarize(context, sources.names); };
  parse_all(sources.commands, sources.jobs, /*coloured=*/false, on_parsed);
  std::vector<LockedAccess> accesses;
  survives([&] { accesses = find_accesses(units); });
  const auto complete = [&](Place& place) { place.file = canonical_path(folder, place.file); };
  for (LockedAccess& access : accesses) {
    complete(access.report.place);
    for (HeldLock& lock : access.report.locks) complete(lock.acquired);
    for (CallStep& step : access.report.call_path) complete(step.place);
  }
  return accesses;
}

std::set<std::string> files_of(const Sources& sources) {
  std::set<std::string> files;
  for (const CompileCommand& command : sources.commands)
    files.insert(canonical_path(command.folder.string(), command.file.string()));
  return files;
}

/// What a function does with a lock.
const char* deed_of(Word word) {
  switch (word) {
    case Word::kRequires:
      return "is entered with";
    case Word::kRequiresShared:
      return "is entered, as a reader, with";
    case Word::kAcquire:
      return "acquires";
    case Word::kAcquireShared:
      return "acquires, as a reader,";
    default:
      return "releases";
  }
}

class Annotator {
 public:
  Annotator(const Sources& sources, const std::vector<LockedAccess>& accesses, std::string folder)
      : sources_(sources),
        folder_(std::move(folder)),
        trees_(trees_with(files_of(sources), sources.commands)),
        words_(trees_),
        bodies_(trees_),
        entering_(accesses, bodies_),
        guarded_(guarded_in(accesses, trees_)) {}

  Annotations run() {
    if (!words_.problem().empty()) return {{}, {}, {words_.problem()}};
    before_ = complaints_about({}, sources_.commands);
    leave_out_what_cannot_be();
    Annotations result;
    for (int step = 0; step < kMostSteps && has_something(); ++step) {
      const std::optional<Attempt> attempt = make_attempt(guarded_, notes_, words_, folder_);
      if (!attempt) break;
      const std::vector<Complaint> complaints = new_complaints(*attempt);
      if (!complaints.empty()) {
        react(complaints, *attempt);
      } else if (!leave_out_what_nobody_checks()) {
        result.texts = attempt->texts;
        tell(result);
        break;
      }
    }
    for (const Guarded& guarded : guarded_) {
      const bool is_done = guarded.problem.empty() && !result.texts.empty();
      const std::string why = guarded.problem.empty() ? "Clang's complaints did not end" : guarded.problem;
      if (!is_done) result.not_done.push_back(fmt::format("'{}': {}", guarded.name, why));
    }
    return result;
  }

 private:
  bool has_something() const {
    return std::ranges::any_of(guarded_, [](const Guarded& guarded) { return guarded.problem.empty(); });
  }

  void leave_out_what_cannot_be() {
    std::erase_if(guarded_, [](const Guarded& guarded) { return is_annotated(guarded); });
    for (Guarded& guarded : guarded_)
      if (guarded.problem.empty()) guarded.problem = obstacle(guarded, folder_);
  }

  /// What Clang does not say about the program as it is.
  std::vector<Complaint> new_complaints(const Attempt& attempt) const {
    std::multiset<std::string> known;
    for (const Complaint& complaint : before_) known.insert(complaint.file + complaint.text);
    std::vector<Complaint> complaints;
    for (const Complaint& complaint : complaints_about(attempt.texts, sources_.commands)) {
      const auto old = known.find(complaint.file + complaint.text);
      if (old != known.end())
        known.erase(old);
      else
        complaints.push_back(complaint);
    }
    return complaints;
  }

  /// What is wrong with a lock's name or type makes all else wrong, and who takes a lock decides where it is held.
  void react(const std::vector<Complaint>& complaints, const Attempt& attempt) {
    using Kind = Complaint::Kind;
    const std::vector<std::set<Kind>> order = {
        {Kind::kError, Kind::kNoCapability}, {Kind::kKeepsLock, Kind::kGivesLock}, {Kind::kNeedsLock}, {Kind::kOther}};
    for (const std::set<Kind>& kinds : order) {
      bool found = false;
      for (const Complaint& complaint : complaints) {
        if (!kinds.contains(complaint.kind)) continue;
        found = true;
        if (react(complaint, attempt)) return;  // all begins anew
      }
      if (found) return;
    }
  }

  /// True if an object was left out.
  bool react(const Complaint& complaint, const Attempt& attempt) {
    using Kind = Complaint::Kind;
    const std::size_t offset = attempt.original_offset(complaint.file, complaint.offset);
    const Owner owner = attempt.owner_at(complaint.file, offset);
    if (owner.guarded != nullptr) return leave_out(*owner.guarded, complaint.text);
    complaint_line_ = line_of(complaint.file, offset);
    const Body* body = owner.body != nullptr ? owner.body : bodies_.around(complaint.file, offset);
    if (body == nullptr || complaint.kind == Kind::kError || complaint.kind == Kind::kNoCapability)
      return owner.body != nullptr ? leave_out_function(*body, complaint) : leave_out_about(complaint);
    Notes& notes = notes_[body];
    switch (complaint.kind) {
      case Kind::kKeepsLock:
        if (notes.unchecked || !add(*body, entering_.takes_shared(*body) ? Word::kAcquireShared : Word::kAcquire, complaint))
          return leave_out_function(*body, complaint);
        return false;
      case Kind::kGivesLock:
        return add(*body, Word::kRelease, complaint) ? false : leave_out_function(*body, complaint);
      case Kind::kNeedsLock:
        if (entering_.is_entered_with(*body, complaint.lock) &&
            add(*body, complaint.shared ? Word::kRequiresShared : Word::kRequires, complaint))
          return false;
        return leave_out_function(*body, complaint);
      default:
        return leave_out_function(*body, complaint);
    }
  }

  /// False if the function has that, or its opposite, already: then it is not so simple.
  bool add(const Body& body, Word word, const Complaint& complaint) {
    Notes& notes = notes_[&body];
    if (body.is_lambda || notes.unchecked || complaint.lock.empty()) return false;
    const auto is_about_it = [&](const auto& known) { return known.second == complaint.lock; };
    const auto known = std::ranges::find_if(notes.words, is_about_it);
    if (known != notes.words.end()) {
      // Who reads and then writes needs the lock for both.
      if (known->first != Word::kRequiresShared || word != Word::kRequires) return false;
      notes.words.erase(known);
    }
    notes.words.emplace(word, complaint.lock);
    return edits_for(body, notes, words_, folder_).has_value();
  }

  bool leave_out_function(const Body& body, const Complaint& complaint) {
    Notes& notes = notes_[&body];
    const bool can_be = edits_for(body, {.words = {}, .unchecked = true, .why = ""}, words_, folder_).has_value();
    if (!can_be || notes.unchecked) return leave_out_about(complaint);
    notes.unchecked = true;
    notes.why = fmt::format("line {}: {}", complaint_line_, complaint.text);
    return false;
  }

  /// Leaves out what the complaint is about, and if that is not clear, all.
  bool leave_out_about(const Complaint& complaint) {
    bool found = false;
    for (Guarded& guarded : guarded_) {
      const bool is_it = guarded.name == complaint.subject || last_part(guarded.lock.name) == last_part(complaint.lock);
      if (!guarded.problem.empty() || !is_it) continue;
      guarded.problem = fmt::format("Clang would say: {}", complaint.text);
      found = true;
    }
    for (Guarded& guarded : guarded_)
      if (!found && guarded.problem.empty()) guarded.problem = fmt::format("Clang would say: {}", complaint.text);
    notes_.clear();
    return true;
  }

  bool leave_out(Guarded& guarded, const std::string& text) {
    guarded.problem = fmt::format("Clang would say: {}", text);
    notes_.clear();
    return true;
  }

  /// An annotation that Clang checks nowhere says nothing. True if one was left out.
  bool leave_out_what_nobody_checks() {
    bool found = false;
    for (Guarded& guarded : guarded_) {
      if (!guarded.problem.empty()) continue;
      const bool is_checked = std::ranges::any_of(guarded.uses, [&](const Place& use) {
        const Body* body = bodies_.around(use);
        const auto notes = notes_.find(body);
        return body != nullptr && (notes == notes_.end() || !notes->second.unchecked);
      });
      if (is_checked) continue;
      guarded.problem = "Clang can follow none of the functions that use it";
      for (const Place& use : guarded.uses) {
        const auto notes = notes_.find(bodies_.around(use));
        if (notes != notes_.end()) guarded.problem += fmt::format(": {}", notes->second.why);
        break;
      }
      found = true;
    }
    if (found) notes_.clear();
    return found;
  }

  void tell(Annotations& result) const {
    for (const Guarded& guarded : guarded_)
      if (guarded.problem.empty()) result.done.push_back(fmt::format("'{}' is guarded by '{}'", guarded.name, guarded.lock.name));
    for (const auto& [body, notes] : notes_) {
      if (notes.unchecked) {
        result.done.push_back(fmt::format("'{}' is left out of Clang's analysis: {}", body->name, notes.why));
        continue;
      }
      for (const auto& [word, lock] : notes.words)
        result.done.push_back(fmt::format("'{}' {} '{}'", body->name, deed_of(word), lock));
    }
  }

  const Sources& sources_;
  std::string folder_;
  std::vector<std::unique_ptr<Tree>> trees_;
  Words words_;
  Bodies bodies_;
  Entering entering_;
  std::vector<Guarded> guarded_;
  NotesByBody notes_;
  std::vector<Complaint> before_;
  unsigned complaint_line_ = 0;  ///< of the complaint at hand, in the file as it is
};

}  // namespace

Annotations annotate(const Sources& sources, const fs::path& folder) {
  const std::string whole = (fs::path(canonical_path("/", folder.string())) / "").string();
  const std::vector<LockedAccess> accesses = accesses_in(sources, whole);
  Annotations annotations;
  if (!survives([&] { annotations = Annotator(sources, accesses, whole).run(); }))
    annotations = {{}, {}, {"internal bug: a crash while annotations were looked for; nothing is changed"}};
  return annotations;
}

}  // namespace check
