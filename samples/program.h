// Runs a built program of this folder and waits for its end.
//
// Programs are found through Bazel's runfiles, so they must stand in the `data` of whoever runs them. Nothing passes through a
// shell; the program inherits input, working folder and environment, but for the changes that are asked for.
// Thread safety: any thread may call. Throws std::system_error or std::runtime_error when a program cannot be found or started.
#pragma once

#include <chrono>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>

namespace samples {

using Seconds = std::chrono::duration<double>;

struct Ended {
  int exit_code = 0;   ///< as a shell tells it: 0 to 255; 128 + signal after a signal
  std::string output;  ///< empty unless captured
  std::string errors;  ///< empty unless captured
  Seconds wall{};
  Seconds cpu{};  ///< of the program and of all processes that it has joined
};

enum class Streams {
  kShared,    ///< the program writes where this process writes
  kCaptured,  ///< its standard output and standard error are kept
};

/// Variable -> value, set on top of this process's own.
using Environment = std::map<std::string, std::string>;

Ended run(const std::filesystem::path& program, Streams streams, const Environment& changes = {});

/// Knows where the programs are. `argv0` is the first argument of main.
class Programs {
 public:
  explicit Programs(const std::string& argv0);

  /// The file of a target of this folder: "race", "02_queue/queue".
  std::filesystem::path find(std::string_view target) const;

 private:
  std::filesystem::path folder_;
};

}  // namespace samples
