#include "tool/program/world/tickets.h"

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

void Tickets::clear() {
  counters_.clear();
  spoiled_.clear();
}

}  // namespace check
