#include "tests/checker/users_folder.h"

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "tests/checker/findings.h"

namespace checker {

namespace fs = std::filesystem;

const char* const kRacy =
    "#include <thread>\n"
    "int n = 0;\n"
    "void job() { ++n; }\n"
    "int main() {\n"
    "  std::jthread a(job);\n"
    "  std::jthread b(job);\n"
    "}\n";

const char* const kClean =
    "#include <atomic>\n"
    "#include <thread>\n"
    "std::atomic<int> n = 0;\n"
    "void job() { ++n; }\n"
    "int main() {\n"
    "  std::jthread a(job);\n"
    "  std::jthread b(job);\n"
    "}\n";

UsersFolder::UsersFolder() : folder_(fs::path(std::getenv("TEST_TMPDIR")) / "user") {
  fs::remove_all(folder_);
  fs::create_directories(folder_);
}

void UsersFolder::add(const std::string& name, const std::string& text) {
  fs::create_directories((folder_ / name).parent_path());
  std::ofstream(folder_ / name) << text;
}

std::string UsersFolder::text_of(const std::string& name) {
  std::stringstream text;
  text << std::ifstream(folder_ / name).rdbuf();
  return text.str();
}

command::Outcome UsersFolder::run(const std::vector<std::string>& arguments) {
  return run_racecheck(arguments, folder_.string());
}

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace checker
