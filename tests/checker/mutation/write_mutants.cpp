// Writes every mutant of the clean programs into a folder, for who wants to read or run them:
//
//     bazel run //tests/checker/mutation:write_mutants -- FOLDER
//
// A file is called after its verdict and its number; index.tsv tells what was changed where.
#include <fmt/format.h>

#include <filesystem>
#include <fstream>

#include "tests/checker/mutation/judge.h"

namespace {

namespace fs = std::filesystem;

const char* word(checker::Verdict verdict) {
  switch (verdict) {
    case checker::Verdict::kFound:
      return "found";
    case checker::Verdict::kMissed:
      return "missed";
    case checker::Verdict::kDoesNotCompile:
      return "uncompilable";
    case checker::Verdict::kCrashed:
      return "crashed";
  }
  return "";
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    fmt::print(stderr, "write_mutants: name one folder, as an absolute path\n");
    return 2;
  }
  const fs::path folder = argv[1];
  fs::create_directories(folder);
  std::vector<checker::Program> programs = checker::all_programs();
  std::erase_if(programs, checker::is_wrong);
  std::ofstream index(folder / "index.tsv");
  std::size_t number = 0;
  for (const checker::JudgedMutant& judged : checker::judge_mutants(programs)) {
    const std::string name =
        fmt::format("{}_{:04}{}", word(judged.verdict), number++, fs::path(judged.file).extension().string());
    std::ofstream(folder / name) << judged.mutant.text;
    std::ofstream(folder / (name + ".txt")) << judged.said;
    index << fmt::format("{}\t{}\t{}:{}\t{}\n", name, judged.mutant.change, judged.file, judged.mutant.line,
                         judged.program->not_run);
  }
}
