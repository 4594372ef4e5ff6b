#include "runtime/manager/link.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <optional>
#include <utility>

#include "runtime/archive/archive.h"
#include "runtime/error.h"
#include "runtime/manager/request.h"
#include "runtime/process/per_process.h"

namespace mp::manager {
namespace {

/// The descriptors of all links that this process has opened.
struct OpenLinks {
  std::vector<int> descriptors;

  /// Each object still has its number, and will close it; so the number stays, and stands for nothing.
  void forked() noexcept {
    const int nothing = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
    for (const int descriptor : descriptors) ::dup3(nothing, descriptor, O_CLOEXEC);
    ::close(nothing);
    descriptors.clear();
  }
};

template <class T>
T in_time(std::optional<T> result) {
  if (!result) throw TimeoutError("the manager's server did not answer in time");
  return *std::move(result);
}

}  // namespace

Link::Link(const Address& address, const std::string& authkey, futex::Deadline deadline)
    : connection_(in_time(Client_until(address, deadline, authkey))), opener_(::getpid()) {
  connection_.send(Greeting());
  try {
    in_time(connection_.recv_until<Answer>(deadline));
  } catch (const EOFError&) {
    throw ValueError("the server at " + address.text() +
                     " speaks another version of the manager's language: build both programs from the same headers");
  }
  internal::PerProcess<OpenLinks>::with([&](OpenLinks& mine) { mine.descriptors.push_back(connection_.fileno()); });
}

Link::~Link() {
  if (opener_ != ::getpid()) return;
  const int descriptor = connection_.fileno();
  ::shutdown(descriptor, SHUT_RDWR);  // also for a process that has a copy, as it was forked by a bare clone
  internal::PerProcess<OpenLinks>::with([&](OpenLinks& mine) { std::erase(mine.descriptors, descriptor); });
}

bool Link::usable() const noexcept { return !broken_ && opener_ == ::getpid(); }

std::vector<std::byte> Link::ask(std::span<const std::byte> request, futex::Deadline deadline) {
  broken_ = true;
  if (!connection_.send_bytes_until(request, deadline)) throw TimeoutError("the manager's server did not take a request in time");
  std::vector<std::byte> answer = in_time(connection_.recv_bytes_until(deadline));
  broken_ = false;
  return answer;
}

}  // namespace mp::manager
