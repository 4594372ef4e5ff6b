#include "runtime/channel/pipe.h"

#include <sys/socket.h>

#include <array>
#include <cerrno>

#include "runtime/error.h"

namespace mp {

std::pair<Connection, Connection> Pipe(bool duplex) {
  std::array<int, 2> ends;
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) throw OSError("a pipe: socketpair", errno);
  return {Connection(ends[0], true, duplex), Connection(ends[1], duplex, true)};
}

}  // namespace mp
