// The entry points under --config=procsan: ours are the only ones, and do themselves what is to be done.
//
// RACE_ENTRY_POINT(name) is what ours is called. RACE_BEHIND(Result, name, parameters, work) defines behind_name, which does the
// rest of the work.
#pragma once

#define RACE_ENTRY_POINT(name) name

#define RACE_BEHIND(Result, name, parameters, ...) \
  [[gnu::always_inline]] static inline Result behind_##name parameters { __VA_ARGS__; }
