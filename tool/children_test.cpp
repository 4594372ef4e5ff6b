#include "tool/children.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <cstdlib>
#include <set>
#include <string>
#include <vector>

namespace check {
namespace {

constexpr std::chrono::seconds kLong(600);

std::string own_pid() { return std::to_string(getpid()); }

TEST(Children, AnswersComeInTheOrderOfThePieces) {
  int ended = 0;
  const auto work = [](std::size_t i) { return std::string(i * 100'000, static_cast<char>('a' + i)); };
  const std::vector<Piece> pieces = do_in_children(7, {3, kLong}, work, [&ended] { ++ended; });
  ASSERT_EQ(pieces.size(), 7U);
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    EXPECT_EQ(pieces[i].end, PieceEnd::kDone);
    EXPECT_EQ(pieces[i].answer, work(i));
  }
  EXPECT_EQ(ended, 7);
}

TEST(Children, NothingToDoNeedsNone) {
  EXPECT_TRUE(do_in_children(0, {4, kLong}, [](std::size_t) { return ""; }, [] {}).empty());
}

TEST(Children, AsManyAsThereAreJobs) {
  std::set<std::string> pids;
  for (const Piece& piece : do_in_children(40, {2, kLong}, [](std::size_t) { return own_pid(); }, [] {}))
    pids.insert(piece.answer);
  EXPECT_LE(pids.size(), 2U);
  EXPECT_FALSE(pids.contains(own_pid()));
}

TEST(Children, APieceThatCrashesCostsItselfAlone) {
  const auto work = [](std::size_t i) {
    if (i == 1) raise(SIGSEGV);
    if (i == 2) std::_Exit(3);
    return std::to_string(i);
  };
  const std::vector<Piece> pieces = do_in_children(5, {2, kLong}, work, [] {});
  EXPECT_EQ(pieces[0].answer, "0");
  EXPECT_EQ(pieces[1].end, PieceEnd::kCrashed);
  EXPECT_EQ(pieces[2].end, PieceEnd::kCrashed);
  EXPECT_EQ(pieces[2].answer, "exit code 3");
  EXPECT_EQ(pieces[3].answer, "3");
  EXPECT_EQ(pieces[4].answer, "4");
}

TEST(Children, AllPiecesMayCrash) {
  for (const Piece& piece : do_in_children(6, {4, kLong}, [](std::size_t) -> std::string { std::_Exit(1); }, [] {}))
    EXPECT_EQ(piece.end, PieceEnd::kCrashed);
}

TEST(Children, APieceThatDoesNotEndIsStopped) {
  const auto work = [](std::size_t i) {
    while (i == 0) pause();
    return own_pid();
  };
  const std::vector<Piece> pieces = do_in_children(3, {1, std::chrono::seconds(1)}, work, [] {});
  EXPECT_EQ(pieces[0].end, PieceEnd::kOverLimit);
  EXPECT_EQ(pieces[1].end, PieceEnd::kDone);
  EXPECT_EQ(pieces[2].answer, pieces[1].answer) << "the same child goes on";
}

}  // namespace
}  // namespace check
