#include "runtime/pool/pool.h"

#include <fmt/format.h>

#include <csignal>
#include <exception>
#include <utility>

#include "runtime/error.h"

namespace mp {

template <class Where>
BasicPool<Where>::BasicPool(PoolOptions options)
    : crew_(std::make_shared<typename Where::Crew>(std::move(options))), exceptions_before_(std::uncaught_exceptions()) {}

template <class Where>
BasicPool<Where>::~BasicPool() {
  if (!crew_->is_mine()) return;
  try {
    if (std::uncaught_exceptions() > exceptions_before_) {
      terminate();
    } else {
      crew_->close();
    }
    crew_->join(futex::kNever);
  } catch (const OSError&) {  // a worker died, and there is no room for another: nobody will do the tasks
    terminate();
  }
}

template <class Where>
void BasicPool<Where>::close() {
  crew_->close();
}

template <class Where>
bool BasicPool<Where>::join_by(futex::Deadline deadline) {
  return crew_->join(deadline);
}

template <class Where>
void BasicPool<Where>::terminate() {
  constexpr char kReason[] = "the pool was terminated before the task had ended; close() and join() let it end";
  crew_->terminate(std::make_exception_ptr(Error(kReason)), SIGKILL);
}

template <class Where>
std::vector<pid_t> BasicPool<Where>::worker_pids() const {
  return crew_->worker_pids();
}

template <class Where>
std::string BasicPool<Where>::repr_here() const {
  return fmt::format("<{} state={} pool_size={}>", Where::kAreProcesses ? "Pool" : "ThreadPool", crew_->state_name(),
                     crew_->size());
}

template class BasicPool<Processes>;
template class BasicPool<Threads>;

}  // namespace mp
