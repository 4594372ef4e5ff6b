#include "runtime/connection/pipe.h"

#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <memory>
#include <utility>

#include "runtime/connection/message_stream.h"
#include "runtime/error.h"

namespace mp {

std::pair<Connection, Connection> Pipe(bool duplex) {
  const auto marks = std::make_shared<const memory::Placed<std::array<std::uint64_t, 2>>>(std::in_place);
  std::array<int, 2> ends;
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) throw OSError("a pipe: socketpair", errno);
  connection::Socket first(ends[0]), second(ends[1]);
  const auto stream = [&](connection::Socket& end, std::size_t sends_to) {
    return std::make_unique<connection::MessageStream>(std::move(end), connection::MessageOrder{marks, sends_to});
  };
  return {Connection(stream(first, 0), true, duplex), Connection(stream(second, 1), duplex, true)};
}

}  // namespace mp
