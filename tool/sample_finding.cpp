#include "tool/sample_finding.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace check {

const char* const kSampleSource =
    "void job(mp::Value<int>& v, int num) {\n"
    "\tv.value += num;\n"
    "}\n"
    "int main() {\n"
    "  /* für zwei */ p1.start();\n"
    "  p2.start();\n"
    "}\n";

Finding sample_finding(const std::string& file) {
  AccessReport first{AccessKind::kUpdate, "v.value", {file, 2, 10, "job"}, {}, {}};
  AccessReport second = first;
  first.call_path = {{StepKind::kProcessStart, {file, 5, 19, "main"}, "job"}};
  second.call_path = {{StepKind::kProcessStart, {file, 6, 3, "main"}, "job"}};
  second.locks = {{"v.get_lock()", false, {file, 1, 6, "job"}}, {"l", true, {}}};
  return {"racelab-unguarded-update", "'v.value' is updated by two processes", first, second,
          "neither is joined before the other starts"};
}

Finding sample_mistake(const std::string& file) {
  Finding finding;
  finding.rule = "racelab-double-lock";
  finding.message = "'m' is taken by a thread that has it already";
  finding.first.place = {file, 2, 2, "job"};
  finding.first.deed = "takes 'm'";
  finding.first.locks = {{"m", false, {}}};
  return finding;
}

std::string write_test_file(const std::string& name, const std::string& text) {
  const char* folder = std::getenv("TEST_TMPDIR");
  const std::filesystem::path root = folder != nullptr ? folder : std::filesystem::temp_directory_path().string();
  std::filesystem::create_directories((root / name).parent_path());
  std::ofstream(root / name) << text;
  return root.string();
}

}  // namespace check
