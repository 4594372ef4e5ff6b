// A wait for a condition that is not asked again afterwards: the wait may end without a reason, or somebody else may have been
// faster.
//
// The wait is right if the way from it leads back to the test that it stands behind, before the lock is given up.
#include <fmt/core.h>

#include <optional>
#include <set>
#include <vector>

#include "tool/program/mistakes/mistakes.h"
#include "tool/program/mistakes/side.h"

namespace check {
namespace {

bool gives_up(const Step& step) {
  if (step.op != Op::kLibrary) return false;
  return step.model == Model::kRelease || step.model == Model::kGuardUnlock || step.model == Model::kGuardClose;
}

class Waiting {
 public:
  explicit Waiting(const FunctionSummary& code) : code_(code) {}

  /// Whether control can come from behind the step at `site` to the same step again without giving up a lock.
  bool comes_back(BlockId block, std::uint32_t step) const {
    std::set<BlockId> seen;
    std::vector<BlockId> open;
    if (runs_through(block, step + 1)) open = successors(block);
    while (!open.empty()) {
      const BlockId next = open.back();
      open.pop_back();
      if (next == block) {
        if (runs_through(block, 0, step)) return true;
        continue;
      }
      if (!seen.insert(next).second || !runs_through(next, 0)) continue;
      for (const BlockId after : successors(next)) open.push_back(after);
    }
    return false;
  }

  /// Whether every way through the function passes the block: no test decides that it does.
  bool is_unconditional(BlockId block) const {
    std::set<BlockId> seen = {block};
    std::vector<BlockId> open = {0};
    if (block == 0) return true;
    while (!open.empty()) {
      const BlockId next = open.back();
      open.pop_back();
      if (!seen.insert(next).second) continue;
      if (next == 1) return false;
      for (const BlockId after : successors(next)) open.push_back(after);
    }
    return true;
  }

 private:
  std::vector<BlockId> successors(BlockId block) const {
    std::vector<BlockId> next;
    for (const Edge& edge : code_.blocks[block].edges) next.push_back(edge.to);
    return next;
  }

  bool runs_through(BlockId block, std::size_t from, std::optional<std::size_t> to = std::nullopt) const {
    const std::vector<Step>& steps = code_.blocks[block].steps;
    for (std::size_t i = from; i < to.value_or(steps.size()); ++i) {
      if (gives_up(steps[i])) return false;
    }
    return true;
  }

  const FunctionSummary& code_;
};

/// Whether somebody on the way there asks again. A function that waits in any case leaves that to its callers.
bool is_asked_again(const World& world, Site site, PathId path) {
  while (true) {
    const Waiting waiting(*world.code[site.function].summary);
    if (waiting.comes_back(site.block, site.step)) return true;
    if (!waiting.is_unconditional(site.block)) return false;
    while (world.paths[path].round >= 0) path = world.paths[path].caller;
    if (world.paths[path].is_shared) return true;  // not known who calls
    if (world.paths[path].is_root) return false;
    site = world.paths[path].call;
    path = world.paths[path].caller;
  }
}

}  // namespace

std::vector<Finding> find_waits_without_loop(World& world) {
  std::vector<Finding> findings;
  std::set<SiteId> known;
  for (const RecordedEvent& recorded : world.events.events()) {
    const Event& event = recorded.event;
    if (event.kind != EventKind::kWait || known.contains(event.site)) continue;
    if (is_asked_again(world, world.sites[event.site], recorded.path)) continue;
    known.insert(event.site);
    Finding finding;
    finding.rule = "racelab-wait-without-loop";
    finding.message = fmt::format("what {} waits for is not asked again when the wait is over", quoted(world, event.site));
    finding.first = side_of(world, recorded, fmt::format("waits for {}", quoted(world, event.site)));
    findings.push_back(std::move(finding));
  }
  return findings;
}

}  // namespace check
