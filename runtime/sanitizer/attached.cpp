#include "runtime/sanitizer/attached.h"

#include <unistd.h>

#include <climits>
#include <cstdlib>
#include <new>
#include <span>

#include "runtime/hooks.h"
#include "runtime/sanitizer/behind.h"
#include "runtime/sanitizer/caller.h"
#include "runtime/sanitizer/family/family_memory.h"
#include "runtime/sanitizer/interface.h"
#include "runtime/sanitizer/options.h"
#include "runtime/sanitizer/report/deadlock_report.h"
#include "runtime/sanitizer/report/lock_order_report.h"
#include "runtime/sanitizer/report/report.h"
#include "runtime/sanitizer/symbols/loaded_modules.h"
#include "runtime/sanitizer/symbols/symbolizer.h"
#include "runtime/sanitizer/system/system.h"
#include "runtime/sanitizer/system/text.h"

namespace race {

constinit Detector* g_detector = nullptr;

namespace {

constexpr std::uintptr_t kPageBytes = 4096;
constexpr std::uintptr_t kSmallestArena = std::uintptr_t{64} << 20;
constexpr int kUsageError = 2;

// All of these are there before any constructor runs, and none is set again by a late one: attach() is the first.
constinit Options g_options{};
constinit ReportSettings g_settings{};
constinit Wishes g_wishes{};
char g_directory[PATH_MAX];
char g_log_path[PATH_MAX + 1];
char g_suppressions[64 << 10];
[[gnu::tls_model("initial-exec")]] constinit thread_local bool t_fork_is_announced = false;
[[gnu::tls_model("initial-exec")]] constinit thread_local unsigned t_wait = LockWaits::kNone;
alignas(Detector) unsigned char g_detector_bytes[sizeof(Detector)];
ExecLetter g_letter;
char g_letter_text[ExecLetter::kBytes];  // in the environment

// Waits in vain, so it cannot end in its own way either.
[[noreturn]] void end_in_deadlock() {
  tell_at_the_end();
  end_process(g_options.exit_code != 0 ? g_options.exit_code : EXIT_FAILURE);
}

LlvmSymbolizer own_symbolizer() { return LlvmSymbolizer(&detector().family().images, detector().image()); }

void on_race(Family& family, const Race& race) {
  family.sightings.fetch_add(1);
  if (family.expects_races.load()) return;
  LlvmSymbolizer symbolizer = own_symbolizer();
  if (report_race(family, race, g_settings, symbolizer) && g_options.halt_on_error) end_process(g_options.exit_code);
}

void on_lock_orders(Family& family, std::span<const LockOrder> ring) {
  family.sightings.fetch_add(1);
  if (family.expects_races.load()) return;
  LlvmSymbolizer symbolizer = own_symbolizer();
  report_lock_orders(family, ring, g_settings, symbolizer);
}

[[noreturn]] void give_up(std::string_view why) {
  write_report(why, g_settings);
  _exit(kUsageError);
}

// What the runtime announces, in the detector's words; and to ThreadSanitizer what it cannot see itself.
class Observer final : public mp::hooks::Listener {
 public:
  // Of what is left each program of the family takes a half, so that there is some for the next one.
  std::size_t arena_bytes() override {
    const std::uintptr_t half = (kForeignBegin - detector().family().mapped_until.load()) / 2;
    return half >= kSmallestArena ? half / kPageBytes * kPageBytes : 0;
  }

  void* place_mapping(std::size_t bytes) override {
    const std::uintptr_t size = (bytes + kPageBytes - 1) / kPageBytes * kPageBytes;
    std::atomic<std::uintptr_t>& until = detector().family().mapped_until;
    std::uintptr_t begin = until.load();
    do {
      if (size > kForeignBegin - begin) {
        write_report("racelab: the 16 GiB that are observed are used up; races on further shared memory will not be seen\n",
                     g_settings);
        return nullptr;
      }
    } while (!until.compare_exchange_weak(begin, begin + size));
    return reinterpret_cast<void*>(begin);  // An address is handed out once, so no access of an earlier mapping is there.
  }

  void mapped_again(const void* begin, std::size_t bytes) override {
    const std::uintptr_t end = reinterpret_cast<std::uintptr_t>(begin) + bytes;
    std::atomic<std::uintptr_t>& until = detector().family().mapped_until;
    std::uintptr_t known = until.load();
    while (known < end && end <= kForeignBegin && !until.compare_exchange_weak(known, end)) {
    }
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
  [[gnu::noinline]] void locking(const void* lock) override { takes_lock(lock, caller_of_entry_point()); }
  [[gnu::noinline]] void waits(const void* lock) override { waits_for(lock, caller_of_entry_point()); }
  void waits_no_more() override { race::waits_no_more(); }
  void created_lock(const mp::hooks::Region& lock) override { detector().created_lock(lock); }
};

constinit Observer g_observer;

// Absolute, since a process may change its directory; every report opens the file anew, since a process may close it.
const char* absolute(std::string_view path, std::span<char, PATH_MAX + 1> out) {
  Text text(out.first<PATH_MAX>());  // the last byte stays zero
  if (!path.starts_with('/') && !g_wishes.directory.empty()) text << g_wishes.directory << "/";
  text << path;
  return out.data();
}

[[noreturn]] void give_up_option(std::string_view what, std::string_view part, std::string_view why) {
  char buffer[PATH_MAX + 200];
  Text text(buffer);
  text << "racelab: in RACELAB_OPTIONS, " << what << part << why << "\n";
  give_up(text.str());
}

void open_log() {
  if (g_options.log_path.empty()) return;
  const char* const path = absolute(g_options.log_path, g_log_path);
  const int file = open_for_append(path);
  if (file < 0) give_up_option("log_path: cannot write to ", path, "");
  close_file(file);
  g_settings.log_path = path;
}

void read_suppressions() {
  const std::string_view name = g_options.suppressions;
  if (name.empty()) return;
  char path[PATH_MAX + 1] = {};
  const long bytes = read_file_start(absolute(name, path), g_suppressions, sizeof g_suppressions);
  if (bytes < 0) give_up_option("suppressions: cannot read ", name, "");
  if (bytes == sizeof g_suppressions) give_up_option("suppressions: ", name, " is larger than 64 KiB");
  g_settings.suppressions = Suppressions({g_suppressions, static_cast<std::size_t>(bytes)});
  const std::string_view wrong = g_settings.suppressions.wrong_line();
  if (!wrong.empty()) give_up_option("suppressions: the line '", wrong, "' is not of the form race:PATTERN");
}

void apply_options() {
  const ParsedOptions parsed = parse_options(g_wishes.options);
  if (!parsed.wrong.empty()) {
    char buffer[400];
    Text text(buffer);
    text << "' " << parsed.reason;
    give_up_option("'", parsed.wrong, text.str());
  }
  g_options = parsed.options;
  g_settings = {
      .log_path = nullptr, .workspace = g_wishes.workspace, .format = g_options.format, .max_reports = g_options.max_reports};
  read_suppressions();  // first: what is wrong is told on stderr
  open_log();
}

constexpr FamilyPlace kPlace = {.family = kFamilyBegin,
                                .shadow = {.window_bytes = kWindowBytes,
                                           .window = kWindowBegin,
                                           .cells = kCellsBegin,
                                           .marks = kMarksBegin,
                                           .all_from = kForeignBegin}};

ImageId enter_image(Family& family) {
  Module modules[kMaxModules];
  return family.images.enter(std::span(modules).first(loaded_modules(family.texts, modules)));
}

Wishes own_wishes() {
  const char* const directory = getcwd(g_directory, sizeof g_directory);
  return {.options = environment("RACELAB_OPTIONS"),
          .directory = directory != nullptr ? directory : "",
          .workspace = environment("BUILD_WORKSPACE_DIRECTORY")};
}

void found_family(const FamilyMemory& memory) {
  Family& family = *memory.family;
  family.wishes = {.options = family.texts.keep(g_wishes.options),
                   .directory = family.texts.keep(g_wishes.directory),
                   .workspace = family.texts.keep(g_wishes.workspace)};
  family.mapped_until.store(kWindowBegin);
  family.foreign.open(kForeignBegin, kWindowEnd - kForeignBegin);
  family.root = process_id();
  enter_image(family);
  g_detector = new (g_detector_bytes) Detector(family, *memory.shadow, on_race, "MainProcess", process_id());
}

void stay_in_family(const FamilyMemory& memory, Identity self) {
  Family& family = *memory.family;
  family.processes.started(self, process_id());
  g_detector = new (g_detector_bytes) Detector(family, *memory.shadow, on_race, self, enter_image(family));
}

void write_own_letter() {
  g_letter.parent = process_id();
  g_letter.identity = detector().self();
  write_letter(g_letter, g_letter_text);
}

// Before every constructor of the program: 101 is the first priority that is not the implementation's.
[[gnu::constructor(101)]] void attach() {
  const std::optional<ExecLetter> letter = read_letter(environment(ExecLetter::kVariable));
  std::optional<FamilyMemory> memory = letter ? join_family(kPlace, *letter) : std::nullopt;
  const bool is_first = !memory;
  g_wishes = is_first ? own_wishes() : memory->family->wishes;
  apply_options();
  if (is_first) memory = make_family(kPlace);
  if (!memory) give_up("racelab: cannot reserve address space for the shadow memory (is there a limit, ulimit -v?)\n");
  is_first ? found_family(*memory) : stay_in_family(*memory, letter->identity);
  detector().report_lock_orders_to(on_lock_orders);
  g_letter = {.file = memory->file, .inode = memory->inode, .root = memory->family->root, .identity = {}};
  write_own_letter();
  putenv(g_letter_text);
  mp::hooks::listen(&g_observer);
}

}  // namespace

const Options& options() { return g_options; }

bool tell_at_the_end() {
  Family& family = detector().family();
  if (family.root != process_id()) return false;
  LlvmSymbolizer symbolizer = own_symbolizer();
  report_left_over(family, g_settings, symbolizer);
  report_total(family, g_settings);
  return family.races.load() + family.thread_reports.load() + family.deadlocks.load() + family.lock_order_reports.load() != 0;
}

void mapped_elsewhere() {
  if (detector().family().overmapped.exchange(true)) return;
  write_report(
      "racelab: a shared mapping found no room in the 8 GiB that are observed; races on it, and on others that find none, will "
      "not be seen\n",
      g_settings);
}

void acquire_key(std::uintptr_t key) {
  if (detector().acquire(key)) acquire_from_other_processes();
}

void learn_key(std::uintptr_t key) {
  if (detector().learn(key)) acquire_from_other_processes();
}

void release_key(std::uintptr_t key) {
  release_to_other_processes();
  detector().release(key);
}

void acquire(const void* sync) { acquire_key(reinterpret_cast<std::uintptr_t>(sync)); }
void release(const void* sync) { release_key(reinterpret_cast<std::uintptr_t>(sync)); }

void release_fence() {
  if (g_detector != nullptr) detector().release_fence();
}
void acquire_fence() {
  if (g_detector != nullptr && detector().acquire_fence()) acquire_from_other_processes();
}
void publish_by_fence(const void* word) {
  if (detector().publish_by_fence(reinterpret_cast<std::uintptr_t>(word))) release_to_other_processes();
}
void read_for_fence(const void* word) { detector().read_for_fence(reinterpret_cast<std::uintptr_t>(word)); }

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

void takes_lock(const void* lock, Caller caller) { detector().locking(reinterpret_cast<std::uintptr_t>(lock), caller); }

void waits_for(const void* lock, Caller caller) {
  LockWaits& waits = detector().family().lock_waits;
  if (t_wait == LockWaits::kNone) t_wait = detector().wait_for(reinterpret_cast<std::uintptr_t>(lock), caller);
  if (t_wait == LockWaits::kNone) return;
  LlvmSymbolizer symbolizer = own_symbolizer();
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
  write_own_letter();
}

void joined(pid_t child) {
  detector().joined(child);
  acquire_from_other_processes();
}

char* own_letter() { return g_letter_text; }

ExecLetter letter_to_child() {
  ExecLetter letter = g_letter;
  letter.identity = detector().pending().value_or(letter.identity);
  return letter;
}

}  // namespace race

unsigned long racelab_sightings() { return race::detector().family().sightings.load(); }
void racelab_expect_races(int expected) { race::detector().family().expects_races.store(expected != 0); }
