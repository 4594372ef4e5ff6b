#include "runtime/kernel.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

namespace mp::kernel {
namespace {

using Wide = unsigned __int128;

struct Instruction {
  std::uint64_t address;
  std::string name;      // "jne"
  std::string operands;  // "18 <_ZN2mp...+0x18>"
};

/// What objdump makes of one function of this very program.
std::vector<Instruction> disassemble(const std::string& mangled_name) {
  const std::string command = "objdump --no-show-raw-insn --disassemble=" + mangled_name + " \"/proc/$PPID/exe\"";
  const std::unique_ptr<FILE, int (*)(FILE*)> output(popen(command.c_str(), "r"), &pclose);
  std::vector<Instruction> code;
  std::array<char, 1024> line;
  while (std::fgets(line.data(), line.size(), output.get()) != nullptr) {
    std::istringstream words(line.data());
    Instruction next{};
    char colon = 0;
    if (words >> std::hex >> next.address >> colon >> next.name && colon == ':') {
      std::getline(words >> std::ws, next.operands);
      code.push_back(next);
    }
  }
  return code;
}

bool is_multiplication(const Instruction& instruction) { return instruction.name.find("mul") != std::string::npos; }

/// The first address of the loop that `instruction` closes: the target of a jump that does not go forward. 0 if there is none.
std::uint64_t loop_start(const Instruction& instruction) {
  if (!instruction.name.starts_with('j')) return 0;
  std::uint64_t target = 0;
  std::istringstream(instruction.operands) >> std::hex >> target;
  return target <= instruction.address ? target : 0;
}

/// True if some loop of `code` multiplies in its body.
bool multiplies_in_a_loop(const std::vector<Instruction>& code) {
  return std::ranges::any_of(code, [&](const Instruction& jump) {
    const std::uint64_t start = loop_start(jump);
    return start != 0 && std::ranges::any_of(code, [&](const Instruction& inner) {
             return is_multiplication(inner) && start <= inner.address && inner.address < jump.address;
           });
  });
}

TEST(Kernel, SumsExactly) {
  EXPECT_EQ(to_string(sum_of_powers(0)), "0");
  EXPECT_EQ(to_string(sum_of_powers(1)), "0");
  EXPECT_EQ(to_string(sum_of_powers(2)), "3");
  EXPECT_EQ(to_string(sum_of_powers(4)), "56");  // 3 + 14 + 39
  EXPECT_EQ(to_string(2 * sum_of_powers(1'000'000)), "499999666667166666000000");
}

TEST(Kernel, AgreesWithTheClosedFormPastSixtyFourBits) {
  const Wide n = 3'000'000;  // i^3 itself needs more than 64 bits from i = 2'642'246 on
  const Wide first = n * (n - 1) / 2;
  const Wide second = (n - 1) * n * (2 * n - 1) / 6;
  EXPECT_EQ(to_string(sum_of_powers(3'000'000)), to_string(first + second + first * first));
}

TEST(Kernel, TheMachineCodeIsALoopThatMultiplies) {
  const std::vector<Instruction> code = disassemble("_ZN2mp6kernel13sum_of_powersEm");
  ASSERT_FALSE(code.empty()) << "objdump did not find the kernel in this program";
  EXPECT_TRUE(multiplies_in_a_loop(code));
}

TEST(Kernel, CodeWithoutSuchALoopIsTold) {
  const Instruction multiply{0x20, "mul", "%r8"};
  EXPECT_TRUE(multiplies_in_a_loop({multiply, {0x28, "jne", "20 <f>"}}));
  EXPECT_FALSE(multiplies_in_a_loop({multiply, {0x28, "jne", "40 <f+0x20>"}})) << "a jump forward";
  EXPECT_FALSE(multiplies_in_a_loop({multiply, {0x24, "add", "%rax,%rdx"}, {0x28, "jne", "24 <f+0x4>"}})) << "before the loop";
}

TEST(Kernel, PrintsEverySizeOfNumber) {
  EXPECT_EQ(to_string(Wide{0}), "0");
  EXPECT_EQ(to_string(~Wide{0}), "340282366920938463463374607431768211455");
  EXPECT_EQ(to_string(__int128{-7}), "-7");
  EXPECT_EQ(to_string(-2 * (__int128{1} << 126)), "-170141183460469231731687303715884105728");
}

}  // namespace
}  // namespace mp::kernel
