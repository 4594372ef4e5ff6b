#include "tool/program/races/coverage.h"

#include <algorithm>
#include <vector>

namespace check {
namespace {

constexpr BlockId kEntryBlock = 0;
constexpr BlockId kExitBlock = 1;

/// One function on a chain of calls, and where in it the chain goes on.
struct Link {
  PathId call{};
  Site site;
};

/// From where it happens up to the start of the thread.
std::vector<Link> chain_of(const World& world, PathId path, Site site) {
  std::vector<Link> chain;
  while (true) {
    while (world.paths[path].round >= 0) path = world.paths[path].caller;
    chain.push_back({.call = path, .site = site});
    const Path& call = world.paths[path];
    if (call.is_root || call.is_shared) return chain;
    site = call.call;
    path = call.caller;
  }
}

using Steps = std::vector<Site>;

bool is_post_from(const Steps& posts, BlockId block, std::uint32_t step) {
  return std::ranges::any_of(posts, [&](const Site& post) { return post.block == block && post.step >= step; });
}

/// How the ways from a step go on in this call.
struct WaysOn {
  bool reach_end = false;  ///< one comes to the function's end without passing a post
  bool meet_post = false;
};

/// Ways that nobody was seen to go do not count.
WaysOn ways_on(const World& world, const Link& from, const Steps& posts) {
  if (is_post_from(posts, from.site.block, from.site.step)) return {.meet_post = true};
  WaysOn ways;
  const FunctionSummary& code = *world.code[from.site.function].summary;
  const auto followed = world.followed.find(from.call);
  std::vector<bool> reached(code.blocks.size(), false);
  std::vector<BlockId> waiting;
  const auto leave = [&](BlockId block) {
    for (const Edge& edge : code.blocks[block].edges) {
      const bool is_followed = followed == world.followed.end() || followed->second.contains({block, edge.to});
      if (reached[edge.to] || !is_followed) continue;
      reached[edge.to] = true;
      waiting.push_back(edge.to);
    }
  };
  leave(from.site.block);
  while (!waiting.empty()) {
    const BlockId block = waiting.back();
    waiting.pop_back();
    if (block == kExitBlock) ways.reach_end = true;
    if (is_post_from(posts, block, 0)) {
      ways.meet_post = true;
    } else {
      leave(block);
    }
  }
  return ways;
}

/// Whether the end of the function can be reached without passing one of the posts. Ways that end the program do not count,
/// unless there are no others.
bool gets_past(const World& world, const Link& from, const Steps& posts) {
  const WaysOn ways = ways_on(world, from, posts);
  return ways.reach_end || !ways.meet_post;
}

/// The step of `call`'s function at which the post, or a call that surely posts, stands; nothing if there is none.
void add_step_towards(const World& world, PathId call, const PostPlace& post, Steps& steps) {
  for (const Link& link : chain_of(world, post.path, post.site)) {
    if (link.call == call) {
      steps.push_back(link.site);
      return;
    }
    const Site entry{.function = link.site.function, .block = kEntryBlock, .step = 0};
    if (gets_past(world, {.call = link.call, .site = entry}, {link.site})) return;
  }
}

}  // namespace

bool is_followed_by_post(const World& world, const RecordedAccess& access, const std::set<PostPlace>& posts, bool may_end) {
  std::uint32_t behind = 0;  // a call that holds the access comes to its end before what is behind it
  for (const Link& link : chain_of(world, access.path, world.sites[access.access.site])) {
    Steps steps;
    for (const PostPlace& post : posts) add_step_towards(world, link.call, post, steps);
    Link from = link;
    from.site.step += behind;
    const WaysOn ways = steps.empty() ? WaysOn() : ways_on(world, from, steps);
    if (ways.meet_post && (may_end || !ways.reach_end)) return true;
    behind = 1;
  }
  return false;
}

}  // namespace check
