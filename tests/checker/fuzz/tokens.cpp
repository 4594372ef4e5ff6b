#include "tests/checker/fuzz/tokens.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace checker {
namespace {

bool is_blank(char c) { return std::isspace(static_cast<unsigned char>(c)) != 0; }
bool is_of_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }
bool is_digit(char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; }

std::size_t end_of_line(std::string_view text, std::size_t at) { return std::min(text.find('\n', at), text.size()); }

/// Behind blanks and comments.
std::size_t end_of_space(std::string_view text, std::size_t at) {
  while (at < text.size()) {
    if (is_blank(text[at])) {
      ++at;
    } else if (text.substr(at, 2) == "//") {
      at = end_of_line(text, at);
    } else {
      break;
    }
  }
  return at;
}

std::size_t end_of_quoted(std::string_view text, std::size_t at) {
  const char mark = text[at++];
  while (at < text.size() && text[at] != mark && text[at] != '\n') at += text[at] == '\\' ? 2 : 1;
  return std::min(at + 1, text.size());
}

std::size_t end_of_sign(std::string_view text, std::size_t at) {
  constexpr std::array<std::string_view, 22> kLong = {"->", "++", "--", "<<", ">>", "<=", ">=", "==", "!=", "&&", "||",
                                                      "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "::", "[[", "]]"};
  const bool is_long = std::ranges::find(kLong, text.substr(at, 2)) != kLong.end();
  return at + (is_long ? 2 : 1);
}

}  // namespace

Tokens tokens_of(std::string_view text) {
  Tokens tokens;
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t begin = end_of_space(text, at);
    std::size_t end = begin;
    TokenKind kind = TokenKind::kSign;
    if (begin == text.size()) {
      end = begin;
    } else if (text[begin] == '#') {
      kind = TokenKind::kDirective;
      end = end_of_line(text, begin);
    } else if (text[begin] == '"' || text[begin] == '\'') {
      kind = text[begin] == '"' ? TokenKind::kText : TokenKind::kNumber;
      end = end_of_quoted(text, begin);
    } else if (is_of_word(text[begin])) {
      kind = is_digit(text[begin]) ? TokenKind::kNumber : TokenKind::kWord;
      while (end < text.size() && (is_of_word(text[end]) || (text[end] == '\'' && kind == TokenKind::kNumber))) ++end;
    } else {
      end = end_of_sign(text, begin);
    }
    tokens.push_back({kind, std::string(text.substr(at, begin - at)), std::string(text.substr(begin, end - begin))});
    at = end;
  }
  return tokens;
}

std::string text_of(const Tokens& tokens) {
  std::string text;
  for (const Token& token : tokens) text += token.space + token.text;
  return text;
}

std::size_t end_of_statement(const Tokens& tokens, std::size_t begin) {
  int open = 0;
  for (std::size_t at = begin; at < tokens.size(); ++at) {
    const std::string& text = tokens[at].text;
    if (tokens[at].kind == TokenKind::kDirective) return at + 1;
    if (text == "{" || text == "(") ++open;
    if (text == "}" || text == ")") --open;
    if (open < 0) return at;
    if (open == 0 && (text == ";" || text == "}")) return at + 1;
  }
  return tokens.size();
}

}  // namespace checker
