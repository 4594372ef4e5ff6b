// Equal things get one small number, for the life of one analysis.
//
// Thread safety: none; one analysis is one thread. Node needs == and a hash() member.
#pragma once

#include <deque>
#include <unordered_map>
#include <vector>

namespace check {

inline std::size_t mix(std::size_t seed, std::size_t value) { return (seed ^ value) * 0x9e3779b97f4a7c15ULL + (seed >> 29); }

template <class Id, class Node>
class Interner {
 public:
  Id intern(const Node& node) {
    const auto [found, is_new] = ids_.try_emplace(node, static_cast<Id>(nodes_.size()));
    if (is_new) nodes_.push_back(&found->first);
    return found->second;
  }
  const Node& operator[](Id id) const { return *nodes_[static_cast<std::size_t>(id)]; }
  std::size_t size() const { return nodes_.size(); }

 private:
  struct Hash {
    std::size_t operator()(const Node& node) const { return node.hash(); }
  };
  std::unordered_map<Node, Id, Hash> ids_;
  std::vector<const Node*> nodes_;  // a map's nodes do not move
};

}  // namespace check
