#include "runtime/manager/namespace.h"

#include <fmt/format.h>

#include "runtime/error.h"

namespace mp::manager {
namespace {

[[noreturn]] void throw_no_such_attribute(const std::string& name) {
  throw IndexError(fmt::format("the namespace has no attribute {}; set() makes one", name));
}

}  // namespace

std::vector<std::byte> NamespaceState::get(const std::string& name, const std::string& type) const {
  const auto found = attributes_.find(name);
  if (found == attributes_.end()) throw_no_such_attribute(name);
  const Attribute& attribute = found->second;
  if (attribute.type != type)
    throw ValueError(fmt::format("the attribute {} is of type {}; get it as that, not as {}", name, attribute.type, type));
  return attribute.value;
}

void NamespaceState::del(const std::string& name) {
  if (attributes_.erase(name) == 0) throw_no_such_attribute(name);
}

void NamespaceState::set(const std::string& name, const Attribute& attribute) { attributes_.insert_or_assign(name, attribute); }

bool NamespaceState::contains(const std::string& name) const { return attributes_.contains(name); }

std::vector<std::string> NamespaceState::names() const {
  std::vector<std::string> names;
  for (const auto& [name, attribute] : attributes_) names.push_back(name);
  return names;
}

}  // namespace mp::manager
