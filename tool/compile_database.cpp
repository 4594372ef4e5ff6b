#include "tool/compile_database.h"

#include <set>

#include "clang/Tooling/JSONCompilationDatabase.h"

namespace check {

namespace fs = std::filesystem;

CompileDatabase read_compile_database(const fs::path& path) {
  using clang::tooling::JSONCompilationDatabase;
  CompileDatabase result;
  const auto database =
      JSONCompilationDatabase::loadFromFile(path.string(), result.problem, clang::tooling::JSONCommandLineSyntax::Gnu);
  if (database == nullptr) {
    if (result.problem.empty()) result.problem = "it is not a compile database";
    return result;
  }
  result.problem.clear();
  std::set<fs::path> seen;
  for (clang::tooling::CompileCommand& entry : database->getAllCompileCommands()) {
    const fs::path folder = fs::absolute(path.parent_path() / entry.Directory).lexically_normal();
    const fs::path file = (folder / entry.Filename).lexically_normal();
    if (!entry.CommandLine.empty() && seen.insert(file).second)
      result.commands.push_back({file.string(), file, folder, std::move(entry.CommandLine)});
  }
  if (result.commands.empty()) result.problem = "it names no file";
  return result;
}

}  // namespace check
