#include "runtime/process/at_exit.h"

#include <utility>

#include "runtime/process/current_exception.h"
#include "runtime/process/end_of_process.h"
#include "runtime/process/identity.h"

namespace mp {

void at_exit(std::function<void()> callback, int priority) {
  internal::arrange_end_of_process();
  internal::add_finalizer(std::move(callback), priority);
}

Finalize::Finalize(std::function<void()> callback, std::optional<int> exitpriority)
    : id_(internal::add_finalizer(std::move(callback), exitpriority)) {
  internal::arrange_end_of_process();
}

Finalize::~Finalize() {
  try {
    (*this)();
  } catch (...) {
    internal::report_uncaught_exception("Finalizer of", current_process().name());
  }
}

void Finalize::operator()() {
  if (const std::function<void()> callback = internal::take_finalizer(id_)) callback();
}

void Finalize::cancel() { internal::take_finalizer(id_); }
bool Finalize::still_active() const { return internal::has_finalizer(id_); }

}  // namespace mp
