#include "tests/checker/fuzz/changes.h"

#include <fuzzer/FuzzedDataProvider.h>

#include <algorithm>
#include <utility>

namespace checker {
namespace {

constexpr int kMostChanges = 6;
/// Programs that grow by doubling do not show more.
constexpr std::size_t kMostTokens = 4000;
constexpr int kTries = 8;

enum class Change {
  kTakeOut,
  kTakeOutStatement,
  kDouble,
  kDoubleStatement,
  kExchange,
  kExchangeStatements,
  kReplace,
  kReplaceFromOther,
  kInsertFromOther,
  kMaxValue = kInsertFromOther,
};

std::size_t any_place(const Tokens& tokens, FuzzedDataProvider& bytes) {
  return bytes.ConsumeIntegralInRange<std::size_t>(0, tokens.size() - 1);
}

/// A token that may stand where one of this kind does; any if there is none.
const Token& token_like(const Tokens& tokens, TokenKind kind, FuzzedDataProvider& bytes) {
  std::size_t at = any_place(tokens, bytes);
  for (int i = 0; i < kTries && tokens[at].kind != kind; ++i) at = any_place(tokens, bytes);
  return tokens[at];
}

Tokens piece(const Tokens& tokens, std::size_t begin, std::size_t end) {
  const auto at = [&](std::size_t place) { return tokens.begin() + static_cast<std::ptrdiff_t>(place); };
  return {at(begin), at(end)};
}

void take_out(Tokens& tokens, std::size_t begin, std::size_t end) {
  const auto at = [&](std::size_t place) { return tokens.begin() + static_cast<std::ptrdiff_t>(place); };
  tokens.erase(at(begin), at(end));
}

void insert(Tokens& tokens, std::size_t place, const Tokens& what) {
  if (tokens.size() + what.size() > kMostTokens) return;
  tokens.insert(tokens.begin() + static_cast<std::ptrdiff_t>(place), what.begin(), what.end());
}

/// Of two statements that do not overlap.
void exchange_statements(Tokens& tokens, std::size_t a, std::size_t b) {
  const auto [first, second] = std::minmax(a, b);
  const std::size_t first_end = end_of_statement(tokens, first);
  if (first_end > second) return;
  const std::size_t second_end = end_of_statement(tokens, second);
  const Tokens early = piece(tokens, first, first_end);
  const Tokens late = piece(tokens, second, second_end);
  take_out(tokens, second, second_end);
  insert(tokens, second, early);
  take_out(tokens, first, first_end);
  insert(tokens, first, late);
}

void change(Tokens& tokens, const Tokens& other, FuzzedDataProvider& bytes) {
  const auto what = bytes.ConsumeEnum<Change>();
  const std::size_t at = any_place(tokens, bytes);
  const std::size_t end = end_of_statement(tokens, at);
  switch (what) {
    case Change::kTakeOut:
      return take_out(tokens, at, at + 1);
    case Change::kTakeOutStatement:
      return take_out(tokens, at, end);
    case Change::kDouble:
      return insert(tokens, at, {tokens[at]});
    case Change::kDoubleStatement:
      return insert(tokens, end, piece(tokens, at, end));
    case Change::kExchange:
      return std::swap(tokens[at].text, tokens[any_place(tokens, bytes)].text);
    case Change::kExchangeStatements:
      return exchange_statements(tokens, at, any_place(tokens, bytes));
    case Change::kReplace:
      tokens[at].text = std::string(token_like(tokens, tokens[at].kind, bytes).text);
      return;
    case Change::kReplaceFromOther:
      tokens[at].text = token_like(other, tokens[at].kind, bytes).text;
      return;
    case Change::kInsertFromOther: {
      const std::size_t from = any_place(other, bytes);
      return insert(tokens, at, piece(other, from, end_of_statement(other, from)));
    }
  }
}

}  // namespace

Tokens changed(Tokens program, const Tokens& other, FuzzedDataProvider& bytes) {
  for (int i = 0; i < kMostChanges && bytes.remaining_bytes() > 0 && !program.empty(); ++i) change(program, other, bytes);
  return program;
}

}  // namespace checker
