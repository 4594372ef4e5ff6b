#include "runtime/pool/imap_iterator.h"

#include <span>

namespace mp::internal {

ImapTasks::ImapTasks(std::shared_ptr<Crew> crew, ResultOrder order, std::function<std::optional<ChunkCall>()> read)
    : crew_(std::move(crew)), order_(order), read_(std::move(read)) {
  crew_->begin_stream();
  read_ahead();
}

ImapTasks::~ImapTasks() {
  if (crew_->is_mine()) crew_->end_stream();
}

std::optional<ImapTasks::Ended> ImapTasks::next(futex::Deadline deadline) {
  read_ahead();
  if (tickets_.empty()) {
    if (broken_off_ != nullptr) std::rethrow_exception(std::exchange(broken_off_, nullptr));
    return std::nullopt;
  }
  const std::span<const Ticket> candidates(tickets_);
  const auto which = crew_->wait_for_any(order_ == ResultOrder::kOfTheRange ? candidates.first(1) : candidates, deadline);
  if (!which) throw TimeoutError("the next result of imap did not come in the given time; ask again, or wait longer");
  const auto at = static_cast<std::ptrdiff_t>(*which);
  Ended task{std::move(tickets_[*which]), elements_[*which]};
  tickets_.erase(tickets_.begin() + at);
  elements_.erase(elements_.begin() + at);
  return task;
}

void ImapTasks::read_ahead() {
  try {
    while (read_ != nullptr && tickets_.size() < kChunksAhead * crew_->size()) {
      if (const std::optional<ChunkCall> chunk = read_()) {
        tickets_.push_back(crew_->submit_of_stream(chunk->call));
        elements_.push_back(chunk->elements);
      } else {
        read_ = nullptr;
      }
    }
  } catch (...) {
    broken_off_ = std::current_exception();
    read_ = nullptr;
  }
}

}  // namespace mp::internal
