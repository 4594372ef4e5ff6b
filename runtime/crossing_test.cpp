// What cannot cross to another process must not compile, and the compiler's message must say why. So the real compiler is
// given programs with one wrong line each.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "runtime/testing/compiler.h"

namespace mp {
namespace {

using testing::HasSubstr;

constexpr char kPrelude[] = R"(
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>
#include "runtime/mp.h"

void takes_pointer(int*) {}
void takes_reference(int&) {}
void takes_text(const std::string&) {}
void takes_value(mp::Value<int>&, int) {}
struct Owner { std::string name; std::unique_ptr<int> number; };
struct Job { std::string name; std::vector<Job> parts; };
void takes_job(const Job&) {}
struct View { int number; std::string_view text; };
struct Viewer { std::vector<View> views; };
struct Derived : Job { int number; };
union Either { int number; std::string text; Either() {} Either(const Either&) {} ~Either() {} };
)";

constexpr char kVariables[] = R"(
  int number = 0;
  std::string text;
  mp::Value<int> value(0);
  mp::Pool pool(1);
)";

/// Compiles `body` in a main function, without making code.
test::Compilation compile(const std::string& body) { return test::compile(kPrelude, {kVariables + body}); }

void expect_refused(const std::string& body, const std::string& because) {
  const test::Compilation compilation = compile(body);
  EXPECT_FALSE(compilation.succeeded) << body;
  EXPECT_THAT(compilation.messages, HasSubstr(because)) << body;
}

constexpr char kPointer[] =
    "mp: a pointer, a reference or a view (std::ref, std::span, std::string_view) leads into this process's";
constexpr char kReference[] = "mp: the function does not accept these arguments: each arrives as a copy";
constexpr char kClosure[] = "mp: this function cannot cross to another process: it is not trivially copyable";

TEST(Crossing, WhatMayCrossCompiles) {
  const test::Compilation compilation = compile(R"(
    mp::Process(takes_value, value, 3);
    mp::Process(takes_text, "literal");
    mp::Process(takes_text, text);
    mp::Process(takes_job, Job{"whole", {{"part", {}}}});
    mp::Process([number] { return number; });
    mp::Process(mp::ProcessOptions{.name = "named"}, takes_value, std::ref(value), number);
    pool.apply(takes_value, value, 3);
    pool.apply(takes_text, "literal");
    pool.map([number](int each) { return each + number; }, std::vector<int>{1, 2});
  )");
  EXPECT_TRUE(compilation.succeeded) << compilation.messages;
}

TEST(Crossing, APointerDoesNotCross) {
  expect_refused("mp::Process(takes_pointer, &number);", kPointer);
  expect_refused("pool.apply(takes_pointer, &number);", kPointer);
}

TEST(Crossing, AReferenceToPrivateMemoryDoesNotCross) {
  expect_refused("mp::Process(takes_reference, std::ref(number));", kPointer);
  expect_refused("pool.apply(takes_reference, std::ref(number));", kPointer);
}

TEST(Crossing, AViewDoesNotCross) {
  expect_refused("mp::Process([](std::string_view) {}, std::string_view(text));", kPointer);
  expect_refused("mp::Process([](std::span<int>) {}, std::span<int>(&number, 1));", kPointer);
}

TEST(Crossing, AFunctionThatWantsAReferenceToACopyIsRefused) {
  expect_refused("mp::Process(takes_reference, number);", kReference);
  expect_refused("pool.apply(takes_reference, number);", kReference);
}

TEST(Crossing, AClosureThatOwnsPrivateMemoryDoesNotCross) {
  expect_refused("mp::Process([text] { return text.size(); });", kClosure);
  expect_refused("mp::Process(std::function<void()>([] {}));", kClosure);
  expect_refused("pool.apply([text] { return text.size(); });", kClosure);
  expect_refused("pool.map([text](int) { return text.size(); }, std::vector<int>{1});", kClosure);
}

TEST(Crossing, ATypeThatCannotBePackedDoesNotCross) {
  expect_refused("pool.apply([] { return std::unique_ptr<int>(); });", "mp: this type cannot travel to another process");
  expect_refused("pool.apply([] { return Derived(); });", "mp: this struct has a base class, or more than 24 members");
  expect_refused("pool.apply([] { return Either(); });", "mp: nobody knows which member of a union is alive");
  expect_refused("mp::Process([](const std::vector<int*>&) {}, std::vector<int*>{});", kPointer);
}

TEST(Crossing, AStructIsRefusedForAMemberAndItsPlaceIsNamed) {
  expect_refused("pool.apply([] { return Owner(); });", "mp: a member of this struct cannot travel to another process");
  expect_refused("pool.apply([] { return Owner(); });", "kMemberCanTravel<Owner, 2>");
}

TEST(Crossing, AViewInsideOfAStructDoesNotCross) {
  expect_refused("mp::Process([](const Viewer&) {}, Viewer{});", kPointer);
  expect_refused("mp::Process([](View) {}, View{});", kPointer);
}

TEST(Crossing, ATemporarySharedObjectIsRefused) {
  expect_refused("mp::Process(takes_value, mp::Value<int>(1), 3);", "mp: this shared object is a temporary");
}

TEST(Crossing, ATaskThatReturnsAPointerIsRefused) {
  expect_refused("pool.apply([] { static int own = 0; return &own; });", kPointer);
}

}  // namespace
}  // namespace mp
