#include "tests/checker/mutation/mutants.h"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

namespace checker {
namespace {

constexpr const char* kOther = "other_lock";

/// Replacements in one text.
class Edit {
 public:
  void replace(Range range, std::string text) { replacements_[range] = std::move(text); }
  void insert(unsigned at, std::string text) { replacements_[{at, at}] = std::move(text); }

  std::string applied_to(std::string text) const {
    for (auto edit = replacements_.rbegin(); edit != replacements_.rend(); ++edit)
      text.replace(edit->first.begin, edit->first.end - edit->first.begin, edit->second);
    return text;
  }

 private:
  std::map<Range, std::string> replacements_;
};

class Maker {
 public:
  Maker(const std::string& text, std::span<const LockUse> uses, bool is_c) : text_(text), uses_(uses), is_c_(is_c) {}

  std::vector<Mutant> take() {
    for (const LockUse& use : uses_) {
      switch (use.kind) {
        case UseKind::kTake:
          change_taking(use);
          break;
        case UseKind::kGuard:
          change_guard(use);
          break;
        case UseKind::kJoin:
          change_join(use);
          break;
        case UseKind::kWait:
          if (use.is_statement) make("no wait", use, [&](Edit& edit) { edit.replace(use.place, use.done); });
          break;
        case UseKind::kGiveUp:
          break;
      }
    }
    return std::move(mutants_);
  }

 private:
  template <class Change>
  void make(std::string name, const LockUse& use, const Change& change) {
    Edit edit;
    change(edit);
    mutants_.push_back({std::move(name), use.line, edit.applied_to(text_)});
  }

  /// Where the lock is given up: from here to where the function takes it again.
  std::vector<const LockUse*> ends_of(const LockUse& take) const {
    std::vector<const LockUse*> ends;
    for (const LockUse& use : uses_) {
      if (use.place <= take.place || use.body != take.body || use.lock_text != take.lock_text) continue;
      if (use.kind == UseKind::kTake) break;
      if (use.kind == UseKind::kGiveUp) ends.push_back(&use);
    }
    return ends;
  }

  std::string own_declaration(const LockUse& use) const {
    return ' ' + use.lock_type + ' ' + kOther + (is_c_ ? " = {0};" : "{};");
  }
  std::string other(const LockUse& use) const {
    const bool is_pointer = !use.is_method && use.kind != UseKind::kGuard;
    return use.is_method ? std::string(kOther) + '.' : (is_pointer ? "&" : "") + std::string(kOther);
  }

  void change_taking(const LockUse& take) {
    if (take.lock_text.empty()) return;
    const std::vector<const LockUse*> ends = ends_of(take);
    make("no lock", take, [&](Edit& edit) {
      edit.replace(take.place, take.done);
      for (const LockUse* end : ends) edit.replace(end->place, end->done);
    });
    if (take.is_shared_mutex) make_shared(take, ends);
    if (ends.empty()) return;
    make("own lock", take, [&](Edit& edit) {
      edit.insert(take.body.begin + 1, own_declaration(take));
      edit.replace(take.lock, other(take));
      for (const LockUse* end : ends) edit.replace(end->lock, other(*end));
    });
    const bool are_statements = std::ranges::all_of(ends, &LockUse::is_statement);
    if (take.is_statement && are_statements) {
      make("ends at once", take, [&](Edit& edit) {
        edit.replace(take.place, "{ " + text_of(take.place) + "; " + text_of(ends.front()->place) + "; }");
        for (const LockUse* end : ends) edit.replace(end->place, end->done);
      });
    }
  }

  void make_shared(const LockUse& take, const std::vector<const LockUse*>& ends) {
    make("shared", take, [&](Edit& edit) {
      edit.replace(take.name, take.is_method ? "lock_shared" : "pthread_rwlock_rdlock");
      if (!take.is_method) return;
      for (const LockUse* end : ends) edit.replace(end->name, "unlock_shared");
    });
  }

  void change_guard(const LockUse& guard) {
    if (guard.is_in_block && !guard.is_named_later) {
      make("no lock", guard, [&](Edit& edit) { edit.replace(guard.place, ";"); });
      make("ends at once", guard, [&](Edit& edit) { edit.replace(guard.place, "{ " + text_of(guard.place) + " }"); });
    }
    if (guard.lock_text.empty()) return;
    make("own lock", guard, [&](Edit& edit) {
      edit.insert(guard.body.begin + 1, own_declaration(guard));
      edit.replace(guard.lock, kOther);
    });
    if (guard.is_shared_mutex) make("shared", guard, [&](Edit& edit) { edit.replace(guard.name, "std::shared_lock"); });
  }

  /// All joins of a function at once, at the first of them: without one of several nothing may be missing.
  void change_join(const LockUse& join) {
    std::vector<const LockUse*> joins;
    for (const LockUse& use : uses_)
      if (use.kind == UseKind::kJoin && use.body == join.body && use.is_statement) joins.push_back(&use);
    const bool is_followed = std::ranges::any_of(joins, [](const LockUse* use) { return use->is_followed; });
    if (!is_followed || joins.front() != &join) return;
    make("no joins", join, [&](Edit& edit) {
      for (const LockUse* use : joins) {
        if (use->is_std_thread) {
          edit.replace(use->name, "detach");
        } else {
          edit.replace(use->place, use->done);
        }
      }
    });
  }

  std::string text_of(Range range) const { return text_.substr(range.begin, range.end - range.begin); }

  const std::string& text_;
  std::span<const LockUse> uses_;
  const bool is_c_;
  std::vector<Mutant> mutants_;
};

}  // namespace

std::vector<Mutant> mutants_of(const std::string& text, std::span<const LockUse> uses, bool is_c) {
  return Maker(text, uses, is_c).take();
}

}  // namespace checker
