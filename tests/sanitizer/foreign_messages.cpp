// Messages by sockets, eventfds and queues.
#include <fcntl.h>
#include <mqueue.h>
#include <netinet/in.h>
#include <stdio.h>
#include <sys/eventfd.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/un.h>

#include "tests/sanitizer/foreign_programs.h"
#include "tests/sanitizer/forked.h"

namespace programs {
namespace {

int paired_sockets() {
  int& number = mapped<int>();
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0) abort();
  return in_two(
      [&] {
        number = 1;
        if (send(ends[0], "x", 1, 0) != 1) abort();
        char byte;
        iovec piece{.iov_base = &byte, .iov_len = 1};
        if (readv(ends[0], &piece, 1) != 1) abort();
        number += 1;
      },
      [&] {
        char byte;
        if (recv(ends[1], &byte, 1, 0) != 1) abort();
        number += 1;
        iovec piece{.iov_base = &byte, .iov_len = 1};
        if (writev(ends[1], &piece, 1) != 1) abort();
      });
}

int other_sockets() {
  int& number = mapped<int>();
  int ends[2];
  int others[2];
  if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0 || socketpair(AF_UNIX, SOCK_STREAM, 0, others) != 0) abort();
  return in_two(
      [&] {
        if (send(ends[0], "x", 1, 0) != 1) abort();
        number = 1;  // RACE other_sockets
        if (send(others[0], "x", 1, 0) != 1) abort();
      },
      [&] {
        char byte;
        if (recv(ends[1], &byte, 1, 0) != 1) abort();
        number += 1;  // RACE other_sockets
      });
}

// A child that puts something and one that waits for it, whatever the thing between them is.
template <class Put, class Get>
int handed_over(Put put, Get get) {
  int& number = mapped<int>();
  return in_two(
      [&] {
        number = 1;
        put();
      },
      [&] {
        get();
        number += 1;
      });
}

template <class Put, class Get>
int handed_over_too_early(Put put, Get get) {
  int& number = mapped<int>();
  return in_two(
      [&] {
        put();
        number = 1;  // RACE message_too_early
      },
      [&] {
        get();
        number += 1;  // RACE message_too_early
      });
}

/// An eventfd; read and write by their own functions or by the general ones.
struct Events {
  const int file = eventfd(0, 0);
  void put() const { must(eventfd_write(file, 1) == 0); }
  void get() const {
    eventfd_t value;
    must(read(file, &value, sizeof value) == sizeof value);
  }
};

int message_by_eventfd() {
  const Events events;
  return handed_over([&] { events.put(); }, [&] { events.get(); });
}
int message_by_eventfd_too_early() {
  const Events events;
  return handed_over_too_early([&] { events.put(); }, [&] { events.get(); });
}
int message_by_other_eventfd() {
  int& number = mapped<int>();
  const Events one;
  const Events other;
  return in_two(
      [&] {
        one.put();
        number = 1;  // RACE message_by_other_eventfd
        other.put();
      },
      [&] {
        one.get();
        number += 1;  // RACE message_by_other_eventfd
      });
}

/// A socket that waits for connections, at a name that the system chooses.
class Listener {
 public:
  explicit Listener(int family) : socket_(socket(family, SOCK_STREAM, 0)) {
    address_.sa.sa_family = static_cast<sa_family_t>(family);
    size_ = family == AF_UNIX ? sizeof(sa_family_t) : sizeof(sockaddr_in);
    if (family == AF_INET) address_.in.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    must(bind(socket_, &address_.sa, size_) == 0);
    size_ = sizeof address_;
    must(getsockname(socket_, &address_.sa, &size_) == 0 && listen(socket_, 5) == 0);
  }
  int accepted() const {
    const int connection = accept(socket_, nullptr, nullptr);
    must(connection >= 0);
    return connection;
  }
  int connected() const {
    const int connection = socket(address_.sa.sa_family, SOCK_STREAM, 0);
    must(connect(connection, &address_.sa, size_) == 0);
    return connection;
  }

 private:
  const int socket_;
  union {
    sockaddr sa;
    sockaddr_in in;
    sockaddr_un un;
  } address_{};
  socklen_t size_ = 0;
};

int message_by_connection(int family) {
  int& number = mapped<int>();
  const Listener listener(family);
  in_two(
      [&] {
        const int connection = listener.connected();
        char byte;
        must(recv(connection, &byte, 1, 0) == 1);
        number += 1;
        must(write(connection, &byte, 1) == 1);
      },
      [&] {
        const int connection = listener.accepted();
        number = 1;
        must(send(connection, "x", 1, 0) == 1);
        char byte;
        must(read(connection, &byte, 1) == 1);
        number += 1;
      });
  return number == 3 ? 0 : 1;
}
int message_by_unix_socket() { return message_by_connection(AF_UNIX); }
int message_by_internet_socket() { return message_by_connection(AF_INET); }

// Who accepts a connection knows what was done before it was asked for; nothing has been sent.
int connection_accepted() {
  const Listener listener(AF_UNIX);
  return handed_over([&] { listener.connected(); }, [&] { listener.accepted(); });
}

int message_by_connection_too_early() {
  const Listener listener(AF_INET);
  return handed_over_too_early([&] { must(write(listener.connected(), "x", 1) == 1); },
                               [&] {
                                 char byte;
                                 must(read(listener.accepted(), &byte, 1) == 1);
                               });
}

int message_by_datagram() {
  const int receiver = socket(AF_INET, SOCK_DGRAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* const generic = reinterpret_cast<sockaddr*>(&address);
  must(bind(receiver, generic, size) == 0 && getsockname(receiver, generic, &size) == 0);
  return handed_over([&] { must(sendto(socket(AF_INET, SOCK_DGRAM, 0), "x", 1, 0, generic, size) == 1); },
                     [&] {
                       char byte;
                       must(recvfrom(receiver, &byte, 1, 0, nullptr, nullptr) == 1);
                     });
}

int message_by_posix_queue() {
  char name[64];
  snprintf(name, sizeof name, "/racelab_test_%d", static_cast<int>(getpid()));
  mq_attr attributes{};
  attributes.mq_maxmsg = 1;
  attributes.mq_msgsize = 8;
  const mqd_t queue = mq_open(name, O_RDWR | O_CREAT | O_EXCL, 0600, &attributes);
  must(queue >= 0 && mq_unlink(name) == 0);
  return handed_over([&] { must(mq_send(queue, "x", 1, 0) == 0); },
                     [&] {
                       char bytes[8];
                       must(mq_receive(queue, bytes, sizeof bytes, nullptr) == 1);
                     });
}

int message_by_system_v_queue() {
  struct Message {
    long type = 1;
    char byte = 'x';
  };
  const int queue = msgget(IPC_PRIVATE, 0600);
  must(queue >= 0);
  const int result = handed_over(
      [&] {
        const Message message;
        must(msgsnd(queue, &message, 1, 0) == 0);
      },
      [&] {
        Message message;
        must(msgrcv(queue, &message, 1, 0, 0) == 1);
      });
  msgctl(queue, IPC_RMID, nullptr);
  return result;
}

constexpr Program kPrograms[] = {
    {"paired_sockets", paired_sockets},
    {"other_sockets", other_sockets},
    {"message_by_eventfd", message_by_eventfd},
    {"message_by_eventfd_too_early", message_by_eventfd_too_early},
    {"message_by_other_eventfd", message_by_other_eventfd},
    {"message_by_unix_socket", message_by_unix_socket},
    {"message_by_internet_socket", message_by_internet_socket},
    {"connection_accepted", connection_accepted},
    {"message_by_connection_too_early", message_by_connection_too_early},
    {"message_by_datagram", message_by_datagram},
    {"message_by_posix_queue", message_by_posix_queue},
    {"message_by_system_v_queue", message_by_system_v_queue},
};

}  // namespace

std::span<const Program> foreign_message_programs() { return kPrograms; }

}  // namespace programs
