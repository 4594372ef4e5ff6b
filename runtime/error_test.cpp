#include "runtime/error.h"

#include <gtest/gtest.h>

#include <cerrno>
#include <csignal>
#include <cstddef>
#include <type_traits>
#include <vector>

namespace mp {
namespace {

template <class... Exceptions>
constexpr bool kAllAreErrors = (std::is_base_of_v<Error, Exceptions> && ...);

TEST(Error, IsTheBaseOfAll) {
  EXPECT_TRUE((kAllAreErrors<TimeoutError, Empty, Full, ValueError, IndexError, MemoryError, OSError, RemoteError, WorkerDied,
                             BrokenBarrierError, EOFError, ProcessError>));
}

TEST(ProcessError, IsTheBaseOfWhatPythonDerivesFromIt) {
  EXPECT_TRUE((std::is_base_of_v<ProcessError, TimeoutError>));
  EXPECT_TRUE((std::is_base_of_v<ProcessError, BufferTooShort>));
  EXPECT_TRUE((std::is_base_of_v<ProcessError, AuthenticationError>));
}

TEST(BufferTooShort, CarriesTheWholeMessage) {
  const BufferTooShort error({std::byte{1}, std::byte{2}, std::byte{3}});
  EXPECT_STREQ(error.what(), "the message of 3 bytes is longer than the buffer; message() is the whole of it");
  EXPECT_EQ(error.message(), (std::vector<std::byte>{std::byte{1}, std::byte{2}, std::byte{3}}));
}

TEST(OSError, NamesTheOperationAndTheReason) {
  const OSError error("fork", EAGAIN);
  EXPECT_STREQ(error.what(), "fork: Resource temporarily unavailable (errno 11)");
  EXPECT_EQ(error.error_number(), EAGAIN);
}

TEST(OSError, HasPythonsNamesForTwoReasons) {
  const FileExistsError exists("create");
  EXPECT_STREQ(exists.what(), "create: File exists (errno 17)");
  const FileNotFoundError missing("open");
  EXPECT_STREQ(missing.what(), "open: No such file or directory (errno 2)");
  EXPECT_TRUE((std::is_base_of_v<OSError, FileExistsError> && std::is_base_of_v<OSError, FileNotFoundError>));
}

TEST(WorkerDied, TellsASignalFromAnExitCode) {
  const WorkerDied killed(42, -SIGKILL);
  EXPECT_STREQ(killed.what(), "process 42 was killed by signal 9 (SIGKILL) before it had answered");
  EXPECT_EQ(killed.pid(), 42);
  EXPECT_EQ(killed.signal(), SIGKILL);
  EXPECT_EQ(killed.exitcode(), -SIGKILL);

  const WorkerDied ended(42, 3);
  EXPECT_STREQ(ended.what(), "process 42 ended with exit code 3 before it had answered");
  EXPECT_EQ(ended.signal(), 0);
}

TEST(RemoteError, KeepsTypeAndText) {
  const RemoteError error("std::out_of_range", "no such key");
  EXPECT_EQ(error.type_name(), "std::out_of_range");
  EXPECT_STREQ(error.what(), "no such key");
}

TEST(BrokenBarrierError, NamesTheDead) {
  EXPECT_EQ(BrokenBarrierError("process 42 has died", 42).dead_pid(), 42);
  EXPECT_EQ(BrokenBarrierError("abort() was called").dead_pid(), std::nullopt);
}

TEST(Check, LetsTheTruthPass) {
  int evaluated = 0;
  MP_CHECK(++evaluated == 1);
  EXPECT_EQ(evaluated, 1);
}

TEST(CheckDeathTest, AbortsWithPlaceAndCondition) {
  EXPECT_EXIT(MP_CHECK(1 + 1 == 3), testing::KilledBySignal(SIGABRT),
              "^internal bug: .*error_test.cpp:[0-9]+: 1 \\+ 1 == 3 is false in ");
}

TEST(CheckDeathTest, CutsALineThatIsTooLong) {
  const std::string name(2000, 'x');
  EXPECT_EXIT(internal::check_failed(name.c_str(), std::source_location::current()), testing::KilledBySignal(SIGABRT),
              "^internal bug: ");
}

}  // namespace
}  // namespace mp
