#include "runtime/testing/survivors.h"

#include <poll.h>
#include <unistd.h>

#include <utility>

#include "runtime/error.h"

namespace mp::test {

Survivors::Survivors() {
  int ends[2];
  MP_CHECK(pipe(ends) == 0);
  reading_ = ends[0];
  writing_ = ends[1];
}

Survivors::~Survivors() {
  close(reading_);
  if (writing_ >= 0) close(writing_);
}

bool Survivors::none_after(std::chrono::milliseconds patience) {
  if (writing_ >= 0) close(std::exchange(writing_, -1));
  pollfd end{.fd = reading_, .events = 0, .revents = 0};
  return poll(&end, 1, static_cast<int>(patience.count())) == 1;
}

}  // namespace mp::test
