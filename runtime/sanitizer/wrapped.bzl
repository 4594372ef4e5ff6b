"""The functions of the compiler's interface that the linker hands to us first: `X` goes to our __wrap_X, which calls
__real_X, ThreadSanitizer's own. Under --config=tsan only: else there is no other X. (Instrumented shared libraries keep calling ThreadSanitizer: link them with the same list.)"""

_SIZES = ["1", "2", "4", "8", "16"]

_BITS = ["8", "16", "32", "64", "128"]

_ATOMICS = ["load", "store", "exchange"] + [
    "fetch_" + operation
    for operation in ["add", "sub", "and", "or", "xor", "nand"]
] + [
    "compare_exchange_" + strength
    for strength in ["strong", "weak", "val"]
]

WRAPPED = (
    ["__tsan_{}{}".format(kind, size) for kind in ["read", "write"] for size in _SIZES] +
    ["__tsan_unaligned_{}{}".format(kind, size) for kind in ["read", "write"] for size in _SIZES[1:]] +
    ["__tsan_read_range", "__tsan_write_range", "__tsan_vptr_read", "__tsan_vptr_update"] +
    ["__tsan_memcpy", "__tsan_memmove", "__tsan_memset", "__tsan_acquire", "__tsan_release", "__tsan_atomic_thread_fence"] +
    ["__tsan_atomic{}_{}".format(bits, name) for bits in _BITS for name in _ATOMICS]
)

WRAP_LINKOPTS = ["-Wl,--wrap=" + name for name in WRAPPED]
