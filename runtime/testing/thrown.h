// What an action throws, for tests of what messages and errors say. Exceptions of other types go on.
#pragma once

#include <string>

#include "runtime/error.h"

namespace mp::test {

/// The text of the Exception that `action` throws; empty if it throws nothing.
template <class Exception, class Action>
std::string message_of(Action action) {
  try {
    action();
  } catch (const Exception& error) {
    return error.what();
  }
  return "";
}

/// The error number of the OSError that `action` throws; 0 if it throws nothing.
template <class Action>
int errno_of(Action action) {
  try {
    action();
  } catch (const OSError& error) {
    return error.error_number();
  }
  return 0;
}

}  // namespace mp::test
