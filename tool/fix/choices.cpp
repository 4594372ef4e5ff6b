#include "tool/fix/choices.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>

#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/ExprCXX.h"
#include "tool/fix/edits.h"
#include "tool/fix/includes.h"
#include "tool/fix/lock_names.h"
#include "tool/fix/source.h"

namespace check {
namespace {

bool holds(const std::vector<HeldLock>& locks, const HeldLock& wanted, bool exclusively) {
  return std::ranges::any_of(locks, [&](const HeldLock& lock) {
    return lock.name == wanted.name && lock.acquired.file == wanted.acquired.file && (!exclusively || !lock.shared);
  });
}

/// Whether the lock is held on every way to the use that a finding shows.
bool always_holds(const Use& use, const HeldLock& lock) {
  const bool writes = use.kind != AccessKind::kRead;
  return std::ranges::all_of(use.locks, [&](const auto& locks) { return holds(locks, lock, writes); });
}

void append(std::vector<Edit>& edits, const std::vector<Edit>& more) {
  for (const Edit& edit : more) {
    // Two lambdas in one another, or two files' #include, may ask for the same.
    if (std::ranges::find(edits, edit) == edits.end()) edits.push_back(edit);
  }
}

void include_guards(const GuardedUse& guarded, std::vector<Edit>& edits) {
  if (guarded.lock.by_calls()) return;
  const Source source(*guarded.use->spot.tree);
  const clang::FileID file = guarded.use->spot.file;
  if (const std::optional<Edit> edit = inclusion(source.path(file), source.text(file), "<mutex>")) append(edits, {*edit});
}

}  // namespace

Choices::Choices(const std::vector<std::unique_ptr<Tree>>& trees, const Holding& holding, std::string folder)
    : trees_(trees), holding_(holding), folder_(std::move(folder)), new_locks_(trees) {}

std::string Choices::obstacle(const Group& group) const {
  for (const Use& use : group.uses) {
    if (use.spot.tree == nullptr) return fmt::format("line {} is in a file that was not parsed again", use.place.line);
    const Source source(*use.spot.tree);
    const std::string file = source.path(use.spot.file);
    if (!file.starts_with(folder_)) return fmt::format("it is accessed in '{}', outside of this folder", file);
    if (use.spot.function == nullptr) return fmt::format("line {} stands in no function", use.place.line);
    if (use.expr == nullptr) return fmt::format("what line {} accesses is written by a macro or by the compiler", use.place.line);
  }
  return "";
}

std::vector<Plan> Choices::plans(const Group& group, bool between_processes) {
  std::vector<Plan> plans;
  if (std::string why = obstacle(group); !why.empty()) return {{.problem = std::move(why)}};
  add_known(group, plans);
  add_own(group, plans);
  if (!between_processes)
    add_new(group, plans);
  else if (std::ranges::any_of(group.uses, has_owner_without_lock))
    plans.push_back({.problem = "it is shared by processes and has no get_lock(): a Value or an Array would have one"});
  else
    plans.push_back({.problem = "it is shared by processes, and a lock for them must be put into shared memory by hand"});
  return plans;
}

void Choices::finish(std::span<const GuardedUse> uses, Plan plan, std::vector<Plan>& plans) {
  if (plan.problem.empty()) {
    Guards guards = guard_all(uses, holding_);
    plan.problem = guards.problem;
    for (const GuardedUse& guarded : uses) include_guards(guarded, plan.edits);
    plan.edits.insert(plan.edits.end(), guards.edits.begin(), guards.edits.end());
    if (plan.problem.empty() && collide(plan.edits)) plan.problem = "two of its accesses stand in one another";
  }
  plans.push_back(std::move(plan));
}

void Choices::add_known(const Group& group, std::vector<Plan>& plans) {
  std::vector<std::pair<HeldLock, std::size_t>> locks;
  for (const Use& use : group.uses) {
    for (const auto& held : use.locks) {
      for (const HeldLock& lock : held) {
        const auto known = std::ranges::find_if(locks, [&](const auto& other) {
          return other.first.name == lock.name && other.first.acquired.file == lock.acquired.file;
        });
        if (known == locks.end())
          locks.emplace_back(lock, 1);
        else
          ++known->second;
      }
    }
  }
  std::ranges::sort(locks, [](const auto& a, const auto& b) { return a.second > b.second; });
  for (const auto& [held, count] : locks) {
    const std::optional<KnownLock> lock = find_lock(trees_, held);
    if (!lock) continue;
    const std::string type = lock->expr->getType().getAsString();
    Plan plan{.lock = held.name,
              .is_recursive = type.find("ecursive") != std::string::npos || type.find("RLock") != std::string::npos};
    std::vector<GuardedUse> uses;
    for (const Use& use : group.uses) {
      if (always_holds(use, held)) continue;
      const std::optional<TakenLock> taken = lock_at(*lock, use);
      if (!taken) {
        plan.problem = fmt::format("its lock '{}' has no name in '{}'", held.name, use.place.function);
        break;
      }
      uses.push_back({&use, *taken});
      const clang::VarDecl* local = local_variable_of(*lock);
      if (local != nullptr && taken->lock.ends_with(local->getNameAsString()))
        append(plan.edits, captures_for(use, local, local->getNameAsString()));
    }
    finish(uses, std::move(plan), plans);
  }
}

void Choices::add_own(const Group& group, std::vector<Plan>& plans) {
  Plan plan{.is_recursive = true};
  std::vector<GuardedUse> uses;
  for (const Use& use : group.uses) {
    const std::optional<std::string> owner = owner_with_lock(use);
    if (!owner) return;
    plan.lock = *owner + ".get_lock()";
    uses.push_back({&use, {Taking{}, plan.lock}});
  }
  finish(uses, std::move(plan), plans);
}

void Choices::add_new(const Group& group, std::vector<Plan>& plans) {
  for (NewLock& lock : new_locks_.for_group(group)) {
    Plan plan{.lock = lock.name, .is_new = true, .edits = lock.edits, .problem = lock.problem};
    std::vector<GuardedUse> uses;
    for (const Use& use : group.uses) {
      const std::string base = lock.is_member ? base_text(*use.origin.member, *use.spot.tree) : "";
      uses.push_back({&use, {lock.taking, (lock.taking.form == Taking::Form::kCalls ? "&" : "") + base + lock.name}});
      if (lock.beside != nullptr) append(plan.edits, captures_for(use, lock.beside, lock.name));
    }
    finish(uses, std::move(plan), plans);
  }
}

}  // namespace check
