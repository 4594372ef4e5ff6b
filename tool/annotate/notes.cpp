#include "tool/annotate/notes.h"

#include <algorithm>

#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclCXX.h"
#include "tool/annotate/placing.h"
#include "tool/fix/source.h"
#include "tool/fix/uses.h"

namespace check {
namespace {

bool is_lambda(const clang::FunctionDecl& function) {
  const auto* method = llvm::dyn_cast<clang::CXXMethodDecl>(&function);
  return method != nullptr && method->getParent()->isLambda();
}

/// Whether an attribute with this argument means the same at both declarations.
bool can_stand_at(const clang::FunctionDecl& first, const clang::FunctionDecl& definition, const std::string& argument) {
  for (unsigned i = 0; i < definition.getNumParams(); ++i) {
    const std::string name = definition.getParamDecl(i)->getNameAsString();
    if (!name.empty() && has_word(argument, name) && first.getParamDecl(i)->getNameAsString() != name) return false;
  }
  return true;
}

std::optional<Edit> edit_at(const clang::FunctionDecl& function, const Tree& tree, const std::string& text,
                            const std::string& folder) {
  const Source source(tree);
  if (!is_editable(function)) return std::nullopt;
  const std::optional<Position> position = behind_parameters(function, source);
  if (!position || !source.path(position->file).starts_with(folder)) return std::nullopt;
  return source.insertion(position->file, position->offset, " " + text);
}

}  // namespace

Bodies::Bodies(const std::vector<std::unique_ptr<Tree>>& trees) : trees_(trees) {
  for (const std::unique_ptr<Tree>& tree : trees) {
    const Source source(*tree);
    for (const clang::FunctionDecl* function : tree->functions()) {
      const TextRange range = source.expansion(function->getSourceRange());
      Body body{tree.get(),
                function,
                source.path(range.file),
                range.begin,
                range.end,
                is_lambda(*function),
                is_lambda(*function) ? "a lambda" : function->getNameAsString()};
      const auto is_known = [&](const Body& other) { return other.file == body.file && other.begin == body.begin; };
      if (std::ranges::none_of(bodies_, is_known)) bodies_.push_back(std::move(body));
    }
  }
}

const Body* Bodies::around(const std::string& file, std::size_t offset) const {
  const Body* innermost = nullptr;
  for (const Body& body : bodies_) {
    if (body.file != file || offset < body.begin || offset >= body.end) continue;
    if (innermost == nullptr || body.begin >= innermost->begin) innermost = &body;
  }
  return innermost;
}

const Body* Bodies::around(const Place& place) const {
  for (const std::unique_ptr<Tree>& tree : trees_) {
    const Source source(*tree);
    if (const std::optional<TextRange> at = source.at(place)) return around(source.path(at->file), at->begin);
  }
  return nullptr;
}

std::optional<std::vector<Edit>> edits_for(const Body& body, const Notes& notes, const Words& words, const std::string& folder) {
  if (body.is_lambda) return std::nullopt;
  std::vector<Edit> edits;
  if (notes.unchecked) {
    const std::optional<Edit> edit = edit_at(*body.function, *body.tree, words.write(Word::kUnchecked, ""), folder);
    if (!edit) return std::nullopt;
    edits.push_back(*edit);
    return edits;
  }
  const clang::FunctionDecl& first = *body.function->getCanonicalDecl();
  for (const auto& [word, argument] : notes.words) {
    const std::string text = words.write(word, argument);
    std::optional<Edit> edit;
    if (can_stand_at(first, *body.function, argument)) edit = edit_at(first, *body.tree, text, folder);
    if (!edit) edit = edit_at(*body.function, *body.tree, text, folder);
    if (!edit) return std::nullopt;
    edits.push_back(*std::move(edit));
  }
  return edits;
}

}  // namespace check
