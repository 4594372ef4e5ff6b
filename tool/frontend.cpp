#include "tool/frontend.h"

#include <algorithm>
#include <atomic>
#include <memory>
#include <thread>

#include "clang/AST/ASTConsumer.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/Decl.h"
#include "clang/AST/DeclGroup.h"
#include "clang/Basic/Diagnostic.h"
#include "clang/Basic/DiagnosticOptions.h"
#include "clang/Basic/FileManager.h"
#include "clang/Basic/Version.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Frontend/FrontendAction.h"
#include "clang/Frontend/TextDiagnosticPrinter.h"
#include "clang/Tooling/ArgumentsAdjusters.h"
#include "clang/Tooling/Tooling.h"
#include "llvm/Support/CrashRecoveryContext.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/VirtualFileSystem.h"
#include "llvm/Support/raw_ostream.h"
#include "tool/store/read_record.h"

namespace check {
namespace {

/// Deeply nested code is walked recursively: eight times as much stack as Clang gives itself.
constexpr unsigned kStackBytes = 64U << 20;

using OnTree = std::function<void(clang::ASTContext&)>;

bool is_instantiation(const clang::Decl& declaration) {
  if (const auto* function = llvm::dyn_cast<clang::FunctionDecl>(&declaration)) return function->isTemplateInstantiation();
  const auto* variable = llvm::dyn_cast<clang::VarDecl>(&declaration);
  return variable != nullptr && clang::isTemplateInstantiation(variable->getTemplateSpecializationKind());
}

/// With a precompiled header, the tree to walk is what stands in the unit itself, and what the compiler would emit of the header:
/// a walk over all of it would load every declaration of the header, which costs more than parsing it.
class TreeConsumer : public clang::ASTConsumer {
 public:
  explicit TreeConsumer(const OnTree& on_tree) : on_tree_(on_tree) {}

  bool HandleTopLevelDecl(clang::DeclGroupRef group) override {
    for (clang::Decl* declaration : group) {
      const bool is_written_here = declaration->getLexicalDeclContext()->isTranslationUnit() && !is_instantiation(*declaration);
      if (is_written_here) top_level_.push_back(declaration);
    }
    return true;
  }

  void HandleTranslationUnit(clang::ASTContext& context) override {
    if (context.getExternalSource() != nullptr) context.setTraversalScope(top_level_);
    // The client also counts what the driver found wrong with the flags.
    if (context.getDiagnostics().getClient()->getNumErrors() == 0) on_tree_(context);
  }

 private:
  const OnTree& on_tree_;
  std::vector<clang::Decl*> top_level_;
};

class ParseAction : public clang::ASTFrontendAction {
 public:
  explicit ParseAction(const OnTree& on_tree) : on_tree_(on_tree) {}

 protected:
  std::unique_ptr<clang::ASTConsumer> CreateASTConsumer(clang::CompilerInstance& /*compiler*/,
                                                        llvm::StringRef /*file*/) override {
    return std::make_unique<TreeConsumer>(on_tree_);
  }

 private:
  const OnTree& on_tree_;
};

/// As clang::tooling's own, but the count of errors ("1 error generated.") goes nowhere: the errors themselves are enough.
class ParseTool : public clang::tooling::ToolAction {
 public:
  explicit ParseTool(const OnTree& on_tree) : action_(on_tree) {}

  bool runInvocation(std::shared_ptr<clang::CompilerInvocation> invocation, clang::FileManager* files,
                     std::shared_ptr<clang::PCHContainerOperations> modules, clang::DiagnosticConsumer* consumer) override {
    clang::CompilerInstance compiler(std::move(modules));
    compiler.setInvocation(std::move(invocation));
    compiler.setFileManager(files);
    compiler.setVerboseOutputStream(std::make_unique<llvm::raw_null_ostream>());
    compiler.createDiagnostics(consumer, /*ShouldOwnClient=*/false);
    compiler.createSourceManager(*files);
    return compiler.ExecuteAction(action_);
  }

 private:
  ParseAction action_;
};

llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> files_seen_from(const std::filesystem::path& folder, Reads reads,
                                                                const FileTexts& instead) {
  llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> file_system(llvm::vfs::createPhysicalFileSystem());
  if (!instead.empty()) {
    const llvm::IntrusiveRefCntPtr<llvm::vfs::InMemoryFileSystem> texts(new llvm::vfs::InMemoryFileSystem());
    for (const auto& [file, text] : instead) texts->addFile(file, 0, llvm::MemoryBuffer::getMemBuffer(text, file));
    auto both = llvm::makeIntrusiveRefCnt<llvm::vfs::OverlayFileSystem>(std::move(file_system));
    both->pushOverlay(texts);
    file_system = std::move(both);
  }
  file_system->setCurrentWorkingDirectory(folder.string());
  if (reads == Reads::kForget) return file_system;
  return llvm::makeIntrusiveRefCnt<RecordingFileSystem>(std::move(file_system));
}

/// Runs the command; false when it could not be run.
bool run(const CompileCommand& command, Reads reads, const FileTexts& instead, const OnTree& on_tree,
         clang::DiagnosticConsumer& consumer, clang::DiagnosticOptions* options) {
  // Each unit has a file system of its own, so that units in parallel may have different working folders.
  const llvm::IntrusiveRefCntPtr<clang::FileManager> files(
      new clang::FileManager(clang::FileSystemOptions(), files_seen_from(command.folder, reads, instead)));
  ParseTool tool(on_tree);
  clang::tooling::ToolInvocation invocation(syntax_only(command), &tool, files.get(),
                                            std::make_shared<clang::PCHContainerOperations>());
  invocation.setDiagnosticConsumer(&consumer);
  invocation.setDiagnosticOptions(options);
  return invocation.run();
}

UnitOutcome parse(const CompileCommand& command, bool coloured, Reads reads, const FileTexts& instead, const OnTree& on_tree) {
  UnitOutcome outcome;
  llvm::raw_string_ostream messages(outcome.messages);
  const llvm::IntrusiveRefCntPtr<clang::DiagnosticOptions> diagnostics(new clang::DiagnosticOptions());
  diagnostics->ShowColors = coloured;
  clang::TextDiagnosticPrinter printer(messages, diagnostics.get());
  const bool parsed = run(command, reads, instead, on_tree, printer, diagnostics.get()) && printer.getNumErrors() == 0;
  outcome.status = parsed ? UnitStatus::kParsed : UnitStatus::kDoesNotParse;
  return outcome;
}

}  // namespace

bool survives(const std::function<void()>& work) {
  llvm::CrashRecoveryContext::Enable();
  llvm::CrashRecoveryContext recovery;
  const bool survived = recovery.RunSafelyOnThread(work, kStackBytes);
  llvm::CrashRecoveryContext::Disable();
  return survived;
}

std::vector<std::string> syntax_only(const CompileCommand& command) {
  using namespace clang::tooling;
  ArgumentsAdjuster adjust = combineAdjusters(getClangStripOutputAdjuster(), getClangStripDependencyFileAdjuster());
  adjust = combineAdjusters(std::move(adjust), getStripPluginsAdjuster());
  adjust = combineAdjusters(std::move(adjust), getClangSyntaxOnlyAdjuster());
  return adjust(command.arguments, command.shown);
}

void tell_diagnostics(const CompileCommand& command, const FileTexts& instead, clang::DiagnosticConsumer& consumer) {
  const llvm::IntrusiveRefCntPtr<clang::DiagnosticOptions> options(new clang::DiagnosticOptions());
  run(command, Reads::kForget, instead, [](clang::ASTContext&) {}, consumer, options.get());
}

std::vector<UnitOutcome> parse_all(std::span<const CompileCommand> commands, unsigned jobs, bool coloured,
                                   const OnParsed& on_parsed, Reads reads, const FileTexts& instead) {
  std::vector<UnitOutcome> outcomes(commands.size());
  std::atomic<std::size_t> next = 0;
  const auto take_commands = [&] {
    for (std::size_t i = next++; i < commands.size(); i = next++) {
      llvm::CrashRecoveryContext recovery;
      const OnTree on_tree = [&on_parsed, i](clang::ASTContext& context) { on_parsed(i, context); };
      recovery.RunSafelyOnThread([&] { outcomes[i] = parse(commands[i], coloured, reads, instead, on_tree); }, kStackBytes);
    }
  };
  llvm::CrashRecoveryContext::Enable();
  {
    std::vector<std::jthread> workers;
    for (std::size_t i = 0; i < std::min<std::size_t>(jobs, commands.size()); ++i) workers.emplace_back(take_commands);
  }
  llvm::CrashRecoveryContext::Disable();
  return outcomes;
}

UnitOutcome parse_alone(const CompileCommand& command, bool coloured, const OnTree& on_parsed, Reads reads) {
  return parse(command, coloured, reads, {}, on_parsed);
}

std::string parser_version() { return CLANG_VERSION_STRING; }

}  // namespace check
