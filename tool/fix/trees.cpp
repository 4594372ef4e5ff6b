#include "tool/fix/trees.h"

#include <algorithm>
#include <filesystem>

#include "clang/AST/ASTContext.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/Basic/Diagnostic.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Frontend/ASTUnit.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Frontend/CompilerInvocation.h"
#include "clang/Tooling/Tooling.h"
#include "llvm/Support/VirtualFileSystem.h"
#include "tool/frontend.h"

namespace check {
namespace {

namespace fs = std::filesystem;

class KeepTree : public clang::tooling::ToolAction {
 public:
  bool runInvocation(std::shared_ptr<clang::CompilerInvocation> invocation, clang::FileManager* files,
                     std::shared_ptr<clang::PCHContainerOperations> modules, clang::DiagnosticConsumer* consumer) override {
    auto diagnostics = clang::CompilerInstance::createDiagnostics(&invocation->getDiagnosticOpts(), consumer, false);
    unit = clang::ASTUnit::LoadFromCompilerInvocation(std::move(invocation), std::move(modules), std::move(diagnostics), files);
    return unit != nullptr;
  }

  std::unique_ptr<clang::ASTUnit> unit;
};

std::unique_ptr<clang::ASTUnit> parse(const CompileCommand& command) {
  const llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> file_system(llvm::vfs::createPhysicalFileSystem());
  file_system->setCurrentWorkingDirectory(command.folder.string());
  const llvm::IntrusiveRefCntPtr<clang::FileManager> files(new clang::FileManager(clang::FileSystemOptions(), file_system));
  KeepTree action;
  clang::tooling::ToolInvocation invocation(syntax_only(command), &action, files.get(),
                                            std::make_shared<clang::PCHContainerOperations>());
  clang::IgnoringDiagConsumer silent;
  invocation.setDiagnosticConsumer(&silent);
  const bool parsed = invocation.run() && action.unit != nullptr && !action.unit->getDiagnostics().hasErrorOccurred();
  return parsed ? std::move(action.unit) : nullptr;
}

/// Functions as they are written.
class Functions : public clang::RecursiveASTVisitor<Functions> {
 public:
  explicit Functions(std::vector<const clang::FunctionDecl*>& found) : found_(found) {}

  bool VisitFunctionDecl(clang::FunctionDecl* function) {
    if (function->isThisDeclarationADefinition() && function->getBody() != nullptr) found_.push_back(function);
    return true;
  }

 private:
  std::vector<const clang::FunctionDecl*>& found_;
};

}  // namespace

std::string canonical_path(const std::string& folder, const std::string& file) {
  std::error_code error;
  const fs::path path = fs::weakly_canonical(fs::path(folder) / file, error);
  return error ? (fs::path(folder) / file).lexically_normal().string() : path.string();
}

Tree::Tree(const CompileCommand& command, std::unique_ptr<clang::ASTUnit> unit)
    : folder_(command.folder.string()),
      main_file_(canonical_path(command.folder.string(), command.file.string())),
      unit_(std::move(unit)) {
  const clang::SourceManager& sources = unit_->getSourceManager();
  for (auto it = sources.fileinfo_begin(); it != sources.fileinfo_end(); ++it) files_.insert(path(it->first.getName().str()));
  Functions functions(functions_);
  for (clang::Decl* declaration : top_level()) {
    if (!sources.isInSystemHeader(sources.getExpansionLoc(declaration->getLocation()))) functions.TraverseDecl(declaration);
  }
}

Tree::~Tree() = default;

clang::ASTContext& Tree::context() const { return unit_->getASTContext(); }

const clang::Preprocessor& Tree::preprocessor() const { return unit_->getPreprocessor(); }

std::vector<clang::Decl*> Tree::top_level() const { return {unit_->top_level_begin(), unit_->top_level_end()}; }

std::string Tree::path(const std::string& as_opened) const { return canonical_path(folder_, as_opened); }

std::vector<std::unique_ptr<Tree>> trees_with(std::set<std::string> files, std::span<const CompileCommand> commands) {
  std::vector<std::unique_ptr<Tree>> trees;
  const auto add = [&](const CompileCommand& command) {
    std::unique_ptr<clang::ASTUnit> unit = parse(command);
    if (unit == nullptr) return;
    trees.push_back(std::make_unique<Tree>(command, std::move(unit)));
    std::erase_if(files, [&](const std::string& file) { return trees.back()->includes(file); });
  };
  std::vector<const CompileCommand*> others;
  for (const CompileCommand& command : commands) {
    if (files.contains(canonical_path(command.folder.string(), command.file.string())))
      add(command);
    else
      others.push_back(&command);
  }
  // What is left are headers.
  for (const CompileCommand* command : others) {
    if (!files.empty()) add(*command);
  }
  return trees;
}

}  // namespace check
