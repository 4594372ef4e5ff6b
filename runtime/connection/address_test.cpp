#include "runtime/connection/address.h"

#include <gtest/gtest.h>

#include <cerrno>
#include <string>

#include "runtime/error.h"

namespace mp {
namespace {

using namespace std::string_literals;

TEST(Address, IsWrittenAsInPython) {
  const Address path = "/run/my.sock";
  EXPECT_EQ(path.family(), "AF_UNIX");
  EXPECT_EQ(path.name(), "/run/my.sock");
  EXPECT_FALSE(path.is_abstract());
  EXPECT_EQ(path.text(), "/run/my.sock");

  const Address abstract = "\0name";
  EXPECT_EQ(abstract.family(), "AF_UNIX");
  EXPECT_EQ(abstract.name(), "\0name"s);
  EXPECT_TRUE(abstract.is_abstract());
  EXPECT_EQ(abstract.text(), "@name");
  EXPECT_EQ(abstract, Address("\0name"s));

  const Address tcp = {"localhost", 6000};
  EXPECT_EQ(tcp.family(), "AF_INET");
  EXPECT_EQ(tcp.name(), "localhost");
  EXPECT_EQ(tcp.port(), 6000);
  EXPECT_EQ(tcp.text(), "localhost:6000");
}

TEST(Address, RefusesAPortThatIsNone) {
  EXPECT_THROW(Address("localhost", -1), ValueError);
  EXPECT_THROW(Address("localhost", 65536), ValueError);
  EXPECT_EQ(Address("localhost", 65535).port(), 65535);
}

TEST(Address, ComesBackFromTheKernelsForm) {
  for (const Address& address :
       {Address("/run/my.sock"), Address("\0na\0me"), Address("127.0.0.1", 6000), Address(std::string(107, 'x'))}) {
    EXPECT_EQ(connection::from_kernel(connection::to_kernel(address)), address) << address.text();
  }
  EXPECT_EQ(connection::from_kernel(connection::to_kernel(Address("localhost", 7))), Address("127.0.0.1", 7));
}

TEST(Address, APathThatTheKernelCannotTakeIsRefused) {
  EXPECT_THROW(connection::to_kernel(Address(std::string(108, 'x'))), ValueError);
}

TEST(Address, AHostThatNobodyKnowsIsAnError) { EXPECT_THROW(connection::to_kernel(Address("no such host", 1)), OSError); }

}  // namespace
}  // namespace mp
