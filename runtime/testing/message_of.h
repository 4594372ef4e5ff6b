// What an action throws, as text, for tests of what messages say.
#pragma once

#include <string>

namespace mp::test {

/// The text of the Exception that `action` throws; empty if it throws nothing. Other exceptions go on.
template <class Exception, class Action>
std::string message_of(Action action) {
  try {
    action();
  } catch (const Exception& error) {
    return error.what();
  }
  return "";
}

}  // namespace mp::test
