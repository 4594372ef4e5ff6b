#include "runtime/sanitizer/symbols/symbolized_stack.h"

#include <gtest/gtest.h>

#include <cstring>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace race {
namespace {

// What the symbolizer says about each code address.
std::map<std::uintptr_t, std::string> g_code;

class Names final : public Symbolizer {
 public:
  std::string_view name(std::uintptr_t code, std::span<char> out) override {
    const auto found = g_code.find(code);
    if (found == g_code.end()) return {};
    return {out.data(), found->second.copy(out.data(), out.size())};
  }
};

std::unique_ptr<SymbolizedStack> resolve(const std::vector<std::uintptr_t>& return_addresses) {
  auto stack = std::make_unique<SymbolizedStack>();
  Names names;
  stack->resolve(return_addresses, names);
  return stack;
}

Frame frame(std::string_view file, std::string_view module = "/home/user/program") {
  return {.function = "f()", .file = file, .line = 1, .column = 1, .module = module};
}

TEST(SymbolizedStack, NamesTheCallBeforeEachReturnAddress) {
  g_code = {{0xfff, "\ninner(int)\n./samples/a.cpp:7:3\n"}, {0x1fff, "\nmain\nsamples/b.cpp:20:0\n"}};
  const auto stack = resolve({0x1000, 0x2000});
  ASSERT_EQ(stack->frames().size(), 2U);
  EXPECT_EQ(stack->frames()[0].function, "inner(int)");
  EXPECT_EQ(stack->frames()[0].file, "samples/a.cpp");
  EXPECT_EQ(stack->frames()[0].line, 7U);
  EXPECT_EQ(stack->frames()[0].column, 3U);
  EXPECT_EQ(stack->frames()[1].function, "main");
  EXPECT_EQ(stack->frames()[1].line, 20U);
}

TEST(SymbolizedStack, TellsInlinedFunctionsApart) {
  g_code = {{0xfff, "/opt/library.so\nleaf\na.cpp:1:2\ncaller\na.cpp:9:2\n"}};
  const auto stack = resolve({0x1000});
  ASSERT_EQ(stack->frames().size(), 2U);
  EXPECT_EQ(stack->frames()[0].function, "leaf");
  EXPECT_EQ(stack->frames()[1].function, "caller");
  EXPECT_EQ(stack->frames()[1].line, 9U);
}

TEST(SymbolizedStack, KeepsAFrameOfWhichNothingIsKnown) {
  g_code.clear();
  const auto stack = resolve({0x1000});
  ASSERT_EQ(stack->frames().size(), 1U);
  EXPECT_TRUE(stack->frames()[0].function.empty());
  EXPECT_TRUE(stack->frames()[0].file.empty());
  EXPECT_EQ(stack->place(), &stack->frames()[0]);
}

TEST(SymbolizedStack, TakesTheNextLineForCodeThatHasNone) {
  g_code = {{0xfff, "\nloop()\na.cpp:0:0\n"}, {0x1000, "\nloop()\na.cpp:0:0\n"}, {0x1001, "\nloop()\na.cpp:12:4\n"}};
  EXPECT_EQ(resolve({0x1000})->frames()[0].line, 12U);
  g_code.erase(0x1001);
  g_code[0xfff] = "\nloop()\na.cpp:0:0\n";
  const auto stack = resolve({0x1000});
  EXPECT_EQ(stack->frames()[0].line, 0U);
  EXPECT_EQ(stack->frames()[0].file, "a.cpp");
}

TEST(SymbolizedStack, TakesNoLineOfTheNextFunction) {
  g_code = {{0xfff, "\ninlined()\na.cpp:0:0\nloop()\na.cpp:3:1\n"}, {0x1000, "\nnext()\na.cpp:50:0\n"}};
  const auto stack = resolve({0x1000});
  EXPECT_EQ(stack->frames()[0].line, 0U);
  EXPECT_EQ(stack->frames()[0].function, "inlined()");
  EXPECT_EQ(stack->frames()[1].function, "loop()");
}

TEST(SymbolizedStack, PlaceIsTheInnermostFrameOfTheProgramsOwn) {
  g_code = {{0xfff, "\nstd::sort\n/usr/include/c++/12/algorithm:5:1\n"},
            {0x1fff, "\nmp::Array::at\nruntime/value/array.h:6:1\n"},
            {0x2fff, "\njob\nsamples/a.cpp:7:1\n"}};
  const auto stack = resolve({0x1000, 0x2000, 0x3000});
  ASSERT_NE(stack->place(), nullptr);
  EXPECT_EQ(stack->place()->function, "job");
  EXPECT_EQ(resolve({0x1000, 0x2000})->place()->function, "std::sort");
  EXPECT_EQ(resolve({})->place(), nullptr);
}

TEST(SymbolizedStack, IsBounded) {
  g_code.clear();
  for (std::uintptr_t i = 1; i <= 200; ++i) g_code[i * 0x1000 - 1] = "\nf\n" + std::string(300, 'x') + ".cpp:1:1\n";
  std::vector<std::uintptr_t> addresses;
  for (std::uintptr_t i = 1; i <= 200; ++i) addresses.push_back(i * 0x1000);
  const auto stack = resolve(addresses);
  EXPECT_GE(stack->frames().size(), 24U);
  EXPECT_LE(stack->frames().size(), 64U);
}

TEST(IsOwn, TellsTheProgramFromLibrariesAndPlumbing) {
  EXPECT_TRUE(is_own(frame("samples/06_race/racy.cpp")));
  EXPECT_TRUE(is_own(frame("runtime/process/process_test.cpp")));
  EXPECT_FALSE(is_own(frame("runtime/process/process.cpp")));
  EXPECT_FALSE(is_own(frame("/usr/include/c++/12/thread")));
  EXPECT_FALSE(is_own(frame("csu/../sysdeps/nptl/libc_start_call_main.h", "/lib/x86_64-linux-gnu/libc.so.6")));
  EXPECT_FALSE(is_own(frame("../src/thread.cc", "/usr/lib/x86_64-linux-gnu/libstdc++.so.6")));
  EXPECT_FALSE(is_own(frame("")));
}

}  // namespace
}  // namespace race
