#include "runtime/shared_memory/resource_tracker.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <vector>

#include "runtime/error.h"
#include "runtime/futex/deadline.h"
#include "runtime/futex/robust_mutex.h"
#include "runtime/memory/arena.h"
#include "runtime/process/per_process.h"
#include "runtime/process/pidfd.h"
#include "runtime/shared_memory/tracker.h"
#include "runtime/shared_memory/tracker_request.h"

namespace mp::shared_memory {

namespace {

constexpr std::chrono::seconds kPatience{60};  // with a tracker that is stopped
constexpr int kAttempts = 10;                  // with trackers that somebody kills
constexpr std::uint64_t kNoTracker = 0;

struct Watched {
  std::string name;
  FileId file;
};

struct OwnFiles {
  std::vector<Watched> list;
  std::uint64_t told = kNoTracker;  // the tracker that knows them all

  void forked() noexcept {  // they are the parent's
    list.clear();
    told = kNoTracker;
  }
};

using Own = internal::PerProcess<OwnFiles>;

void remove_own(FileId file) {
  Own::with([&](OwnFiles& mine) { std::erase_if(mine.list, [&](const Watched& each) { return each.file == file; }); });
}

TrackerRequest request_of(TrackerRequest::Kind kind, const Watched& watched) {
  TrackerRequest request{.kind = kind, .file = watched.file, .name = {}};
  MP_CHECK(watched.name.size() < request.name.size());
  std::ranges::copy(watched.name, request.name.begin());
  return request;
}

/// One connection to the tracker. Errors are its errno.
class Call {
 public:
  explicit Call(std::uint64_t number) : socket_(::socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0)) {
    if (socket_ < 0) throw OSError("the resource tracker: socket", errno);
    const timeval patience{.tv_sec = kPatience.count(), .tv_usec = 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    const TrackerAddress address(number);
    connected_ = repeated([&] { return ::connect(socket_, address.get(), address.length); }) == 0;
  }
  ~Call() { ::close(socket_); }
  Call(const Call&) = delete;
  Call& operator=(const Call&) = delete;

  /// False: there is no tracker.
  bool send(const TrackerRequest& request, std::span<const int> descriptors) const {
    if (!connected_) return false;
    iovec part{const_cast<TrackerRequest*>(&request), sizeof request};
    alignas(cmsghdr) char control[CMSG_SPACE(2 * sizeof(int))] = {};
    msghdr message{};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    if (!descriptors.empty()) {
      message.msg_control = control;
      message.msg_controllen = CMSG_LEN(descriptors.size_bytes());
      cmsghdr& header = *CMSG_FIRSTHDR(&message);
      header.cmsg_level = SOL_SOCKET;
      header.cmsg_type = SCM_RIGHTS;
      header.cmsg_len = CMSG_LEN(descriptors.size_bytes());
      std::memcpy(CMSG_DATA(&header), descriptors.data(), descriptors.size_bytes());
    }
    return repeated([&] { return ::sendmsg(socket_, &message, MSG_NOSIGNAL); }) == sizeof request;
  }

  /// Nothing: there is no tracker any more.
  std::optional<TrackerAnswer> receive() const {
    TrackerAnswer answer;
    if (repeated([&] { return ::recv(socket_, &answer, sizeof answer, 0); }) != sizeof answer) return std::nullopt;
    return answer;
  }

 private:
  template <class Operation>
  static ssize_t repeated(Operation operation) {
    for (;;) {
      const ssize_t result = operation();
      if (result >= 0 || (errno != EINTR && errno != EAGAIN)) return result;
      if (errno == EAGAIN) throw OSError("the resource tracker does not answer: is it stopped?", ETIMEDOUT);
    }
  }

  const int socket_;
  bool connected_;
};

/// False: this tracker is gone. Throws OSError.
bool tell(std::uint64_t number, const Watched& watched) {
  const bool has_stderr = ::fcntl(STDERR_FILENO, F_GETFD) >= 0;  // before a new descriptor may get its number
  const internal::Pidfd self(::getpid());
  const int descriptors[] = {self.fd(), STDERR_FILENO};
  const Call call(number);
  if (!call.send(request_of(TrackerRequest::Kind::kWatch, watched), std::span(descriptors).first(has_stderr ? 2 : 1)))
    return false;
  const std::optional<TrackerAnswer> answer = call.receive();
  if (answer.value_or(0) != 0) {
    throw OSError(fmt::format("the resource tracker cannot watch shared memory '{}'", watched.name), *answer);
  }
  return answer.has_value();
}

/// The same with all files of this process, if the tracker is a new one for it.
bool tell_all(std::uint64_t number, const Watched& latest) {
  const auto files =
      Own::with([&](const OwnFiles& mine) { return mine.told == number ? std::vector<Watched>{latest} : mine.list; });
  if (!std::ranges::all_of(files, [&](const Watched& each) { return tell(number, each); })) return false;
  Own::with([&](OwnFiles& mine) { mine.told = number; });
  return true;
}

/// Starts another tracker in place of the one with this number, unless a member was faster. Throws OSError.
std::uint64_t replace_tracker(std::uint64_t gone) {
  memory::Arena::Notice& notice = memory::family_arena().notice();
  const futex::RobustGuard guard(notice.changing,
                                 futex::deadline_after(kPatience));  // a starter's death leaves nothing half done
  if (!guard.held()) throw OSError("another process starts the resource tracker, and does not end: is it stopped?", ETIMEDOUT);
  if (notice.word != gone) return notice.word;
  std::uint64_t number;
  if (::getrandom(&number, sizeof number, 0) != sizeof number) throw OSError("the resource tracker: getrandom", errno);
  start_tracker(number);
  notice.word = number;
  return number;
}

}  // namespace

void watch(const std::string& name, FileId file) {
  const Watched watched{name, file};
  Own::with([&](OwnFiles& mine) { mine.list.push_back(watched); });
  try {
    std::uint64_t number = memory::family_arena().notice().word;
    for (int attempt = 0; attempt < kAttempts; ++attempt) {
      if (number != kNoTracker && tell_all(number, watched)) return;
      number = replace_tracker(number);
    }
    throw OSError("the resource tracker ends again and again (is this file the program, and /proc there?): connect",
                  ECONNREFUSED);
  } catch (...) {
    remove_own(file);
    throw;
  }
}

void forget(FileId file) noexcept {
  remove_own(file);
  try {
    const std::uint64_t number = memory::family_arena().notice().word;
    if (number == kNoTracker) return;
    // No answer is waited for: a name that is gone stays gone, whoever is told.
    Call(number).send(request_of(TrackerRequest::Kind::kForget, {"", file}), {});
  } catch (const OSError&) {
  }
}

}  // namespace mp::shared_memory
