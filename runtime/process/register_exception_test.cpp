#include "runtime/process/register_exception.h"

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>
#include <vector>

#include "runtime/archive/archive.h"
#include "runtime/error.h"
#include "runtime/process/current_exception.h"

namespace mp::internal {
namespace {

struct NoDatabase {
  std::string host;
  int code = 0;
};

class Refused : public std::exception {
 public:
  Refused() = default;
  explicit Refused(std::string why) : why_(std::move(why)) {}
  const char* what() const noexcept override { return why_.c_str(); }
  template <class Archive>
  void serialize(Archive& archive) {
    archive(why_);
  }

 private:
  std::string why_;
};

class RefusedForEver : public Refused {
 public:
  using Refused::Refused;
};

struct NobodyKnows {
  int code = 0;
};

const bool registered = register_exception<NoDatabase>() && register_exception<Refused>();

/// What whoever catches it in another process would have.
template <class Thrown>
std::exception_ptr received(const Thrown& thrown) {
  try {
    throw thrown;
  } catch (...) {
    const std::vector<std::byte> bytes = archive::to_bytes(describe_current_exception());
    return to_exception(archive::from_bytes<ExceptionText>(bytes));
  }
}

TEST(RegisterException, AggregatesAndClassesArriveAsWhatTheyAre) {
  ASSERT_TRUE(registered);
  try {
    std::rethrow_exception(received(NoDatabase{"far", 3}));
  } catch (const NoDatabase& error) {
    EXPECT_EQ(error.host, "far");
    EXPECT_EQ(error.code, 3);
  }
  try {
    std::rethrow_exception(received(Refused("too late")));
  } catch (const Refused& error) {
    EXPECT_STREQ(error.what(), "too late");
  }
}

TEST(RegisterException, OthersArriveAsRemoteError) {
  EXPECT_THROW(std::rethrow_exception(received(NobodyKnows{4})), RemoteError);
  EXPECT_THROW(std::rethrow_exception(received(std::runtime_error("x"))), RemoteError);
}

TEST(RegisterException, ADerivedClassIsAnotherType) {
  try {
    std::rethrow_exception(received(RefusedForEver("never")));
    ADD_FAILURE() << "nothing was thrown";
  } catch (const RemoteError& error) {
    EXPECT_STREQ(error.what(), "never");
    EXPECT_EQ(error.type_name(), "mp::internal::(anonymous namespace)::RefusedForEver");
  }
}

TEST(RegisterException, BytesThatAreNotTheTypesGiveARemoteError) {
  ExceptionText text{.type_name = "NoDatabase", .text = "?", .backtrace = {}, .packed = {typeid(NoDatabase).name(), {}}};
  EXPECT_THROW(std::rethrow_exception(to_exception(text)), RemoteError);
  text.packed.object = std::vector<std::byte>(1000);
  EXPECT_THROW(std::rethrow_exception(to_exception(text)), RemoteError);
  text.packed.type = "no such type";
  EXPECT_THROW(std::rethrow_exception(to_exception(text)), RemoteError);
}

}  // namespace
}  // namespace mp::internal
