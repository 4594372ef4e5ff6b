#include "runtime/process/spawn.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "runtime/archive/archive.h"
#include "runtime/error.h"
#include "runtime/memory/arena.h"
#include "runtime/memory/inherited_arena.h"
#include "runtime/memory/open_file.h"
#include "runtime/process/birth_letter.h"
#include "runtime/process/current_exception.h"
#include "runtime/process/life_of_child.h"
#include "runtime/process/logging.h"
#include "runtime/process/packed_call.h"
#include "runtime/process/parent_death.h"
#include "runtime/process/pidfd.h"

namespace mp::internal {
namespace {

constexpr int kLetter = 3, kArena = 4, kParent = 5;
static_assert(CallForNewProcess::kFirst == kParent + 1);
constexpr const char* kVariable = "RACELAB_TASK";

/// Never destroyed: code that runs after main may still start a process.
std::optional<std::vector<std::string>>& arguments() {
  static auto& arguments = *new std::optional<std::vector<std::string>>;
  return arguments;
}

/// `count` descriptors that the child will have as 3, 4, and so on. Here they lie above all of these, so none is in another's
/// way.
class Inheritance {
 public:
  explicit Inheritance(std::size_t count) : least_(kLetter + static_cast<int>(count)) {}
  ~Inheritance() {
    for (const int descriptor : descriptors_) ::close(descriptor);
  }
  Inheritance(const Inheritance&) = delete;
  Inheritance& operator=(const Inheritance&) = delete;

  void add(int descriptor) {
    const int copy = ::fcntl(descriptor, F_DUPFD_CLOEXEC, least_);
    if (copy < 0) throw OSError("a descriptor for a new process: dup", errno);
    descriptors_.push_back(copy);
  }
  const std::vector<int>& descriptors() const { return descriptors_; }

 private:
  const int least_;
  std::vector<int> descriptors_;
};

/// Where the child's descriptors come from, in the kernel's own order of doing it.
class FileActions {
 public:
  explicit FileActions(const std::vector<int>& inherited) {
    MP_CHECK(::posix_spawn_file_actions_init(&actions_) == 0);
    require(::posix_spawn_file_actions_addopen(&actions_, STDIN_FILENO, "/dev/null", O_RDONLY, 0));
    int next = kLetter;
    for (const int descriptor : inherited) require(::posix_spawn_file_actions_adddup2(&actions_, descriptor, next++));
    require(::posix_spawn_file_actions_addclosefrom_np(&actions_, next));
  }
  ~FileActions() { ::posix_spawn_file_actions_destroy(&actions_); }
  FileActions(const FileActions&) = delete;
  FileActions& operator=(const FileActions&) = delete;

  const posix_spawn_file_actions_t* get() const { return &actions_; }

 private:
  static void require(int error) {
    if (error != 0) throw OSError("the descriptors of a new process: posix_spawn_file_actions", error);
  }
  posix_spawn_file_actions_t actions_;
};

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> all;
  for (std::string& text : texts) all.push_back(text.data());
  all.push_back(nullptr);
  return all;
}

std::vector<std::string> environment() {
  std::vector<std::string> all;
  for (char** each = environ; *each != nullptr; ++each) all.emplace_back(*each);
  all.push_back(fmt::format("{}={}", kVariable, kLetter));
  all.push_back(memory::arena_variable(memory::family_arena().place(), kArena));
  return all;
}

pid_t start_copy(std::string_view name, const Inheritance& inheritance) {
  const FileActions actions(inheritance.descriptors());
  std::vector<std::string> argument_texts = *arguments(), environment_texts = environment();
  pid_t child = 0;
  const int error = ::posix_spawn(&child, "/proc/self/exe", actions.get(), nullptr, pointers(argument_texts).data(),
                                  pointers(environment_texts).data());
  if (error != 0) throw OSError(fmt::format("cannot start {} (is /proc there?): posix_spawn", name), error);
  return child;
}

[[noreturn]] void live_as_spawned(const BirthLetter& letter) {
  CurrentProcess::authkey(letter.authkey);
  inherit_start_method(letter.chosen_method);
  inherit_logger(letter.logger);
  std::optional<ParentDeath> fate;
  if (letter.dies_with_parent) {
    fate.emplace(letter.parent_pid, letter.lifeline);
  }
  ParentProcess parent(letter.parent_name, letter.parent_pid, std::make_shared<const Pidfd>(Pidfd::Inherited{kParent}));
  live({.identity = letter.identity, .parent = std::move(parent), .fate = fate}, [&] {
    memory::family_arena();  // at its place, before anything that the call may do
    archive::Writer nobody_reads;
    run_packed_call(letter.call, nobody_reads);
  });
}

}  // namespace

pid_t spawn(const SpawnRequest& request, const CallForNewProcess& call) {
  const std::string& name = request.identity.name;
  if (!arguments()) {
    throw ValueError(
        fmt::format("cannot start {} by spawn: a spawned copy of this program would not know that it is one; make `mp::Runtime "
                    "runtime(argc, argv);` the first line of main, or use the start method fork",
                    name));
  }
  const Pidfd self(::getpid());
  const std::optional<ParentDeath> fate = request.dies_with_parent ? std::make_optional<ParentDeath>() : std::nullopt;
  const std::optional<int> lifeline = fate ? fate->lifeline() : std::nullopt;
  const int count = static_cast<int>(call.descriptors.size());
  const int letter = write_letter({.identity = request.identity,
                                   .parent_name = current_process().name(),
                                   .parent_pid = ::getpid(),
                                   .dies_with_parent = request.dies_with_parent,
                                   .descriptors = count,
                                   .lifeline = lifeline ? std::optional(call.kFirst + count) : std::nullopt,
                                   .authkey = CurrentProcess::authkey(),
                                   .chosen_method = chosen_start_method(),
                                   .logger = logger_nature(),
                                   .call = {call.bytes().begin(), call.bytes().end()}});
  Inheritance inheritance(call.descriptors.size() + 4);
  try {
    inheritance.add(letter);
  } catch (...) {
    ::close(letter);
    throw;
  }
  ::close(letter);
  inheritance.add(memory::family_arena().place().descriptor);
  inheritance.add(self.fd());
  for (const int descriptor : call.descriptors) inheritance.add(descriptor);
  if (lifeline) inheritance.add(*lifeline);
  return start_copy(name, inheritance);
}

void remember_arguments(int argc, char** argv) { arguments().emplace(argv, argv + argc); }

void live_if_spawned() {
  const char* const number = std::getenv(kVariable);
  if (number == nullptr) return;
  const int descriptor = std::atoi(number);
  ::unsetenv(kVariable);
  if (!memory::is_memfd(descriptor, BirthLetter::kFileName)) return;  // left over from another program
  try {
    const BirthLetter letter = read_letter(descriptor);
    ::close(descriptor);
    for (int own = kParent; own <= CallForNewProcess::kFirst + letter.descriptors; ++own) ::fcntl(own, F_SETFD, FD_CLOEXEC);
    live_as_spawned(letter);
  } catch (...) {
    report_uncaught_exception("Process", "that was spawned");
    ::_exit(1);
  }
}

}  // namespace mp::internal
