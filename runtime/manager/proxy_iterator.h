// Iterates over what a manager's server holds, with a call for each step.
//
// Nothing of the container is copied here but the element of this step. Thread safety: one thread at a time.
#pragma once

#include <cstddef>
#include <iterator>
#include <optional>
#include <utility>

namespace mp::manager {

/// `Next` gives the next element; std::nullopt when there is none, and is not called again then.
template <class Next>
class ProxyIterator {
 public:
  using iterator_concept = std::input_iterator_tag;
  using value_type = typename decltype(std::declval<Next&>()())::value_type;
  using difference_type = std::ptrdiff_t;

  explicit ProxyIterator(Next next) : next_(std::move(next)), item_(next_()) {}
  ProxyIterator(ProxyIterator&&) = default;
  ProxyIterator& operator=(ProxyIterator&&) = default;

  const value_type& operator*() const { return *item_; }
  ProxyIterator& operator++() {
    std::optional<value_type> item = next_();
    item_.reset();  // a Result is const: it is made anew, not assigned
    if (item) item_.emplace(*std::move(item));
    return *this;
  }
  void operator++(int) { ++*this; }
  friend bool operator==(const ProxyIterator& iterator, std::default_sentinel_t) { return !iterator.item_; }

 private:
  Next next_;
  std::optional<value_type> item_;
};

}  // namespace mp::manager
