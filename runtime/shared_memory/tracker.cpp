#include "runtime/shared_memory/tracker.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/error.h"
#include "runtime/shared_memory/named_file.h"
#include "runtime/shared_memory/tracker_request.h"

namespace mp::shared_memory {

namespace {

constexpr int kNone = -1;
constexpr std::size_t kMostCallers = 64;  // that are heard at once; the others wait in the kernel

struct Watched {
  std::string name;
  FileId file;

  friend bool operator==(const Watched&, const Watched&) = default;
};

/// A process that has told of files.
struct Member {
  pid_t pid;  // 0 when it is in a namespace that cannot be seen from here
  int pidfd;
  int standard_error;
  std::vector<Watched> files;
};

/// What came in one message. The descriptors are the receiver's.
struct Message {
  ssize_t bytes;
  TrackerRequest request;
  int pidfd = kNone;
  int standard_error = kNone;
};

bool readable(int descriptor) {
  pollfd state{.fd = descriptor, .events = POLLIN, .revents = 0};
  return ::poll(&state, 1, 0) == 1;
}

void close_if_open(int descriptor) {
  if (descriptor != kNone) ::close(descriptor);
}

ucred sender_of(int connection) {
  ucred sender{};
  socklen_t size = sizeof sender;
  MP_CHECK(::getsockopt(connection, SOL_SOCKET, SO_PEERCRED, &sender, &size) == 0);
  return sender;
}

Message receive(int connection) {
  Message message{};
  iovec part{&message.request, sizeof message.request};
  alignas(cmsghdr) char control[CMSG_SPACE(2 * sizeof(int))];
  msghdr header{};
  header.msg_iov = &part;
  header.msg_iovlen = 1;
  header.msg_control = control;
  header.msg_controllen = sizeof control;
  message.bytes = ::recvmsg(connection, &header, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
  if (message.bytes < 0) return message;
  for (const cmsghdr* each = CMSG_FIRSTHDR(&header); each != nullptr; each = CMSG_NXTHDR(&header, const_cast<cmsghdr*>(each))) {
    if (each->cmsg_level != SOL_SOCKET || each->cmsg_type != SCM_RIGHTS) continue;
    int descriptors[2] = {kNone, kNone};
    std::memcpy(descriptors, CMSG_DATA(each), std::min(sizeof descriptors, each->cmsg_len - CMSG_LEN(0)));
    message.pidfd = descriptors[0];
    message.standard_error = descriptors[1];
  }
  return message;
}

/// A pipe that nobody reads must not stop the tracker: what does not fit is not said.
void say(int descriptor, std::string_view line) {
  pollfd room{.fd = descriptor, .events = POLLOUT, .revents = 0};
  if (::poll(&room, 1, 0) != 1 || (room.revents & POLLOUT) == 0) return;
  [[maybe_unused]] const ssize_t written = ::write(descriptor, line.data(), std::min<std::size_t>(line.size(), PIPE_BUF));
}

std::string printable(std::string text) {
  std::ranges::replace_if(text, [](unsigned char letter) { return letter < ' ' || letter == 0x7f; }, '?');
  return text;
}

class Tracker {
 public:
  explicit Tracker(const TrackerStart& start) : listener_(start.listener) {
    members_.push_back({start.starter, start.starter_pidfd, start.starter_stderr, {}});
    rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);
    most_members_ = (limit.rlim_cur - kMostCallers) / 2 - 16;
  }

  void run() {
    while (!members_.empty() || !callers_.empty()) {
      wait();
      if (callers_.size() < kMostCallers && readable(listener_)) accept();
      std::erase_if(callers_, [&](int caller) { return readable(caller) && answer(caller); });
      std::erase_if(members_, [&](Member& member) { return readable(member.pidfd) && bury(member); });
    }
  }

 private:
  void wait() const {
    std::vector<pollfd> all;
    const auto add = [&](int descriptor) { all.push_back({.fd = descriptor, .events = POLLIN, .revents = 0}); };
    if (callers_.size() < kMostCallers) add(listener_);
    for (const int caller : callers_) add(caller);
    for (const Member& member : members_) add(member.pidfd);
    ::poll(all.data(), all.size(), -1);
  }

  void accept() {
    const int caller = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (caller < 0) return;  // it has gone already
    if (sender_of(caller).uid == ::geteuid()) {
      callers_.push_back(caller);
    } else {
      ::close(caller);
    }
  }

  /// Always true: the caller has been heard.
  bool answer(int caller) {
    const Message message = receive(caller);
    const TrackerRequest& request = message.request;
    if (message.bytes == sizeof request) {
      if (request.kind == TrackerRequest::Kind::kForget) forget(request.file);
      if (request.kind == TrackerRequest::Kind::kWatch) {
        const TrackerAnswer error = watch(sender_of(caller).pid, message);
        ::send(caller, &error, sizeof error, MSG_DONTWAIT | MSG_NOSIGNAL);
      }
    }
    close_if_open(message.pidfd);
    close_if_open(message.standard_error);
    ::close(caller);
    return true;
  }

  /// Returns an errno, or 0.
  TrackerAnswer watch(pid_t sender, const Message& message) {
    if (message.pidfd == kNone) return EMFILE;
    auto member = std::ranges::find_if(members_, [&](const Member& each) {  // a dead one's number may be somebody else's now
      return each.pid == sender && sender != 0 && !readable(each.pidfd);
    });
    if (member == members_.end()) {
      if (members_.size() >= most_members_) return EMFILE;
      const int standard_error = message.standard_error;
      member = members_.insert(member,
                               {sender, copy_of(message.pidfd), standard_error == kNone ? kNone : copy_of(standard_error), {}});
    }
    const auto& name = message.request.name;
    const Watched watched{{name.data(), ::strnlen(name.data(), name.size())}, message.request.file};
    if (std::ranges::find(member->files, watched) == member->files.end()) member->files.push_back(watched);
    return 0;
  }

  static int copy_of(int descriptor) { return ::fcntl(descriptor, F_DUPFD_CLOEXEC, 0); }

  void forget(const FileId& file) {
    for (Member& member : members_) std::erase_if(member.files, [&](const Watched& each) { return each.file == file; });
  }

  /// Always true: the member is dead.
  static bool bury(const Member& member) {
    std::size_t leaked = 0;
    std::string names;
    for (const Watched& each : member.files) {
      if (!remove(each)) continue;
      ++leaked;
      names += " " + printable(each.name);
    }
    if (leaked != 0 && member.standard_error != kNone) {
      say(member.standard_error,
          fmt::format("resource_tracker: process {} ended and left {} leaked shared_memory object{}, removed now:{}\n",
                      member.pid, leaked, leaked == 1 ? "" : "s", names));
    }
    ::close(member.pidfd);
    close_if_open(member.standard_error);
    return true;
  }

  static bool remove(const Watched& watched) {
    try {
      return remove_name(watched.name, watched.file);
    } catch (const OSError&) {
      return false;
    }
  }

  const int listener_;
  std::vector<int> callers_;
  std::vector<Member> members_;
  std::size_t most_members_;
};

}  // namespace

void live_as_tracker(const TrackerStart& start) {
  Tracker(start).run();
  ::_exit(0);
}

}  // namespace mp::shared_memory
