// bazel run samples: runs the sections of the tutorial, all or those that are named.
#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <exception>
#include <stdexcept>
#include <string>
#include <vector>

#include "samples/program.h"
#include "samples/repetition.h"
#include "samples/sections.h"

namespace samples {
namespace {

constexpr int kUsageError = 2;

/// Returns the exit code of the program.
int run_part(const Part& part, const Programs& programs) {
  const auto program = programs.find(part.program);
  if (!part.repeat_while_final) return run(program, Streams::kShared).exit_code;
  const Repetition repetition = repeat_while_final(*part.repeat_while_final, [&] { return run(program, Streams::kCaptured); });
  fmt::print("{}", describe(repetition));
  std::fflush(stdout);
  fmt::print(stderr, "{}", repetition.errors);
  return repetition.exit_code;
}

/// Returns the largest exit code of the parts, so that no failure is hidden by what follows it.
int run_sections(const std::vector<Section>& sections, const Programs& programs) {
  int exit_code = 0;
  for (const Section& section : sections) {
    fmt::print("== {}. {}    (samples/{})\n", section.number, section.title, section.folder);
    for (const Part& part : section.parts) {
      if (!part.title.empty()) fmt::print("-- {} {}\n", part.number, part.title);
      std::fflush(stdout);  // the program writes to the same place
      exit_code = std::max(exit_code, run_part(part, programs));
    }
    fmt::print("\n");
  }
  std::fflush(stdout);
  return exit_code;
}

int main(int argc, char** argv) {
  std::vector<std::string> numbers;
  bool list_only = false;
  CLI::App app("Runs the sections of the multiprocessing tutorial natively, each a program of its own.", "samples");
  app.add_option("SECTION", numbers, "A section (3) or a part of one (6.1); all of them when none is named");
  app.add_flag("--list", list_only, "List sections and parts, and end");
  app.footer("Exit codes: 0 all programs succeeded, 2 wrong usage, else the largest exit code of the programs.");
  try {
    app.parse(argc, argv);
    const std::vector<Section> chosen = select(all_sections(), numbers);
    if (list_only) {
      fmt::print("{}", list(chosen));
      return 0;
    }
    return run_sections(chosen, Programs(argv[0]));
  } catch (const CLI::CallForHelp&) {
    fmt::print("{}", app.help());
    return 0;
  } catch (const CLI::ParseError& error) {
    fmt::print(stderr, "samples: {} Try --help.\n", error.what());
  } catch (const std::invalid_argument& error) {
    fmt::print(stderr, "samples: {}. Try --list.\n", error.what());
  }
  return kUsageError;
}

}  // namespace
}  // namespace samples

int main(int argc, char** argv) {
  try {
    return samples::main(argc, argv);
  } catch (const std::exception& error) {
    fmt::print(stderr, "samples: {}\n", error.what());
    return 1;
  }
}
