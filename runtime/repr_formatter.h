// fmt::format("{}", object) for an object of the runtime that says what it is: its class has a function repr, Python's repr().
//
//   std::string repr(const Thread& thread);
//   template <>
//   struct fmt::formatter<mp::Thread> : mp::internal::ReprFormatter<mp::Thread> {};
//
// Thread, process and fork safety: as repr's.
#pragma once

#include <fmt/format.h>

#include <string_view>

namespace mp::internal {

/// Takes width, fill and alignment as for any text.
template <class T>
struct ReprFormatter : fmt::formatter<std::string_view> {
  template <class Context>
  auto format(const T& object, Context& context) const {
    return fmt::formatter<std::string_view>::format(repr(object), context);
  }
};

}  // namespace mp::internal
