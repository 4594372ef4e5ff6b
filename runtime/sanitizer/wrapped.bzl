"""The functions of the compiler's interface that the linker hands to us first: `X` goes to our __wrap_X, which calls
__real_X, ThreadSanitizer's own. (Instrumented shared libraries keep calling ThreadSanitizer: link them with the same list.)"""

_SIZES = ["1", "2", "4", "8", "16"]

WRAPPED = (
    ["__tsan_{}{}".format(kind, size) for kind in ["read", "write"] for size in _SIZES] +
    ["__tsan_unaligned_{}{}".format(kind, size) for kind in ["read", "write"] for size in _SIZES[1:]] +
    ["__tsan_read_range", "__tsan_write_range", "__tsan_vptr_read", "__tsan_vptr_update"] +
    ["__tsan_memcpy", "__tsan_memmove", "__tsan_memset"]
)

WRAP_LINKOPTS = ["-Wl,--wrap=" + name for name in WRAPPED]
