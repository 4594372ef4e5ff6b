// Several ranges side by side: the tuples of their first elements, of their second, and so on, until the shortest ends.
//
//   for (std::tuple<int, std::string> both : Zipped(std::views::all(numbers), std::views::all(names))) ...
//
// An input range that is walked through once, by one thread; no element is read before it is needed. Where it lives: private
// memory. Moved before it is begun, and then neither copied nor moved (its iterator leads into it).
#pragma once

#include <cstddef>
#include <iterator>
#include <ranges>
#include <tuple>
#include <utility>

namespace mp::internal {

template <std::ranges::view... Views>
class Zipped : public std::ranges::view_interface<Zipped<Views...>> {
 public:
  explicit Zipped(Views... views) : views_(std::move(views)...) {}

  class iterator {
   public:
    using value_type = std::tuple<std::ranges::range_value_t<Views>...>;
    using difference_type = std::ptrdiff_t;

    explicit iterator(Zipped& zipped)
        : zipped_(&zipped),
          at_(std::apply([](auto&... each) { return std::tuple(std::ranges::begin(each)...); }, zipped.views_)) {}
    value_type operator*() const {
      return std::apply([](auto&... each) { return value_type(*each...); }, at_);
    }
    iterator& operator++() {
      std::apply([](auto&... each) { (++each, ...); }, at_);
      return *this;
    }
    void operator++(int) { ++*this; }
    bool operator==(std::default_sentinel_t) const {
      return [this]<std::size_t... I>(std::index_sequence<I...>) {
        return ((std::get<I>(at_) == std::ranges::end(std::get<I>(zipped_->views_))) || ...);
      }(std::index_sequence_for<Views...>());
    }

   private:
    Zipped* zipped_;
    mutable std::tuple<std::ranges::iterator_t<Views>...> at_;
  };
  iterator begin() { return iterator(*this); }
  std::default_sentinel_t end() const { return {}; }

 private:
  std::tuple<Views...> views_;
};

}  // namespace mp::internal
