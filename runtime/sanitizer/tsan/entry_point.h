// The entry points under --config=tsan: the linker's --wrap makes __tsan_X of the program's our __wrap___tsan_X, and
// ThreadSanitizer's own function is __real___tsan_X (wrapped.bzl).
//
// RACE_ENTRY_POINT(name) is what ours is called. RACE_BEHIND(Result, name, parameters, work) declares behind_name, which does the
// rest of the work: ThreadSanitizer's function does.
#pragma once

#define RACE_ENTRY_POINT(name) __wrap_##name

#define RACE_BEHIND(Result, name, parameters, ...) extern "C" Result behind_##name parameters __asm__("__real_" #name);
