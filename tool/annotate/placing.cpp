#include "tool/annotate/placing.h"

#include <set>
#include <string>

#include "clang/AST/ASTContext.h"
#include "clang/AST/Decl.h"
#include "clang/AST/TypeLoc.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Lex/Lexer.h"

namespace check {
namespace {

/// The tokens of a file, one after the other.
class Tokens {
 public:
  Tokens(clang::SourceLocation at, const Source& source) : source_(source) { current_ = token_at(at); }

  bool is_over() const { return !current_; }
  bool is(clang::tok::TokenKind kind) const { return current_ && current_->is(kind); }
  std::string text() const { return current_ ? clang::Lexer::getSpelling(*current_, source_.manager(), source_.language()) : ""; }
  void step() {
    end_ = current_->getEndLoc();
    current_ = clang::Lexer::findNextToken(current_->getLocation(), source_.manager(), source_.language());
  }
  /// REQUIRES: an opening bracket. Steps behind the one that closes it.
  void step_over_brackets() {
    int depth = 0;
    do {
      if (is(clang::tok::l_square) || is(clang::tok::l_paren)) ++depth;
      if (is(clang::tok::r_square) || is(clang::tok::r_paren)) --depth;
      step();
    } while (depth > 0 && !is_over());
  }
  /// Behind the last token that was stepped over.
  std::optional<Position> position() const {
    if (end_.isInvalid() || end_.isMacroID()) return std::nullopt;
    const auto [file, offset] = source_.manager().getDecomposedLoc(end_);
    return Position{file, offset};
  }

 private:
  std::optional<clang::Token> token_at(clang::SourceLocation at) const {
    clang::Token token;
    if (at.isInvalid() || at.isMacroID() || clang::Lexer::getRawToken(at, token, source_.manager(), source_.language()))
      return std::nullopt;
    return token;
  }

  const Source& source_;
  std::optional<clang::Token> current_;
  clang::SourceLocation end_;
};

}  // namespace

std::optional<Position> behind(const clang::DeclaratorDecl& declaration, const Source& source) {
  using namespace clang;
  Tokens tokens(declaration.getLocation(), source);
  if (tokens.text() != declaration.getNameAsString()) return std::nullopt;
  tokens.step();
  while (tokens.is(tok::l_square)) tokens.step_over_brackets();
  if (tokens.is(tok::colon)) {
    while (!tokens.is_over() && !tokens.is(tok::semi) && !tokens.is(tok::comma) && !tokens.is(tok::equal)) tokens.step();
  }
  const bool is_end = tokens.is(tok::semi) || tokens.is(tok::comma) || tokens.is(tok::equal) || tokens.is(tok::l_brace);
  return is_end ? tokens.position() : std::nullopt;
}

std::optional<Position> behind_parameters(const clang::FunctionDecl& function, const Source& source) {
  using namespace clang;
  const FunctionTypeLoc type = function.getFunctionTypeLoc();
  if (type.isNull()) return std::nullopt;
  static const std::set<std::string> kQualifiers = {"const", "volatile", "&", "&&"};
  Tokens tokens(type.getRParenLoc(), source);
  if (tokens.is_over()) return std::nullopt;
  tokens.step();
  while (kQualifiers.contains(tokens.text())) tokens.step();
  if (tokens.text() == "noexcept" || tokens.text() == "throw") {
    tokens.step();
    if (tokens.is(tok::l_paren)) tokens.step_over_brackets();
  }
  if (tokens.is(tok::arrow)) {
    while (!tokens.is_over() && !tokens.is(tok::semi) && !tokens.is(tok::l_brace)) tokens.step();
  }
  return tokens.position();
}

}  // namespace check
