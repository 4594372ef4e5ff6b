// How annotations are written: with the program's own macros, or with those of a header that is written beside it.
//
// GCC knows none of the attributes and does not parse their arguments, so a macro is needed, which is empty there.
// Thread safety: value types and pure functions.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "tool/fix/trees.h"

namespace check {

/// The attributes that are written.
enum class Word {
  kGuardedBy,
  kRequires,
  kRequiresShared,
  kAcquire,
  kAcquireShared,
  kRelease,
  kUnchecked,  ///< no_thread_safety_analysis
};
inline constexpr std::size_t kWords = 7;

/// A macro that a unit sees.
struct OwnMacro {
  std::string name;  ///< empty: the program has none for this word
  std::string file;  ///< that defines it
};

class Words {
 public:
  explicit Words(const std::vector<std::unique_ptr<Tree>>& trees);

  /// Why annotations cannot be written at all; empty when they can.
  const std::string& problem() const { return problem_; }
  /// "GUARDED_BY(m)"; without an argument "NO_THREAD_SAFETY_ANALYSIS".
  std::string write(Word word, const std::string& argument) const;
  /// The file that defines the macros; empty when the program has none.
  const std::string& own_header() const { return macros_[0].file; }

 private:
  OwnMacro macros_[kWords];
  std::string problem_;
};

inline constexpr const char* kMacrosHeader = "thread_annotations.h";
inline constexpr const char* kSystemHeader = "pthread_annotations.h";

/// Defines the macros.
std::string macros_header();
/// Declares the mutexes and locks of POSIX again, with annotations: Clang takes them for capabilities then.
std::string system_header();

}  // namespace check
