#include "runtime/pool/pool.h"

#include <exception>

namespace mp {

Pool::Pool(unsigned processes)
    : crew_(std::make_shared<internal::Crew>(processes)), exceptions_before_(std::uncaught_exceptions()) {}

Pool::~Pool() {
  if (!crew_->is_mine()) return;
  try {
    if (std::uncaught_exceptions() > exceptions_before_) {
      crew_->terminate();
    } else {
      crew_->close();
      crew_->join();
    }
  } catch (const OSError&) {  // a worker died, and there is no room for another: nobody will do the tasks
    crew_->terminate();
  }
}

void Pool::close() { crew_->close(); }
void Pool::join() { crew_->join(); }
void Pool::terminate() { crew_->terminate(); }
std::vector<pid_t> Pool::worker_pids() const { return crew_->worker_pids(); }

std::size_t Pool::chunk_size(std::size_t elements) const {
  constexpr std::size_t kChunksOfAWorker = 4;
  const std::size_t chunks = kChunksOfAWorker * crew_->size();
  return (elements + chunks - 1) / chunks;
}

std::vector<const internal::Outcome*> Pool::wait_for_all(const std::vector<internal::Ticket>& tickets) {
  for (const internal::Ticket& ticket : tickets) crew_->wait(ticket, futex::kNever);
  std::vector<const internal::Outcome*> outcomes;
  for (const internal::Ticket& ticket : tickets) {
    if ((*ticket)->error != nullptr) std::rethrow_exception((*ticket)->error);
    outcomes.push_back(&**ticket);
  }
  return outcomes;
}

}  // namespace mp
