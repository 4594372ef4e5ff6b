// A descriptor of the kernel that this process owns: closed with its object.
//
// Thread safety: const members may be called from several threads at once. Fork safety: a child has a copy of its own.
#pragma once

#include <unistd.h>

#include <utility>

namespace mp::internal {

class Descriptor {
 public:
  Descriptor() noexcept = default;
  /// Takes it over; -1 is none.
  explicit Descriptor(int number) noexcept : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(other.release()) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    Descriptor(std::move(other)).swap(*this);
    return *this;
  }
  ~Descriptor() {
    if (*this) ::close(number_);
  }

  explicit operator bool() const noexcept { return number_ >= 0; }
  int get() const noexcept { return number_; }
  /// The caller's from now on.
  int release() noexcept { return std::exchange(number_, -1); }

 private:
  void swap(Descriptor& other) noexcept { std::swap(number_, other.number_); }

  int number_ = -1;
};

}  // namespace mp::internal
