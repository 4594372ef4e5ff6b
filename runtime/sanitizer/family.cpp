#include "runtime/sanitizer/family.h"

#include "runtime/sanitizer/system.h"

namespace race {

Family* Family::map() { return static_cast<Family*>(map_shared(sizeof(Family))); }

}  // namespace race
