// racecheck: finds data races in C and C++ without running the program.
#include <cstdlib>
#include <filesystem>
#include <string>
#include <system_error>
#include <variant>
#include <vector>

#include "tool/options.h"
#include "tool/racecheck.h"

namespace {

/// `bazel run` starts programs in a folder of its own, and tells where its user is.
check::Invocation invocation_of(const char* argv0) {
  check::Invocation invocation{argv0, "", "racecheck"};
  const char* users_folder = std::getenv("BUILD_WORKING_DIRECTORY");
  if (users_folder != nullptr && *users_folder != '\0') {
    // A relative argv0 counts from the folder that is left here.
    invocation.argv0 = std::filesystem::absolute(argv0).string();
    std::filesystem::current_path(users_folder);
    invocation.command = "bazel run //tool --";
  }
  invocation.folder = std::filesystem::current_path();
  return invocation;
}

}  // namespace

int main(int argc, char** argv) try {
  const check::Invocation invocation = invocation_of(argv[0]);
  const auto parsed = check::parse_options(std::vector<std::string>(argv + 1, argv + argc), check::version_text());
  if (const auto* reply = std::get_if<check::Reply>(&parsed)) {
    if (reply->is_error) return static_cast<int>(check::refuse(reply->text, invocation));
    std::fputs(reply->text.c_str(), stdout);
    return EXIT_SUCCESS;
  }
  return static_cast<int>(check::run_racecheck(std::get<check::Options>(parsed), invocation));
} catch (const std::exception& error) {
  // The world: no memory, a working folder that is gone.
  std::fprintf(stderr, "racecheck: error: %s\n", error.what());
  return static_cast<int>(check::ExitCode::kNotChecked);
}
