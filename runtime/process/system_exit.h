// What mp::exit throws where somebody catches it: exit.h says where that is.
#pragma once

namespace mp {

/// No std::exception, because a handler for errors shall not stop it.
struct SystemExit {
  int code;
};

}  // namespace mp
