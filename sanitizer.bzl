"""Builds with a sanitizer: the build setting //:sanitizer, the flags of ThreadSanitizer, and sanitized_binary.

--config=tsan in .bazelrc builds everything with the flags below. sanitized_binary builds one binary with them inside
any other build, so that one invocation holds, compares and tests the plain and the sanitized program.
"""

# What --config=tsan sets; //tests/sanitizer:flags_test compares the two.
TSAN_COPTS = [
    "-g",
    "-O1",
    "-fno-omit-frame-pointer",
    "-mno-omit-leaf-frame-pointer",
    "-fdebug-compilation-dir=.",
    "-fsanitize=thread",
    "-mllvm",
    "-tsan-instrument-read-before-write=1",
]

TSAN_LINKOPTS = [
    "-fsanitize-link-c++-runtime",
    "-fsanitize=thread",
]

_SETTING = "//:sanitizer"
_COPT = "//command_line_option:copt"
_LINKOPT = "//command_line_option:linkopt"
_STRIP = "//command_line_option:strip"
_SUFFIX = "//command_line_option:platform_suffix"
_MALLOC = "//command_line_option:custom_malloc"

def _sanitizer_impl(ctx):
    allowed = ["none", "thread", "address", "undefined"]
    if ctx.build_setting_value not in allowed:
        fail("//:sanitizer must be one of {}, not {}".format(allowed, ctx.build_setting_value))
    return []

sanitizer_flag = rule(
    implementation = _sanitizer_impl,
    build_setting = config.string(flag = True),
)

def _without_sanitizer(flags):
    """Of two sanitizers in one program the compiler accepts none, so that of the surrounding build goes."""
    return [flag for flag in flags if not flag.startswith("-fsanitize=") and not flag.startswith("-fno-sanitize-recover")]

def _tsan_transition_impl(settings, _attr):
    if settings[_SETTING] == "thread":
        return settings  # The surrounding build has the flags already, and -mllvm may stand there only once.
    return {
        _SETTING: "thread",
        _COPT: _without_sanitizer(settings[_COPT]) + TSAN_COPTS,
        _LINKOPT: _without_sanitizer(settings[_LINKOPT]) + TSAN_LINKOPTS,
        _STRIP: "never",
        _SUFFIX: "tsan",
        _MALLOC: "//runtime/sanitizer",  # so it is linked into every program
    }

tsan_transition = transition(
    implementation = _tsan_transition_impl,
    inputs = [_SETTING, _COPT, _LINKOPT, _STRIP, _SUFFIX, _MALLOC],
    outputs = [_SETTING, _COPT, _LINKOPT, _STRIP, _SUFFIX, _MALLOC],
)

def _sanitized_binary_impl(ctx):
    built = ctx.attr.binary[0][DefaultInfo]  # A transition makes a list of the one target.
    program = ctx.actions.declare_file(ctx.label.name)
    original = built.files_to_run.executable
    ctx.actions.symlink(output = program, target_file = original, is_executable = True)

    # Under its own name the sanitized program would take the plain one's place in the runfiles of whoever holds both.
    others = [file for file in built.default_runfiles.files.to_list() if file != original]
    return [DefaultInfo(
        executable = program,
        files = depset([program]),
        runfiles = ctx.runfiles([program] + others),
    )]

_sanitized_binary = rule(
    implementation = _sanitized_binary_impl,
    attrs = {
        "binary": attr.label(mandatory = True, executable = True, cfg = tsan_transition),
        "_allowlist_function_transition": attr.label(
            default = "@bazel_tools//tools/allowlists/function_transition_allowlist",
        ),
    },
    executable = True,
)

def sanitized_binary(name, binary, **kwargs):
    """The cc_binary `binary`, and all it depends on, as --config=tsan builds it; run it or put it in a test's data.

    It is only there when Clang compiles: with --config=gcc it, and the tests that hold it, are skipped.
    """
    _sanitized_binary(
        name = name,
        binary = binary,
        target_compatible_with = select({
            "//runtime/sanitizer:clang": [],
            "//conditions:default": ["//runtime/sanitizer:not_with_this_compiler"],
        }),
        **kwargs
    )
