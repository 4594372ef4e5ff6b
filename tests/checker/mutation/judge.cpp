#include "tests/checker/mutation/judge.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <sstream>
#include <stdexcept>
#include <thread>
#include <utility>

#include "tests/checker/precompiled_headers.h"
#include "tool/checks/selection.h"
#include "tool/compile_command.h"
#include "tool/finding.h"
#include "tool/frontend.h"
#include "tool/options.h"
#include "tool/program/find_races.h"
#include "tool/summary/summarize.h"
#include "tool/toolchain.h"

namespace checker {
namespace {

namespace fs = std::filesystem;

/// Each batch's texts lie in the memory of each of its units.
constexpr std::size_t kBatch = 64;

/// A finding, wherever the file lies.
using Said = std::set<std::pair<unsigned, std::string>>;

struct Source {
  std::string file;
  std::string text;
  check::CompileCommand command;
  check::UnitSummary summary;
  std::vector<LockUse> uses;
};

struct Subject {
  const Program* program;
  std::vector<Source> sources;
  Said said;  ///< of the program as it is
};

struct Waiting {
  const Subject* subject;
  std::size_t source;
  Mutant mutant;
};

unsigned jobs() { return std::max(1U, std::thread::hardware_concurrency()); }

std::string text_of(const fs::path& file) {
  std::ifstream stream(file);
  return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

/// The data races in a program of these units.
Said races_in(const std::vector<check::UnitSummary>& units) {
  static const check::Selection on_by_default;
  Said said;
  for (const check::Finding& finding : check::find_races(units))
    if (on_by_default.is_on(finding.rule)) said.emplace(finding.first.place.line, finding.message);
  return said;
}

class Commands {
 public:
  Commands()
      : defaults_{check::find_resource_folder().value(), fs::current_path()},
        standard_(precompile_standard_headers({"-std=gnu++20", "-pthread"})),
        runtime_(precompile_runtime({"-std=gnu++20", "-pthread"})) {}

  check::CompileCommand of(const fs::path& source, const Program& program) const {
    check::Options options;
    options.files = {source.string()};
    if (is_cpp(program)) options.compiler_flags = includes_runtime(program) ? runtime_ : standard_;
    return check::compile_commands(options, defaults_, fs::current_path()).commands.at(0);
  }

 private:
  check::Defaults defaults_;
  std::vector<std::string> standard_, runtime_;
};

std::vector<Subject> read_subjects(const std::vector<Program>& programs) {
  const Commands commands;
  std::vector<Subject> subjects;
  for (const Program& program : programs) {
    Subject& subject = subjects.emplace_back(Subject{&program, {}, {}});
    for (const fs::path& source : program.sources)
      subject.sources.push_back({source.string(), text_of(source), commands.of(source, program), {}, {}});
  }
  return subjects;
}

std::vector<check::UnitSummary> units_of(const Subject& subject) {
  std::vector<check::UnitSummary> units;
  for (const Source& source : subject.sources) units.push_back(source.summary);
  return units;
}

/// Parses the programs as they are, and finds what can be changed in them.
void look_at(std::vector<Subject>& subjects) {
  std::vector<Source*> sources;
  std::vector<check::CompileCommand> commands;
  for (Subject& subject : subjects) {
    for (Source& source : subject.sources) {
      sources.push_back(&source);
      commands.push_back(source.command);
    }
  }
  const auto outcomes = check::parse_all(commands, jobs(), false, [&](std::size_t i, clang::ASTContext& context) {
    sources[i]->summary = check::summarize(context);
    sources[i]->uses = lock_uses(context);
  });
  for (const check::UnitOutcome& outcome : outcomes)
    if (outcome.status != check::UnitStatus::kParsed) throw std::runtime_error("a program does not compile: " + outcome.messages);
  for (Subject& subject : subjects) subject.said = races_in(units_of(subject));
}

std::vector<Waiting> mutants_in(const std::vector<Subject>& subjects) {
  std::vector<Waiting> all;
  for (const Subject& subject : subjects) {
    for (std::size_t i = 0; i < subject.sources.size(); ++i) {
      const Source& source = subject.sources[i];
      for (Mutant& mutant : mutants_of(source.text, source.uses, source.file.ends_with(".c")))
        all.push_back({&subject, i, std::move(mutant)});
    }
  }
  return all;
}

/// The mutant's text under a name of its own beside the program, where it finds the program's headers.
check::CompileCommand command_for(const Waiting& waiting, std::size_t number, check::FileTexts& texts) {
  check::CompileCommand command = waiting.subject->sources[waiting.source].command;
  const fs::path name =
      fs::path(command.shown).replace_filename("mutant" + std::to_string(number) + command.file.extension().string());
  command.shown = name.string();
  command.file = fs::absolute(name);
  command.arguments.back() = command.shown;
  texts[command.file.string()] = waiting.mutant.text;
  return command;
}

void judge(const Waiting& waiting, clang::ASTContext& context, JudgedMutant& judged) {
  std::vector<check::UnitSummary> units = units_of(*waiting.subject);
  units[waiting.source] = check::summarize(context);
  Said said = races_in(units);
  for (const auto& known : waiting.subject->said) said.erase(known);
  for (const auto& [line, message] : said) judged.said += std::to_string(line) + ": " + message + '\n';
  judged.verdict = said.empty() ? Verdict::kMissed : Verdict::kFound;
}

/// Those from `begin` on, as many as a batch has.
void judge_batch(const std::vector<Waiting>& waiting, std::size_t begin, std::vector<JudgedMutant>& judged) {
  const std::size_t end = std::min(begin + kBatch, waiting.size());
  check::FileTexts texts;
  std::vector<check::CompileCommand> commands;
  for (std::size_t i = begin; i < end; ++i) commands.push_back(command_for(waiting[i], i, texts));
  const auto on_parsed = [&](std::size_t i, clang::ASTContext& context) {
    judge(waiting[begin + i], context, judged[begin + i]);
  };
  const auto outcomes = check::parse_all(commands, jobs(), false, on_parsed, check::Reads::kForget, texts);
  for (std::size_t i = begin; i < end; ++i) {
    if (outcomes[i - begin].status != check::UnitStatus::kDoesNotParse) continue;
    judged[i].verdict = Verdict::kDoesNotCompile;
    judged[i].said = outcomes[i - begin].messages;
  }
}

}  // namespace

std::vector<JudgedMutant> judge_mutants(const std::vector<Program>& programs) {
  std::vector<Subject> subjects = read_subjects(programs);
  look_at(subjects);
  const std::vector<Waiting> waiting = mutants_in(subjects);
  std::vector<JudgedMutant> judged;
  for (const Waiting& one : waiting)
    judged.push_back({one.subject->program, one.subject->sources[one.source].file, one.mutant, Verdict::kCrashed, ""});
  for (std::size_t begin = 0; begin < waiting.size(); begin += kBatch) judge_batch(waiting, begin, judged);
  return judged;
}

}  // namespace checker
