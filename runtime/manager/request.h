// What travels between a manager's server and its clients. Each line is one message; the first byte of an answer is its kind.
//
//   | request                                                   | answer                                      |
//   |-----------------------------------------------------------|---------------------------------------------|
//   | greeting (once, after the handshake): kGreeting           | empty: the two understand each other         |
//   | kCall, object, type, method, packed arguments             | packed result                               |
//   | kCreate, type, constructor, packed arguments              | object, with one reference for this client  |
//   | kNamed, type, name                                        | the same, of an object that has a name      |
//   | kIncref or kDecref, object                                | empty                                       |
//   | kThanks: the proxies of the last answer have arrived       | empty                                       |
//   | kNumberOfObjects; kDebugInfo; kShutdown                   | a number; a text; empty                     |
//
// Every answer may be kRaised in its place: the name of the exception's type, its text and its backtrace.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace mp::manager {

enum class ObjectId : std::uint64_t {};

enum class Verb : std::uint8_t { kCall, kCreate, kNamed, kIncref, kDecref, kThanks, kNumberOfObjects, kDebugInfo, kShutdown };
enum class Answer : std::uint8_t { kReturned, kRaised };

/// The form's version, and the machine's: bytes of another order or size spell another greeting.
struct Greeting {
  std::uint64_t name_and_version = 0x6d702e6d67720002u;
  std::uint64_t sizes = sizeof(long) << 16 | sizeof(wchar_t) << 8 | sizeof(std::size_t);

  friend bool operator==(const Greeting&, const Greeting&) = default;
};

}  // namespace mp::manager
