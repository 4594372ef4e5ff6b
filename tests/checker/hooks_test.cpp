// The hooks that a user's repository may have, in a repository of git; and that their page tells no tales.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "tests/checker/findings.h"
#include "tests/checker/users_folder.h"
#include "tests/command/command.h"
#include "tests/readme/transcript.h"

namespace checker {
namespace {

namespace fs = std::filesystem;

constexpr const char* kHook = "docs/hooks/pre-commit";

class Hooks : public UsersFolder {
 protected:
  Hooks() {
    type("git init --quiet");
    fs::create_directories(folder_ / "docs/hooks");
    fs::copy_file(kHook, folder_ / kHook);
    fs::create_directories(folder_ / "bazel-bin/tool");
    fs::create_directory_symlink(fs::absolute("tool/tidy"), folder_ / "bazel-bin/tool/tidy");
    add("racy.cpp", kRacy);
    nlohmann::json database;
    database.push_back(
        {{"directory", folder_.string()}, {"file", "racy.cpp"}, {"arguments", {"c++", "-std=c++20", "-c", "racy.cpp"}}});
    add("compile_commands.json", database.dump());
    type("git add racy.cpp");
  }

  command::Outcome type(const std::string& line) {
    std::istringstream words(line);
    const std::vector<std::string> argv{std::istream_iterator<std::string>(words), {}};
    const std::string path = fs::path(racecheck_path()).parent_path().string() + ":" + std::getenv("PATH");
    return command::run(argv, {.environment = {{"PATH", path},
                                               {"HOME", folder_},
                                               {"BUILD_WORKING_DIRECTORY", ""},
                                               {"GIT_AUTHOR_NAME", "a"},
                                               {"GIT_AUTHOR_EMAIL", "a@b"},
                                               {"GIT_COMMITTER_NAME", "a"},
                                               {"GIT_COMMITTER_EMAIL", "a@b"}},
                               .folder = folder_});
  }
};

TEST_F(Hooks, ARacyProgramIsNotCommittedAndAMendedOneIs) {
  type("cp docs/hooks/pre-commit .git/hooks/");
  const command::Outcome refused = type("git commit --message=race");
  EXPECT_EQ(refused.exit_code, 1) << refused.errors;
  EXPECT_TRUE(contains(refused.output + refused.errors, "racy.cpp:3:16: warning: ")) << refused.errors;
  EXPECT_NE(type("git rev-parse HEAD").exit_code, 0) << "there is a commit";
  EXPECT_TRUE(fs::exists(folder_ / ".git/racecheck"));

  add("racy.cpp", kClean);
  const command::Outcome committed = type("git commit --all --message=mended");
  EXPECT_EQ(committed.exit_code, 0) << committed.output << committed.errors;
  EXPECT_EQ(type("git rev-parse HEAD").exit_code, 0);
}

TEST_F(Hooks, PreCommitRunsTheSameCommand) {
  std::stringstream yaml, hook;
  yaml << std::ifstream(".pre-commit-hooks.yaml").rdbuf();
  hook << std::ifstream(kHook).rdbuf();
  const std::string entry = yaml.str().substr(yaml.str().find("  entry: ") + 9);
  const std::string line = entry.substr(0, entry.find('\n'));
  EXPECT_TRUE(contains(hook.str(), line.substr(0, line.find(".git")))) << line;
  const command::Outcome outcome = type("env " + line);
  EXPECT_EQ(outcome.exit_code, 1) << outcome.errors;
  EXPECT_TRUE(contains(outcome.output, "racy.cpp:3:16: warning: ")) << outcome.output;
}

TEST_F(Hooks, TheirPageShowsWhatIsPrinted) {
  std::stringstream page;
  page << std::ifstream("docs/integrations.md").rdbuf();
  std::size_t steps = 0;
  for (const readme::Step& step : readme::steps_of(page.str())) {
    const command::Outcome outcome = type("env " + step.command);
    std::vector<std::string> lines;
    for (std::string& text : readme::lines_of(outcome.output + outcome.errors)) {
      const std::size_t folder = text.find(folder_.string() + "/");
      if (folder != std::string::npos) text.erase(folder, folder_.string().size() + 1);
      lines.push_back(text);
    }
    EXPECT_TRUE(readme::matches(step, lines)) << step.command << '\n' << outcome.output << outcome.errors;
    ++steps;
  }
  EXPECT_EQ(steps, 5U);
}

}  // namespace
}  // namespace checker
