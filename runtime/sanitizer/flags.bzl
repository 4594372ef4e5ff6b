"""How the sanitizer's own code is compiled."""

# What observes is not observed itself. These come after the flags of the command line. -mcx16: a cell is swapped whole.
BARE_COPTS = [
    "-O2",
    "-fno-sanitize=thread",
    "-fno-exceptions",
    "-fno-omit-frame-pointer",
    "-momit-leaf-frame-pointer",
    "-mcx16",
]

# Under --config=procsan nobody has taken the place of libc's.
COPTS = BARE_COPTS + select({
    "//:procsan": [],
    "//conditions:default": [
        "-include",
        "runtime/sanitizer/system/own_builtins.h",
    ],
})

def bare_library(name, deps = [], **kwargs):
    """A cc_library of the sanitizer's own code."""
    native.cc_library(
        name = name,
        copts = COPTS,
        linkstatic = True,
        deps = deps + ["//runtime/sanitizer/system:own_builtins"],
        **kwargs
    )

# For what includes behind.h.
DEFINES = select({
    "//:procsan": ["RACE_NOBODY_BEHIND"],
    "//conditions:default": [],
})
