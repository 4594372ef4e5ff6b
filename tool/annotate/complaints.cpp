#include "tool/annotate/complaints.h"

#include <algorithm>
#include <set>

#include "clang/AST/Decl.h"
#include "clang/Basic/Diagnostic.h"
#include "clang/Basic/DiagnosticIDs.h"
#include "clang/Basic/DiagnosticSema.h"
#include "clang/Basic/FileManager.h"
#include "clang/Basic/SourceManager.h"

namespace check {
namespace {

using Kind = Complaint::Kind;

Kind kind_of(unsigned id) {
  switch (id) {
    case clang::diag::warn_variable_requires_lock:
    case clang::diag::warn_variable_requires_lock_precise:
    case clang::diag::warn_var_deref_requires_lock:
    case clang::diag::warn_var_deref_requires_lock_precise:
    case clang::diag::warn_fun_requires_lock:
    case clang::diag::warn_fun_requires_lock_precise:
    case clang::diag::warn_guarded_pass_by_reference:
    case clang::diag::warn_guarded_return_by_reference:
      return Kind::kNeedsLock;
    case clang::diag::warn_no_unlock:
      return Kind::kKeepsLock;
    case clang::diag::warn_unlock_but_no_lock:
      return Kind::kGivesLock;
    case clang::diag::warn_thread_attribute_argument_not_lockable:
      return Kind::kNoCapability;
    default:
      return Kind::kOther;
  }
}

std::string argument(const clang::Diagnostic& info, unsigned index) {
  if (index >= info.getNumArgs()) return "";
  switch (info.getArgKind(index)) {
    case clang::DiagnosticsEngine::ak_std_string:
      return info.getArgStdStr(index);
    case clang::DiagnosticsEngine::ak_c_string:
      return info.getArgCStr(index);
    case clang::DiagnosticsEngine::ak_nameddecl:
      return reinterpret_cast<const clang::NamedDecl*>(info.getRawArg(index))->getNameAsString();
    default:
      return "";
  }
}

bool is_about_threads(const clang::Diagnostic& info) {
  return clang::DiagnosticIDs::getWarningOptionForDiag(info.getID()).starts_with("thread-safety");
}

class Listener : public clang::DiagnosticConsumer {
 public:
  Listener(const CompileCommand& command, std::vector<Complaint>& heard) : command_(command), heard_(heard) {}

  void HandleDiagnostic(clang::DiagnosticsEngine::Level level, const clang::Diagnostic& info) override {
    DiagnosticConsumer::HandleDiagnostic(level, info);
    if (level < clang::DiagnosticsEngine::Warning) return;
    const bool is_error = level >= clang::DiagnosticsEngine::Error && !is_about_threads(info);
    if (!is_error && !is_about_threads(info)) return;
    Complaint complaint;
    complaint.kind = is_error ? Kind::kError : kind_of(info.getID());
    if (complaint.kind == Kind::kNeedsLock) {
      complaint.subject = argument(info, 1);
      complaint.lock = argument(info, 2);
    } else if (complaint.kind != Kind::kError) {
      complaint.lock = argument(info, 1);
    }
    llvm::SmallString<128> text;
    info.FormatDiagnostic(text);
    complaint.text = text.str().str();
    complaint.shared = complaint.kind == Kind::kNeedsLock && !llvm::StringRef(complaint.text).ends_with("exclusively");
    if (info.hasSourceManager() && info.getLocation().isValid()) place(info, complaint);
    if (std::ranges::find(heard_, complaint) == heard_.end()) heard_.push_back(std::move(complaint));
  }

 private:
  void place(const clang::Diagnostic& info, Complaint& complaint) const {
    const clang::SourceManager& sources = info.getSourceManager();
    const clang::SourceLocation location = sources.getExpansionLoc(info.getLocation());
    const auto [file, offset] = sources.getDecomposedLoc(location);
    const clang::OptionalFileEntryRef entry = sources.getFileEntryRefForID(file);
    if (entry) complaint.file = canonical_path(command_.folder.string(), entry->getName().str());
    complaint.offset = offset;
    complaint.line = sources.getExpansionLineNumber(location);
  }

  const CompileCommand& command_;
  std::vector<Complaint>& heard_;
};

}  // namespace

std::vector<Complaint> complaints_about(const FileTexts& texts, std::span<const CompileCommand> commands) {
  std::vector<Complaint> heard;
  for (const CompileCommand& original : commands) {
    CompileCommand command = original;
    std::erase(command.arguments, "-w");
    // Before "--", behind which only files stand.
    const auto dashes = std::ranges::find(command.arguments, "--");
    const std::vector<std::string> flags = {"-Wthread-safety", "-Wno-error", "-ferror-limit=0"};
    command.arguments.insert(dashes, flags.begin(), flags.end());
    FileTexts instead = texts;
    const auto own = texts.find(canonical_path(command.folder.string(), command.file.string()));
    if (own != texts.end()) instead[command.file.string()] = own->second;
    Listener listener(command, heard);
    tell_diagnostics(command, instead, listener);
  }
  return heard;
}

}  // namespace check
