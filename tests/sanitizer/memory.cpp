// Sizes and shapes of accesses, and memory that is used again.
#include <cstdint>
#include <cstring>
#include <memory>
#include <mutex>

#include "runtime/mp.h"
#include "tests/sanitizer/programs.h"
#include "tests/sanitizer/unseen_order.h"

namespace programs {

struct Large {
  std::uint64_t words[16];
};

Large g_large{{1, 2, 3}};  // for all the compiler knows, other files change it

namespace {

// Both run at the same time as far as anybody knows; `late` runs second.
template <class Early, class Late>
int both(Early early, Late late) {
  UnseenOrder order;
  mp::Process child([early, order]() mutable {
    early();
    order.done(1);
  });
  child.start();
  order.wait_for(1);
  late();
  child.join();
  return child.exitcode().value_or(1);
}

template <class T>
int of_size() {
  mp::Value<T> v(T{0});
  return both([&v] { v.value = T{1}; },   // RACE sizes
              [&v] { v.value = T{2}; });  // RACE sizes
}

int byte() { return of_size<std::uint8_t>(); }
int two_bytes() { return of_size<std::uint16_t>(); }
int four_bytes() { return of_size<std::uint32_t>(); }
int eight_bytes() { return of_size<std::uint64_t>(); }

struct [[gnu::packed]] Packed {
  char first;
  std::uint64_t unaligned;
};

int unaligned() {
  mp::Value<Packed> v;
  return both([&v] { v.value.unaligned = 1; },   // RACE unaligned
              [&v] { v.value.unaligned = 2; });  // RACE unaligned
}

int structure_copied_in() {
  mp::Value<Large> v;
  return both([&v] { v.value = g_large; },       // RACE structure_copied_in
              [&v] { v.value.words[9] += 1; });  // RACE structure_copied_in
}

int structure_copied_out() {
  mp::Value<Large> v;
  return both([&v] { g_large = v.value; },      // RACE structure_copied_out
              [&v] { v.value.words[9] = 1; });  // RACE structure_copied_out
}

int copy_and_fill() {
  mp::Array<char> bytes(100);
  return both([&bytes] { std::memset(bytes.data(), 1, bytes.size()); },         // RACE copy_and_fill
              [&bytes] { std::memmove(bytes.data() + 1, bytes.data(), 60); });  // RACE copy_and_fill
}

int neighbours() {
  mp::Array<char> bytes(16);
  return both(
      [&bytes] {
        for (std::size_t i = 0; i < bytes.size(); i += 2) bytes[i] = 1;
      },
      [&bytes] {
        for (std::size_t i = 1; i < bytes.size(); i += 2) bytes[i] = 2;
      });
}

// A value ends and a new one gets its memory, while the process that used the first one still runs. That it does not
// use it any more is known to everybody but the detector.
int used_again() {
  UnseenOrder order;
  auto first = std::make_unique<mp::Value<int>>(1);
  const auto* const where = &first->value;
  mp::Process child([&first, order]() mutable {
    first->value = 2;
    order.done(1);
    order.wait_for(2);
  });
  child.start();
  order.wait_for(1);
  first.reset();
  const mp::Value<int> second(3);
  const bool same_memory = &second.value == where;
  const int seen = second.value;
  order.done(2);
  child.join();
  return same_memory && seen == 3 ? 0 : 3;
}

template <class First, class Second>
int in_two(First first, Second second) {
  mp::Process p1(first), p2(second);
  p1.start();
  p2.start();
  p1.join();
  p2.join();
  return 0;
}

int memory_with_a_name() {
  const mp::SharedMemory memory = mp::SharedMemory::create(64);
  const auto write = [&memory] { memory.buf()[0] = std::byte{7}; };  // RACE memory_with_a_name
  return in_two(write, write);
}

int memory_with_a_name_locked() {
  const mp::SharedMemory memory = mp::SharedMemory::create(64);
  mp::Lock lock;
  const auto write = [&] {
    const std::scoped_lock guard(lock);
    memory.buf()[0] = std::byte{7};
  };
  return in_two(write, write);
}

constexpr Program kPrograms[] = {
    {"memory_with_a_name", memory_with_a_name},
    {"memory_with_a_name_locked", memory_with_a_name_locked},
    {"byte", byte},
    {"two_bytes", two_bytes},
    {"four_bytes", four_bytes},
    {"eight_bytes", eight_bytes},
    {"unaligned", unaligned},
    {"structure_copied_in", structure_copied_in},
    {"structure_copied_out", structure_copied_out},
    {"copy_and_fill", copy_and_fill},
    {"neighbours", neighbours},
    {"used_again", used_again},
};

}  // namespace

std::span<const Program> memory_programs() { return kPrograms; }

}  // namespace programs
