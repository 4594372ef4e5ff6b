#include <sys/random.h>

#include <cerrno>
#include <string>
#include <utility>

#include "runtime/error.h"
#include "runtime/process/identity.h"
#include "runtime/process/per_process.h"

namespace mp {
namespace {

constexpr std::size_t kBytes = 32;

struct Key {
  std::string bytes;  // empty and not known: nobody has asked yet
  bool known = false;

  void forked() noexcept {}  // the child has the same
};

using Own = internal::PerProcess<Key>;

std::string random_bytes() {
  std::string bytes(kBytes, '\0');
  ssize_t got;
  do {
    got = ::getrandom(bytes.data(), bytes.size(), 0);
  } while (got < 0 && errno == EINTR);
  if (got != static_cast<ssize_t>(bytes.size())) throw OSError("an authkey: getrandom", errno);
  return bytes;
}

}  // namespace

std::string CurrentProcess::authkey() {
  return Own::with([](Key& key) {
    if (!key.known) key = {.bytes = random_bytes(), .known = true};
    return key.bytes;
  });
}

void CurrentProcess::authkey(std::string bytes) {
  Own::with([&](Key& key) { key = {.bytes = std::move(bytes), .known = true}; });
}

}  // namespace mp
