#include "runtime/sanitizer/family/family.h"

#include "runtime/sanitizer/system/system.h"

namespace race {

Family* Family::map() { return static_cast<Family*>(map_shared(sizeof(Family))); }

}  // namespace race
