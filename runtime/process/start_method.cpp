#include "runtime/process/start_method.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <utility>

#include "runtime/error.h"
#include "runtime/process/per_process.h"

namespace mp {
namespace {

struct Named {
  StartMethod method;
  std::string_view name;
};
constexpr std::array kMethods = {Named{StartMethod::kFork, "fork"}, Named{StartMethod::kSpawn, "spawn"},
                                 Named{StartMethod::kForkserver, "forkserver"}};
constexpr StartMethod kDefault = kMethods[0].method;

/// In place of the program's own file.
struct Executable {
  std::string path;

  void forked() noexcept {}  // the child's as well
};

using OwnExecutable = internal::PerProcess<Executable>;

constexpr int kNotChosen = -1;
constinit std::atomic<int> chosen = kNotChosen;

std::string name_of(StartMethod method) { return std::string(std::ranges::find(kMethods, method, &Named::method)->name); }

[[noreturn]] void refuse_second(std::string_view method) {
  throw ValueError(
      fmt::format("set_start_method({}): the start method was set to {} before; set it once, at the beginning of main, or pass "
                  "force = true",
                  method, get_start_method()));
}

}  // namespace

std::string Context::get_start_method() const { return name_of(method_); }

Context get_context(std::string_view method) {
  if (method == "fork") return Context::fork();
  if (method == "spawn") return Context::spawn();
  if (method == "forkserver") return Context::forkserver();
  throw ValueError(
      fmt::format("cannot find a context for '{}': the start methods are {}", method, fmt::join(get_all_start_methods(), ", ")));
}

Context get_context() { return get_context(get_start_method()); }

void set_start_method(std::string_view method, bool force) {
  const int wanted = static_cast<int>(get_context(method).start_method());
  int before = kNotChosen;
  if (force) {
    chosen = wanted;
  } else if (!chosen.compare_exchange_strong(before, wanted)) {
    refuse_second(method);
  }
}

void set_start_method(std::nullopt_t, bool force) {
  if (!force && chosen != kNotChosen) refuse_second("nullopt");
  chosen = kNotChosen;
}

std::string get_start_method() { return name_of(internal::chosen_start_method().value_or(kDefault)); }

std::optional<std::string> get_start_method(bool allow_none) {
  if (allow_none && !internal::chosen_start_method()) return std::nullopt;
  return get_start_method();
}

std::vector<std::string> get_all_start_methods() {
  std::vector<std::string> names;
  for (const Named& each : kMethods) names.emplace_back(each.name);
  return names;
}

void set_executable(std::string path) {
  if (!path.empty() && ::access(path.c_str(), X_OK) != 0) {
    throw OSError(fmt::format("set_executable({}): no file that can be executed; name a copy of this program", path), errno);
  }
  OwnExecutable::with([&](Executable& mine) { mine.path = std::move(path); });
}

namespace internal {

std::optional<std::string> executable() {
  std::string path = OwnExecutable::with([](const Executable& mine) { return mine.path; });
  return path.empty() ? std::nullopt : std::optional(std::move(path));
}

std::optional<StartMethod> chosen_start_method() {
  const int method = chosen;
  return method == kNotChosen ? std::nullopt : std::optional(static_cast<StartMethod>(method));
}

void inherit_start_method(std::optional<StartMethod> method) { chosen = method ? static_cast<int>(*method) : kNotChosen; }

}  // namespace internal
}  // namespace mp
