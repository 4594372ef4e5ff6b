// From where an exception was thrown, though it is caught much further out, where the stack of the throw is gone.
//
//   try {
//     call_noting_throws(task);
//   } catch (...) {
//     message += take_throw_stack();      // "#0 racer+0x1a2b (parse(int))\n#1 ..."
//   }
//
// Before a stack is unwound, the unwinder asks each frame on the way whether it catches. The frame of call_noting_throws answers
// no, and notes the stack, which is still whole then. So an exception that is caught inside costs nothing, nothing has to stand
// in the place of the C++ library's functions, and sanitizers that do so are not disturbed. Of an exception that was caught and
// thrown again, it is the stack of the last throw. Thread safety: one note for each thread. Kill and fork safety: private memory.
// Source: the two phases of the Itanium C++ ABI's exception handling, chapter 1.3.
#pragma once

#include <memory>
#include <string>
#include <type_traits>

namespace mp::internal {

/// Calls `call(argument)`.
void call_noting_throws(void (*call)(void*), void* argument);

/// The same of anything that can be called.
template <class Body>
void call_noting_throws(Body&& body) {
  call_noting_throws([](void* argument) { (*static_cast<std::remove_reference_t<Body>*>(argument))(); }, std::addressof(body));
}

/// One line for each frame (code_place.h), from the one that threw to the one that call_noting_throws called; at most 64. Empty
/// if no exception has left it in this thread since the last time.
std::string take_throw_stack();

}  // namespace mp::internal
