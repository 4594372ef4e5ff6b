#include "runtime/shared_memory/tracker_for_test.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sched.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <filesystem>
#include <random>

#include "runtime/memory/arena.h"
#include "runtime/testing/forked_child.h"

namespace mp::test {

namespace {

template <class Condition>
bool comes_true(Condition condition) {
  const auto end = std::chrono::steady_clock::now() + kPatience;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > end) return false;
    ::sched_yield();
  }
  return true;
}

/// The beginning of its arguments, each with a NUL behind it; nothing when it has ended meanwhile.
std::string command_of(const std::filesystem::path& process) {
  const int file = ::open((process / "cmdline").c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return "";
  std::array<char, 200> text;
  const ssize_t bytes = ::read(file, text.data(), text.size());
  ::close(file);
  return {text.data(), bytes > 0 ? static_cast<std::size_t>(bytes) : 0};
}

}  // namespace

std::string unique_name() {
  static int number = 0;
  static const unsigned test = std::random_device()();  // a test's process may have the number that another has elsewhere
  return fmt::format("racelab_test_{:08x}_{}", test, ++number);
}

bool in_dev_shm(const std::string& name) { return std::filesystem::exists("/dev/shm/" + name); }

bool goes_from_dev_shm(const std::string& name) {
  return comes_true([&] { return !in_dev_shm(name); });
}

pid_t tracker() {
  const std::string arguments =
      "racelab-tracker" + std::string(1, '\0') + fmt::format("{:x}", memory::family_arena().notice().word.load()) + '\0';
  for (const auto& process : std::filesystem::directory_iterator("/proc")) {
    if (command_of(process.path()).starts_with(arguments)) return std::stoi(process.path().filename());
  }
  return 0;
}

bool ends(pid_t process) {
  return comes_true([&] { return !std::filesystem::exists(fmt::format("/proc/{}", process)); });
}

}  // namespace mp::test
