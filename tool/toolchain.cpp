#include "tool/toolchain.h"

#include <link.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <vector>

namespace check {
namespace {

namespace fs = std::filesystem;

constexpr const char* kWorkspace = "racelab";
constexpr const char* kClangMajor = "19";
constexpr const char* kDebianLib = "llvm-19/lib";
constexpr const char* kAskClang = "clang-19 -print-resource-dir 2>/dev/null";

/// Called by dl_iterate_phdr for each library of the process: stops at Clang's and keeps its path.
int keep_clang_library(dl_phdr_info* library, std::size_t /*size*/, void* path) {
  if (std::strstr(library->dlpi_name, "libclang-cpp.so") == nullptr) return 0;
  *static_cast<std::string*>(path) = library->dlpi_name;
  return 1;
}

/// lib/clang/19 of the installation whose shared object holds Clang. Debian keeps the object itself in the system's own folder
/// of libraries, beside that of the installation.
std::optional<fs::path> of_the_library() {
  std::string path;
  std::error_code error;
  if (dl_iterate_phdr(keep_clang_library, &path) == 0) return std::nullopt;
  const fs::path libraries = fs::canonical(path, error).parent_path();
  if (error) return std::nullopt;
  for (const fs::path& lib : {libraries, libraries.parent_path() / kDebianLib}) {
    if (is_resource_folder(lib / "clang" / kClangMajor)) return lib / "clang" / kClangMajor;
  }
  return std::nullopt;
}

std::optional<fs::path> asked_from_clang() {
  const std::unique_ptr<FILE, int (*)(FILE*)> pipe(popen(kAskClang, "r"), pclose);
  std::array<char, 4096> line;
  if (pipe == nullptr || std::fgets(line.data(), line.size(), pipe.get()) == nullptr) return std::nullopt;
  std::string folder = line.data();
  if (folder.ends_with('\n')) folder.pop_back();
  return folder;
}

/// The roots below which the runtime may be, the nearest to the program first.
std::vector<fs::path> candidate_roots(const fs::path& program) {
  std::vector<fs::path> roots = {fs::path(program.string() + ".runfiles") / kWorkspace};
  for (const char* variable : {"RUNFILES_DIR", "TEST_SRCDIR"})
    if (const char* folder = std::getenv(variable)) roots.push_back(fs::path(folder) / kWorkspace);
  for (fs::path folder = program.parent_path(); folder.has_relative_path(); folder = folder.parent_path())
    roots.push_back(folder);
  return roots;
}

}  // namespace

bool is_resource_folder(const fs::path& folder) {
  std::error_code error;
  return fs::exists(folder / "include" / "stddef.h", error);
}

std::optional<fs::path> find_resource_folder() {
  if (const std::optional<fs::path> folder = of_the_library()) return folder;
  const std::optional<fs::path> folder = asked_from_clang();
  return folder && is_resource_folder(*folder) ? folder : std::nullopt;
}

std::optional<fs::path> find_runtime_headers(const std::string& argv0) {
  std::error_code error;
  std::vector<fs::path> programs = {fs::absolute(argv0, error), fs::canonical("/proc/self/exe", error)};
  for (const fs::path& program : programs)
    for (const fs::path& root : candidate_roots(program))
      if (fs::exists(root / "runtime" / "mp.h", error)) return root;
  return std::nullopt;
}

}  // namespace check
