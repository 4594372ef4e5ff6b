#include "tool/program/state/facts.h"

#include <gtest/gtest.h>

namespace check {
namespace {

class FactsTest : public testing::Test {
 protected:
  bool assume(Operation operation, std::int64_t number, bool holds = true) {
    return facts_.assume(terms_, symbols_, terms_.apply(operation, value_, terms_.number(number)), holds);
  }
  ValueId decide(Operation operation, std::int64_t number) {
    return facts_.decide(terms_, terms_.apply(operation, value_, terms_.number(number)));
  }

  Terms terms_;
  Symbols symbols_;
  const SymbolId symbol_ = symbols_.intern({.kind = SymbolKind::kResult});
  const ValueId value_ = terms_.symbol(symbol_);
  Facts facts_;
};

TEST_F(FactsTest, AnEqualityDecidesComparisons) {
  ASSERT_TRUE(assume(Operation::kEqual, 3));
  EXPECT_EQ(decide(Operation::kLess, 4), terms_.number(1));
  EXPECT_EQ(decide(Operation::kEqual, 0), terms_.number(0));
}

TEST_F(FactsTest, TheOtherBranchOfATestIsClosed) {
  ASSERT_TRUE(assume(Operation::kNotEqual, 0));
  EXPECT_FALSE(assume(Operation::kEqual, 0));
}

TEST_F(FactsTest, AComparisonAnswersItsInverse) {
  ASSERT_TRUE(assume(Operation::kLess, 8));
  EXPECT_EQ(decide(Operation::kGreaterEqual, 8), terms_.number(0));
}

TEST_F(FactsTest, BitsThatWereTestedAreKnown) {
  const ValueId bits = terms_.apply(Operation::kBits, value_, terms_.number(6));
  ASSERT_TRUE(facts_.assume(terms_, symbols_, bits, true));
  EXPECT_FALSE(facts_.assume(terms_, symbols_, bits, false));
  EXPECT_FALSE(terms_.is(facts_.decide(terms_, bits), ValueKind::kNumber));  // 2, 4 or 6
  ASSERT_TRUE(assume(Operation::kEqual, 12));
  EXPECT_EQ(facts_.decide(terms_, bits), terms_.number(4));
}

TEST_F(FactsTest, ARemainderIsTheNumberThatItWasFoundToBe) {
  const ValueId rest = terms_.apply(Operation::kRemainder, value_, terms_.number(4));
  ASSERT_TRUE(facts_.assume_equal(terms_, symbols_, rest, 3, true));
  EXPECT_EQ(facts_.decide(terms_, rest), terms_.number(3));
}

TEST_F(FactsTest, AValueIsOneOfItsTargets) {
  Targets targets;
  targets.add(terms_.number(1));
  symbols_.add(symbol_, targets);
  EXPECT_FALSE(assume(Operation::kEqual, 0));
  EXPECT_TRUE(assume(Operation::kEqual, 1));
}

TEST_F(FactsTest, ForgettingASymbolForgetsWhatMentionsIt) {
  ASSERT_TRUE(assume(Operation::kEqual, 3));
  facts_.forget(terms_, value_);
  EXPECT_FALSE(terms_.is(decide(Operation::kEqual, 3), ValueKind::kNumber));
}

TEST_F(FactsTest, CommonFactsAreThoseOfBoth) {
  Facts other;
  ASSERT_TRUE(assume(Operation::kEqual, 3));
  ASSERT_TRUE(other.assume_equal(terms_, symbols_, value_, 4, true));
  EXPECT_EQ(Facts::common(facts_, facts_), facts_);
  EXPECT_EQ(Facts::common(facts_, other), Facts{});
}

}  // namespace
}  // namespace check
