#include "tool/tidy/unit_fixes.h"

#include <algorithm>
#include <filesystem>
#include <utility>

#include "clang/Basic/Diagnostic.h"
#include "clang/Basic/FileManager.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Basic/TargetInfo.h"
#include "clang/Frontend/CompilerInvocation.h"
#include "clang/Lex/HeaderSearch.h"
#include "clang/Lex/HeaderSearchOptions.h"
#include "clang/Lex/Preprocessor.h"
#include "clang/Lex/PreprocessorOptions.h"
#include "llvm/Support/VirtualFileSystem.h"
#include "tool/checks/selection.h"
#include "tool/compile_command.h"
#include "tool/fix/edits.h"
#include "tool/fix/fix.h"
#include "tool/library_names.h"
#include "tool/source_text.h"
#include "tool/suppress/sift.h"

namespace check {
namespace {

namespace fs = std::filesystem;

std::string folder_of(const clang::SourceManager& sources) {
  const auto folder = sources.getFileManager().getVirtualFileSystem().getCurrentWorkingDirectory();
  return folder ? *folder : "/";
}

/// clang-tidy does not tell how it was called; what it parsed with, the preprocessor knows.
CompileCommand command_of(const clang::Preprocessor& preprocessor) {
  const clang::SourceManager& sources = preprocessor.getSourceManager();
  const clang::OptionalFileEntryRef main = sources.getFileEntryRefForID(sources.getMainFileID());
  CompileCommand command;
  command.folder = folder_of(sources);
  command.shown = main ? main->getName().str() : "";
  command.file = command.folder / command.shown;
  // What is not about the language has its defaults.
  clang::CompilerInvocation invocation;
  const char* const language = preprocessor.getLangOpts().CPlusPlus ? "c++" : "c";
  const std::vector<const char*> arguments = {"-fsyntax-only", "-x", language, command.shown.c_str()};
  clang::CompilerInvocation::CreateFromArgs(invocation, arguments, preprocessor.getDiagnostics());
  invocation.getLangOpts() = preprocessor.getLangOpts();
  invocation.getTargetOpts() = preprocessor.getTargetInfo().getTargetOpts();
  invocation.getHeaderSearchOpts() = preprocessor.getHeaderSearchInfo().getHeaderSearchOpts();
  invocation.getPreprocessorOpts() = preprocessor.getPreprocessorOpts();
  command.arguments = {"clang"};
  for (std::string& argument : invocation.getCC1CommandLine()) command.arguments.push_back(std::move(argument));
  return command;
}

Selection selection_of(const std::set<std::string>& on) {
  std::string globs = "-*";
  for (const std::string& check : on) globs += "," + check;
  Selection selection;
  selection.apply(globs);
  return selection;
}

bool is_same(const Finding& a, const Finding& b) {
  const auto second = [](const Finding& finding) { return finding.second ? finding.second->place : Place{}; };
  return a.rule == b.rule && a.first.place == b.first.place && second(a) == second(b);
}

/// Two fixes may include the same header.
std::vector<Edit> without_repeated_inclusions(std::vector<Edit> edits, std::set<std::string>& included) {
  std::erase_if(edits, [&](const Edit& edit) {
    return edit.text.find("#include") != std::string::npos && !included.insert(edit.file + '\n' + edit.text).second;
  });
  return edits;
}

}  // namespace

void add_fixes(std::vector<Finding>& findings, const std::set<std::string>& on, const clang::Preprocessor& preprocessor) {
  const std::vector<CompileCommand> commands = {command_of(preprocessor)};
  SourceText source(commands.front().folder);
  std::vector<Finding> told = sift(findings, {}, selection_of(on), source).findings;
  if (told.empty()) return;
  find_fixes(told, {commands, UserNames()}, commands.front().folder);
  std::set<std::string> included;
  for (auto fixed = told.begin(); fixed != told.end(); ++fixed) {
    const auto has_same_fix = [&](const Finding& earlier) { return earlier.fix == fixed->fix; };
    if (std::any_of(told.begin(), fixed, has_same_fix)) continue;
    const auto original = std::ranges::find_if(findings, [&](const Finding& finding) { return is_same(finding, *fixed); });
    original->fix = without_repeated_inclusions(fixed->fix, included);
  }
}

std::vector<clang::FixItHint> hints_of(const std::vector<Edit>& edits, clang::SourceManager& sources) {
  std::vector<clang::FixItHint> hints;
  for (const Edit& edit : one_for_each_offset(edits)) {
    const clang::OptionalFileEntryRef file = sources.getFileManager().getOptionalFileRef(edit.file);
    if (!file) return {};
    const clang::SourceLocation begin = sources.getComposedLoc(sources.translateFile(*file), static_cast<unsigned>(edit.offset));
    const clang::SourceLocation end = begin.getLocWithOffset(static_cast<int>(edit.length));
    hints.push_back(clang::FixItHint::CreateReplacement(clang::CharSourceRange::getCharRange(begin, end), edit.text));
  }
  return hints;
}

}  // namespace check
