// What we ask of ThreadSanitizer, and what it is told. The only file that talks with it, the entry points apart.
#include <pthread.h>

#include <atomic>

#include "runtime/sanitizer/attached.h"
#include "runtime/sanitizer/behind.h"
#include "runtime/sanitizer/options.h"
#include "runtime/sanitizer/symbols/symbolizer.h"
#include "runtime/sanitizer/system/system.h"
#include "runtime/sanitizer/system/text.h"

// ThreadSanitizer's side. The names are its own; those that we define are weak there, so that ours are taken.
extern "C" {
void __tsan_acquire(void* address);
void __tsan_release(void* address);
int __interceptor_pthread_create(pthread_t* thread, const pthread_attr_t* attributes, void* (*body)(void*), void* argument);
}

namespace race {
namespace {

char g_hub;  // its address counts
// Before a process has a second thread there is no order to tell of; what came before is ordered by the thread's creation.
constinit std::atomic<bool> g_has_threads = false;

bool exists(const char* path) {
  const int file = open_for_reading(path);
  if (file >= 0) close_file(file);
  return file >= 0;
}

}  // namespace

void release_to_other_processes() {
  if (g_has_threads.load(std::memory_order_relaxed)) __tsan_release(&g_hub);
}

void acquire_from_other_processes() {
  if (g_has_threads.load(std::memory_order_relaxed)) __tsan_acquire(&g_hub);
}

}  // namespace race

extern "C" int pthread_create(pthread_t* thread, const pthread_attr_t* attributes, void* (*body)(void*),
                              void* argument) noexcept {
  race::g_has_threads.store(true, std::memory_order_relaxed);
  return __interceptor_pthread_create(thread, attributes, body, argument);
}

// Is called before libc is ready; TSAN_OPTIONS overrides what it says.
extern "C" const char* __tsan_default_options() {
  static char buffer[400];
  race::Text text(buffer);
  // No sleep at the end of each process; a child of a process with threads may have threads too; and a process that crashes
  // ends by its signal, as it does without us: its parent may ask.
  text << "atexit_sleep_ms=0:die_after_fork=0:handle_segv=0:handle_sigbus=0:handle_sigfpe=0:handle_sigill=0:exitcode="
       << static_cast<std::uint64_t>(race::parse_options(race::environment("RACELAB_OPTIONS")).options.exit_code);
  if (race::exists(race::LlvmSymbolizer::kPath)) text << ":external_symbolizer_path=" << race::LlvmSymbolizer::kPath;
  text << std::string_view("\0", 1);
  return buffer;
}

// The C++ library counts who holds an exception in code of its own, which is not instrumented. So ThreadSanitizer sees the last
// of them free it, and the text that it has, and not that the others had let go of it before.
extern "C" const char* __tsan_default_suppressions() {
  return "race:std::__exception_ptr::exception_ptr::_M_release\n"
         "race:std::logic_error::~logic_error\n"
         "race:std::runtime_error::~runtime_error\n";
}

namespace __tsan {

class ReportDesc;

// A report of ThreadSanitizer's, in any process of the family.
bool OnReport(const ReportDesc*, bool suppressed) {
  if (race::g_detector == nullptr || suppressed) return suppressed;
  race::Family& family = race::detector().family();
  family.sightings.fetch_add(1);
  if (family.expects_races.load()) return true;  // taken for a suppressed one, and not written
  family.thread_reports.fetch_add(1);
  return false;
}

// Returns whether the process shall end with the sanitizer's exit code. A child keeps its own, which is the program's
// affair; the first process ends with the sanitizer's when any process of the family had a report.
bool OnFinalize(bool failed) { return race::g_detector == nullptr ? failed : race::tell_at_the_end(); }

}  // namespace __tsan
