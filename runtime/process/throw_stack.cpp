#include "runtime/process/throw_stack.h"

#include <cxxabi.h>
#include <execinfo.h>
#include <fmt/format.h>
#include <unwind.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <iterator>
#include <span>
#include <string_view>
#include <utility>

#include "runtime/code_place.h"

namespace mp::internal {
namespace {

struct Note {
  std::array<void*, 64> frames;  // return addresses, from the innermost
  std::size_t count = 0;
};

thread_local constinit Note note{};

/// How many of the innermost frames belong to the throwing itself, and not to who throws.
std::size_t frames_of_the_throw(std::span<void* const> frames) {
  constexpr std::array<std::string_view, 3> kThrows = {"(__cxa_throw)", "(__cxa_rethrow)",
                                                       "(std::rethrow_exception(std::__exception_ptr::exception_ptr))"};
  const auto throws = [&](void* frame) {
    const std::string place = code_place(static_cast<const char*>(frame) - 1);
    return std::ranges::any_of(kThrows, [&](std::string_view end) { return place.ends_with(end); });
  };
  const auto found = std::ranges::find_if(frames, throws);
  return found == frames.end() ? 0 : static_cast<std::size_t>(std::distance(frames.begin(), found)) + 1;
}

}  // namespace
}  // namespace mp::internal

/// The personality of call_noting_throws: what the unwinder calls for its frame.
extern "C" [[gnu::used, gnu::visibility("hidden")]] _Unwind_Reason_Code mp_note_throw(int /*version*/, _Unwind_Action actions,
                                                                                      _Unwind_Exception_Class /*language*/,
                                                                                      _Unwind_Exception* /*thrown*/,
                                                                                      _Unwind_Context* frame) {
  if ((actions & _UA_SEARCH_PHASE) == 0) return _URC_CONTINUE_UNWIND;
  auto& [frames, count] = mp::internal::note;
  count = static_cast<std::size_t>(::backtrace(frames.data(), static_cast<int>(frames.size())));
  auto* const here = reinterpret_cast<void*>(_Unwind_GetIP(frame));  // what lies further out is not the caller's affair
  count = static_cast<std::size_t>(std::distance(frames.begin(), std::find(frames.begin(), frames.begin() + count, here)));
  return _URC_CONTINUE_UNWIND;
}

namespace mp::internal {

// The compiler gives this function no personality of its own, as long as nothing is in it that an exception must destroy.
[[gnu::noinline]] void call_noting_throws(void (*call)(void*), void* argument) {
  asm volatile(".cfi_personality 0x1b, mp_note_throw" : "+r"(call));  // 0x1b: relative to here; and nobody sees what is called
  note.count = 0;
  call(argument);
  asm volatile("");  // the call is not the last step, so its frame is there
}

std::string take_throw_stack() {
  const std::span<void* const> frames(note.frames.data(), std::exchange(note.count, 0));
  std::string text;
  std::size_t number = 0;
  for (void* const frame : frames.subspan(frames_of_the_throw(frames))) {
    text += fmt::format("#{} {}\n", number++, code_place(static_cast<const char*>(frame) - 1));
  }
  return text;
}

}  // namespace mp::internal
