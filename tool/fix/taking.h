// How a lock is taken in the source: by a guard object, or by calls before and after.
//
// Thread safety: value types.
#pragma once

#include <string>

namespace check {

struct Taking {
  enum class Form { kGuard, kCalls };
  Form form = Form::kGuard;
  // Of a guard: its class for a block, and for statements whose variables are used behind them.
  std::string block_guard = "std::scoped_lock";
  std::string early_guard = "std::unique_lock";
  // Of calls: the functions; they get the lock's address.
  std::string take = "pthread_mutex_lock";
  std::string give = "pthread_mutex_unlock";
};

/// The same with the lock's name. `lock` is the lock for a guard, its address for calls.
struct TakenLock {
  Taking taking;
  std::string lock;

  std::string take() const { return taking.take + "(" + lock + ");"; }
  std::string give() const { return taking.give + "(" + lock + ");"; }
  std::string block_guard(const std::string& name) const {
    return "const " + taking.block_guard + " " + name + "(" + lock + ");";
  }
  std::string early_guard(const std::string& name) const { return taking.early_guard + " " + name + "(" + lock + ");"; }
  bool by_calls() const { return taking.form == Taking::Form::kCalls; }
};

}  // namespace check
