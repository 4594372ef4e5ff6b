#include "runtime/process/exit_report.h"

#include <sys/eventfd.h>

#include <array>
#include <cerrno>
#include <utility>

#include "runtime/connection/readiness.h"
#include "runtime/error.h"

namespace mp::internal {
namespace {

constexpr int kBias = 1024;  // an eventfd holds positive numbers, and 0 for nothing; a signal is a small negative one

}  // namespace

ExitReport::ExitReport(std::shared_ptr<const Pidfd> teller)
    : event_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)), teller_(std::move(teller)) {
  if (!event_) throw OSError("cannot watch a new process: eventfd", errno);
}

std::optional<int> ExitReport::wait(futex::Deadline deadline) const {
  std::array signs = {pollfd{.fd = event_.get(), .events = POLLIN, .revents = 0},
                      pollfd{.fd = teller_->fd(), .events = POLLIN, .revents = 0}};
  if (connection::poll_until(signs, deadline) == 0) return std::nullopt;
  // After the death, and so after all that the teller may have told.
  const std::optional<int> told = take();
  return told ? told : kUnknownExitcode;
}

std::optional<int> ExitReport::take() const {
  eventfd_t number = 0;
  if (::eventfd_read(event_.get(), &number) != 0) return std::nullopt;
  return static_cast<int>(number) - kBias;
}

void ExitReport::tell(const Descriptor& event, int exitcode) {
  MP_CHECK(::eventfd_write(event.get(), static_cast<eventfd_t>(exitcode + kBias)) == 0);
}

}  // namespace mp::internal
