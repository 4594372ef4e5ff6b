#include "runtime/sanitizer/attached.h"

#include <unistd.h>

#include <climits>
#include <cstdlib>
#include <new>
#include <span>

#include "runtime/hooks.h"
#include "runtime/sanitizer/behind.h"
#include "runtime/sanitizer/caller.h"
#include "runtime/sanitizer/deadlock_report.h"
#include "runtime/sanitizer/interface.h"
#include "runtime/sanitizer/options.h"
#include "runtime/sanitizer/report.h"
#include "runtime/sanitizer/symbolizer.h"
#include "runtime/sanitizer/system.h"
#include "runtime/sanitizer/text.h"

namespace race {

constinit Detector* g_detector = nullptr;

namespace {

constexpr std::uintptr_t kPageBytes = 4096;
constexpr int kUsageError = 2;

// All of these are there before any constructor runs, and none is set again by a late one: attach() is the first.
constinit Options g_options{};
constinit ReportSettings g_settings{};
char g_log_path[PATH_MAX + 1];
char g_suppressions[64 << 10];
[[gnu::tls_model("initial-exec")]] constinit thread_local bool t_fork_is_announced = false;
[[gnu::tls_model("initial-exec")]] constinit thread_local unsigned t_wait = LockWaits::kNone;
alignas(Detector) unsigned char g_detector_bytes[sizeof(Detector)];

// Waits in vain, so it cannot end in its own way either.
[[noreturn]] void end_in_deadlock() {
  tell_at_the_end();
  end_process(g_options.exit_code != 0 ? g_options.exit_code : EXIT_FAILURE);
}

void on_race(Family& family, const Race& race) {
  family.sightings.fetch_add(1);
  if (family.expects_races.load()) return;
  LlvmSymbolizer symbolizer;
  if (report_race(family, race, g_settings, symbolizer) && g_options.halt_on_error) end_process(g_options.exit_code);
}

[[noreturn]] void give_up(std::string_view why) {
  write_report(why, g_settings);
  _exit(kUsageError);
}

// What the runtime announces, in the detector's words; and to ThreadSanitizer what it cannot see itself.
class Observer final : public mp::hooks::Listener {
 public:
  void* place_mapping(std::size_t bytes) override {
    const std::uintptr_t size = (bytes + kPageBytes - 1) / kPageBytes * kPageBytes;
    std::atomic<std::uintptr_t>& until = detector().family().mapped_until;
    std::uintptr_t begin = until.load();
    do {
      if (size > kForeignBegin - begin) {
        write_report("racelab: the 64 GiB that are observed are used up; races on further shared memory will not be seen\n",
                     g_settings);
        return nullptr;
      }
    } while (!until.compare_exchange_weak(begin, begin + size));
    return reinterpret_cast<void*>(begin);  // An address is handed out once, so no access of an earlier mapping is there.
  }

  void created(const mp::hooks::Region& region) override { detector().created(region); }
  void destroying(const void* begin, std::size_t bytes) override {
    detector().destroying(reinterpret_cast<std::uintptr_t>(begin), bytes);
  }

  // Not inlined, and with a frame: its caller's frame is where the walk of the stack begins.
  [[gnu::noinline]] void before_fork(std::string_view child_name) override { announce_fork(child_name, caller_of_entry_point()); }
  void after_fork_in_parent(pid_t child) override { end_fork_in_parent(child); }
  void after_fork_in_child() override { end_fork_in_child(); }
  void joined(pid_t child) override { race::joined(child); }

  void acquired(const void* sync) override { acquire(sync); }
  void releasing(const void* sync) override { release(sync); }
  void locked(const void* lock) override { took_lock(lock); }
  void unlocking(const void* lock) override { gives_lock(lock); }
  void recovered(const void* lock) override { took_lock_of_dead(lock); }
  [[gnu::noinline]] void waits(const void* lock) override { waits_for(lock, caller_of_entry_point()); }
  void waits_no_more() override { race::waits_no_more(); }
  void created_lock(const mp::hooks::Region& lock) override { detector().created_lock(lock); }
};

constinit Observer g_observer;

// Absolute, since a process may change its directory; every report opens the file anew, since a process may close it.
const char* absolute(std::string_view path) {
  Text text(std::span(g_log_path, PATH_MAX));  // the last byte stays zero
  char directory[PATH_MAX];
  if (!path.starts_with('/') && getcwd(directory, sizeof directory) != nullptr) text << directory << "/";
  text << path;
  return g_log_path;
}

[[noreturn]] void give_up_option(std::string_view what, std::string_view part, std::string_view why) {
  char buffer[PATH_MAX + 200];
  Text text(buffer);
  text << "racelab: in RACELAB_OPTIONS, " << what << part << why << "\n";
  give_up(text.str());
}

void open_log() {
  if (g_options.log_path.empty()) return;
  const char* const path = absolute(g_options.log_path);
  const int file = open_for_append(path);
  if (file < 0) give_up_option("log_path: cannot write to ", path, "");
  close_file(file);
  g_settings.log_path = path;
}

void read_suppressions() {
  const std::string_view name = g_options.suppressions;
  if (name.empty()) return;
  char path[PATH_MAX + 1] = {};
  Text(std::span(path, PATH_MAX)) << name;  // the last byte stays zero
  const long bytes = read_file_start(path, g_suppressions, sizeof g_suppressions);
  if (bytes < 0) give_up_option("suppressions: cannot read ", name, "");
  if (bytes == sizeof g_suppressions) give_up_option("suppressions: ", name, " is larger than 64 KiB");
  g_settings.suppressions = Suppressions({g_suppressions, static_cast<std::size_t>(bytes)});
  const std::string_view wrong = g_settings.suppressions.wrong_line();
  if (!wrong.empty()) give_up_option("suppressions: the line '", wrong, "' is not of the form race:PATTERN");
}

void apply_options() {
  const ParsedOptions parsed = parse_options(environment("RACELAB_OPTIONS"));
  if (!parsed.wrong.empty()) {
    char buffer[400];
    Text text(buffer);
    text << "' " << parsed.reason;
    give_up_option("'", parsed.wrong, text.str());
  }
  g_options = parsed.options;
  g_settings = {.log_path = nullptr,
                .workspace = environment("BUILD_WORKSPACE_DIRECTORY"),
                .format = g_options.format,
                .max_reports = g_options.max_reports};
  read_suppressions();  // first: what is wrong is told on stderr
  open_log();
}

// Before every constructor of the program: 101 is the first priority that is not the implementation's.
[[gnu::constructor(101)]] void attach() {
  apply_options();
  Family* const family = Family::map();
  const std::optional<Shadow> shadow = Shadow::map({.window_bytes = kWindowBytes,
                                                    .window = kWindowBegin,
                                                    .cells = kCellsBegin,
                                                    .marks = kMarksBegin,
                                                    .all_from = kForeignBegin});
  if (family == nullptr || !shadow) {
    give_up("racelab: cannot reserve address space for the shadow memory (is there a limit, ulimit -v?)\n");
  }
  family->mapped_until.store(kWindowBegin);
  family->foreign.open(kForeignBegin, kWindowEnd - kForeignBegin);
  family->root = process_id();
  g_detector = new (g_detector_bytes) Detector(*family, *shadow, on_race, "MainProcess", process_id());
  mp::hooks::listen(&g_observer);
}

}  // namespace

const Options& options() { return g_options; }

bool tell_at_the_end() {
  Family& family = detector().family();
  if (family.root != process_id()) return false;
  LlvmSymbolizer symbolizer;
  report_left_over(family, g_settings, symbolizer);
  report_total(family, g_settings);
  return family.races.load() + family.thread_reports.load() + family.deadlocks.load() != 0;
}

void acquire_key(std::uintptr_t key) {
  if (detector().acquire(key)) acquire_from_other_processes();
}

void release_key(std::uintptr_t key) {
  release_to_other_processes();
  detector().release(key);
}

void acquire(const void* sync) { acquire_key(reinterpret_cast<std::uintptr_t>(sync)); }
void release(const void* sync) { release_key(reinterpret_cast<std::uintptr_t>(sync)); }

void took_lock(const void* lock) {
  acquire(lock);
  detector().locked(reinterpret_cast<std::uintptr_t>(lock));
}

void took_lock_of_dead(const void* lock) {
  detector().recover(reinterpret_cast<std::uintptr_t>(lock));
  acquire_from_other_processes();
  detector().locked(reinterpret_cast<std::uintptr_t>(lock));
}

void gives_lock(const void* lock) {
  detector().unlocking(reinterpret_cast<std::uintptr_t>(lock));
  release(lock);
}

void waits_for(const void* lock, Caller caller) {
  LockWaits& waits = detector().family().lock_waits;
  if (t_wait == LockWaits::kNone) t_wait = detector().wait_for(reinterpret_cast<std::uintptr_t>(lock), caller);
  if (t_wait == LockWaits::kNone) return;
  LlvmSymbolizer symbolizer;
  if (waits.is_condemned(t_wait) || report_deadlock(detector().family(), t_wait, g_settings, symbolizer)) end_in_deadlock();
}

void waits_no_more() {
  if (t_wait != LockWaits::kNone) detector().family().lock_waits.end(t_wait);
  t_wait = LockWaits::kNone;
}

bool is_fork_announced() { return t_fork_is_announced; }

void announce_fork(std::string_view child_name, Caller caller) {
  release_to_other_processes();
  t_fork_is_announced = true;
  if (!detector().before_fork(child_name, caller) && !detector().family().overcrowded.exchange(true)) {
    write_report("racelab: more than 256 processes at a time; races between a further one and its parent will not be seen\n",
                 g_settings);
  }
}

void end_fork_in_parent(pid_t child) {
  t_fork_is_announced = false;
  detector().after_fork_in_parent(child);
}

void end_fork_in_child() {
  t_fork_is_announced = false;
  t_wait = LockWaits::kNone;
  detector().after_fork_in_child(process_id());
}

void joined(pid_t child) {
  detector().joined(child);
  acquire_from_other_processes();
}

}  // namespace race

unsigned long racelab_sightings() { return race::detector().family().sightings.load(); }
void racelab_expect_races(int expected) { race::detector().family().expects_races.store(expected != 0); }
