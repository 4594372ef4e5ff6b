// What can be said of an exception by whoever catches it without knowing its type.
//
// Thread and process safety: pure functions of the exception that the calling thread is handling.
#pragma once

#include <exception>
#include <string>
#include <string_view>

#include "runtime/process/register_exception.h"

namespace mp::internal {

struct ExceptionText {
  std::string type_name = {};  ///< demangled: "std::runtime_error", "int"
  std::string text = {};  ///< what() of a std::exception, the text of a thrown string, the number of a thrown int; else empty
  std::string backtrace = {};   ///< as of RemoteError, if the exception has left a call_noting_throws; else empty
  PackedException packed = {};  ///< the exception itself, if its type is registered
};

/// REQUIRES: called inside a catch block; inside the one around call_noting_throws, where there is one.
ExceptionText describe_current_exception();

/// What its receiver throws: the exception itself where its type is registered, and otherwise a RemoteError.
std::exception_ptr to_exception(ExceptionText exception);

/// Prints one line on stderr: "Process Process-1: uncaught exception std::runtime_error: no such file". The line is written in
/// one piece, after what the program printed before. REQUIRES: called inside a catch block.
void report_uncaught_exception(std::string_view kind, std::string_view name) noexcept;

}  // namespace mp::internal
