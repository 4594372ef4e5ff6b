#include "runtime/process/spawn.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <numeric>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "runtime/error.h"
#include "runtime/hooks.h"
#include "runtime/memory/arena.h"
#include "runtime/memory/inherited_arena.h"
#include "runtime/memory/open_file.h"
#include "runtime/process/birth_letter.h"
#include "runtime/process/current_exception.h"
#include "runtime/process/descriptor.h"
#include "runtime/process/parent_death.h"
#include "runtime/process/start_method.h"

namespace mp::internal {
namespace {

constexpr int kLetter = 3, kArena = 4, kFirst = 5;
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

  void add(int descriptor) {
    Descriptor copy(::fcntl(descriptor, F_DUPFD_CLOEXEC, least_));
    if (!copy) throw OSError("a descriptor for a new process: dup", errno);
    descriptors_.push_back(std::move(copy));
  }
  const std::vector<Descriptor>& descriptors() const { return descriptors_; }

 private:
  const int least_;
  std::vector<Descriptor> descriptors_;
};

/// Where the child's descriptors come from, in the kernel's own order of doing it.
class FileActions {
 public:
  explicit FileActions(const std::vector<Descriptor>& inherited) {
    MP_CHECK(::posix_spawn_file_actions_init(&actions_) == 0);
    require(::posix_spawn_file_actions_addopen(&actions_, STDIN_FILENO, "/dev/null", O_RDONLY, 0));
    int next = kLetter;
    for (const Descriptor& descriptor : inherited) {
      require(::posix_spawn_file_actions_adddup2(&actions_, descriptor.get(), next++));
    }
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
  const std::string path = executable().value_or("/proc/self/exe");
  hooks::announce(&hooks::Listener::before_fork, name);
  const int error = ::posix_spawn(&child, path.c_str(), actions.get(), nullptr, pointers(argument_texts).data(),
                                  pointers(environment_texts).data());
  hooks::announce(&hooks::Listener::after_fork_in_parent, error == 0 ? child : -1);
  if (error != 0) throw OSError(fmt::format("cannot start {} from {}: posix_spawn", name, path), error);
  return child;
}

}  // namespace

void require_copies_possible(std::string_view name, std::string_view method) {
  if (arguments()) return;
  throw ValueError(
      fmt::format("cannot start {} by {}: a new copy of this program would not know that it is one; make `mp::Runtime "
                  "runtime(argc, argv);` the first line of main, or use the start method fork",
                  name, method));
}

pid_t spawn(const NewProcess& child, const CallForNewProcess& call) {
  require_copies_possible(child.identity.name, "spawn");
  const std::optional<ParentDeath> fate = child.dies_with_parent ? std::make_optional<ParentDeath>() : std::nullopt;
  const Outfit outfit(child, call, fate);
  Inheritance inheritance(outfit.descriptors().size() + 2);
  inheritance.add(outfit.letter());
  inheritance.add(memory::family_arena().place().descriptor);
  for (const int descriptor : outfit.descriptors()) inheritance.add(descriptor);
  return start_copy(child.identity.name, inheritance);
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
    std::vector<int> inherited(1 + letter.arguments + (letter.has_lifeline ? 1 : 0));
    std::iota(inherited.begin(), inherited.end(), kFirst);
    for (const int own : inherited) ::fcntl(own, F_SETFD, FD_CLOEXEC);
    live_by(letter, inherited, [] {});
  } catch (...) {
    report_uncaught_exception("Process", "that was spawned");
    ::_exit(1);
  }
}

}  // namespace mp::internal
