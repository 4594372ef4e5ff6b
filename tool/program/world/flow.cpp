#include "tool/program/world/flow.h"

#include <algorithm>
#include <limits>

namespace check {
namespace {

class Orderer {
 public:
  explicit Orderer(const FunctionSummary& function) : function_(function), number_(function.blocks.size(), 0) {}

  std::vector<Component> order() {
    std::vector<Component> result;
    visit(0, result);
    std::ranges::reverse(result);
    return result;
  }

 private:
  static constexpr std::uint32_t kDone = std::numeric_limits<std::uint32_t>::max();

  /// Components are appended in reverse order.
  std::uint32_t visit(BlockId block, std::vector<Component>& result) {
    stack_.push_back(block);
    std::uint32_t head = number_[block] = ++last_number_;
    bool is_loop = false;
    for (const Edge& edge : function_.blocks[block].edges) {
      const std::uint32_t reached = number_[edge.to] == 0 ? visit(edge.to, result) : number_[edge.to];
      if (reached <= head) {
        head = reached;
        is_loop = true;
      }
    }
    if (head != number_[block]) return head;
    number_[block] = kDone;
    BlockId top = pop();
    if (!is_loop) {
      result.push_back({.head = block, .is_loop = false, .body = {}});
      return head;
    }
    for (; top != block; top = pop()) number_[top] = 0;
    Component loop{.head = block, .is_loop = true, .body = {}};
    for (const Edge& edge : function_.blocks[block].edges) {
      if (number_[edge.to] == 0) visit(edge.to, loop.body);
    }
    std::ranges::reverse(loop.body);
    result.push_back(std::move(loop));
    return head;
  }

  BlockId pop() {
    const BlockId top = stack_.back();
    stack_.pop_back();
    return top;
  }

  const FunctionSummary& function_;
  std::vector<std::uint32_t> number_;
  std::vector<BlockId> stack_;
  std::uint32_t last_number_ = 0;
};

void note_loops(const std::vector<Component>& components, std::vector<BlockId>& around, Flow& flow) {
  for (const Component& component : components) {
    if (component.is_loop) around.push_back(component.head);
    flow.loops_around[component.head] = around;
    note_loops(component.body, around, flow);
    if (component.is_loop) around.pop_back();
  }
}

void note_lasting(const FunctionSummary& function, Flow& flow) {
  constexpr BlockId kNowhere = std::numeric_limits<BlockId>::max();
  std::vector<BlockId> written(function.registers, kNowhere);
  for (BlockId block = 0; block < function.blocks.size(); ++block) {
    for (const Step& step : function.blocks[block].steps) {
      if (step.result != kNoReg) written[static_cast<std::size_t>(step.result)] = block;
    }
  }
  flow.lasting.assign(function.registers, -1);
  const auto note = [&](Reg used, BlockId block) {
    if (used == kNoReg) return;
    const auto index = static_cast<std::size_t>(used);
    if (written[index] != block && flow.lasting[index] < 0) flow.lasting[index] = static_cast<std::int32_t>(flow.lasting_count++);
  };
  for (BlockId block = 0; block < function.blocks.size(); ++block) {
    for (const Step& step : function.blocks[block].steps) {
      for (const Reg input : step.inputs) note(input, block);
    }
    note(function.blocks[block].condition, block);
  }
}

}  // namespace

bool Flow::is_in_loop(BlockId block, BlockId head) const {
  return std::ranges::find(loops_around[block], head) != loops_around[block].end();
}

Flow find_flow(const FunctionSummary& function) {
  Flow flow;
  flow.loops_around.resize(function.blocks.size());
  flow.home.assign(function.locals.size(), 0);
  flow.order = Orderer(function).order();
  std::vector<BlockId> around;
  note_loops(flow.order, around, flow);
  std::vector<bool> placed(function.locals.size(), false);
  for (BlockId block = 0; block < function.blocks.size(); ++block) {
    for (const Step& step : function.blocks[block].steps) {
      if (step.op != Op::kVariable) continue;
      const auto local = static_cast<std::size_t>(step.number);
      // Built on several ways: the way with fewer loops around it serves for all.
      if (!placed[local] || flow.loops_around[block].size() < flow.loops_around[flow.home[local]].size())
        flow.home[local] = block;
      placed[local] = true;
    }
  }
  note_lasting(function, flow);
  return flow;
}

}  // namespace check
