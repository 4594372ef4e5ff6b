#include "tool/summary/address_taken.h"

#include <optional>

namespace check {
namespace {

/// For each register the local whose address, or the address of whose part, it holds.
using Origins = std::vector<std::optional<std::uint32_t>>;

std::optional<std::uint32_t> origin(const Origins& origins, const Step& step, std::size_t input) {
  if (input >= step.inputs.size() || step.inputs[input] == kNoReg) return std::nullopt;
  return origins[static_cast<std::size_t>(step.inputs[input])];
}

/// Whether the step uses its first input only to get at the memory there.
bool only_accesses_first_input(const Step& step) {
  switch (step.op) {
    case Op::kField:
    case Op::kElement:
    case Op::kDecay:
    case Op::kLoad:
    case Op::kStore:
    case Op::kUpdate:
    case Op::kTouch:
    case Op::kForget:
      return true;
    default:
      return false;
  }
}

Origins find_origins(const FunctionSummary& function) {
  Origins origins(function.registers);
  for (const Block& block : function.blocks) {
    for (const Step& step : block.steps) {
      if (step.op == Op::kLocal) origins[static_cast<std::size_t>(step.result)] = static_cast<std::uint32_t>(step.number);
      if (step.op == Op::kField || step.op == Op::kElement || step.op == Op::kDecay)
        origins[static_cast<std::size_t>(step.result)] = origin(origins, step, 0);
    }
  }
  return origins;
}

}  // namespace

void mark_taken_addresses(FunctionSummary& function) {
  const Origins origins = find_origins(function);
  for (const Block& block : function.blocks) {
    for (const Step& step : block.steps) {
      for (std::size_t input = only_accesses_first_input(step) ? 1 : 0; input < step.inputs.size(); ++input) {
        if (const auto local = origin(origins, step, input)) function.locals[*local].address_taken = true;
      }
    }
  }
  for (Block& block : function.blocks) {
    for (Step& step : block.steps) {
      const auto local = origin(origins, step, 0);
      if (only_accesses_first_input(step) && local && !function.locals[*local].address_taken) step.access = AccessMode::kHidden;
    }
  }
}

}  // namespace check
