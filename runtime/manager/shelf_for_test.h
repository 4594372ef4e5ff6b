// Two classes whose objects a manager keeps in tests: a counter, and a shelf of counters.
#pragma once

#include <unistd.h>

#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "runtime/error.h"
#include "runtime/manager/exposed.h"
#include "runtime/manager/proxy.h"

namespace mp {
namespace test {

class Counter {
 public:
  explicit Counter(long begin = 0) : value_(begin) {}
  long add(long n) {
    const long before = value_;
    std::this_thread::yield();  // a second call at once would be seen
    return value_ = before + n;
  }
  long get() const { return value_; }
  void fail(const std::string& text) const { throw std::runtime_error(text); }
  void refuse() const { throw IndexError("no such place"); }
  int pid() const { return ::getpid(); }
  long hidden() const { return -1; }

 private:
  long value_;
};

/// Holds what others made.
class Shelf {
 public:
  void put(const Proxy<Counter>& counter) { counters_.push_back(counter); }
  Proxy<Counter> get() const { return counters_.back(); }
  Proxy<Counter> take() {
    Proxy<Counter> counter = counters_.back();
    counters_.pop_back();
    return counter;
  }
  std::vector<std::string> names() const { return {"a", "b"}; }

 private:
  std::vector<Proxy<Counter>> counters_;
};

}  // namespace test

template <>
struct Exposed<test::Counter>
    : Exposes<&test::Counter::add, &test::Counter::get, &test::Counter::fail, &test::Counter::refuse, &test::Counter::pid> {};
template <>
struct Exposed<test::Shelf> : Exposes<&test::Shelf::put, &test::Shelf::get, &test::Shelf::take, &test::Shelf::names> {};

}  // namespace mp
