// Work in pieces that may crash or never end, done by child processes: such a piece costs itself alone.
//
// A child does one piece after the other, until one ends it; then another takes its place. Answers are bytes.
// Thread safety: called from the main thread, when there is no other: a child is a copy of this process.
// Where the data lives: a child sees what was in memory when it was started, and nothing of what it changes comes back.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <string>
#include <vector>

namespace check {

enum class PieceEnd {
  kDone,
  kCrashed,    ///< its process ended
  kOverLimit,  ///< its process was killed, as it took too long
};

struct Piece {
  PieceEnd end = PieceEnd::kCrashed;
  std::string answer;  ///< of the work, or how the process ended: "Segmentation fault"
};

struct ChildSettings {
  unsigned jobs = 1;              ///< at least 1
  std::chrono::seconds limit{0};  ///< for one piece; 0: none
};

/// What `work` answers for each number below `count`; `on_end` is called here whenever a piece has ended.
/// Throws std::system_error when no child can be started.
std::vector<Piece> do_in_children(std::size_t count, const ChildSettings& settings,
                                  const std::function<std::string(std::size_t)>& work, const std::function<void()>& on_end);

}  // namespace check
