#include "runtime/pool/pool.h"

#include <exception>
#include <utility>

#include "runtime/error.h"

namespace mp {

Pool::Pool(PoolOptions options)
    : crew_(std::make_shared<internal::Crew>(std::move(options))), exceptions_before_(std::uncaught_exceptions()) {}

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

std::size_t Pool::chunk_size(std::optional<std::size_t> asked_for, std::size_t elements) const {
  if (asked_for == 0U) throw ValueError("a chunksize of 0 gives tasks without elements: say at least 1, or leave it out");
  constexpr std::size_t kChunksOfAWorker = 4;
  const std::size_t chunks = kChunksOfAWorker * crew_->size();
  return asked_for.value_or((elements + chunks - 1) / chunks);
}

}  // namespace mp
