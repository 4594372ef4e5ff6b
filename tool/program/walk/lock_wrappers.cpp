#include "tool/program/walk/lock_wrappers.h"

#include <algorithm>

namespace check {
namespace {

/// Blocks of a function that does little more than to take or give up a lock, and how many of such call each other.
constexpr std::size_t kMostBlocksOfWrapper = 24;
constexpr int kMostWrappers = 3;

bool wraps_a_lock(const Code& code, FunctionId id, int depth) {
  const Function& function = code[id];
  if (function.summary->blocks.size() > kMostBlocksOfWrapper) return false;
  return std::ranges::any_of(function.summary->blocks, [&](const Block& block) {
    return std::ranges::any_of(block.steps, [&](const Step& step) {
      if (step.op == Op::kLibrary) return step.model >= Model::kAcquire && step.model <= Model::kGuardWait;
      const auto callee = step.op == Op::kCall && depth < kMostWrappers ? code.find(function.name(step.symbol)) : std::nullopt;
      return callee && *callee != id && wraps_a_lock(code, *callee, depth + 1);
    });
  });
}

bool has_effect(Op op) {
  switch (op) {
    case Op::kNumber:
    case Op::kUnknown:
    case Op::kFunction:
    case Op::kGlobal:
    case Op::kLocal:
    case Op::kField:
    case Op::kElement:
    case Op::kDecay:
    case Op::kVariable:
    case Op::kLoad:
    case Op::kApply:
    case Op::kReturn:
      return false;
    default:
      return true;
  }
}

/// The function has no effect, whatever it answers.
bool does_nothing(const Code& code, FunctionId id) {
  return std::ranges::all_of(code[id].summary->blocks, [](const Block& block) {
    return std::ranges::none_of(block.steps, [](const Step& step) { return has_effect(step.op); });
  });
}

}  // namespace

bool wraps_a_lock(const Code& code, FunctionId id) { return wraps_a_lock(code, id, 0); }

bool is_switched_off(const Code& code, FunctionId id, const std::vector<FunctionId>& all) {
  return does_nothing(code, id) && std::ranges::any_of(all, [&](FunctionId other) { return wraps_a_lock(code, other); });
}

}  // namespace check
