// Parses source files with Clang, and hands the syntax tree of each to whoever summarises it.
//
// Files are parsed in parallel; a file that does not parse, or at which Clang or the summary crashes, costs itself alone.
// Thread safety: parse_all may be called from one thread at a time, as it changes how the process takes fatal signals.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "tool/compile_command.h"

namespace clang {
class ASTContext;
class DiagnosticConsumer;
}  // namespace clang

namespace check {

enum class UnitStatus {
  kParsed,
  kDoesNotParse,  ///< the compiler's errors are in `messages`
  kCrashed,       ///< a bug of ours or of Clang's
};

struct UnitOutcome {
  UnitStatus status = UnitStatus::kCrashed;
  std::string messages;  ///< what the compiler said, in its own format
};

/// Called with the index of a command and its tree, which lives during the call; for different commands also at the same time.
/// The tree's traversal scope is what to walk.
using OnParsed = std::function<void(std::size_t index, clang::ASTContext& context)>;

/// Whether a unit's file system is a RecordingFileSystem.
enum class Reads { kForget, kRecord };

/// By absolute path: texts that stand in the place of files.
using FileTexts = std::map<std::string, std::string>;

/// Runs every command, `jobs` at a time; the outcomes are in the commands' order. `on_parsed` is called for units without errors.
std::vector<UnitOutcome> parse_all(std::span<const CompileCommand> commands, unsigned jobs, bool coloured,
                                   const OnParsed& on_parsed, Reads reads = Reads::kForget, const FileTexts& instead = {});

/// Parses the unit and tells `consumer` what the compiler says about it. REQUIRES: called inside of survives().
void tell_diagnostics(const CompileCommand& command, const FileTexts& instead, clang::DiagnosticConsumer& consumer);

/// The same for one command, in this thread, and a crash is not survived.
UnitOutcome parse_alone(const CompileCommand& command, bool coloured, const std::function<void(clang::ASTContext&)>& on_parsed,
                        Reads reads);

/// The command's arguments without what writes files or loads plugins.
std::vector<std::string> syntax_only(const CompileCommand& command);

/// Runs `work` so that a crash in it is survived; false when it crashed. REQUIRES: not called inside parse_all's callback.
bool survives(const std::function<void()>& work);

/// "19.1.7": the version of Clang that parses.
std::string parser_version();

}  // namespace check
