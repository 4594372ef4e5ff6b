// A summary comes back from its file as it was; a file that is damaged in any bit, or foreign, is refused with a sentence.
#include "tool/store/summary_file.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
#include <random>
#include <string>

#include "tool/store/sealed.h"

namespace check {
namespace {

constexpr const char* kWriter = "this-one";

/// Every field differs from its default, and integers take their whole width somewhere.
UnitSummary sample() {
  UnitSummary unit{"src/\xff name.cpp", {"", "f", std::string("nul \0 inside", 12)}, {}, {}, {}, {}};
  Step step{Op::kReturn,
            Operation::kOther,
            Model::kTaskState,
            AccessMode::kPlain,
            MemoryOrder::kAcquire,
            Reg{7},
            Symbol{1},
            Symbol{2},
            std::numeric_limits<std::int64_t>::min(),
            4000000000U,
            300,
            {Reg{0}, kNoReg}};
  Block block{{step, Step{}}, Reg{1}, true, {{1, true, std::numeric_limits<std::int64_t>::max()}, {0, false, -1}}};
  FunctionSummary function{Symbol{1}, Symbol{2}, Symbol{1}, 1, 2, 3, 8, true, {{Symbol{2}, true}, {}}, {block, Block{}}};
  unit.functions = {function, FunctionSummary{}};
  unit.globals = {{Symbol{1}, Symbol{2}, true, true}};
  unit.overrides = {{Symbol{1}, Symbol{2}, Symbol{1}}};
  unit.initialisers = {Symbol{2}};
  return unit;
}

/// What is said about a file that must not be read.
std::string refusal(const std::string& file) {
  std::string problem;
  EXPECT_FALSE(unit_of(file, kWriter, problem).has_value());
  return problem;
}

TEST(SummaryFile, ComesBackAsItWas) {
  std::string problem = "none yet";
  const std::optional<UnitSummary> unit = unit_of(file_of(sample(), kWriter), kWriter, problem);
  ASSERT_TRUE(unit.has_value()) << problem;
  EXPECT_EQ(*unit, sample());
  EXPECT_EQ(problem, "");
}

TEST(SummaryFile, ACutFileIsRefused) {
  const std::string file = file_of(sample(), kWriter);
  for (std::size_t size = 0; size < file.size(); ++size) EXPECT_NE(refusal(file.substr(0, size)), "") << size;
  EXPECT_EQ(refusal(file.substr(0, file.size() - 1)), "it is damaged: write it anew");
  EXPECT_EQ(refusal(file + '\0'), "it is damaged: write it anew");
}

TEST(SummaryFile, AFlippedBitIsRefused) {
  const std::string file = file_of(sample(), kWriter);
  for (std::size_t bit = 0; bit < file.size() * 8; ++bit) {
    std::string flipped = file;
    flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << bit % 8));
    EXPECT_NE(refusal(flipped), "") << bit;
  }
}

TEST(SummaryFile, AForeignFileIsRefused) {
  EXPECT_EQ(refusal("int main() {}\n"), "it is not a summary of racecheck");
  EXPECT_EQ(refusal(sealed({"list of looks", kWriter}, "")), "it is not a summary of racecheck");
  EXPECT_EQ(refusal(file_of(sample(), "another")), "another racecheck wrote it: write it anew with this one");
}

TEST(SummaryFile, NoContentUnderAValidSealIsReadOutsideOfIt) {
  std::string problem;
  const std::string file = file_of(sample(), kWriter);
  const std::string content(*unsealed({"summary", kWriter}, file, problem));
  std::mt19937 random(20260);
  std::size_t refused = 0;
  constexpr int kRounds = 20000;
  for (int round = 0; round < kRounds; ++round) {
    std::string changed = content.substr(0, 1 + random() % content.size());
    for (unsigned i = random() % 4; i > 0; --i) changed[random() % changed.size()] = static_cast<char>(random());
    if (!unit_of(sealed({"summary", kWriter}, changed), kWriter, problem)) ++refused;
  }
  EXPECT_GT(refused, kRounds / 2U);
  EXPECT_LT(refused, static_cast<std::size_t>(kRounds)) << "not all changes make the content unreadable";
}

}  // namespace
}  // namespace check
