#include "tool/compile_command.h"

#include <clang/Driver/Options.h>
#include <fmt/core.h>
#include <llvm/Option/ArgList.h>
#include <llvm/Option/OptTable.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <optional>
#include <set>
#include <string_view>

#include "tool/compile_database.h"

namespace check {
namespace {

namespace fs = std::filesystem;

enum class Language { kC, kCxx };

template <std::size_t N>
bool contains(const std::array<std::string_view, N>& list, std::string_view word) {
  return std::ranges::find(list, word) != list.end();
}

std::optional<Language> language_by_name(const fs::path& file) {
  static constexpr std::array<std::string_view, 2> kC = {".c", ".i"};
  static constexpr std::array<std::string_view, 8> kCxx = {".cpp", ".cc", ".cxx", ".c++", ".C", ".cp", ".CPP", ".ii"};
  const std::string extension = file.extension().string();
  if (contains(kC, extension)) return Language::kC;
  if (contains(kCxx, extension)) return Language::kCxx;
  return std::nullopt;
}

/// The language that "-x c++" or "-xc++" among the user's flags names.
std::optional<Language> language_by_flags(const std::vector<std::string>& flags) {
  std::optional<Language> language;
  for (std::size_t i = 0; i < flags.size(); ++i) {
    if (!flags[i].starts_with("-x")) continue;
    const std::string name = flags[i].size() > 2 ? flags[i].substr(2) : i + 1 < flags.size() ? flags[i + 1] : "";
    language = name.starts_with("c++") ? Language::kCxx : Language::kC;
  }
  return language;
}

std::string unknown_language(const std::string& shown) {
  static constexpr std::array<std::string_view, 6> kHeaders = {".h", ".hh", ".hpp", ".hxx", ".h++", ".inc"};
  if (contains(kHeaders, fs::path(shown).extension().string()))
    return fmt::format("'{}' is a header: name the source files that include it", shown);
  return fmt::format("'{}' is neither C nor C++ by its name (.c .cc .cpp .cxx): tell its language by -- -x c++", shown);
}

/// Why `file` cannot be read; empty when it can.
std::string unreadable(const fs::path& file, const std::string& shown) {
  std::error_code error;
  if (fs::is_directory(file, error)) return fmt::format("'{}' is a folder: name the source files in it", shown);
  errno = 0;
  if (std::ifstream(file).good()) return "";
  return fmt::format("'{}' cannot be read: {}", shown, std::strerror(errno));
}

/// What compilers accept with a warning and Clang 19 refuses: whether such code is wise is not our question. Clang takes each for
/// either language.
constexpr std::array<const char*, 8> kLenient = {"-Wno-error=implicit-function-declaration",
                                                 "-Wno-error=implicit-int",
                                                 "-Wno-error=int-conversion",
                                                 "-Wno-error=incompatible-function-pointer-types",
                                                 "-Wno-error=return-mismatch",
                                                 "-Wno-error=c++11-narrowing",
                                                 "-Wno-error=register",
                                                 "-Wno-error=reserved-user-defined-literal"};

/// Leaves out the -f and -m flags that Clang's driver does not know: gcc has hundreds of its own. They say how code is made, and
/// not what it means. Only for flags that a build gives: in what a user types, an unknown one is an error.
void drop_flags_of_other_compilers(std::vector<std::string>& arguments) {
  std::vector<const char*> flags;
  for (const std::string& argument : arguments) flags.push_back(argument.c_str());
  unsigned missing_index = 0, missing_count = 0;
  const llvm::opt::InputArgList parsed = clang::driver::getDriverOptTable().ParseArgs(
      flags, missing_index, missing_count, llvm::opt::Visibility(clang::driver::options::ClangOption));
  std::set<std::size_t> unknown;
  for (const llvm::opt::Arg* argument : parsed.filtered(clang::driver::options::OPT_UNKNOWN))
    unknown.insert(argument->getIndex());
  std::size_t at = 0;
  std::erase_if(arguments, [&](const std::string& flag) {
    return unknown.contains(at++) && (flag.starts_with("-f") || flag.starts_with("-m"));
  });
}

/// GNU's dialects, which gcc and clang use when no standard is named: programs rely on what POSIX adds.
std::vector<std::string> language_flags(Language language) { return {language == Language::kC ? "-std=gnu17" : "-std=gnu++20"}; }

std::vector<std::string> default_flags(const Defaults& defaults) {
  std::vector<std::string> flags = {"-resource-dir", defaults.resource_folder.string(), "-w", "-pthread", "-Qunused-arguments"};
  flags.insert(flags.end(), kLenient.begin(), kLenient.end());
  if (!defaults.runtime_headers.empty()) flags.insert(flags.end(), {"-idirafter", defaults.runtime_headers.string()});
  return flags;
}

void append(std::vector<std::string>& list, const std::vector<std::string>& more) {
  list.insert(list.end(), more.begin(), more.end());
}

bool names_a_standard(const std::vector<std::string>& flags) {
  return std::ranges::any_of(flags, [](const std::string& flag) { return flag.starts_with("-std="); });
}

/// "C++20", "C17", "C++20 and C17", or that the flags say it.
std::string standards(bool any_cxx, bool any_c, const Options& options) {
  if (names_a_standard(options.compiler_flags)) return "the standard of your flags";
  if (any_cxx && any_c) return "C++20 and C17";
  return any_c ? "C17" : "C++20";
}

/// A path of the compiler that belongs to the resource folder: Clang looks for the standard library from there.
std::string compiler_path(const Defaults& defaults, std::string_view name) {
  return (defaults.resource_folder.parent_path().parent_path().parent_path() / "bin" / name).string();
}

CompileCommands by_name(const Options& options, const Defaults& defaults, const fs::path& folder) {
  CompileCommands result;
  std::set<fs::path> seen;
  bool any_c = false;
  bool any_cxx = false;
  const std::optional<Language> told = language_by_flags(options.compiler_flags);
  for (const std::string& shown : options.files) {
    const fs::path file = (folder / shown).lexically_normal();
    if (!seen.insert(file).second) continue;
    const std::optional<Language> language = told ? told : language_by_name(file);
    std::string problem = unreadable(file, shown);
    if (problem.empty() && !language) problem = unknown_language(shown);
    if (!problem.empty()) {
      result.problems.push_back(problem);
      continue;
    }
    (*language == Language::kC ? any_c : any_cxx) = true;
    CompileCommand command{shown, file, folder, {compiler_path(defaults, "clang")}};
    append(command.arguments, default_flags(defaults));
    append(command.arguments, language_flags(*language));
    append(command.arguments, options.compiler_flags);
    append(command.arguments, {"--", shown});
    if (!options.summary_file.empty()) drop_flags_of_other_compilers(command.arguments);
    result.commands.push_back(std::move(command));
  }
  result.flags_from = standards(any_cxx, any_c, options);
  return result;
}

/// A file of the database as its user would name it.
std::string shown_name(const fs::path& file, const fs::path& folder) {
  const fs::path relative = file.lexically_relative(folder);
  return relative.empty() || *relative.begin() == ".." ? file.string() : relative.string();
}

/// What Clang says it is to code that a build gives to GCC: otherwise it says 4.2, and libraries take the plain branches that
/// they have for old compilers. From 7 on, glibc's headers use types that Clang does not have.
constexpr const char* kGnuVersion = "-fgnuc-version=6";

bool is_gcc(const std::string& compiler) {
  const std::string name = fs::path(compiler).filename().string();
  const bool is_named = name.find("gcc") != name.npos || (name.find("g++") != name.npos && name.find("clang") == name.npos);
  return is_named || name == "cc" || name == "c++";
}

/// The defaults go to the front, where the command's own flags win over them; the user's to the end, where they win.
void complete(CompileCommand& command, const Options& options, const Defaults& defaults) {
  const bool is_cxx = fs::path(command.arguments.front()).filename().string().find("++") != std::string::npos;
  const bool is_for_gcc = is_gcc(command.arguments.front());
  command.arguments.front() = compiler_path(defaults, is_cxx ? "clang++" : "clang");
  drop_flags_of_other_compilers(command.arguments);
  std::vector<std::string> front = default_flags(defaults);
  if (is_for_gcc) front.push_back(kGnuVersion);
  command.arguments.insert(command.arguments.begin() + 1, front.begin(), front.end());
  const auto files = std::ranges::find(command.arguments, "--");
  command.arguments.insert(files, options.compiler_flags.begin(), options.compiler_flags.end());
}

CompileCommands by_database(const Options& options, const Defaults& defaults, const fs::path& folder) {
  CompileCommands result;
  const fs::path path = folder / options.database_folder / "compile_commands.json";
  result.flags_from = (fs::path(options.database_folder) / "compile_commands.json").lexically_normal().string();
  CompileDatabase database = read_compile_database(path);
  if (!database.problem.empty()) {
    result.problems.push_back(fmt::format("'{}' cannot be used: {}", result.flags_from, database.problem));
    return result;
  }
  std::set<fs::path> wanted;
  for (const std::string& shown : options.files) wanted.insert((folder / shown).lexically_normal());
  for (CompileCommand& command : database.commands) {
    if (!options.files.empty() && wanted.erase(command.file) == 0) continue;
    command.shown = shown_name(command.file, folder);
    const std::string problem = unreadable(command.file, command.shown);
    if (!problem.empty()) {
      result.problems.push_back(problem);
      continue;
    }
    command.from_database = true;
    complete(command, options, defaults);
    result.commands.push_back(std::move(command));
  }
  for (const fs::path& file : wanted) {
    const std::string shown = shown_name(file, folder);
    std::string problem = unreadable(file, shown);
    if (problem.empty()) problem = fmt::format("'{}' is not in '{}': it has no flags", shown, result.flags_from);
    result.problems.push_back(problem);
  }
  return result;
}

}  // namespace

CompileCommands compile_commands(const Options& options, const Defaults& defaults, const fs::path& folder) {
  return options.database_folder.empty() ? by_name(options, defaults, folder) : by_database(options, defaults, folder);
}

}  // namespace check
