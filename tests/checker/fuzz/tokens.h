// A source text cut into tokens, coarsely: as much of C and C++ as is needed to change a program so that it often stays one.
//
// Thread safety: functions without state.
// Invariant: the tokens of a text, one after the other, are the text.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace checker {

enum class TokenKind {
  kWord,       ///< a name or a keyword
  kNumber,     ///< or a character
  kText,       ///< between quotation marks
  kDirective,  ///< a whole line of the preprocessor
  kSign,
};

struct Token {
  TokenKind kind = TokenKind::kSign;
  std::string space;  ///< what stands before it: blanks and comments
  std::string text;

  friend bool operator==(const Token&, const Token&) = default;
};

using Tokens = std::vector<Token>;

Tokens tokens_of(std::string_view text);

std::string text_of(const Tokens& tokens);

/// Where the statement ends that the token at `begin` belongs to: behind the next semicolon, or behind the brace that closes what
/// is opened before that.
std::size_t end_of_statement(const Tokens& tokens, std::size_t begin);

}  // namespace checker
