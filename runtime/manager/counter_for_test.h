// The class that two programs know: the test of remote clients, and the client. Only the client exposes subtract, as a program
// would that is built from a newer header.
#pragma once

#include "runtime/manager/exposed.h"

namespace mp::test {

class Counter {
 public:
  explicit Counter(long begin) : value_(begin) {}
  long add(long n) { return value_ += n; }
  long subtract(long n) { return value_ -= n; }

 private:
  long value_;
};

}  // namespace mp::test

#ifdef MP_TEST_NEWER_HEADER
template <>
struct mp::Exposed<mp::test::Counter> : mp::Exposes<&mp::test::Counter::add, &mp::test::Counter::subtract> {};
#else
template <>
struct mp::Exposed<mp::test::Counter> : mp::Exposes<&mp::test::Counter::add> {};
#endif
