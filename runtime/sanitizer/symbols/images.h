// The programs that the family's processes execute: which file's code lies where, so that any process can name another's code.
//
// An image is what one exec makes. Forked children have their parent's, and code of theirs lies at the same addresses. Two
// images may have different code at one address; so a code address of the family's has the image's number in its upper 16 bits,
// which no address of x86-64 uses. The first process's image is number 0.
//
// Where it lives: in memory of the whole family. All bytes zero: no image.
// Thread and process safety: an image is written before anyone knows its number. Kill safety: who dies inside enter() leaves a
// number that nobody uses.
// Not seen: what an image loads later, by dlopen, in processes of other images.
#pragma once

#include <atomic>
#include <cstdint>
#include <span>
#include <string_view>

namespace race {

enum class ImageId : std::uint16_t {};
inline constexpr ImageId kFirstImage{0};
inline constexpr ImageId kUnknownImage{0xffff};  ///< there were too many; its code has no names in other images

inline constexpr unsigned kImageShift = 48;
constexpr std::uintptr_t code_in(ImageId image, std::uintptr_t address) {
  return std::uintptr_t{static_cast<std::uint16_t>(image)} << kImageShift | address;
}
constexpr ImageId image_of(std::uintptr_t code) { return ImageId{static_cast<std::uint16_t>(code >> kImageShift)}; }
constexpr std::uintptr_t address_of_code(std::uintptr_t code) { return code & ((std::uintptr_t{1} << kImageShift) - 1); }

/// A file of code, and where it lies. The path is one of the family's texts.
struct Module {
  std::string_view path;    ///< with a zero behind it
  bool is_program = false;  ///< what was executed, and not a library
  std::uintptr_t base = 0;  ///< what is added to the file's addresses
  std::uintptr_t begin = 0, end = 0;
};

inline constexpr unsigned kMaxModules = 64;

class Images {
 public:
  /// A new image. What does not fit is left out.
  ImageId enter(std::span<const Module> modules);
  /// The module that holds the address; nullptr where none is known to.
  const Module* find(ImageId image, std::uintptr_t address) const;

 private:
  static constexpr unsigned kImages = 1 << 12;

  struct Image {
    unsigned count;
    Module modules[kMaxModules];
  };

  std::atomic<std::uint32_t> used_;
  Image images_[kImages];
};

}  // namespace race
