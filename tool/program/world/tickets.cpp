#include "tool/program/world/tickets.h"

#include <utility>

namespace check {

void Tickets::flow(ValueId symbol, ValueId value) {
  const auto from = counters_.find(value);
  const std::optional<LocationId> counter = from == counters_.end() ? std::nullopt : from->second;
  const auto [known, is_new] = counters_.try_emplace(symbol, counter);
  if (known->second != counter) known->second = std::nullopt;
}

std::optional<LocationId> Tickets::counter_of(ValueId symbol) const {
  const auto found = counters_.find(symbol);
  if (found == counters_.end() || !found->second || spoiled_.contains(*found->second)) return std::nullopt;
  return found->second;
}

bool Tickets::all_differ(LocationId container) const {
  const auto found = numbers_before_.find(container);
  return found != numbers_before_.end() && found->second.size() == 1 && found->second.begin()->second;
}

void Tickets::clear() {
  numbers_before_ = std::move(numbers_);
  numbers_.clear();
  counters_.clear();
  spoiled_.clear();
}

}  // namespace check
