#include "runtime/sanitizer/attached.h"

#include <unistd.h>

#include <climits>
#include <new>
#include <span>

#include "runtime/hooks.h"
#include "runtime/sanitizer/caller.h"
#include "runtime/sanitizer/options.h"
#include "runtime/sanitizer/report.h"
#include "runtime/sanitizer/symbolizer.h"
#include "runtime/sanitizer/system.h"
#include "runtime/sanitizer/text.h"
#include "runtime/sanitizer/thread_sanitizer.h"

namespace race {

constinit Detector* g_detector = nullptr;

namespace {

constexpr std::uintptr_t kPageBytes = 4096;
constexpr int kUsageError = 2;

// All of these are there before any constructor runs, and none is set again by a late one: attach() is the first.
constinit ReportSettings g_settings{};
char g_log_path[PATH_MAX + 1];
alignas(Detector) unsigned char g_detector_bytes[sizeof(Detector)];

void on_race(Family& family, const Race& race) {
  LlvmSymbolizer symbolizer;
  report_race(family, race, g_settings, symbolizer);
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
      if (size > kWindowBegin + kWindowBytes - begin) {
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
  [[gnu::noinline]] void before_fork(std::string_view child_name) override {
    release_to_other_processes();
    if (!detector().before_fork(child_name, caller_of_entry_point()) && !detector().family().overcrowded.exchange(true)) {
      write_report("racelab: more than 256 processes at a time; races between a further one and its parent will not be seen\n",
                   g_settings);
    }
  }
  void after_fork_in_parent(pid_t child) override { detector().after_fork_in_parent(child); }
  void after_fork_in_child() override { detector().after_fork_in_child(process_id()); }
  void joined(pid_t child) override {
    detector().joined(child);
    acquire_from_other_processes();
  }

  void acquired(const void* sync) override { acquire(sync); }
  void releasing(const void* sync) override { release(sync); }
  void recovered(const void* sync) override {
    detector().recover(reinterpret_cast<std::uintptr_t>(sync));
    acquire_from_other_processes();
  }
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

void apply_options() {
  g_settings = {.log_path = nullptr, .workspace = environment("BUILD_WORKSPACE_DIRECTORY")};
  const ParsedOptions parsed = parse_options(environment("RACELAB_OPTIONS"));
  if (!parsed.wrong.empty()) {
    char buffer[400];
    Text text(buffer);
    text << "racelab: in RACELAB_OPTIONS, '" << parsed.wrong << "' " << parsed.reason << "\n";
    give_up(text.str());
  }
  if (parsed.options.log_path.empty()) return;
  const char* const path = absolute(parsed.options.log_path);
  const int file = open_for_append(path);
  if (file < 0) {
    char buffer[PATH_MAX + 100];
    Text text(buffer);
    text << "racelab: in RACELAB_OPTIONS, log_path: cannot write to " << std::string_view(path) << "\n";
    give_up(text.str());
  }
  close_file(file);
  g_settings.log_path = path;
}

// Before every constructor of the program: 101 is the first priority that is not the implementation's.
[[gnu::constructor(101)]] void attach() {
  apply_options();
  Family* const family = Family::map();
  const std::optional<Shadow> shadow =
      Shadow::map({.window_bytes = kWindowBytes, .window = kWindowBegin, .cells = kCellsBegin, .marks = kMarksBegin});
  if (family == nullptr || !shadow) {
    give_up("racelab: cannot reserve address space for the shadow memory (is there a limit, ulimit -v?)\n");
  }
  family->mapped_until.store(kWindowBegin);
  family->root = process_id();
  g_detector = new (g_detector_bytes) Detector(*family, *shadow, on_race, "MainProcess", process_id());
  mp::hooks::listen(&g_observer);
}

}  // namespace

const ReportSettings& report_settings() { return g_settings; }

void acquire(const void* sync) {
  if (detector().acquire(reinterpret_cast<std::uintptr_t>(sync))) acquire_from_other_processes();
}

void release(const void* sync) {
  release_to_other_processes();
  detector().release(reinterpret_cast<std::uintptr_t>(sync));
}

}  // namespace race
