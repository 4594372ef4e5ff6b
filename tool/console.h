// What racecheck says about its run on standard error, a line each, and when colour is welcome.
//
// Thread safety: each function may be called from any thread; lines do not mix.
#pragma once

#include <cstddef>
#include <mutex>
#include <string>
#include <string_view>

namespace check {

/// Prints "racecheck: <sentence>".
void say(std::string_view sentence);

/// "1 file", "2 files".
std::string counted(std::size_t count, std::string_view noun);

/// Whether escape sequences for colours are welcome at `descriptor`: on a terminal that is not dumb, unless the variable NO_COLOR
/// says otherwise (https://no-color.org).
bool wants_colour(int descriptor);

/// "racecheck: 3 of 120 files parsed": one line of a terminal, written anew at each step, and gone with this object.
class Progress {
 public:
  /// Shows nothing when `wanted` is false, for a single file, or where standard error is no terminal that can go back.
  Progress(std::size_t total, bool wanted);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void step();

 private:
  void show(const std::string& text);

  const std::size_t total_;
  const bool shown_;
  std::mutex mutex_;
  std::size_t done_ = 0;
  std::size_t width_ = 0;  // of the line that stands there
};

}  // namespace check
