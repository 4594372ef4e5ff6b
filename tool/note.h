// Something that racecheck has to say about a place and that is no finding: a suppression that suppresses nothing.
//
// Notes are warnings about how racecheck is used; they do not change the exit code. Thread safety: a value type.
#pragma once

#include <string>

#include "tool/finding.h"

namespace check {

struct Note {
  std::string rule;  ///< stable id: "racelab-unused-suppression"
  Place place;       ///< line 0: of the whole file
  std::string message;
};

}  // namespace check
