// One child of this process, by any start method: what Process and the workers of a Pool have in common.
//
//   state      what brings it there          exitcode     pid
//   new        constructor                   nullopt      0
//   running    start                         nullopt      the child's
//   ended      join, or a look at exitcode   its code     the child's
//
// Thread safety: after start, every member but the destructor may be called from several threads at once.
// Process safety: the object belongs to the process that made it. A forked child has a copy of it, which must not be used,
// and whose destructor does nothing.
// Hooks hear of every fork; a spawned process hears nothing of its parent, and of the forkserver's forks that server hears.
// started_child.h says what holds from the start on.
#pragma once

#include <sys/types.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "runtime/futex/deadline.h"
#include "runtime/process/creator.h"
#include "runtime/process/exit_report.h"
#include "runtime/process/identity.h"
#include "runtime/process/life_of_child.h"
#include "runtime/process/newborn.h"
#include "runtime/process/process_options.h"
#include "runtime/process/start_method.h"
#include "runtime/process/started_child.h"
#include "runtime/process/work.h"

namespace mp::internal {

class ChildProcess {
 public:
  /// Without a name in the options, the child will have the next name of this process: "<kind>-3".
  ChildProcess(std::string_view kind, ProcessOptions options);

  /// Waits for a child that runs.
  ~ChildProcess();

  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;

  /// Makes a process that does the work and lives as life_of_child.h says, by the start method of its options. What this process
  /// did before is visible to the child. REQUIRES: `work`, but for a second start. Throws ValueError at a second start,
  /// and when the start method does not allow it; OSError if the kernel refuses.
  void start(Work* work);
  /// Forks, whatever the options say.
  void start(const std::function<void()>& body);

  /// As StartedChild's. Throw ValueError before start().
  bool join_until(futex::Deadline deadline) const { return started("join").join_until(deadline); }
  void send(int signal) const { started("end").send(signal); }
  int sentinel() const { return started("watch").sentinel(); }

  /// Ends a child that runs, as the end of this process ends a daemon. Does nothing in another process, or before start().
  void end() const;

  std::optional<int> exitcode() const;
  bool is_alive() const;
  pid_t pid() const { return started_ != nullptr ? started_->pid() : 0; }

  /// "<Process name='Process-1' pid=71 parent=70 stopped exitcode=-SIGTERM daemon>", for the eyes. May be called in any process.
  std::string repr() const;

  const std::string& name() const { return identity_.name; }
  bool daemon() const { return identity_.daemon; }
  /// By its options or by daemon(true), not because its maker is one.
  bool was_made_daemon() const { return made_daemon_; }
  /// Throw ValueError after start(): the child has taken its name and its nature with it.
  void name(std::string name);
  void daemon(bool daemon);

 private:
  void start_as_fork(const std::function<void()>& body);
  void start_as_copy(const Work& work);
  void start_by_server(const Work& work);
  NewProcess newborn() const;
  std::optional<StartMethod> method() const;
  [[noreturn]] void run_in_child(const std::function<void()>& body, Birth birth) noexcept;
  void require_startable() const;
  void require_threads_allowed() const;
  void watch(pid_t child);
  void watch(ServedChild child);
  void require_new(std::string_view verb) const;
  const StartedChild& started(std::string_view verb) const;

  const std::string kind_;
  Creator creator_;
  Identity identity_;
  bool made_daemon_;
  const bool dies_with_parent_;
  const std::optional<Context> context_;
  const bool allow_threads_;
  std::shared_ptr<const StartedChild> started_;  // empty before start
};

}  // namespace mp::internal
