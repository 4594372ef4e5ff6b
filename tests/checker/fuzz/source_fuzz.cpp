// The text of a program: Clang parses what can be parsed, and the analysis follows it, in this process. An input says which of
// the annotated programs is changed, and how. With SHOW_PROGRAM in the environment each program is written to standard error.
#include <fmt/core.h>
#include <fuzzer/FuzzedDataProvider.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>
#include <vector>

#include "tests/checker/fuzz/changes.h"
#include "tests/checker/fuzz/tokens.h"
#include "tests/checker/precompiled_headers.h"
#include "tests/checker/program.h"
#include "tool/compile_command.h"
#include "tool/frontend.h"
#include "tool/options.h"
#include "tool/program/find_races.h"
#include "tool/store/summary_file.h"
#include "tool/summary/summarize.h"
#include "tool/toolchain.h"

namespace checker {
namespace {

namespace fs = std::filesystem;

constexpr const char* kWriter = "w";

struct Source {
  Tokens tokens;
  bool is_cpp = false;
};

/// The sources of the annotated programs, and how they are compiled.
class Corpus {
 public:
  Corpus()
      : defaults_{check::find_resource_folder().value(), ""}, flags_(precompile_standard_headers({"-std=gnu++20", "-pthread"})) {
    for (const Program& program : all_programs()) {
      if (includes_runtime(program)) continue;
      for (const fs::path& source : program.sources) add(source);
    }
  }

  const Source& any(FuzzedDataProvider& bytes) const {
    return sources_[bytes.ConsumeIntegralInRange<std::size_t>(0, sources_.size() - 1)];
  }

  check::CompileCommand command_for(const Source& source) const {
    check::CompileCommand command = source.is_cpp ? *cpp_ : *c_;
    const fs::path name = fs::path(command.shown).replace_filename("changed" + command.file.extension().string());
    command.shown = name.string();
    command.file = fs::absolute(name);
    command.arguments.back() = command.shown;
    return command;
  }

 private:
  void add(const fs::path& file) {
    std::ifstream stream(file);
    const std::string text{std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
    const bool is_cpp = file.extension() == ".cpp";
    sources_.push_back({tokens_of(text), is_cpp});
    std::optional<check::CompileCommand>& command = is_cpp ? cpp_ : c_;
    if (command) return;
    check::Options options;
    options.files = {file.string()};
    if (is_cpp) options.compiler_flags = flags_;
    command = check::compile_commands(options, defaults_, fs::current_path()).commands.at(0);
  }

  check::Defaults defaults_;
  std::vector<std::string> flags_;
  std::vector<Source> sources_;
  std::optional<check::CompileCommand> c_, cpp_;
};

/// All that racecheck does with a unit before it prints.
void analyse(clang::ASTContext& context) {
  const std::vector<check::UnitSummary> units = {check::summarize(context)};
  std::string problem;
  if (check::unit_of(check::file_of(units[0], kWriter), kWriter, problem) != units[0]) __builtin_trap();
  check::LockTrouble trouble;
  bool is_cut_short = false;
  check::find_races(units, &trouble, &is_cut_short);
  check::find_accesses(units);
}

}  // namespace
}  // namespace checker

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const checker::Corpus corpus;
  static const bool is_shown = std::getenv("SHOW_PROGRAM") != nullptr;
  FuzzedDataProvider bytes(data, size);
  const checker::Source& source = corpus.any(bytes);
  const checker::Source& other = corpus.any(bytes);
  const std::string text = text_of(checker::changed(source.tokens, other.tokens, bytes));
  if (is_shown) fmt::print(stderr, "{}\n", text);
  const std::vector<check::CompileCommand> commands = {corpus.command_for(source)};
  const auto on_parsed = [](std::size_t, clang::ASTContext& context) { checker::analyse(context); };
  const auto outcomes =
      check::parse_all(commands, 1, false, on_parsed, check::Reads::kForget, {{commands[0].file.string(), text}});
  if (outcomes[0].status == check::UnitStatus::kCrashed) __builtin_trap();
  return outcomes[0].status == check::UnitStatus::kParsed ? 0 : -1;  // what does not parse leads nowhere
}
