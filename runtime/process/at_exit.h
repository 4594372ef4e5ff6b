// What a process calls before it ends: mp::at_exit as Python's atexit.register, mp::Finalize as multiprocessing.util.Finalize.
//
//   mp::at_exit([] { std::remove("scratch"); });
//   mp::Finalize close_log([&] { log.close(); }, 10);   // called when close_log() is, when it goes out of scope, or at the end
//
// The end calls what has a priority, the highest first, and of several the youngest first; negative ones come after the children
// have ended (end_of_process.h). Each is called once. An exception that leaves one is reported on stderr, and the others are
// called. Thread safety: every function may be called from any thread. Fork safety: a child begins with none of them; the copy of
// a Finalize in a fork does nothing. Kill safety: a process that is killed calls none.
#pragma once

#include <functional>
#include <optional>

#include "runtime/process/finalizers.h"

namespace mp {

/// `callback` is called at the end of this process.
void at_exit(std::function<void()> callback, int priority = 0);

class Finalize {
 public:
  /// Without a priority, the end of the process does not call it.
  explicit Finalize(std::function<void()> callback, std::optional<int> exitpriority = std::nullopt);
  ~Finalize();
  Finalize(const Finalize&) = delete;
  Finalize& operator=(const Finalize&) = delete;

  /// Calls it, unless that was done before. Throws what it throws.
  void operator()();
  /// It will not be called any more.
  void cancel();
  /// It has still to be called.
  bool still_active() const;

 private:
  const internal::FinalizerId id_;
};

}  // namespace mp
