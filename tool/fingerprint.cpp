#include "tool/fingerprint.h"

#include <fmt/core.h>

#include <cstdint>
#include <string_view>
#include <utility>

namespace check {
namespace {

/// Runs of spaces and tabs become one space; those at both ends vanish.
std::string normalised(std::string_view line) {
  std::string text;
  for (const char c : line) {
    const bool space = c == ' ' || c == '\t';
    if (!space)
      text += c;
    else if (!text.empty() && text.back() != ' ')
      text += ' ';
  }
  if (text.ends_with(' ')) text.pop_back();
  return text;
}

AccessIdentity identity_of(const AccessReport& access, SourceText& source) {
  return {access.place.function, normalised(source.line(access.place.file, access.place.line))};
}

std::string key(const AccessIdentity& access) { return access.function + '\n' + access.text; }

/// FNV-1a, 64 bits: stable across machines and releases, which std::hash does not promise.
std::uint64_t hash(std::string_view text) {
  std::uint64_t value = 0xcbf29ce484222325;
  for (const char c : text) {
    value ^= static_cast<unsigned char>(c);
    value *= 0x100000001b3;
  }
  return value;
}

}  // namespace

Identity identity_of(const Finding& finding, SourceText& source) {
  AccessIdentity first = identity_of(finding.first, source);
  AccessIdentity second = finding.second ? identity_of(*finding.second, source) : AccessIdentity{};
  if (second < first) std::swap(first, second);
  return {finding.rule, std::move(first), std::move(second)};
}

std::string fingerprint(const Finding& finding, SourceText& source) {
  const Identity identity = identity_of(finding, source);
  return fmt::format("{:016x}", hash(identity.rule + '\n' + key(identity.first) + '\n' + key(identity.second)));
}

}  // namespace check
