// Does what docs/sanitizer.md tells: compiles a program with each mode's file of flags, in a folder of the user's, and runs it.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "tests/command/command.h"
#include "tests/readme/transcript.h"

namespace readme {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kPackageFolder = "bazel-bin/runtime/sanitizer/";

/// What the first step of the page makes, where a user may have copied it.
const fs::path& users_copy() {
  static const fs::path kFolder = [] {
    const fs::path folder = fs::path(testing::TempDir()) / "racelab";
    fs::create_directories(folder);
    for (const fs::directory_entry& file : fs::directory_iterator("runtime/sanitizer"))
      fs::copy(file, folder / file.path().filename(), fs::copy_options::recursive | fs::copy_options::overwrite_existing);
    return folder;
  }();
  return kFolder;
}

/// The command as it is run here: the user's copies in the place of Bazel's folder, and a temporary folder of the test's own.
std::vector<std::string> as_run_here(std::string command) {
  const auto replace = [&](std::string_view what, const std::string& by) {
    for (std::size_t at = command.find(what); at != std::string::npos; at = command.find(what, at + by.size()))
      command.replace(at, what.size(), by);
  };
  replace("$PWD/", "");
  replace(kPackageFolder, users_copy().string() + "/");
  replace("/tmp/counter", (fs::path(testing::TempDir()) / "counter").string());
  return words_of(command);
}

TEST(SanitizerPage, ItsCommandsDoWhatItShows) {
  int compiled = 0;
  int ran = 0;
  for (const Step& step : steps_of(read_file("docs/sanitizer.md"))) {
    if (step.command == "./bazelw build runtime/sanitizer:package") continue;  // is in this test's data
    const bool is_program = step.command == "/tmp/counter";
    const command::Outcome outcome = command::run(as_run_here(step.command));
    EXPECT_EQ(outcome.exit_code, is_program ? 66 : 0) << step.command << "\n" << outcome.errors;
    EXPECT_TRUE(matches(step, lines_of(outcome.errors))) << step.command << "\n" << outcome.errors;
    ++(is_program ? ran : compiled);
  }
  EXPECT_EQ(compiled, 5) << "once in each mode, once by gcc, and in two steps with CMake";
  EXPECT_EQ(ran, 2);
  EXPECT_EQ(command::run({(fs::path(testing::TempDir()) / "counter_build/counter").string()}).exit_code, 66);
  EXPECT_EQ(command::run({(fs::path(testing::TempDir()) / "counter_of_gcc").string()}).exit_code, 66);
}

class PackageOf : public testing::TestWithParam<std::string> {};

TEST_P(PackageOf, ServesCAndSeparateSteps) {
  const fs::path folder = testing::TempDir();
  std::ofstream(folder / "shared.c")
      << "#include <pthread.h>\n"
         "#include <sys/mman.h>\n"
         "#include <sys/wait.h>\n"
         "#include <unistd.h>\n"
         "struct shared { pthread_mutex_t lock; int count; };\n"
         "int main(int argc, char** argv) {\n"
         "  struct shared* s = mmap(0, sizeof *s, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);\n"
         "  pthread_mutexattr_t kind;\n"
         "  pthread_mutexattr_init(&kind);\n"
         "  pthread_mutexattr_setpshared(&kind, PTHREAD_PROCESS_SHARED);\n"
         "  pthread_mutex_init(&s->lock, &kind);\n"
         "  for (int i = 0; i < 2; ++i) {\n"
         "    if (fork() == 0) {\n"
         "      if (argc == 1) pthread_mutex_lock(&s->lock);\n"
         "      s->count += 1;\n"
         "      if (argc == 1) pthread_mutex_unlock(&s->lock);\n"
         "      _exit(0);\n"
         "    }\n"
         "  }\n"
         "  while (wait(0) > 0) {}\n"
         "  return 0;\n"
         "}\n";
  const std::string flags = "--config=" + (users_copy() / ("racelab_" + GetParam() + ".cfg")).string();
  const std::string object = (folder / "shared.o").string();
  const std::string program = (folder / "shared").string();
  const command::Outcome compiling =
      command::run({"clang-19", flags, "-Werror", "-c", (folder / "shared.c").string(), "-o", object});
  ASSERT_EQ(compiling.exit_code, 0) << compiling.errors;
  const command::Outcome linking = command::run({"clang-19", flags, object, "-o", program});
  ASSERT_EQ(linking.exit_code, 0) << linking.errors;
  EXPECT_EQ(command::run({program}).exit_code, 0);
  const command::Outcome racy = command::run({program, "unlocked"});
  EXPECT_EQ(racy.exit_code, 66);
  EXPECT_NE(racy.errors.find("racelab: race between processes on a shared mapping"), std::string::npos) << racy.errors;
  const command::Outcome symbols = command::run({"nm", program});
  EXPECT_EQ(symbols.output.find("__interceptor_malloc") != std::string::npos, GetParam() == "tsan")
      << "ThreadSanitizer is in the program, or is not";
}

TEST_P(PackageOf, ServesSharedLibraries) {
  const fs::path folder = fs::path(testing::TempDir()) / ("library_" + GetParam());
  fs::create_directories(folder);
  std::ofstream(folder / "add.c") << "void add(int* number) { *number += 1; }\n";
  std::ofstream(folder / "main.c")
      << "#include <sys/mman.h>\n"
         "#include <sys/wait.h>\n"
         "#include <unistd.h>\n"
         "void add(int* number);\n"
         "int main(void) {\n"
         "  int* s = mmap(0, sizeof *s, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);\n"
         "  if (fork() == 0) {\n"
         "    add(s);\n"
         "    _exit(0);\n"
         "  }\n"
         "  add(s);\n"
         "  wait(0);\n"
         "  return 0;\n"
         "}\n";
  const std::string flags = "--config=" + (users_copy() / ("racelab_" + GetParam() + ".cfg")).string();
  const std::string flags_of_library = "--config=" + (users_copy() / ("racelab_" + GetParam() + "_library.cfg")).string();
  const std::string library = (folder / "libadd.so").string();
  const std::string program = (folder / "main").string();
  const std::vector<std::vector<std::string>> steps = {
      {"clang-19", flags_of_library, "-fPIC", "-shared", (folder / "add.c").string(), "-o", library},
      {"clang-19", flags, (folder / "main.c").string(), library, "-Wl,-rpath," + folder.string(), "-o", program}};
  for (const auto& step : steps) {
    const command::Outcome building = command::run(step);
    ASSERT_EQ(building.exit_code, 0) << building.errors;
  }
  const command::Outcome racy = command::run({program});
  EXPECT_EQ(racy.exit_code, 66);
  EXPECT_NE(racy.errors.find("add.c:1:"), std::string::npos) << racy.errors;
}

TEST_P(PackageOf, KeepsStacksWholeWhenTheCompilerOptimises) {
  const fs::path folder = testing::TempDir();
  std::ofstream(folder / "last_call.cpp")
      << "#include <sys/mman.h>\n"
         "#include <sys/wait.h>\n"
         "#include <unistd.h>\n"
         "[[gnu::noinline]] void inner(int& number) { number += 1; }\n"
         "[[gnu::noinline]] void outer(int& number) { inner(number); }\n"
         "int main() {\n"
         "  void* s = mmap(0, 4, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);\n"
         "  if (fork() == 0) {\n"
         "    outer(*static_cast<int*>(s));\n"
         "    _exit(0);\n"
         "  }\n"
         "  outer(*static_cast<int*>(s));\n"
         "  wait(0);\n"
         "}\n";
  const std::string flags = "--config=" + (users_copy() / ("racelab_" + GetParam() + ".cfg")).string();
  const std::string program = (folder / "last_call").string();
  const command::Outcome building =
      command::run({"clang++-19", flags, "-O2", (folder / "last_call.cpp").string(), "-o", program});
  ASSERT_EQ(building.exit_code, 0) << building.errors;
  const command::Outcome racy = command::run({program});
  EXPECT_NE(racy.errors.find("#1 outer(int&) "), std::string::npos) << racy.errors;
}

INSTANTIATE_TEST_SUITE_P(EachMode, PackageOf, testing::Values("tsan", "procsan"), [](const auto& info) { return info.param; });

}  // namespace
}  // namespace readme
