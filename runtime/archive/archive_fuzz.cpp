// Gives the archive whatever bytes libFuzzer thinks of, under AddressSanitizer and UndefinedBehaviorSanitizer:
//
//   bazel test //runtime/archive:archive_fuzz              a few seconds, from a fixed seed
//   bazel-bin/runtime/archive/archive_fuzz                 for ever, from any seed
//
// What it watches beyond the sanitizers: no single piece of memory is out of proportion to the input, and what was accepted comes
// back the same when it is packed again.

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <new>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <tuple>
#include <variant>
#include <vector>

#include "runtime/archive/archive.h"

namespace {

// The biggest piece that was asked for since the input came.
std::size_t biggest = 0;

}  // namespace

void* operator new(std::size_t bytes) {
  biggest = std::max(biggest, bytes);
  if (void* const memory = std::malloc(bytes)) return memory;
  throw std::bad_alloc();
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

namespace {

enum class Colour : std::uint8_t { kRed, kGreen };

struct Tree {
  std::string name;
  std::vector<Tree> children;
};

struct Flags {
  char letters[3];
  bool set;
  std::optional<int> number;
  std::variant<bool, Colour, int> either;
};

struct Everything {
  std::vector<Flags> flags;
  std::map<std::string, std::vector<bool>> bits;
  std::vector<std::tuple<>> nothings;
  std::set<int> numbers;
  std::variant<std::monostate, std::u16string, Tree> more;
  std::vector<std::optional<std::string>> texts;
};

// An element that takes one byte (an empty optional of a string) is 40 bytes in memory; a vector doubles, and an error has a
// text.
constexpr std::size_t kMostPerByte = 128;
constexpr std::size_t kMostAnyway = 4096;

[[noreturn]] void fail(const char* what, std::size_t bytes, std::size_t input) {
  std::fprintf(stderr, "archive_fuzz: %s: %zu bytes for an input of %zu\n", what, bytes, input);
  std::abort();
}

template <class T>
void read_as(std::span<const std::byte> input) {
  biggest = 0;
  std::vector<std::byte> packed;
  try {
    packed = mp::archive::to_bytes(mp::archive::from_bytes<T>(input));
  } catch (const mp::archive::ArchiveError&) {
  }
  if (biggest > kMostAnyway + kMostPerByte * input.size()) fail("memory out of proportion", biggest, input.size());
  if (!packed.empty() && mp::archive::to_bytes(mp::archive::from_bytes<T>(packed)) != packed) {
    fail("packed twice, and not the same", packed.size(), input.size());
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto input = std::as_bytes(std::span(data, size));
  if (input.empty()) return 0;
  // The first byte says which type, so that what is learnt of one is not thrown away by another.
  switch (static_cast<unsigned>(input[0]) % 4) {
    case 0:
      read_as<Everything>(input.subspan(1));
      break;
    case 1:
      read_as<Tree>(input.subspan(1));
      break;
    case 2:
      read_as<std::vector<Flags>>(input.subspan(1));
      break;
    default:
      read_as<std::map<int, std::optional<std::string>>>(input.subspan(1));
      break;
  }
  return 0;
}
