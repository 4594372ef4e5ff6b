// The two steps together, on programs as text: what a unit becomes, and which races are found in it.
#include "tool/analysis.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "clang/Frontend/ASTUnit.h"
#include "clang/Tooling/Tooling.h"

namespace check {
namespace {

/// Enough of POSIX to parse without the system's headers.
constexpr const char* kPosix =
    "typedef unsigned long pthread_t; typedef struct { int x; } pthread_mutex_t;"
    "extern \"C\" { int pthread_create(pthread_t*, const void*, void* (*)(void*), void*); int pthread_join(pthread_t, void**);"
    "int pthread_mutex_lock(pthread_mutex_t*); int pthread_mutex_unlock(pthread_mutex_t*); int "
    "pthread_mutex_trylock(pthread_mutex_t*); }\n";

UnitSummary summary_of(const std::string& code, const std::string& file = "input.cpp") {
  const std::unique_ptr<clang::ASTUnit> unit =
      clang::tooling::buildASTFromCodeWithArgs(kPosix + code, {"-std=c++20", "-w"}, file);
  EXPECT_NE(unit, nullptr);
  return summarize(unit->getASTContext());
}

/// The lines of `code`, from 1, that take part in a race.
std::vector<unsigned> racing_lines(const std::string& code) {
  const std::vector<UnitSummary> units = {summary_of(code)};
  std::vector<unsigned> lines;
  for (const Finding& finding : find_races(units)) {
    for (const AccessReport* access : {&finding.first, &*finding.second}) lines.push_back(access->place.line - 1);
  }
  std::ranges::sort(lines);
  lines.erase(std::unique(lines.begin(), lines.end()), lines.end());
  return lines;
}

constexpr const char* kTwoThreads =
    "int main() { pthread_t a, b; pthread_create(&a, 0, f, 0); pthread_create(&b, 0, f, 0); pthread_join(a, 0); pthread_join(b, "
    "0); }\n";

TEST(Analysis, AnUnguardedUpdateRaces) {
  EXPECT_EQ(racing_lines(std::string("int x; void* f(void*) { x++; return 0; }\n") + kTwoThreads), std::vector<unsigned>{1});
}

TEST(Analysis, ALockInAWrapperGuards) {
  EXPECT_EQ(racing_lines(std::string("int x; pthread_mutex_t m; void lock() { pthread_mutex_lock(&m); }\n"
                                     "void* f(void*) { lock(); x++; pthread_mutex_unlock(&m); return 0; }\n") +
                         kTwoThreads),
            std::vector<unsigned>{});
}

TEST(Analysis, ALockThatWasOnlyTriedDoesNot) {
  EXPECT_EQ(racing_lines(std::string("int x; pthread_mutex_t m; void* f(void*) {\n"
                                     "if (pthread_mutex_trylock(&m) == 0) { x++; pthread_mutex_unlock(&m); } else { x--; }\n"
                                     "return 0; }\n") +
                         kTwoThreads),
            std::vector<unsigned>{2});
}

TEST(Analysis, WhatIsReadAfterTheJoinDoesNotRace) {
  EXPECT_EQ(racing_lines("int x; void* f(void*) { x = 1; return 0; }\n"
                         "int main() { pthread_t t; x = 2; pthread_create(&t, 0, f, 0); pthread_join(t, 0); return x; }\n"),
            std::vector<unsigned>{});
}

TEST(Analysis, ALockOfOneObjectDoesNotGuardAnother) {
  EXPECT_EQ(
      racing_lines(
          "struct S { pthread_mutex_t m; int v; } p, q;\n"
          "void* f(void* s) { S* own = (S*)s; pthread_mutex_lock(&own->m); own->v++; pthread_mutex_unlock(&own->m); return 0; }\n"
          "void* g(void*) { pthread_mutex_lock(&p.m); q.v++; pthread_mutex_unlock(&p.m); return 0; }\n"
          "int main() { pthread_t a, b; pthread_create(&a, 0, f, &q); pthread_create(&b, 0, g, 0);\n"
          "pthread_join(a, 0); pthread_join(b, 0); }\n"),
      (std::vector<unsigned>{2, 3}));
}

TEST(Analysis, UnitsOfOneProgramAreSeenTogether) {
  const std::string shared = "extern int x; void* f(void*);\n";
  const std::vector<UnitSummary> units = {summary_of(shared + kTwoThreads, "main.cpp"),
                                          summary_of(shared + "int x; void* f(void*) { x++; return 0; }\n", "worker.cpp")};
  EXPECT_EQ(find_races(units).size(), 1U);
  EXPECT_TRUE(find_races(std::span(units).first(1)).empty());
}

TEST(Analysis, AFindingNamesBothSides) {
  const std::vector<UnitSummary> units = {
      summary_of(std::string("int x; pthread_mutex_t m; void step() { pthread_mutex_lock(&m); pthread_mutex_unlock(&m); x++; }\n"
                             "void* f(void*) { step(); return 0; }\n") +
                 kTwoThreads)};
  const std::vector<Finding> findings = find_races(units);
  ASSERT_EQ(findings.size(), 1U);
  const AccessReport& first = findings[0].first;
  EXPECT_EQ(first.path, "x");
  EXPECT_EQ(first.kind, AccessKind::kUpdate);
  EXPECT_TRUE(first.locks.empty());
  ASSERT_EQ(first.call_path.size(), 2U);
  EXPECT_EQ(first.call_path[0].kind, StepKind::kThreadStart);
  EXPECT_EQ(first.call_path[0].callee, "f");
  EXPECT_EQ(first.call_path[1].callee, "step");
}

TEST(Analysis, CodeThatDoesNotParseIsSurvived) {
  const std::unique_ptr<clang::ASTUnit> unit = clang::tooling::buildASTFromCodeWithArgs(
      "struct S; int f(S s) { return s.x + unknown(1; } template <class T> T g(T t) { return t.y; }", {"-w"});
  ASSERT_NE(unit, nullptr);
  const std::vector<UnitSummary> units = {summarize(unit->getASTContext())};
  EXPECT_TRUE(find_races(units).empty());
}

TEST(Analysis, AnAddressInsideOfWhatNobodyKnowsIsStored) {
  EXPECT_EQ(racing_lines("struct S { int a; int b; }; S* get(); int* shown;\n"
                         "void* f(void*) { if (shown) *shown = 1; return 0; }\n"
                         "int main() { pthread_t a; shown = &get()->b; pthread_create(&a, 0, f, 0); pthread_join(a, 0); }\n"),
            std::vector<unsigned>{});
}

/// `depth` loops in each other, each along a list of its own, around an update that races.
std::string nest_of_loops(int depth) {
  std::string code = "struct N { N* next; }; N* list(int); int x;\nvoid* f(void*) {";
  for (int i = 0; i < depth; ++i) code += " for (N* n = list(" + std::to_string(i) + "); n; n = n->next) {";
  return code + "\nx++;\n" + std::string(static_cast<std::size_t>(depth), '}') + " return 0; }\n" + kTwoThreads;
}

TEST(Analysis, LoopsInLoopsAreFollowed) { EXPECT_EQ(racing_lines(nest_of_loops(4)), std::vector<unsigned>{3}); }

TEST(Analysis, ANestOfLoopsThatIsFollowedTooLongComesToAnEnd) {
  // With three rounds of each it would be followed 3 to the power of 20 times. That this test ends is what it tests.
  EXPECT_EQ(racing_lines(nest_of_loops(20)), std::vector<unsigned>{3});
}

}  // namespace
}  // namespace check
