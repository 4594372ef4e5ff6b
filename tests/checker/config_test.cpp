// A project's configuration, as its user meets it: found upward, overruled by the command line, and adding names to the
// library's.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/checker/findings.h"
#include "tests/checker/users_folder.h"
#include "tests/command/command.h"

namespace checker {
namespace {

class Config : public UsersFolder {
 protected:
  command::Outcome run_in(const std::string& below, const std::vector<std::string>& arguments) {
    return run_racecheck(arguments, (folder_ / below).string());
  }
};

TEST_F(Config, IsFoundUpwardAndSaid) {
  add(".racecheck", "{\"format\": \"json\"}  // for our scripts\n");
  add("src/racy.cpp", kRacy);
  const auto [code, output, errors] = run_in("src", {"racy.cpp"});
  EXPECT_EQ(code, 1) << errors;
  EXPECT_TRUE(output.starts_with("{\n  \"version\": 1,")) << output;
  EXPECT_TRUE(contains(errors, "; configuration: ")) << errors;
  EXPECT_TRUE(contains(errors, "user/.racecheck\n")) << errors;
}

TEST_F(Config, TheCommandLineCountsMore) {
  add(".racecheck", "{\"format\": \"json\", \"checks\": \"-*,racelab-unguarded-update\", \"baseline\": \"gone.json\"}\n");
  add("racy.cpp", kRacy);
  add("known.json", "{\"racecheck_baseline\": 1, \"findings\": []}");
  const auto [code, output, errors] = run({"--format=text", "--baseline=known.json", "--checks=*", "racy.cpp"});
  EXPECT_EQ(code, 1) << errors;
  EXPECT_TRUE(output.starts_with("racy.cpp:3:")) << output;
  EXPECT_FALSE(contains(run({"--checks=*", "--list-checks"}).output, " (off, "));
}

TEST_F(Config, NamesAnotherFileByOption) {
  add(".racecheck", "{\"chekcs\": \"*\"}");
  add("other.json", "{}");
  add("racy.cpp", kRacy);
  EXPECT_EQ(run({"--config=other.json", "racy.cpp"}).exit_code, 1);
}

TEST_F(Config, ItsBaselineStandsBesideIt) {
  add(".racecheck", "{\"baseline\": \"known.json\"}");
  add("src/racy.cpp", kRacy);
  const auto update = run_in("src", {"--update-baseline", "racy.cpp"});
  EXPECT_EQ(update.exit_code, 0) << update.errors;
  EXPECT_TRUE(text_of("known.json").starts_with("{\n  \"racecheck_baseline\": 1"));
  EXPECT_EQ(run_in("src", {"racy.cpp"}).exit_code, 0);
}

TEST_F(Config, WhatIsWrongIsOneSentenceAndExitTwo) {
  add("racy.cpp", kRacy);
  add(".racecheck", "{\"chekcs\": \"*\"}");
  const auto unknown = run({"racy.cpp"});
  EXPECT_EQ(unknown.exit_code, 2);
  EXPECT_EQ(unknown.output, "");
  EXPECT_EQ(
      unknown.errors,
      "racecheck: error: the configuration '.racecheck' is wrong: it has the unknown key 'chekcs'; known are checks, baseline, "
      "format, names\nracecheck: next: racecheck --help\n");
  add(".racecheck", "{\n  checks: all\n}");
  EXPECT_TRUE(contains(run({"racy.cpp"}).errors, "'.racecheck' is wrong: it is not JSON from line 2, column 3 on\n"));
  add(".racecheck", "{\"checks\": \"racelab-none\"}");
  EXPECT_TRUE(
      contains(run({"racy.cpp"}).errors, "'.racecheck' is wrong: no check matches 'racelab-none'; --list-checks names them\n"));
  EXPECT_TRUE(contains(run({"--config=no.json", "racy.cpp"}).errors, "the configuration 'no.json' cannot be read: No such file"));
}

/// Wrappers without a body: nothing but their names can tell what they do.
constexpr const char* kOwnNames =
    "typedef struct task { long id; } task;\n"
    "typedef struct { int x; } own_lock;\n"
    "void own_acquire(own_lock *); void own_release(own_lock *); int own_try(int, own_lock *);\n"
    "void enter(void); void leave(void);\n"
    "void spawn(task *, void (*)(void *), void *); void finish(task *);\n"
    "long go(void (*)(void)); void wait_for(long);\n"
    "own_lock l; int guarded, tried, inside, late, argument, bare;\n"
    "void job(void *p) {\n"
    "  own_acquire(&l); ++guarded; own_release(&l);\n"
    "  if (own_try(0, &l) == 0) { ++tried; own_release(&l); }\n"
    "  enter(); ++inside; leave();\n"
    "  ++late;\n"
    "  ++*(int *)p;\n"
    "}\n"
    "void simple(void) { ++bare; }\n"
    "int main(void) {\n"
    "  task a, b;\n"
    "  spawn(&a, job, &argument); spawn(&b, job, &argument);\n"
    "  finish(&a); finish(&b);\n"
    "  long c = go(simple);\n"
    "  wait_for(c);\n"
    "  bare = late = argument = 0;\n"
    "}\n";

constexpr const char* kStarters =
    "\"start_thread\": [{\"name\": \"spawn\", \"function\": 1, \"argument\": 2, \"handle\": 0}, \"go\"],\n"
    "\"join_thread\": [{\"name\": \"finish\", \"is_pointer\": true}, \"wait_for\"]";

TEST_F(Config, TheUsersOwnStartersJoinersAndLocksAreKnown) {
  add("own.c", kOwnNames);
  EXPECT_EQ(run({"own.c"}).exit_code, 0) << "without names nothing starts";
  add(".racecheck", std::string("{\"names\": {") + kStarters + "}}");
  const auto unlocked = run({"own.c"});
  EXPECT_EQ(unlocked.exit_code, 1) << unlocked.errors;
  for (const std::string name : {"guarded", "tried", "inside", "late", "*(int *)p"})
    EXPECT_TRUE(contains(unlocked.output, "warning: '" + name + "' is")) << name << '\n' << unlocked.output;
  EXPECT_FALSE(contains(unlocked.output, "'bare'")) << "the one thread is joined\n" << unlocked.output;
  add(".racecheck", std::string("{\"names\": {") + kStarters +
                        ",\n\"acquire\": [\"own_acquire\", {\"name\": \"enter\", \"lock\": \"the section\"}],\n"
                        "\"try_acquire\": [{\"name\": \"own_try\", \"argument\": 1, \"succeeds_with\": 0}],\n"
                        "\"release\": [\"own_release\", {\"name\": \"leave\", \"lock\": \"the section\"}]}}");
  const auto locked = run({"own.c"});
  EXPECT_EQ(locked.exit_code, 1) << locked.errors;
  for (const std::string name : {"guarded", "tried", "inside", "bare"})
    EXPECT_FALSE(contains(locked.output, "warning: '" + name + "' is")) << name << '\n' << locked.output;
  for (const std::string name : {"late", "*(int *)p"})
    EXPECT_TRUE(contains(locked.output, "warning: '" + name + "' is")) << name << '\n' << locked.output;
}

TEST_F(Config, TheUsersOwnLockClassIsKnown) {
  add("own.cpp",
      "#include <thread>\n"
      "namespace my { class Lock { public: void enter(); void leave(); }; }\n"
      "my::Lock l;\n"
      "int n = 0;\n"
      "void job() { l.enter(); ++n; l.leave(); }\n"
      "int main() { std::jthread a(job), b(job); }\n");
  EXPECT_EQ(run({"own.cpp"}).exit_code, 1);
  add(".racecheck", "{\"names\": {\"acquire\": [\"my::Lock::enter\"], \"release\": [\"my::Lock::leave\"]}}");
  EXPECT_EQ(run({"own.cpp"}).exit_code, 0);
}

TEST_F(Config, ANamedLockIsToldInFindings) {
  add("own.cpp",
      "#include <thread>\n"
      "void enter(); void leave();\n"
      "int n = 0;\n"
      "void job() { enter(); ++n; leave(); }\n"
      "int main() { std::thread a(job); ++n; a.join(); }\n");
  add(".racecheck",
      "{\"names\": {\"acquire\": [{\"name\": \"enter\", \"lock\": \"the section\"}], \"release\": [{\"name\": \"leave\", "
      "\"lock\": "
      "\"the section\"}]}}");
  EXPECT_TRUE(contains(run({"own.cpp"}).output, "locks held: 'the section' (taken at own.cpp:4:14)"));
}

TEST_F(Config, ACallWithFewerArgumentsThanTheNameSaysIsSurvived) {
  add("own.c", "void my_lock(); void start(); int n;\nint main(void) { my_lock(); start(); ++n; return n; }\n");
  add(".racecheck",
      "{\"names\": {\"acquire\": [{\"name\": \"my_lock\", \"argument\": 3}], \"start_thread\": [{\"name\": \"start\", "
      "\"handle\": 2}]}}");
  EXPECT_EQ(run({"own.c", "--", "-w"}).exit_code, 0);
}

TEST_F(Config, OtherNamesAreNotAnsweredFromTheCache) {
  add("own.cpp",
      "#include <thread>\nvoid enter(int*); void leave(int*);\nint l, n = 0;\n"
      "void job() { enter(&l); ++n; leave(&l); }\nint main() { std::jthread a(job), b(job); }\n");
  add("names.json", "{\"names\": {\"acquire\": [\"enter\"], \"release\": [\"leave\"]}}");
  add("none.json", "{}");
  EXPECT_EQ(run({"--cache=c", "--config=none.json", "own.cpp"}).exit_code, 1);
  EXPECT_EQ(run({"--cache=c", "--config=names.json", "own.cpp"}).exit_code, 0);
  EXPECT_EQ(run({"--cache=c", "--config=none.json", "own.cpp"}).exit_code, 1);
}

}  // namespace
}  // namespace checker
