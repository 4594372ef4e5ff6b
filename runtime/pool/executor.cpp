#include "runtime/pool/executor.h"

#include <fmt/format.h>

#include <algorithm>
#include <csignal>
#include <exception>

#include "runtime/pool/pool_options.h"
#include "runtime/process/cpu_count.h"

namespace mp {
namespace {

unsigned workers_by_default(bool processes) {
  constexpr unsigned kMostThreads = 32;  // as in Python: threads wait more than they work
  return processes ? cpu_count() : std::min(kMostThreads, cpu_count() + 4);
}

PoolOptions pool_options(ExecutorOptions options, bool processes) {
  return {.processes = options.max_workers.value_or(workers_by_default(processes)),
          .initializer = std::move(options.initializer),
          .maxtasksperchild = options.max_tasks_per_child,
          .context = options.mp_context,
          .broken_by_initializer = true};
}

}  // namespace

template <class Where>
BasicExecutor<Where>::BasicExecutor(ExecutorOptions options)
    : crew_(std::make_shared<typename Where::Crew>(pool_options(std::move(options), Where::kAreProcesses))) {}

template <class Where>
BasicExecutor<Where>::~BasicExecutor() {
  if (!crew_->is_mine()) return;
  try {
    shutdown();
  } catch (const OSError&) {  // a worker died, and there is no room for another: nobody will do the calls
    end_workers_at_once();
  }
}

template <class Where>
void BasicExecutor<Where>::shutdown(bool wait, bool cancel_futures) {
  crew_->close();
  if (cancel_futures) crew_->cancel_all();
  if (wait) crew_->join(futex::kNever);
}

template <class Where>
void BasicExecutor<Where>::end_workers_gently() {
  constexpr char kReason[] = "terminate_workers() has ended the worker before the call had ended; shutdown() lets it end";
  crew_->terminate(std::make_exception_ptr(BrokenProcessPool(kReason)), SIGTERM);
}

template <class Where>
void BasicExecutor<Where>::end_workers_at_once() {
  constexpr char kReason[] = "kill_workers() has ended the worker before the call had ended; shutdown() lets it end";
  crew_->terminate(std::make_exception_ptr(BrokenProcessPool(kReason)), SIGKILL);
}

template <class Where>
std::vector<pid_t> BasicExecutor<Where>::worker_pids() const {
  return crew_->worker_pids();
}

template <class Where>
std::string BasicExecutor<Where>::repr_here() const {
  return fmt::format("<{} state={} max_workers={}>", Where::kAreProcesses ? "ProcessPoolExecutor" : "ThreadPoolExecutor",
                     crew_->state_name(), crew_->size());
}

template <class Where>
std::size_t BasicExecutor<Where>::tasks_ahead(const MapOptions& options) const {
  if (options.chunksize == 0) throw ValueError("a chunksize of 0 gives tasks without elements: say at least 1");
  if (options.buffersize == 0U)
    throw ValueError("with a buffersize of 0 no task could be given out: say at least 1, or leave it out");
  return options.buffersize.value_or(internal::ImapTasks::kChunksAhead * crew_->size());
}

template class BasicExecutor<Processes>;
template class BasicExecutor<Threads>;

}  // namespace mp
