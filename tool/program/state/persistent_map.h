// A map whose copies share what they have in common: copying is free, and combining two maps looks only at where they differ.
//
// A treap whose priorities are computed from the keys, so that equal contents have equal shape (R. Seidel, C. Aragon, "Randomized
// search trees", 1996; here without randomness).
//
// Thread safety: none: counts of references are plain numbers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>

namespace check {

template <class Key, class Value>
class PersistentMap {
 public:
  const Value* find(Key key) const {
    const Node* node = root_.get();
    while (node != nullptr && node->key != key) node = (key < node->key ? node->left : node->right).get();
    return node == nullptr ? nullptr : &node->value;
  }

  void set(Key key, Value value) {
    const Value* known = find(key);
    if (known != nullptr && *known == value) return;
    root_ = insert(root_, key, value);
  }

  void erase(Key key) {
    if (find(key) != nullptr) root_ = without(root_, key);
  }

  /// Keeps the entries that both have; `choose(key, a, b)` says what stands for two different values.
  template <class Choose>
  static PersistentMap common(const PersistentMap& a, const PersistentMap& b, const Choose& choose) {
    PersistentMap result;
    result.root_ = combine(a.root_, b.root_, choose);
    return result;
  }

  /// In order of the keys.
  template <class Visit>
  void for_each(const Visit& visit) const {
    walk(root_.get(), visit);
  }

  /// The entries of `a` that `b` has not, or has another value for. Looks only at where they differ.
  template <class Visit>
  static void for_each_new(const PersistentMap& a, const PersistentMap& b, const Visit& visit) {
    walk_new(a.root_.get(), b.root_.get(), nullptr, nullptr, visit);
  }

  /// Takes the entries out for which `goes(key, value)` holds; what stays is shared.
  template <class Goes>
  void erase_if(const Goes& goes) {
    root_ = sifted(root_, goes);
  }

  bool empty() const { return root_.get() == nullptr; }
  std::size_t size() const { return root_.get() == nullptr ? 0 : root_.get()->size; }

  friend bool operator==(const PersistentMap& a, const PersistentMap& b) { return same(a.root_.get(), b.root_.get()); }

 private:
  struct Node;

  class Link {
   public:
    Link() = default;
    explicit Link(Node* node) : node_(node) {}
    Link(const Link& other) : node_(other.node_) {
      if (node_ != nullptr) ++node_->references;
    }
    Link(Link&& other) noexcept : node_(std::exchange(other.node_, nullptr)) {}
    Link& operator=(Link other) noexcept {
      std::swap(node_, other.node_);
      return *this;
    }
    ~Link() {
      if (node_ != nullptr && --node_->references == 0) delete node_;
    }
    const Node* get() const { return node_; }
    const Node* operator->() const { return node_; }

   private:
    Node* node_ = nullptr;
  };

  struct Node {
    Key key;
    Value value;
    Link left;
    Link right;
    std::size_t size;
    std::uint32_t references = 1;
  };

  static std::uint64_t priority(Key key) {
    std::uint64_t bits = (static_cast<std::uint64_t>(key) + 1) * 0x9e3779b97f4a7c15ULL;
    bits = (bits ^ (bits >> 32)) * 0xd6e8feb86659fd93ULL;
    return bits ^ (bits >> 32);
  }

  static bool above(Key a, Key b) {
    const std::uint64_t first = priority(a);
    const std::uint64_t second = priority(b);
    return first != second ? first > second : a < b;
  }

  static std::size_t size_of(const Link& link) { return link.get() == nullptr ? 0 : link->size; }

  static Link make(Key key, Value value, Link left, Link right) {
    const std::size_t size = 1 + size_of(left) + size_of(right);
    return Link(new Node{key, std::move(value), std::move(left), std::move(right), size});
  }

  /// What is below `key`, and what is above it.
  static std::pair<Link, Link> split(const Link& node, Key key) {
    if (node.get() == nullptr) return {};
    if (node->key == key) return {node->left, node->right};
    if (node->key < key) {
      auto [low, high] = split(node->right, key);
      return {make(node->key, node->value, node->left, std::move(low)), std::move(high)};
    }
    auto [low, high] = split(node->left, key);
    return {std::move(low), make(node->key, node->value, std::move(high), node->right)};
  }

  static Link join(const Link& low, const Link& high) {
    if (low.get() == nullptr) return high;
    if (high.get() == nullptr) return low;
    if (above(low->key, high->key)) return make(low->key, low->value, low->left, join(low->right, high));
    return make(high->key, high->value, join(low, high->left), high->right);
  }

  static Link insert(const Link& node, Key key, const Value& value) {
    if (node.get() == nullptr) return make(key, value, {}, {});
    if (node->key == key) return make(key, value, node->left, node->right);
    if (above(key, node->key)) {
      auto [low, high] = split(node, key);
      return make(key, value, std::move(low), std::move(high));
    }
    if (key < node->key) return make(node->key, node->value, insert(node->left, key, value), node->right);
    return make(node->key, node->value, node->left, insert(node->right, key, value));
  }

  static Link without(const Link& node, Key key) {
    if (node->key == key) return join(node->left, node->right);
    if (key < node->key) return make(node->key, node->value, without(node->left, key), node->right);
    return make(node->key, node->value, node->left, without(node->right, key));
  }

  template <class Choose>
  static Link combine(const Link& a, const Link& b, const Choose& choose) {
    if (a.get() == b.get()) return a;
    if (a.get() == nullptr || b.get() == nullptr) return {};
    if (a->key == b->key) {
      Link left = combine(a->left, b->left, choose);
      Link right = combine(a->right, b->right, choose);
      return make(a->key, a->value == b->value ? a->value : choose(a->key, a->value, b->value), std::move(left),
                  std::move(right));
    }
    if (above(a->key, b->key)) {
      auto [low, high] = split(b, a->key);
      return join(combine(a->left, low, choose), combine(a->right, high, choose));
    }
    auto [low, high] = split(a, b->key);
    return join(combine(low, b->left, choose), combine(high, b->right, choose));
  }

  template <class Visit>
  static void walk(const Node* node, const Visit& visit) {
    if (node == nullptr) return;
    walk(node->left.get(), visit);
    visit(node->key, node->value);
    walk(node->right.get(), visit);
  }

  /// The part of the tree that may have keys between `low` and `high`, which are not among them; without bounds they are null.
  static const Node* between(const Node* node, const Key* low, const Key* high) {
    while (node != nullptr) {
      if (low != nullptr && !(*low < node->key)) {
        node = node->right.get();
      } else if (high != nullptr && !(node->key < *high)) {
        node = node->left.get();
      } else {
        break;
      }
    }
    return node;
  }

  /// REQUIRES: all keys of `a` are between the bounds, and `b` has all of its map's that are.
  template <class Visit>
  static void walk_new(const Node* a, const Node* b, const Key* low, const Key* high, const Visit& visit) {
    if (a == nullptr) return;
    b = between(b, low, high);
    if (a == b) return;
    walk_new(a->left.get(), b, low, &a->key, visit);
    const Node* other = b;
    while (other != nullptr && other->key != a->key) other = (a->key < other->key ? other->left : other->right).get();
    if (other == nullptr || !(other->value == a->value)) visit(a->key, a->value);
    walk_new(a->right.get(), b, &a->key, high, visit);
  }

  template <class Goes>
  static Link sifted(const Link& node, const Goes& goes) {
    if (node.get() == nullptr) return {};
    Link left = sifted(node->left, goes);
    const bool is_gone = goes(node->key, node->value);
    Link right = sifted(node->right, goes);
    if (is_gone) return join(left, right);
    if (left.get() == node->left.get() && right.get() == node->right.get()) return node;
    return make(node->key, node->value, std::move(left), std::move(right));
  }

  static bool same(const Node* a, const Node* b) {
    if (a == b) return true;
    if (a == nullptr || b == nullptr || a->size != b->size) return false;
    return a->key == b->key && a->value == b->value && same(a->left.get(), b->left.get()) && same(a->right.get(), b->right.get());
  }

  Link root_;
};

}  // namespace check
