#include "tool/program/terms/terms.h"

#include <gtest/gtest.h>

#include <limits>

namespace check {
namespace {

class TermsTest : public testing::Test {
 protected:
  ValueId number(std::int64_t value) { return terms_.number(value); }

  Terms terms_;
  const ValueId i_ = terms_.symbol(SymbolId{1});
  const ValueId n_ = terms_.symbol(SymbolId{2});
};

TEST_F(TermsTest, EqualSumsAreOneTerm) {
  const ValueId first = terms_.sum(terms_.product(i_, n_), n_);
  const ValueId second = terms_.product(terms_.sum(i_, number(1)), n_);
  EXPECT_EQ(first, second);
}

TEST_F(TermsTest, ADifferenceCancels) { EXPECT_EQ(terms_.difference(terms_.sum(i_, number(5)), i_), number(5)); }

TEST_F(TermsTest, ComparisonOfTheSameSymbolIsDecided) {
  EXPECT_EQ(terms_.apply(Operation::kLess, i_, terms_.sum(i_, number(1))), number(1));
  EXPECT_EQ(terms_.apply(Operation::kEqual, i_, terms_.sum(i_, number(1))), number(0));
}

TEST_F(TermsTest, ComparisonOfDifferentSymbolsIsNot) {
  EXPECT_EQ(terms_[terms_.apply(Operation::kLess, i_, n_)].kind, ValueKind::kApply);
}

TEST_F(TermsTest, LargeNumbersAreNotComputedWith) {
  const ValueId largest = number(std::numeric_limits<std::int64_t>::max());
  const ValueId smallest = number(std::numeric_limits<std::int64_t>::min());
  EXPECT_EQ(terms_.sum(largest, number(1)), kUnknownValue);
  EXPECT_EQ(terms_.product(largest, i_), kUnknownValue);
  EXPECT_EQ(terms_.difference(number(0), smallest), kUnknownValue);
  EXPECT_EQ(terms_.apply(Operation::kDivide, smallest, number(-1)), kUnknownValue);
  const ValueId large = terms_.scaled(i_, (std::int64_t{1} << 31) - 1);
  EXPECT_EQ(terms_.scaled(large, (std::int64_t{1} << 31) - 1), kUnknownValue);
}

TEST_F(TermsTest, NegationTurnsAComparisonRound) {
  const ValueId less = terms_.apply(Operation::kLess, i_, n_);
  EXPECT_EQ(terms_.apply(Operation::kNot, less, kUnknownValue), terms_.apply(Operation::kGreaterEqual, i_, n_));
}

TEST_F(TermsTest, APointerIsNotNull) {
  const ValueId pointer = terms_.address(terms_.object(ObjectId{0}, {}));
  EXPECT_EQ(terms_.apply(Operation::kNotEqual, pointer, number(0)), number(1));
}

TEST_F(TermsTest, ThePointeeOfAnAddressIsThePlace) {
  const LocationId place = terms_.field(terms_.object(ObjectId{0}, {}), NameId{3});
  EXPECT_EQ(terms_.target(terms_.address(place)), place);
  EXPECT_EQ(terms_.address(terms_.pointee(i_)), i_);
}

TEST_F(TermsTest, APointerMovesAlongItsArray) {
  const LocationId first = terms_.element(terms_.object(ObjectId{0}, {}), number(0));
  EXPECT_EQ(terms_.sum(terms_.address(first), i_), terms_.address(terms_.element(terms_.object(ObjectId{0}, {}), i_)));
}

TEST_F(TermsTest, RewritingReachesIndices) {
  const LocationId array = terms_.object(ObjectId{0}, {});
  const LocationId rewritten =
      terms_.rewrite(terms_.element(array, terms_.sum(i_, number(1))), [&](ValueId) { return number(2); });
  EXPECT_EQ(rewritten, terms_.element(array, number(3)));
}

}  // namespace
}  // namespace check
