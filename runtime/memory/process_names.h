// What the processes of the family are called, for whoever reports about one that may be dead by then.
//
// Lives at the beginning of the family's arena. A process tells its name once it has one; the name is kept until another process
// needs the same place, which is its number modulo kPlaces. Names are cut after kLongest bytes.
// Thread and process safety: every function may be called by anybody, nobody ever waits. Fork safety: nothing is kept outside.
// Kill safety, and invariants:
//   1. Who has changed `teller` to kBeingWritten alone writes the letters, and then its number. Killed meanwhile
//      it leaves a place that nobody uses any more.
//   2. Each telling has a number, modulo 2^32. A reader that has found the same teller before and after the letters has read
//      letters that belong together.
#pragma once

#include <sys/types.h>

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace mp::memory {

class ProcessNames {
 public:
  static constexpr std::size_t kPlaces = 512;
  static constexpr std::size_t kLongest = 24;

  /// `process` is called so from now on.
  void tell(pid_t process, std::string_view name) noexcept;
  /// Empty if it has told none, or another has come in its place.
  std::string name_of(pid_t process) const;

 private:
  struct Teller {
    pid_t process = 0;
    std::uint32_t telling = 0;
    friend bool operator==(Teller, Teller) = default;
  };
  static constexpr pid_t kBeingWritten = -1;

  struct Place {
    std::atomic<Teller> teller;
    std::array<std::atomic<std::uint64_t>, kLongest / sizeof(std::uint64_t)> letters{};  // the rest are zeros
  };

  Place& place_of(pid_t process) noexcept { return places_[static_cast<std::size_t>(process) % kPlaces]; }
  const Place& place_of(pid_t process) const noexcept { return places_[static_cast<std::size_t>(process) % kPlaces]; }

  std::array<Place, kPlaces> places_;
};

}  // namespace mp::memory
