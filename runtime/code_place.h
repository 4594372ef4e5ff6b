// A place in the program's code, for people: the module, how far into it, and the function if the dynamic linker knows its name.
//
//   racer+0x1a2b (add_all(int))
//
// `addr2line -Cfie racer 0x1a2b` says the line; a program linked with -rdynamic names its own functions, too.
// Thread safety: any thread. Fork safety: it asks the dynamic linker, which has a lock.
#pragma once

#include <string>

namespace mp::internal {

/// Empty if no module of this process is there. Of a call's return address, give the byte before it: that is in the call.
std::string code_place(const void* address);

}  // namespace mp::internal
