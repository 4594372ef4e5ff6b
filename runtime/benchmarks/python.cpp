#include "runtime/benchmarks/python.h"

#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <sstream>

#include "runtime/error.h"

namespace mp::benchmarks {
namespace {

std::string output_of(const std::string& command) {
  FILE* const output = ::popen(command.c_str(), "r");
  if (output == nullptr) throw OSError("popen", errno);
  std::string text;
  std::array<char, 4096> piece;
  while (std::fgets(piece.data(), piece.size(), output) != nullptr) text += piece.data();
  if (::pclose(output) != 0) throw Error(fmt::format("this command failed; its message is above: {}", command));
  return text;
}

}  // namespace

void measure_python(int repetitions, Measured& measured) {
  std::istringstream lines(output_of(fmt::format("python3 runtime/benchmarks/python_peers.py {}", repetitions)));
  std::string name;
  Seconds time = 0;
  while (std::getline(lines, name, '\t') && lines >> time >> std::ws) measured.add(name, time);
}

std::string python_version() {
  std::string version = output_of("python3 --version");
  if (version.ends_with('\n')) version.pop_back();
  return version;
}

}  // namespace mp::benchmarks
