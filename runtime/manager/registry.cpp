#include "runtime/manager/registry.h"

#include "runtime/error.h"

namespace mp::manager {
namespace {

/// Made at the first use, because files are initialised in no particular order; never destroyed, as threads of a server may use
/// it until the process ends.
std::map<TypeId, ServedType>& registry() {
  static auto& types = *new std::map<TypeId, ServedType>();
  return types;
}

}  // namespace

void add_type(TypeId id, ServedType type) {
  ServedType& known = registry()[id];
  MP_CHECK(known.name.empty() || known.name == type.name);  // else two names have one number
  type.constructors = std::move(known.constructors);
  known = std::move(type);
}

void add_constructor(TypeId id, MethodId constructor, Make* make) { registry()[id].constructors[constructor] = make; }

const ServedType* find_type(TypeId id) {
  const auto found = registry().find(id);
  return found == registry().end() ? nullptr : &found->second;
}

}  // namespace mp::manager
