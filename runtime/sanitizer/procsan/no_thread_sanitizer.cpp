// What else -fsanitize=thread calls, and programs that know ThreadSanitizer: what is about threads only, and so about nothing
// here.
//
// Thread, process and signal safety: nothing is kept.
#include "runtime/sanitizer/behind.h"

namespace race {

// Nobody asks for orders between the threads of a process: to the detector they are one.
void release_to_other_processes() {}
void acquire_from_other_processes() {}

}  // namespace race

extern "C" {

void __tsan_init() {}
void __tsan_func_entry(void*) {}
void __tsan_func_exit() {}
void __tsan_ignore_thread_begin() {}
void __tsan_ignore_thread_end() {}

void __tsan_atomic_signal_fence(int order) { __atomic_signal_fence(order); }

// Which thread holds a mutex of the program's own making. Those that other processes share are told by __tsan_acquire and
// __tsan_release.
void __tsan_mutex_create(void*, unsigned) {}
void __tsan_mutex_destroy(void*, unsigned) {}
void __tsan_mutex_pre_lock(void*, unsigned) {}
void __tsan_mutex_post_lock(void*, unsigned, int) {}
int __tsan_mutex_pre_unlock(void*, unsigned) { return 1; }  // how often it was locked
void __tsan_mutex_post_unlock(void*, unsigned) {}
void __tsan_mutex_pre_signal(void*, unsigned) {}
void __tsan_mutex_post_signal(void*, unsigned) {}
void __tsan_mutex_pre_divert(void*, unsigned) {}
void __tsan_mutex_post_divert(void*, unsigned) {}

}  // extern "C"
