#include "tests/checker/fuzz/tokens.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "tests/checker/program.h"

namespace checker {
namespace {

std::vector<std::string> texts_in(const std::string& program) {
  std::vector<std::string> texts;
  for (const Token& token : tokens_of(program)) texts.push_back(token.text);
  return texts;
}

TEST(Tokens, ATextIsCut) {
  EXPECT_EQ(texts_in("#include <a.h>\nint x_1 = 0x1f'ff; // why\nif (p->x >= '\\'') f(\"a\\\"b\");"),
            (std::vector<std::string>{"#include <a.h>", "int", "x_1", "=", "0x1f'ff", ";", "if", "(", "p", "->", "x",
                                      ">=", "'\\''", ")", "f", "(", "\"a\\\"b\"", ")", ";"}));
}

TEST(Tokens, AQuotationThatDoesNotEndDoesNoHarm) { EXPECT_EQ(texts_in("\"a\\"), (std::vector<std::string>{"\"a\\"})); }

TEST(Tokens, AStatementEndsWithItsSemicolonOrBrace) {
  const Tokens tokens = tokens_of("for (i = 0; i < 2; ++i) { f(); } x = 1; }");
  EXPECT_EQ(text_of({tokens.begin(), tokens.begin() + static_cast<std::ptrdiff_t>(end_of_statement(tokens, 0))}),
            "for (i = 0; i < 2; ++i) { f(); }");
  EXPECT_EQ(end_of_statement(tokens, tokens.size() - 1), tokens.size() - 1);
}

TEST(Tokens, TheTokensOfAProgramAreThatProgram) {
  for (const Program& program : all_programs()) {
    for (const auto& source : program.sources) {
      std::ifstream stream(source);
      const std::string text{std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
      EXPECT_EQ(text_of(tokens_of(text)), text) << source;
    }
  }
}

}  // namespace
}  // namespace checker
