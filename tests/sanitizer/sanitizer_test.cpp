// Whole programs under the sanitizer, in each of its modes: what is reported, what is not, and how they end.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>
#include <string>

#include "tests/sanitizer/run_program.h"

namespace sanitized {
namespace {

using testing::Values;

/// 5, or what the environment's RUNS_OF_EACH says.
int runs_of_each() {
  const char* const runs = std::getenv("RUNS_OF_EACH");
  return runs == nullptr ? 5 : std::stoi(runs);
}

const int kRunsOfEach = runs_of_each();
constexpr int kRunsOfTheTutorial = 50;

/// The program that the marks of a program's racy lines name.
std::string mark_of(const std::string& program) {
  if (program.ends_with("byte") || program.ends_with("_bytes")) return "sizes";
  if (program.starts_with("relaxed_")) return "relaxed";
  if (program.starts_with("executes_")) return program.substr(program.find('_') + 1);
  if (program.starts_with("executed_")) return "executed";
  if (program.starts_with("started_")) return "started";
  if (program.starts_with("message_") && program.ends_with("_too_early")) return "message_too_early";
  return program;
}

void expect_races(const std::string& program, const Outcome& ended) {
  const std::vector<Place> racy = racy_places(mark_of(program));
  ASSERT_FALSE(racy.empty()) << "no line is marked";
  EXPECT_EQ(ended.exit_code, 66) << ended.errors;
  EXPECT_EQ(ended.errors, "");
  EXPECT_EQ(ended.thread_reports, 0);
  EXPECT_GE(ended.process_races, 1);
  EXPECT_EQ(static_cast<int>(ended.reports.size()), ended.process_races);
  for (const Report& report : ended.reports) {
    EXPECT_EQ(report.places.size(), 2U) << report.text;
    for (const Place& place : report.places) EXPECT_NE(std::ranges::find(racy, place), racy.end()) << report.text;
  }
}

void expect_silence(const Outcome& ended) {
  EXPECT_EQ(ended.exit_code, 0);
  EXPECT_EQ(ended.errors, "");
  EXPECT_EQ(ended.log, "racelab: total process_races=0 thread_reports=0\n");
}

class RacyProgram : public testing::TestWithParam<const char*> {};

TEST_P(RacyProgram, IsReportedInEachRun) {
  for (const Outcome& race : run_repeatedly(GetParam(), kRunsOfEach)) expect_races(GetParam(), race);
}

INSTANTIATE_TEST_SUITE_P(Sanitizer, RacyProgram,
                         Values("half_locked", "far_apart", "grandchild", "queue_too_early", "queue_read_too_early", "racy_pool",
                                "process_race_in_child", "reports_in_two_threads", "relaxed_store", "relaxed_load",
                                "fence_too_early", "fence_before_the_load", "fence_behind_a_store", "fence_behind_another_value",
                                "atomic_and_plain", "byte", "two_bytes", "four_bytes", "eight_bytes", "unaligned",
                                "structure_copied_in", "structure_copied_out", "copy_and_fill", "started_by_spawn",
                                "started_by_forkserver", "executes_unguarded", "memory_with_a_name"),
                         [](const auto& info) { return std::string(info.param); });

class CleanProgram : public testing::TestWithParam<const char*> {};

TEST_P(CleanProgram, IsSilentInEachRun) {
  for (const Outcome& clean : run_repeatedly(GetParam(), kRunsOfEach)) expect_silence(clean);
}

INSTANTIATE_TEST_SUITE_P(Sanitizer, CleanProgram,
                         Values("locked_by_the_value", "readers", "start_and_join", "queue", "queue_of_two_producers",
                                "queue_read_in_time", "queue_of_many_messages", "queue_closed", "pipe_both_ways", "relay", "pool",
                                "hand_over_through_a_process", "threads_and_locks", "release_flag", "fences", "full_fences",
                                "release_fence", "acquire_fence", "failed_exchange", "atomic_counter", "spin_lock", "neighbours",
                                "used_again", "owner_killed", "started_by_spawn_locked", "memory_with_a_name_locked",
                                "started_by_spawn_in_turn", "started_by_spawn_handed_over", "started_by_forkserver_locked",
                                "started_by_forkserver_in_turn", "started_by_forkserver_handed_over", "executes_locked"),
                         [](const auto& info) { return std::string(info.param); });

// Programs that know nothing of racelab.

const Settings kForeign{.binary = "foreign_programs"};

class RacyForeignProgram : public testing::TestWithParam<const char*> {};

TEST_P(RacyForeignProgram, IsReportedInEachRun) {
  for (const Outcome& race : run_repeatedly(GetParam(), kRunsOfEach, kForeign)) expect_races(GetParam(), race);
}

INSTANTIATE_TEST_SUITE_P(Sanitizer, RacyForeignProgram,
                         Values("posix_unguarded", "posix_half_locked", "posix_write_as_reader", "posix_semaphore_too_early",
                                "system_v_too_early", "mapped_by_each", "not_waited_for", "waited_for_its_end_only",
                                "piped_too_early", "piped_read_too_early", "other_sockets", "file_flock_half_locked",
                                "file_flock_write_as_reader", "file_two_files", "file_fcntl_write_as_reader", "wide_flag_relaxed",
                                "filled_last", "atomic_last", "told_too_early", "message_by_eventfd_too_early",
                                "message_by_other_eventfd", "message_by_connection_too_early", "received_into_shared_memory",
                                "sent_from_shared_memory", "text_copied_and_measured", "text_printed_and_compared",
                                "text_appended_and_read", "stream_too_early", "stream_of_another_file",
                                "stream_into_shared_memory", "executed_beside", "executed_with_own_environment_beside",
                                "executed_by_execle_beside", "executed_by_execvpe_beside", "executed_by_spawn_beside",
                                "executed_by_spawn_with_own_environment_beside", "executed_by_spawn_without_descriptors_beside",
                                "executed_twice", "executed_by_the_first_process"),
                         [](const auto& info) { return std::string(info.param); });

class CleanForeignProgram : public testing::TestWithParam<const char*> {};

TEST_P(CleanForeignProgram, IsSilentInEachRun) {
  for (const Outcome& clean : run_repeatedly(GetParam(), kRunsOfEach, kForeign)) expect_silence(clean);
}

INSTANTIATE_TEST_SUITE_P(Sanitizer, CleanForeignProgram,
                         Values("posix_mutex", "posix_locks_waited_for", "posix_locks_that_check", "posix_orders_of_readers",
                                "posix_mutex_tried_and_timed", "posix_condition", "posix_owner_killed", "posix_rwlock",
                                "posix_spin_lock", "posix_barrier", "posix_semaphore", "posix_semaphore_with_a_name", "system_v",
                                "mapped_by_each_in_turn", "mapped_again", "forked_in_turn", "private_memory", "piped",
                                "piped_read_in_time", "piped_to_either", "piped_back", "paired_sockets", "file_flock",
                                "file_flock_closed", "file_flock_holder_ends", "file_flock_readers", "file_flock_reader_ends",
                                "file_fcntl", "file_lockf", "wide_flag", "order_that_is_told", "pipe_ends", "message_by_eventfd",
                                "message_by_unix_socket", "message_by_internet_socket", "connection_accepted",
                                "message_by_datagram", "message_by_posix_queue", "message_by_system_v_queue", "text_beside_text",
                                "text_in_turn", "stream_of_lines", "stream_closed", "stream_flushed_later",
                                "stream_flushed_at_the_end", "stream_of_characters", "stream_of_blocks", "stream_of_numbers",
                                "stream_without_buffer", "stream_of_standard_output", "stream_by_descriptor", "executed_in_turn",
                                "executed_by_spawn_in_turn", "executed_by_spawn_without_descriptors_in_turn",
                                "executed_by_the_first_process_in_turn"),
                         [](const auto& info) { return std::string(info.param); });

// A shell stands between, and nobody tells the family of its children: such a program is a family of its own.
TEST(ForeignProgram, ExecutedByAShellIsSilent) {
  for (const Outcome& clean : run_repeatedly("executed_by_a_shell", kRunsOfEach, kForeign)) {
    EXPECT_EQ(clean.exit_code, 0);
    EXPECT_EQ(clean.errors, "");
    EXPECT_TRUE(clean.reports.empty()) << clean.log;
  }
}

TEST(ForeignReport, TellsTheMappingAndTheProcesses) {
  const Outcome race = run("posix_half_locked", kForeign);
  for (const char* part : {"racelab: race between processes on a shared mapping (",
                           "made at tests/sanitizer/forked.h:", " by a forked process (pid ", ", holding a lock at 0x",
                           ", holding no lock\n", "a forked process was started at tests/sanitizer/forked.h:"}) {
    EXPECT_NE(race.log.find(part), std::string::npos) << part << "\n" << race.log;
  }
}

TEST(ForeignProgram, ThatMapsTooMuchIsToldSoOnce) {
  const Outcome crowd = run("mapped_too_much", kForeign);
  EXPECT_EQ(crowd.exit_code, 0);
  EXPECT_EQ(crowd.log,
            "racelab: a shared mapping found no room in the 8 GiB that are observed; races on it, and on others that find none, "
            "will not be seen\nracelab: total process_races=0 thread_reports=0\n");
}

// The tutorial's race, its lucky twin that always ends with the right number, and its locked version.

TEST(Tutorial, UnguardedUpdateIsReportedInEachOfFiftyRuns) {
  for (const Outcome& race : run_repeatedly("unguarded", kRunsOfTheTutorial)) {
    expect_races("unguarded", race);
    EXPECT_EQ(race.process_races, 1);  // one pair of places
  }
}

TEST(Tutorial, UnguardedUpdateThatLosesNothingIsReportedInEachOfFiftyRuns) {
  for (const Outcome& race : run_repeatedly("lucky", kRunsOfTheTutorial)) {
    expect_races("lucky", race);
    EXPECT_EQ(race.output, "20\n");
  }
}

TEST(Tutorial, LockedUpdateIsSilentInEachOfFiftyRuns) {
  for (const Outcome& clean : run_repeatedly("locked", kRunsOfTheTutorial)) {
    expect_silence(clean);
    EXPECT_EQ(clean.output, "20\n");
  }
}

TEST(Report, OfEachLineThatCallsALibrary) {
  const Outcome race = run("through_one_function");
  expect_races("through_one_function", race);
  std::set<Place> reported;
  for (const Report& report : race.reports) reported.insert(report.places.begin(), report.places.end());
  EXPECT_EQ(reported.size(), racy_places("through_one_function").size());
}

TEST(Tutorial, TwoDifferentLocksAreNone) {
  for (const Outcome& race : run_repeatedly("different_locks", kRunsOfEach)) {
    EXPECT_EQ(race.exit_code, 66);
    EXPECT_GE(race.process_races, 1);
  }
}

// Kills.

TEST(Killed, ProcessDoesNotStopTheOthers) {
  const Outcome clean = run("killed_at_random");
  expect_silence(clean);
  EXPECT_EQ(clean.output, "true\n") << "nobody died with the lock in its hands";
}

TEST(Killed, ProcessInTheMiddleOfAReportDoesNotStopTheOthers) { expect_races("killed_while_racing", run("killed_while_racing")); }

TEST(Killed, ProcessInTheMiddleOfTheOnlyReportLeavesItToTheEnd) {
  int killed = 0;
  for (const Outcome& race : run_repeatedly("killed_in_the_report", kRunsOfEach)) {
    expect_races("killed_in_the_report", race);
    ASSERT_EQ(race.process_races, 1);
    EXPECT_NE(race.reports[0].text.find("on mp::Value<int> (4 bytes), bytes 0 to 3, created at tests/sanitizer/kills.cpp:"),
              std::string::npos)
        << race.reports[0].text;
    killed += race.output == "-9\n" ? 1 : 0;
  }
  EXPECT_GE(killed, 1) << "no process was killed before its report was over";
}

TEST(Fork, InTheMiddleOfAReportStopsNobody) {
  const Outcome race = run("forks_in_reports");
  expect_races("forks_in_reports", race);
  EXPECT_EQ(race.output, "true true\n") << "no child was forked in a report, or one hangs";
}

TEST(Crash, OfAChildIsItsExitCode) {
  const Outcome crash = run("crash_in_child");
  EXPECT_EQ(crash.exit_code, 0);
  EXPECT_EQ(crash.output, "-11\n");
}

// Crowds.

TEST(Crowd, OfProcessesOneAfterTheOtherIsSilent) { expect_silence(run("one_after_the_other")); }

TEST(Crowd, OfTooManyProcessesIsSaidOnceAndInventsNothing) {
  const Outcome crowd = run("too_many_processes");
  EXPECT_EQ(crowd.exit_code, 0);
  EXPECT_EQ(crowd.log,
            "racelab: more than 256 processes at a time; races between a further one and its parent will not be seen\n"
            "racelab: total process_races=0 thread_reports=0\n");
}

TEST(Crowd, OfTooMuchMemoryIsSaid) {
  const Outcome crowd = run("too_much_memory");
  EXPECT_EQ(crowd.exit_code, 0);
  EXPECT_EQ(crowd.log,
            "racelab: the 16 GiB that are observed are used up; races on further shared memory will not be seen\n"
            "racelab: total process_races=0 thread_reports=0\n");
}

// How it ends.

TEST(ProcessRace, LeavesTheChildItsExitCode) {
  const Outcome race = run("process_race_in_child");
  EXPECT_EQ(race.exit_code, 66);
  EXPECT_EQ(race.output, "7\n");
}

TEST(Report, TellsWhatAndWhereAndWho) {
  const Outcome race = run("queue_too_early");
  ASSERT_EQ(race.reports.size(), 1U);
  const std::string& text = race.reports[0].text;
  const std::string head = text.substr(0, text.find("\n\n"));
  for (const char* part : {"racelab: race between processes on mp::Value<int> (4 bytes), bytes 0 to 3",
                           "created at tests/sanitizer/hand_overs.cpp:", "later: read by MainProcess (pid ",
                           "| const int seen = v.value;  // RACE queue_too_early", "earlier: write by Process-1 (pid ",
                           "| v.value = 1;  // RACE queue_too_early"}) {
    EXPECT_NE(head.find(part), std::string::npos) << part << "\n" << text;
  }
  EXPECT_EQ(std::ranges::count(head, '\n'), 6) << "behind the bar, six lines";
  EXPECT_TRUE(head.ends_with("; next: bazel run tool -- tests/sanitizer/hand_overs.cpp")) << head;
  const std::string main = "#0 programs::(anonymous namespace)::queue_too_early() tests/sanitizer/hand_overs.cpp:";
  EXPECT_NE(text.find(main), std::string::npos) << text;
  EXPECT_NE(text.find("frames of the runtime and of libraries)"), std::string::npos) << text;
  EXPECT_NE(text.find("Process-1 was started at tests/sanitizer/hand_overs.cpp:"), std::string::npos) << text;
  EXPECT_EQ(text.find("/proc/self"), std::string::npos);
}

TEST(Report, TellsTheLocksThatEachSideHeld) {
  const Outcome half = run("half_locked");
  ASSERT_EQ(half.reports.size(), 1U);
  EXPECT_NE(half.log.find(", holding no lock\n    | const int seen"), std::string::npos) << half.log;
  EXPECT_NE(half.log.find(", holding mp::Lock of tests/sanitizer/updates.cpp:108\n    | v.value = 7;"), std::string::npos)
      << half.log;
  const Outcome different = run("different_locks");
  EXPECT_NE(different.log.find(", holding mp::Lock of tests/sanitizer/updates.cpp:118\n"), std::string::npos) << different.log;
  EXPECT_NE(different.log.find(", holding mp::Lock of tests/sanitizer/updates.cpp:119\n"), std::string::npos) << different.log;
}

TEST(Report, HasTheSameIdInEveryRun) {
  std::set<std::string> ids;
  for (const Outcome& race : run_repeatedly("half_locked", kRunsOfEach)) {
    const std::size_t at = race.log.find("\n  id 0x");
    ASSERT_NE(at, std::string::npos) << race.log;
    ids.insert(race.log.substr(at, race.log.find('\n', at + 1) - at));
  }
  EXPECT_EQ(ids.size(), 1U);
}

TEST(Report, ShowsSourceLinesAlsoFromAnotherFolder) {
  const Settings elsewhere{.environment = {{"BUILD_WORKSPACE_DIRECTORY", std::filesystem::current_path()}}, .folder = "/"};
  const Outcome race = run("half_locked", elsewhere);
  EXPECT_NE(race.log.find("| const int seen = v.value;  // RACE half_locked"), std::string::npos) << race.log;
}

TEST(Report, GoesToStderrWithoutALog) {
  const Outcome race = run("half_locked", {.environment = {{"RACELAB_OPTIONS", ""}}});
  EXPECT_EQ(race.exit_code, 66);
  EXPECT_EQ(race.log, "");
  EXPECT_NE(race.errors.find("racelab: race between processes on mp::Value<int>"), std::string::npos);
  EXPECT_TRUE(race.errors.ends_with("racelab: total process_races=1 thread_reports=0\n")) << race.errors;
}

TEST(Options, ExitCodeIsTheUsers) {
  EXPECT_EQ(run("half_locked", {.options = "exitcode=3"}).exit_code, 3);
  EXPECT_EQ(run("half_locked", {.options = "exitcode=0"}).exit_code, 0);
  EXPECT_EQ(run("locked", {.options = "exitcode=3"}).exit_code, 0);
}

TEST(Options, UnknownOneIsAClearErrorAndNothingRuns) {
  const Outcome wrong = run("locked", {.options = "colour=red"});
  EXPECT_EQ(wrong.exit_code, 2);
  EXPECT_EQ(wrong.errors,
            "racelab: in RACELAB_OPTIONS, 'colour=red' is not an option; there are log_path=FILE, exitcode=N, "
            "halt_on_error=1, max_reports=N, suppressions=FILE and format=json\n");
  EXPECT_EQ(wrong.output, "");
}

TEST(Options, HaltOnErrorEndsWhoFindsTheRace) {
  const Outcome race = run("unguarded", {.options = "halt_on_error=1:exitcode=9"});
  EXPECT_EQ(race.exit_code, 9);
  EXPECT_EQ(race.reports.size(), 1U);
  EXPECT_NE(race.output, "20\n") << "the process that found the race went on";
}

TEST(Options, MostReportsMayBeNone) {
  const Outcome race = run("half_locked", {.options = "max_reports=0"});
  EXPECT_EQ(race.exit_code, 66);
  EXPECT_EQ(race.log, "racelab: total process_races=1 thread_reports=0\n");
}

TEST(Options, SuppressionsTakeRacesAway) {
  const std::string file = testing::TempDir() + "suppressions.txt";
  std::ofstream(file) << "# known since long ago\nrace:write_locked\n";
  expect_silence(run("half_locked", {.options = "suppressions=" + file}));
  expect_races("unguarded", run("unguarded", {.options = "suppressions=" + file}));
  std::ofstream(file) << "write_locked\n";
  const Outcome wrong = run("half_locked", {.options = "suppressions=" + file});
  EXPECT_EQ(wrong.exit_code, 2);
  EXPECT_EQ(wrong.errors, "racelab: in RACELAB_OPTIONS, suppressions: the line 'write_locked' is not of the form race:PATTERN\n");
  EXPECT_EQ(run("half_locked", {.options = "suppressions=/no/such/file"}).errors,
            "racelab: in RACELAB_OPTIONS, suppressions: cannot read /no/such/file\n");
}

TEST(Options, JsonHasARaceInEachLine) {
  const Outcome race = run("half_locked", {.options = "format=json"});
  EXPECT_EQ(race.exit_code, 66);
  const std::string line = race.log.substr(0, race.log.find('\n'));
  const auto report = nlohmann::json::parse(line);
  EXPECT_EQ(report["rule"], "racelab-process-race");
  std::set<std::string> places;
  for (const auto& access : report["accesses"]) {
    places.insert(access["place"]["file"].get<std::string>() + ":" + std::to_string(access["place"]["line"].get<int>()));
  }
  const std::vector<Place> racy = racy_places("half_locked");
  EXPECT_EQ(places, std::set<std::string>(racy.begin(), racy.end()));
}

TEST(Options, LogThatCannotBeWrittenIsAClearError) {
  const Outcome wrong = run("locked", {.options = "log_path=/no/such/folder/log"});
  EXPECT_EQ(wrong.exit_code, 2);
  EXPECT_EQ(wrong.errors, "racelab: in RACELAB_OPTIONS, log_path: cannot write to /no/such/folder/log\n");
}

}  // namespace
}  // namespace sanitized
