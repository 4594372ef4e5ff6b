// A random program: `program SEED` forks, joins, locks, sends messages, publishes by atomics, and accesses shared memory, in up
// to 12 processes, and prints what each of them did (trace.h). `program SEED count` has its races counted and not reported.
//
// Programs are of every sort between two: in the one each access is ordered by what stands around it, a lock, a message or a
// release; in the other hardly any is. Each access has a place in the source of its own: sites.inc has a line for each.
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <iterator>
#include <mutex>
#include <optional>
#include <random>
#include <string_view>
#include <vector>

#include "runtime/mp.h"
#include "runtime/sanitizer/interface.h"
#include "tests/sanitizer/random/trace.h"

namespace random_programs {
namespace {

// One access on one line.
#define OF_TYPE(T)                                                               \
  case sizeof(T):                                                                \
    if (how == (kAtomic | kWrite)) {                                             \
      __atomic_store_n(static_cast<T*>(at), T{1}, __ATOMIC_RELAXED);             \
    } else if (how == kAtomic) {                                                 \
      static_cast<void>(__atomic_load_n(static_cast<T*>(at), __ATOMIC_RELAXED)); \
    } else if (how == kWrite) {                                                  \
      *static_cast<volatile T*>(at) = T{1};                                      \
    } else {                                                                     \
      static_cast<void>(*static_cast<volatile T*>(at));                          \
    }                                                                            \
    break;
#define SITE(number)                                                     \
  void site_##number(void* at, std::uint32_t bytes, std::uint32_t how) { \
    switch (bytes) {                                                     \
      OF_TYPE(std::uint8_t)                                              \
      OF_TYPE(std::uint16_t)                                             \
      OF_TYPE(std::uint32_t)                                             \
      OF_TYPE(std::uint64_t)                                             \
    }                                                                    \
  }
#include "tests/sanitizer/random/sites.inc"
#undef SITE

#define SITE(number) site_##number,
constexpr void (*kSites[])(void*, std::uint32_t, std::uint32_t) = {
#include "tests/sanitizer/random/sites.inc"
};
#undef SITE

constexpr std::uint32_t kMostProcesses = 12;
constexpr std::uint32_t kMostSteps = 400;  // of one process
constexpr std::uint32_t kVariables = 6;
constexpr std::uint32_t kParcels = 64;  // each is written by one process, which then hands it over
constexpr std::uint32_t kWords = 12;
constexpr std::uint32_t kBytes = 8;  // of a variable, and of a parcel

/// What the processes have in common that is not the program's affair: nobody watches it, and it orders nothing.
struct Notes {
  std::atomic<std::uint32_t> processes;
  std::atomic<std::uint32_t> sites;
  std::atomic<std::uint32_t> parcels;
  std::uint32_t taken[kVariables];  ///< how often each lock was; guarded by it
  std::uint32_t steps[kMostProcesses];
  Step trace[kMostProcesses][kMostSteps];
};

Notes& new_notes() {
  // Not by mmap(), which the sanitizer would hear of.
  const long memory = syscall(SYS_mmap, nullptr, sizeof(Notes), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (memory < 0) std::abort();
  return *new (reinterpret_cast<void*>(memory)) Notes();
}

/// Of parcels' numbers; nobody waits.
class Pipe {
 public:
  Pipe() {
    if (pipe2(ends_, O_NONBLOCK) != 0) std::abort();
  }
  void put(std::uint32_t parcel) const {
    if (write(ends_[1], &parcel, sizeof parcel) != sizeof parcel) std::abort();
  }
  std::optional<std::uint32_t> try_get() const {
    std::uint32_t parcel = 0;
    return read(ends_[0], &parcel, sizeof parcel) == sizeof parcel ? std::optional(parcel) : std::nullopt;
  }

 private:
  int ends_[2];
};

/// What they share.
struct Shared {
  mp::RawArray<std::uint64_t> memory = mp::RawArray<std::uint64_t>(kVariables + kParcels);
  mp::RawArray<std::uint32_t> words = mp::RawArray<std::uint32_t>(kWords);
  std::vector<mp::Lock> locks = std::vector<mp::Lock>(kVariables);
  mp::Queue<std::uint32_t> queue;
  Pipe pipe;
  Notes& notes = new_notes();
  std::uint32_t seed = 0;
  std::uint32_t most_processes = 0;
  std::uint32_t careless = 0;  ///< of a thousand steps
};

class Process {
 public:
  Process(Shared& shared, std::uint32_t number) : shared_(shared), number_(number), random_(shared.seed * 100 + number) {}

  void run() {
    for (std::uint32_t left = 5 + pick(25); left > 0; --left) random_step();
    while (!children_.empty()) join();
  }

 private:
  struct Child {
    std::uint32_t number;
    mp::Process process;
  };

  std::uint32_t pick(std::uint32_t below) { return std::uniform_int_distribution<std::uint32_t>(0, below - 1)(random_); }
  bool is_careless() { return pick(1000) < shared_.careless; }

  void note(Step step) {
    std::uint32_t& count = shared_.notes.steps[number_];
    if (count == kMostSteps) std::abort();
    step.process = number_;
    shared_.notes.trace[number_][count++] = step;
  }

  void random_step() {
    switch (pick(10)) {
      case 0:
      case 1:
        return fork();
      case 2:
        return join();
      case 3:
        return send();
      case 4:
        return receive();
      case 5:
        return publish();
      case 6:
        return look();
      default:
        return update();
    }
  }

  void fork() {
    std::uint32_t child = shared_.notes.processes.load(std::memory_order_relaxed);
    do {
      if (child == shared_.most_processes) return;
    } while (!shared_.notes.processes.compare_exchange_weak(child, child + 1, std::memory_order_relaxed));
    note({.process = 0, .kind = Kind::kFork, .of = child});
    children_.push_back({child, mp::Process([this, child] { Process(shared_, child).run(); })});
    children_.back().process.start();
  }
  void join() {
    if (children_.empty()) return;
    const auto which = children_.begin() + pick(static_cast<std::uint32_t>(children_.size()));
    which->process.join();
    if (which->process.exitcode() != 0) std::abort();
    note({.process = 0, .kind = Kind::kJoin, .of = which->number});
    children_.erase(which);
  }

  void access(std::uint32_t place, std::uint32_t how) {
    const std::uint32_t site = shared_.notes.sites.fetch_add(1, std::memory_order_relaxed);
    if (site >= std::size(kSites)) return;
    const std::uint32_t bytes = 1U << pick(4);
    const std::uint32_t first = place * kBytes + pick(kBytes / bytes) * bytes;
    note({.process = 0, .kind = Kind::kAccess, .of = site, .seen = first, .made = bytes, .order = how});
    kSites[site](reinterpret_cast<char*>(&shared_.memory[0]) + first, bytes, how);
  }
  void access_variable(std::uint32_t variable) { access(variable, pick(2) * kWrite | (pick(4) == 0 ? kAtomic : 0)); }

  // A variable has a lock.
  void update() {
    const std::uint32_t variable = pick(kVariables);
    if (is_careless()) return access_variable(variable);
    const std::scoped_lock guard(shared_.locks[variable]);
    const std::uint32_t before = shared_.notes.taken[variable]++;
    note({.process = 0, .kind = Kind::kLock, .of = variable, .made = before});
    for (std::uint32_t left = 1 + pick(3); left > 0; --left) access_variable(variable);
    note({.process = 0, .kind = Kind::kUnlock, .of = variable, .made = before});
  }

  /// The number of a parcel that nobody else has, which this process has filled; 0 is none.
  std::uint32_t fill_parcel() {
    const std::uint32_t parcel = 1 + shared_.notes.parcels.fetch_add(1, std::memory_order_relaxed);
    if (parcel > kParcels) return 0;
    access_parcel(parcel, kWrite);
    return parcel;
  }
  void access_parcel(std::uint32_t parcel, std::uint32_t how) { access(kVariables + parcel - 1, how); }

  // A parcel is its receiver's.
  void send() {
    const std::uint32_t parcel = fill_parcel();
    if (parcel == 0) return;
    note({.process = 0, .kind = Kind::kPut, .made = parcel});
    pick(4) != 0 ? shared_.queue.put(parcel) : shared_.pipe.put(parcel);
    if (is_careless()) access_parcel(parcel, kWrite);
  }
  void receive() {
    const std::optional<std::uint32_t> parcel = pick(4) != 0 ? shared_.queue.try_get() : shared_.pipe.try_get();
    if (!parcel) return;
    note({.process = 0, .kind = Kind::kGet, .seen = *parcel});
    access_parcel(*parcel, pick(2) * kWrite);
  }

  void fence(int order) {
    note({.process = 0, .kind = Kind::kFence, .order = static_cast<std::uint32_t>(order)});
    std::atomic_thread_fence(order == __ATOMIC_ACQUIRE ? std::memory_order_acquire : std::memory_order_release);
  }

  // Who finds its number in a word may read a parcel.
  void publish() {
    const std::uint32_t parcel = fill_parcel();
    if (parcel == 0) return;
    const bool fenced = pick(2) == 0;
    const bool releases = !fenced && !is_careless();
    if (fenced && !is_careless()) fence(__ATOMIC_RELEASE);
    const std::uint32_t word = pick(kWords);
    if (pick(2) == 0) return store(word, parcel, releases ? __ATOMIC_RELEASE : __ATOMIC_RELAXED);
    look_at(exchange(word, parcel, releases ? __ATOMIC_ACQ_REL : __ATOMIC_RELAXED), releases);
  }
  void store(std::uint32_t word, std::uint32_t parcel, int order) {
    note({.process = 0, .kind = Kind::kStore, .of = word, .made = parcel, .order = static_cast<std::uint32_t>(order)});
    __atomic_store_n(&shared_.words[word], parcel, order);
  }
  std::uint32_t exchange(std::uint32_t word, std::uint32_t parcel, int order) {
    const std::uint32_t seen = __atomic_exchange_n(&shared_.words[word], parcel, order);
    note({.process = 0,
          .kind = Kind::kExchange,
          .of = word,
          .seen = seen,
          .made = parcel,
          .order = static_cast<std::uint32_t>(order)});
    return seen;
  }
  void look() {
    const std::uint32_t word = pick(kWords);
    const bool acquires = pick(2) == 0;
    const int order = acquires ? __ATOMIC_ACQUIRE : __ATOMIC_RELAXED;
    const std::uint32_t seen = __atomic_load_n(&shared_.words[word], order);
    note({.process = 0, .kind = Kind::kLoad, .of = word, .seen = seen, .order = static_cast<std::uint32_t>(order)});
    look_at(seen, acquires);
  }
  void look_at(std::uint32_t parcel, bool acquired) {
    if (parcel == 0) return;
    if (!acquired && !is_careless()) fence(__ATOMIC_ACQUIRE);
    access_parcel(parcel, kRead);
  }

  Shared& shared_;
  const std::uint32_t number_;
  std::mt19937 random_;
  std::vector<Child> children_;
};

void print(const Notes& notes) {
  for (std::uint32_t process = 0; process < notes.processes.load(); ++process) {
    for (const Step& step : std::span(notes.trace[process]).first(notes.steps[process])) {
      fmt::print("{} {} {} {} {} {}\n", process, static_cast<std::uint32_t>(step.kind), step.of, step.seen, step.made,
                 step.order);
    }
  }
}

int run(std::uint32_t seed, bool counts) {
  constexpr std::uint32_t kCareless[] = {0, 0, 0, 10, 50, 300};
  Shared shared;
  shared.seed = seed;
  std::mt19937 random(seed);
  shared.most_processes = 2 + static_cast<std::uint32_t>(random()) % (kMostProcesses - 1);
  shared.careless = kCareless[random() % std::size(kCareless)];
  shared.notes.processes.store(1);
  if (counts) racelab_expect_races(1);
  Process(shared, 0).run();
  print(shared.notes);
  if (counts) fmt::print(stderr, "{}\n", racelab_sightings());
  return 0;
}

}  // namespace
}  // namespace random_programs

int main(int argc, char** argv) {
  if (argc < 2) return 2;
  return random_programs::run(static_cast<std::uint32_t>(std::strtoul(argv[1], nullptr, 10)),
                              argc == 3 && std::string_view(argv[2]) == "count");
}
