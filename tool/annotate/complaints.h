// What Clang says against annotated texts: `clang -Wthread-safety`, asked before a file is touched.
//
// Thread safety: one question at a time, as the frontend demands.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "tool/compile_command.h"
#include "tool/fix/trees.h"
#include "tool/frontend.h"

namespace check {

struct Complaint {
  enum class Kind {
    kError,         ///< the text does not compile
    kNeedsLock,     ///< a variable is used, or a function called, without the lock
    kKeepsLock,     ///< a function ends with the lock held
    kGivesLock,     ///< a function gives up a lock that it did not take
    kNoCapability,  ///< the lock's type is not annotated
    kOther,         ///< the function is not followed for another reason
  };
  Kind kind = Kind::kOther;
  std::string file;        ///< canonical
  std::size_t offset = 0;  ///< in the text that was asked about
  unsigned line = 0;
  std::string subject;  ///< the variable or function; empty if it is not about one
  std::string lock;     ///< as Clang writes it; empty if it is not about one
  bool shared = false;  ///< it is enough to hold the lock as a reader
  std::string text;     ///< in Clang's words

  friend bool operator==(const Complaint&, const Complaint&) = default;
};

/// What Clang says about the program with `texts` in the place of its files: each complaint once.
/// REQUIRES: called inside of survives().
std::vector<Complaint> complaints_about(const FileTexts& texts, std::span<const CompileCommand> commands);

}  // namespace check
