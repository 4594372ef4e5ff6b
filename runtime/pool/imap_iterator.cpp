#include "runtime/pool/imap_iterator.h"

#include <span>

namespace mp::internal {

ImapTasks::ImapTasks(std::shared_ptr<Crew> crew, ResultOrder order, std::size_t ahead,
                     std::function<std::optional<Chunk>()> give_next, AtItsEnd at_its_end)
    : crew_(std::move(crew)), order_(order), ahead_(ahead), at_its_end_(at_its_end), give_next_(std::move(give_next)) {
  crew_->begin_stream();
  read_ahead();
}

ImapTasks::~ImapTasks() {
  if (!crew_->is_mine()) return;
  crew_->end_stream();
  if (at_its_end_ == AtItsEnd::kLetThemEnd) return;
  for (const Ticket& ticket : tickets_) crew_->cancel(ticket);
}

std::optional<Chunk> ImapTasks::next(futex::Deadline deadline) {
  read_ahead();
  if (tickets_.empty()) {
    if (broken_off_ != nullptr) std::rethrow_exception(std::exchange(broken_off_, nullptr));
    return std::nullopt;
  }
  const std::span<const Ticket> candidates(tickets_);
  const auto which = crew_->wait_for_any(order_ == ResultOrder::kOfTheRange ? candidates.first(1) : candidates, deadline);
  if (!which) throw TimeoutError("the next result of imap did not come in the given time; ask again, or wait longer");
  const auto at = static_cast<std::ptrdiff_t>(*which);
  Chunk task{std::move(tickets_[*which]), elements_[*which]};
  tickets_.erase(tickets_.begin() + at);
  elements_.erase(elements_.begin() + at);
  return task;
}

void ImapTasks::read_ahead() {
  try {
    while (give_next_ != nullptr && tickets_.size() < ahead_) {
      if (std::optional<Chunk> chunk = give_next_()) {
        tickets_.push_back(std::move(chunk->ticket));
        elements_.push_back(chunk->elements);
      } else {
        give_next_ = nullptr;
      }
    }
  } catch (...) {
    broken_off_ = std::current_exception();
    give_next_ = nullptr;
  }
}

}  // namespace mp::internal
