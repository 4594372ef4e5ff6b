"""Tests that give a function whatever bytes libFuzzer thinks of, under AddressSanitizer and UndefinedBehaviorSanitizer.

    bazel test //tool:options_fuzz                                 a few seconds, from a fixed seed
    bazel run --config=fuzz //tool:options_fuzz -- -runs=-1        for ever, guided by what the tool's code does with an input
"""

_SANITIZERS = "-fsanitize=fuzzer,address,undefined"

def fuzz_test(name, runs, max_len, deps, args = [], **kwargs):
    """A target that fuzzes `name`.cpp.

    Args:
      name: of the target.
      runs: how many inputs the test tries.
      max_len: the size of the biggest, in bytes.
      deps: what is fuzzed.
      args: for libFuzzer, too.
      **kwargs: for cc_test.
    """
    native.cc_test(
        name = name,
        size = "medium",
        srcs = [name + ".cpp"],
        args = ["-seed=7", "-runs=%d" % runs, "-max_len=%d" % max_len] + args,
        copts = [_SANITIZERS, "-O1", "-g", "-fno-sanitize-recover=all"],
        linkopts = [_SANITIZERS, "-fsanitize-link-c++-runtime"],
        linkstatic = True,
        # Clang's libFuzzer brings the sanitizers with it, so no other one can be there.
        target_compatible_with = select({
            "//tool:can_fuzz": [],
            "//conditions:default": ["//runtime/sanitizer:not_with_this_compiler"],
        }),
        deps = deps,
        **kwargs
    )
