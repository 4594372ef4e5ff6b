// What Clang's -Wthread-safety needs to know about our locks; nothing for other compilers.
#pragma once

#if defined(__clang__)
#define MP_THREAD_ANNOTATION(x) __attribute__((x))
#else
#define MP_THREAD_ANNOTATION(x)
#endif

#define MP_CAPABILITY(name) MP_THREAD_ANNOTATION(capability(name))
#define MP_ACQUIRE(...) MP_THREAD_ANNOTATION(acquire_capability(__VA_ARGS__))
#define MP_TRY_ACQUIRE(...) MP_THREAD_ANNOTATION(try_acquire_capability(__VA_ARGS__))
#define MP_RELEASE(...) MP_THREAD_ANNOTATION(release_capability(__VA_ARGS__))
#define MP_ACQUIRE_SHARED(...) MP_THREAD_ANNOTATION(acquire_shared_capability(__VA_ARGS__))
#define MP_TRY_ACQUIRE_SHARED(...) MP_THREAD_ANNOTATION(try_acquire_shared_capability(__VA_ARGS__))
#define MP_RELEASE_SHARED(...) MP_THREAD_ANNOTATION(release_shared_capability(__VA_ARGS__))
