// bazelw where it cannot install: a package is wanted that no machine has, by a user without rights, or on another system.
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "tests/command/command.h"

namespace {

constexpr char kMissing[] = "racelab-test-package /no/such/file why it is wanted\n";

std::filesystem::path folder() {
  const std::filesystem::path path = std::filesystem::path(testing::TempDir()) / "bazelw";
  std::filesystem::create_directories(path);
  return path;
}

/// The real bazelw, which wants one more package.
std::string bazelw_that_lacks_a_package() {
  std::stringstream script;
  script << std::ifstream("bazelw").rdbuf();
  std::string text = script.str();
  const std::size_t list = text.find("needs='\n");
  EXPECT_NE(list, std::string::npos);
  text.insert(list + 8, kMissing);
  const std::filesystem::path path = folder() / "bazelw";
  std::ofstream(path) << text;
  std::filesystem::permissions(path, std::filesystem::perms(0755));
  std::filesystem::permissions(folder(), std::filesystem::perms(0755));
  return path;
}

void expect_list(const command::Outcome& outcome) {
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_EQ(outcome.output, "");
  EXPECT_NE(outcome.errors.find("racelab-test-package"), std::string::npos) << outcome.errors;
  EXPECT_NE(outcome.errors.find("why it is wanted"), std::string::npos) << outcome.errors;
  EXPECT_NE(outcome.errors.find("sudo apt-get install racelab-test-package\n"), std::string::npos) << outcome.errors;
}

TEST(Bazelw, RunsBazelWhenNothingIsMissing) {
  const command::Outcome outcome = command::run({"./bazelw", "--version"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.errors;
  EXPECT_EQ(outcome.output.substr(0, 6), "bazel ");
  EXPECT_EQ(outcome.errors.find("bazelw:"), std::string::npos) << outcome.errors;
}

TEST(Bazelw, ListsWhatToInstallWithoutRights) {
  const std::string script = bazelw_that_lacks_a_package();
  const bool is_root = geteuid() == 0;
  const command::Outcome outcome = is_root ? command::run({"unshare", "--user", "bash", script, "version"})
                                           : command::run({"bash", script, "version"}, {.environment = {{"PATH", "/bin"}}});
  if (outcome.errors.starts_with("unshare:")) GTEST_SKIP() << outcome.errors;
  expect_list(outcome);
  EXPECT_NE(outcome.errors.find("needs root"), std::string::npos) << outcome.errors;
}

TEST(Bazelw, ListsWhatToInstallOnAnotherSystem) {
  const std::string script = bazelw_that_lacks_a_package();
  std::ofstream(folder() / "os-release") << "ID=other\nVERSION_CODENAME=other\n";
  const std::string os_release = std::filesystem::canonical("/etc/os-release");
  const command::Outcome outcome = command::run({"unshare", "--user", "--map-root-user", "--mount", "sh", "-c",
                                                 "mount --bind \"$1\" \"$2\" && exec bash \"$3\" version", "sh",
                                                 (folder() / "os-release").string(), os_release, script});
  if (outcome.errors.starts_with("unshare:") || outcome.errors.starts_with("mount:")) GTEST_SKIP() << outcome.errors;
  expect_list(outcome);
  EXPECT_NE(outcome.errors.find("not Debian 12"), std::string::npos) << outcome.errors;
}

}  // namespace
