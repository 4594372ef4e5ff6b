#include "tool/fix/fix.h"

#include <fmt/core.h>

#include <algorithm>
#include <set>
#include <string_view>

#include "tool/files.h"
#include "tool/fix/choices.h"
#include "tool/fix/edits.h"
#include "tool/fix/holding.h"
#include "tool/fix/trees.h"
#include "tool/fix/trial.h"
#include "tool/fix/uses.h"

namespace check {
namespace {

namespace fs = std::filesystem;

/// The kinds of findings that one lock at every access mends.
bool is_mended_by_a_lock(const Finding& finding) {
  static const std::set<std::string_view> kRules = {"racelab-unguarded-update", "racelab-inconsistent-lock",
                                                    "racelab-lock-per-thread", "racelab-temporary-guard",
                                                    "racelab-write-under-shared-lock"};
  return kRules.contains(finding.rule);
}

bool is_between_processes(const Finding& finding) {
  const auto starts_process = [](const AccessReport& access) {
    return std::ranges::any_of(access.call_path, [](const CallStep& step) { return step.kind == StepKind::kProcessStart; });
  };
  return starts_process(finding.first) || (finding.second && starts_process(*finding.second));
}

/// What the finding stands at, and the other access if there is one.
template <class AnyFinding>
auto reports_of(AnyFinding& finding) {
  std::vector reports = {&finding.first};
  if (finding.second) reports.push_back(&*finding.second);
  return reports;
}

std::set<std::string> files_of(const std::vector<Finding>& findings) {
  std::set<std::string> files;
  for (const Finding& finding : findings) {
    for (const AccessReport* access : reports_of(finding)) {
      files.insert(access->place.file);
      for (const HeldLock& lock : access->locks) files.insert(lock.acquired.file);
    }
  }
  return files;
}

/// The same findings with all files by their canonical paths.
std::vector<Finding> with_whole_paths(std::vector<Finding> findings, const std::string& folder) {
  for (Finding& finding : findings) {
    for (AccessReport* access : reports_of(finding)) {
      access->place.file = canonical_path(folder, access->place.file);
      for (HeldLock& lock : access->locks) lock.acquired.file = canonical_path(folder, lock.acquired.file);
    }
  }
  return findings;
}

class Search {
 public:
  Search(std::vector<Finding>& findings, const Sources& sources, const std::string& folder)
      : findings_(findings),
        whole_(with_whole_paths(findings, folder)),
        sources_(sources),
        folder_(folder),
        trial_(sources, findings, folder) {}

  Fixes run() {
    Fixes fixes;
    if (!survives([this] { plan(); })) {
      fixes.not_done = {"internal bug: a crash while fixes were looked for; nothing is changed"};
      return fixes;
    }
    if (!try_all_at_once()) try_one_by_one();
    if (std::optional<FileTexts> texts = edited_files(accepted_)) fixes.texts = std::move(*texts);
    fixes.done = std::move(done_);
    fixes.not_done = std::move(not_done_);
    return fixes;
  }

 private:
  void plan() {
    trees_ = trees_with(files_of(whole_), sources_.commands);
    const Holding holding(trial_.units(), sources_.names);
    Choices choices(trees_, holding, folder_);
    groups_ = groups_of(whole_, trees_);
    for (const Group& group : groups_) {
      const bool processes =
          std::ranges::any_of(group.findings, [&](std::size_t i) { return is_between_processes(findings_[i]); });
      const bool is_mended =
          std::ranges::all_of(group.findings, [&](std::size_t i) { return is_mended_by_a_lock(findings_[i]); });
      plans_.push_back(is_mended ? choices.plans(group, processes)
                                 : std::vector<Plan>{{.problem = "a lock at each access would not mend it"}});
    }
  }

  std::vector<const Finding*> findings_in(const Group& group) const {
    std::vector<const Finding*> found;
    for (const std::size_t i : group.findings) found.push_back(&findings_[i]);
    return found;
  }

  static const Plan* first_good(const std::vector<Plan>& plans) {
    const auto good = std::ranges::find_if(plans, [](const Plan& plan) { return plan.problem.empty(); });
    return good == plans.end() ? nullptr : &*good;
  }

  /// The edits of both; what both ask for in the same words, an #include, is done once.
  static std::vector<Edit> together(const std::vector<Edit>& a, const std::vector<Edit>& b) {
    std::vector<Edit> all = a;
    for (const Edit& edit : b) {
      const bool is_include = edit.text.find("#include") != std::string::npos;
      if (!is_include || std::ranges::find(all, edit) == all.end()) all.push_back(edit);
    }
    return all;
  }

  /// Mostly each object's first choice is good.
  bool try_all_at_once() {
    std::vector<Edit> edits;
    std::vector<const Finding*> mended;
    bool recursive = true;
    for (std::size_t i = 0; i < groups_.size(); ++i) {
      const Plan* plan = first_good(plans_[i]);
      if (plan == nullptr) return false;
      edits = together(edits, plan->edits);
      recursive = recursive && plan->is_recursive;
      const std::vector<const Finding*> more = findings_in(groups_[i]);
      mended.insert(mended.end(), more.begin(), more.end());
    }
    if (groups_.empty() || !trial_.objection(edits, mended, recursive).empty()) return false;
    for (std::size_t i = 0; i < groups_.size(); ++i) accept(groups_[i], *first_good(plans_[i]));
    return true;
  }

  void try_one_by_one() {
    std::vector<const Finding*> mended;
    for (std::size_t i = 0; i < groups_.size(); ++i) {
      std::string why;
      bool accepted = false;
      for (const Plan& plan : plans_[i]) {
        std::string objection = plan.problem;
        std::vector<const Finding*> all = mended;
        const std::vector<const Finding*> own = findings_in(groups_[i]);
        all.insert(all.end(), own.begin(), own.end());
        if (objection.empty()) objection = trial_.objection(together(accepted_, plan.edits), all, plan.is_recursive);
        if (objection.empty()) {
          accept(groups_[i], plan);
          mended = std::move(all);
          accepted = true;
          break;
        }
        if (why.empty()) why = plan.lock.empty() ? objection : fmt::format("with '{}', {}", plan.lock, objection);
      }
      if (!accepted) refuse(groups_[i], why);
    }
  }

  void accept(const Group& group, const Plan& plan) {
    accepted_ = together(accepted_, plan.edits);
    for (const std::size_t i : group.findings) findings_[i].fix = plan.edits;
    const std::string& path = findings_[group.findings.front()].first.path;
    done_.push_back(fmt::format("'{}' is guarded by {}'{}'", path, plan.is_new ? "the new " : "", plan.lock));
  }

  void refuse(const Group& group, const std::string& why) {
    for (const std::size_t i : group.findings) {
      const AccessReport& access = findings_[i].first;
      not_done_.push_back(fmt::format("'{}' in line {} is left as it is: {}", access.path, access.place.line, why));
    }
  }

  std::vector<Finding>& findings_;
  std::vector<Finding> whole_;
  const Sources& sources_;
  std::string folder_;
  Trial trial_;
  std::vector<std::unique_ptr<Tree>> trees_;
  std::vector<Group> groups_;
  std::vector<std::vector<Plan>> plans_;
  std::vector<Edit> accepted_;
  std::vector<std::string> done_;
  std::vector<std::string> not_done_;
};

}  // namespace

Fixes find_fixes(std::vector<Finding>& findings, const Sources& sources, const std::filesystem::path& folder) {
  if (findings.empty()) return {};
  return Search(findings, sources, (fs::path(canonical_path("/", folder.string())) / "").string()).run();
}

std::string write_texts(const FileTexts& texts) {
  for (const auto& [file, text] : texts) {
    std::error_code error;
    const fs::file_status before = fs::status(file, error);
    const std::string problem = replace_file(text, file);
    if (!problem.empty()) return fmt::format("'{}' cannot be written: {}", file, problem);
    if (fs::exists(before)) fs::permissions(file, before.permissions(), error);
  }
  return "";
}

}  // namespace check
