// Which process made an object, so that a copy of the object in a fork can be told from it.
//
// Thread and process safety: a constant. Fork safety: that is what it is for.
#pragma once

#include <sys/types.h>
#include <unistd.h>

#include <string_view>

namespace mp::internal {

class Creator {
 public:
  /// The calling process.
  Creator() : pid_(::getpid()) {}

  pid_t pid() const { return pid_; }
  bool is_caller() const { return ::getpid() == pid_; }
  /// Throws ValueError in every other process: it cannot `verb` the process `name`.
  void require_caller(std::string_view verb, std::string_view name) const;

 private:
  pid_t pid_;
};

}  // namespace mp::internal
