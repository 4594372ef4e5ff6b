// See own_builtins.h, which this file alone must not include. Compiled with -fno-builtin, so that a loop stays a loop.
// What is copied here is short: names, paths, lines of reports.
#include <cstddef>

extern "C" {

void* race_memmove(void* to, const void* from, std::size_t size) {
  auto* const out = static_cast<unsigned char*>(to);
  const auto* const in = static_cast<const unsigned char*>(from);
  if (out < in) {
    for (std::size_t i = 0; i < size; ++i) out[i] = in[i];
  } else {
    for (std::size_t i = size; i != 0; --i) out[i - 1] = in[i - 1];
  }
  return to;
}

void* race_memcpy(void* to, const void* from, std::size_t size) { return race_memmove(to, from, size); }

void* race_memset(void* to, int value, std::size_t size) {
  for (std::size_t i = 0; i < size; ++i) static_cast<unsigned char*>(to)[i] = static_cast<unsigned char>(value);
  return to;
}

int race_memcmp(const void* a, const void* b, std::size_t size) {
  const auto* const left = static_cast<const unsigned char*>(a);
  const auto* const right = static_cast<const unsigned char*>(b);
  for (std::size_t i = 0; i < size; ++i) {
    if (left[i] != right[i]) return left[i] < right[i] ? -1 : 1;
  }
  return 0;
}

const void* race_memchr(const void* text, int wanted, std::size_t size) {
  const auto* const bytes = static_cast<const unsigned char*>(text);
  for (std::size_t i = 0; i < size; ++i) {
    if (bytes[i] == static_cast<unsigned char>(wanted)) return bytes + i;
  }
  return nullptr;
}

std::size_t race_strlen(const char* text) {
  std::size_t size = 0;
  while (text[size] != '\0') ++size;
  return size;
}

}  // extern "C"
