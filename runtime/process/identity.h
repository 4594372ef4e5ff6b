// Who this process is within the family: a name, and the numbers that the names of its children go on from.
//
// The first child of the main process is Process-1, its second child is Process-1:2, as in Python. A number is used up when
// the process object is made, whether or not it is started.
//
// Thread safety: every function may be called from any thread. The identity changes in one place only, become(), while the
// new child still has one thread.
#pragma once

#include <sys/types.h>

#include <string>
#include <string_view>
#include <vector>

namespace mp {

/// The process that asks, as it is now. In the program's first process the name is "MainProcess".
class CurrentProcess {
 public:
  CurrentProcess(std::string name, pid_t pid, bool daemon) : name_(std::move(name)), pid_(pid), daemon_(daemon) {}

  const std::string& name() const { return name_; }
  pid_t pid() const { return pid_; }
  pid_t ident() const { return pid_; }
  /// Never true in the program's first process.
  bool daemon() const { return daemon_; }

  /// A secret of the family: 32 random bytes of its first process, which all that start later inherit. For mp::Listener and
  /// mp::Client. Throws OSError if the kernel has no random bytes.
  static std::string authkey();
  /// From now on in this process and in those that it starts.
  static void authkey(std::string key);

 private:
  std::string name_;
  pid_t pid_;
  bool daemon_;
};

CurrentProcess current_process();

namespace internal {

struct Identity {
  std::string name;
  std::vector<unsigned> numbers;  ///< {1, 2} for the second child of the main process's first child; empty for the main process
  bool daemon = false;
};

/// The identity of the next child of this process, which is a daemon if this process is one. Its name is `name`, or "<kind>-1:2"
/// if that is empty.
Identity next_child(std::string_view kind, std::string name);

/// In a new child, before its own work: from now on this process is `identity`, and has no children. Returns what it is now.
/// REQUIRES: one thread.
const Identity& become(Identity identity);

/// True if this process is the program's first one.
bool in_main_process();

}  // namespace internal
}  // namespace mp
