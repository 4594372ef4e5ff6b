#include "runtime/sanitizer/symbols/images.h"

#include <algorithm>

namespace race {

ImageId Images::enter(std::span<const Module> modules) {
  const std::uint32_t number = used_.fetch_add(1, std::memory_order_relaxed);
  if (number >= kImages) return kUnknownImage;
  Image& image = images_[number];
  image.count = static_cast<unsigned>(std::min<std::size_t>(modules.size(), kMaxModules));
  std::ranges::copy(modules.first(image.count), image.modules);
  return ImageId{static_cast<std::uint16_t>(number)};
}

const Module* Images::find(ImageId id, std::uintptr_t address) const {
  const auto number = static_cast<unsigned>(id);
  if (number >= kImages) return nullptr;
  const Image& image = images_[number];
  const auto found = std::ranges::find_if(std::span(image.modules).first(image.count),
                                          [&](const Module& module) { return address >= module.begin && address < module.end; });
  return found == std::span(image.modules).first(image.count).end() ? nullptr : &*found;
}

}  // namespace race
