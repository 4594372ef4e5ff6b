// Images, the modules that this process has loaded, and the texts that they need.
#include "runtime/sanitizer/symbols/images.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <string>

#include "runtime/sanitizer/symbols/loaded_modules.h"
#include "runtime/sanitizer/symbols/texts.h"
#include "runtime/sanitizer/system/shared_for_test.h"

namespace race {
namespace {

int a_function(int number) { return number + 1; }

TEST(Images, HaveTheirNumberInTheCodeAddress) {
  const std::uintptr_t code = code_in(ImageId{7}, 0x7fff12345678);
  EXPECT_EQ(image_of(code), ImageId{7});
  EXPECT_EQ(address_of_code(code), 0x7fff12345678U);
  EXPECT_EQ(code_in(kFirstImage, 0x5555), 0x5555U);
}

TEST(Images, TellTheModulesOfEachApart) {
  auto& images = shared_zeroed<Images>();
  const Module first[] = {{.path = "first", .is_program = true, .base = 0x1000, .begin = 0x1000, .end = 0x3000}};
  const Module other[] = {{.path = "other", .is_program = true, .base = 0x2000, .begin = 0x2000, .end = 0x4000},
                          {.path = "library", .base = 0x8000, .begin = 0x8000, .end = 0x9000}};
  const ImageId one = images.enter(first), two = images.enter(other);
  EXPECT_EQ(one, kFirstImage);
  EXPECT_EQ(images.find(one, 0x2500)->path, "first");
  EXPECT_EQ(images.find(two, 0x2500)->path, "other");
  EXPECT_EQ(images.find(two, 0x8fff)->path, "library");
  EXPECT_EQ(images.find(one, 0x3000), nullptr);
  EXPECT_EQ(images.find(one, 0x8fff), nullptr);
  EXPECT_EQ(images.find(ImageId{2}, 0x2500), nullptr);
}

TEST(Images, OfWhichThereAreTooManyAreUnknown) {
  auto& images = shared_zeroed<Images>();
  ImageId last{};
  for (int i = 0; i < 5000; ++i) last = images.enter({});
  EXPECT_EQ(last, kUnknownImage);
  EXPECT_EQ(images.find(last, 0x1000), nullptr);
}

TEST(LoadedModules, HoldTheProgramAndItsLibraries) {
  auto& texts = shared_zeroed<Texts>();
  Module modules[kMaxModules];
  const unsigned count = loaded_modules(texts, modules);
  const auto module_of = [&](int (*code)(int)) -> const Module* {
    const auto address = reinterpret_cast<std::uintptr_t>(code);
    for (const Module& module : std::span(modules).first(count))
      if (address >= module.begin && address < module.end) return &module;
    return nullptr;
  };
  const Module* const program = module_of(a_function);
  ASSERT_NE(program, nullptr);
  EXPECT_TRUE(program->is_program);
  EXPECT_EQ(program->path, std::filesystem::read_symlink("/proc/self/exe").string());
  const Module* const libc = module_of(abs);
  ASSERT_NE(libc, nullptr);
  EXPECT_FALSE(libc->is_program);
  EXPECT_TRUE(libc->path.ends_with("/libc.so.6")) << libc->path;
}

TEST(Texts, AreKeptOnce) {
  auto& texts = shared_zeroed<Texts>();
  std::string text = "mp::Value<int>";
  const std::string_view kept = texts.keep(text);
  text = "something else";
  EXPECT_EQ(kept, "mp::Value<int>");
  EXPECT_EQ(kept.data()[kept.size()], '\0');
  EXPECT_EQ(texts.keep("mp::Value<int>").data(), kept.data());
  EXPECT_NE(texts.keep(text).data(), kept.data());
  EXPECT_EQ(texts.keep(""), "");
}

TEST(Texts, OfOneProcessAreReadByOthers) {
  auto& texts = shared_zeroed<Texts>();
  std::string_view& kept = shared_zeroed<std::string_view>();
  Child child([&] { kept = texts.keep(std::string("from a child")); });
  child.reap();
  EXPECT_EQ(kept, "from a child");
  EXPECT_EQ(texts.keep("from a child").data(), kept.data());
}

TEST(Texts, ThatDoNotFitAreEmpty) {
  auto& texts = shared_zeroed<Texts>();
  std::string_view last = "?";
  for (int i = 0; i < 100 && !last.empty(); ++i)
    last = texts.keep(std::string(100000, static_cast<char>('a' + i % 26)) + std::to_string(i));
  EXPECT_EQ(last, "");
  EXPECT_EQ(texts.keep(std::string(10 << 20, 'x')), "");
}

}  // namespace
}  // namespace race
