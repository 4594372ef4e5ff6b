// Does what docs/sanitizer.md tells: compiles a program with the file of flags, in a folder of the user's, and runs it.
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
fs::path users_copy() {
  const fs::path folder = fs::path(testing::TempDir()) / "racelab";
  fs::create_directories(folder);
  for (const char* file : {"racelab_tsan.cfg", "libracelab_tsan.a"}) {
    fs::copy_file(fs::path("runtime/sanitizer") / file, folder / file, fs::copy_options::overwrite_existing);
  }
  return folder;
}

/// The command as it is run here: the user's copies in the place of Bazel's folder, and a temporary folder of the test's own.
std::vector<std::string> as_run_here(std::string command) {
  const auto replace = [&](std::string_view what, const std::string& by) {
    for (std::size_t at = command.find(what); at != std::string::npos; at = command.find(what, at + by.size()))
      command.replace(at, what.size(), by);
  };
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
  EXPECT_EQ(compiled, 1);
  EXPECT_EQ(ran, 1);
}

TEST(SanitizerPage, TheFlagsServeCAndSeparateSteps) {
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
  const std::string flags = "--config=" + (users_copy() / "racelab_tsan.cfg").string();
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
}

}  // namespace
}  // namespace readme
