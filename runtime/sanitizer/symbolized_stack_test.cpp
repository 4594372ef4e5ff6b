#include "runtime/sanitizer/symbolized_stack.h"

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

void symbolize(void* pc, const char* format, char* out, std::size_t size) {
  ASSERT_STREQ(format, "%f\n%s\n%l\n%c\n%m");
  const auto found = g_code.find(reinterpret_cast<std::uintptr_t>(pc));
  const std::string text = found == g_code.end() ? "<null>\n<null>\n0\n0\n<null>" : found->second;
  ASSERT_LT(text.size(), size);
  std::memcpy(out, text.c_str(), text.size() + 1);
}

std::unique_ptr<SymbolizedStack> resolve(const std::vector<std::uintptr_t>& return_addresses) {
  auto stack = std::make_unique<SymbolizedStack>();
  stack->resolve(return_addresses, symbolize);
  return stack;
}

Frame frame(std::string_view file, std::string_view module = "/home/user/program") {
  return {.function = "f()", .file = file, .line = 1, .column = 1, .module = module};
}

TEST(SymbolizedStack, NamesTheCallBeforeEachReturnAddress) {
  g_code = {{0xfff, "inner(int)\n./samples/a.cpp\n7\n3\n/home/user/program"},
            {0x1fff, "main\nsamples/b.cpp\n20\n0\n/home/user/program"}};
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
  using namespace std::string_literals;
  g_code = {{0xfff, "leaf\na.cpp\n1\n2\nprogram\0caller\na.cpp\n9\n2\nprogram"s}};
  // The text holds '\0', so it is copied whole.
  const auto whole = [](void* pc, const char*, char* out, std::size_t) {
    const std::string& text = g_code.at(reinterpret_cast<std::uintptr_t>(pc));
    std::memcpy(out, text.data(), text.size());
  };
  auto stack = std::make_unique<SymbolizedStack>();
  stack->resolve(std::vector<std::uintptr_t>{0x1000}, whole);
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
  g_code = {{0xfff, "loop()\na.cpp\n0\n0\nprogram"},
            {0x1000, "loop()\na.cpp\n0\n0\nprogram"},
            {0x1001, "loop()\na.cpp\n12\n4\nprogram"}};
  EXPECT_EQ(resolve({0x1000})->frames()[0].line, 12U);
  g_code.erase(0x1001);
  g_code[0xfff] = "loop()\na.cpp\n0\n0\nprogram";
  const auto stack = resolve({0x1000});
  EXPECT_EQ(stack->frames()[0].line, 0U);
  EXPECT_EQ(stack->frames()[0].file, "a.cpp");
}

TEST(SymbolizedStack, PlaceIsTheInnermostFrameOfTheProgramsOwn) {
  g_code = {{0xfff, "std::sort\n/usr/include/c++/12/algorithm\n5\n1\nprogram"},
            {0x1fff, "mp::Array::at\nruntime/value/array.h\n6\n1\nprogram"},
            {0x2fff, "job\nsamples/a.cpp\n7\n1\nprogram"}};
  const auto stack = resolve({0x1000, 0x2000, 0x3000});
  ASSERT_NE(stack->place(), nullptr);
  EXPECT_EQ(stack->place()->function, "job");
  EXPECT_EQ(resolve({0x1000, 0x2000})->place()->function, "std::sort");
  EXPECT_EQ(resolve({})->place(), nullptr);
}

TEST(SymbolizedStack, IsBounded) {
  g_code.clear();
  for (std::uintptr_t i = 1; i <= 200; ++i) g_code[i * 0x1000 - 1] = "f\n" + std::string(300, 'x') + ".cpp\n1\n1\nprogram";
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
