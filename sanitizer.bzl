"""Builds with a sanitizer: the build setting //:sanitizer, the flags of the two modes in which racelab looks for races between
processes, and sanitized_binary.

--config=tsan and --config=procsan in .bazelrc build everything with the flags below. sanitized_binary builds one binary with them
inside any other build, so that one invocation holds, compares and tests the plain and the sanitized programs.
"""

_COPTS = [
    "-g",
    "-O1",
    "-U_FORTIFY_SOURCE",
    "-fno-omit-frame-pointer",
    "-mno-omit-leaf-frame-pointer",
    "-fdebug-compilation-dir=.",
    "-fsanitize=thread",
    "-mllvm",
    "-tsan-instrument-read-before-write=1",
    # Equal ends of two branches stay two: merged, they would be accesses without a line.
    "-mllvm",
    "-enable-tail-merge=0",
]

_LINKOPTS = ["-fsanitize-link-c++-runtime"]

# What --config=NAME sets; //tests/sanitizer:flags_test compares the two.
MODES = {
    # Threads by ThreadSanitizer, and processes.
    "tsan": struct(
        setting = "thread",
        copts = _COPTS,
        linkopts = _LINKOPTS + ["-fsanitize=thread"],
    ),
    # Processes only, without ThreadSanitizer's runtime, and without the calls by which it follows functions. Those also keep the
    # compiler from what would make stacks wrong: to jump to a function's last call.
    "procsan": struct(
        setting = "process",
        copts = _COPTS + [
            "-mllvm",
            "-tsan-instrument-func-entry-exit=0",
            "-fno-optimize-sibling-calls",
        ],
        linkopts = _LINKOPTS,
    ),
}

_SETTING = "//:sanitizer"
_COPT = "//command_line_option:copt"
_LINKOPT = "//command_line_option:linkopt"
_STRIP = "//command_line_option:strip"
_SUFFIX = "//command_line_option:platform_suffix"
_MALLOC = "//command_line_option:custom_malloc"

def _sanitizer_impl(ctx):
    allowed = ["none", "thread", "process", "address", "undefined"]
    if ctx.build_setting_value not in allowed:
        fail("//:sanitizer must be one of {}, not {}".format(allowed, ctx.build_setting_value))
    return []

sanitizer_flag = rule(
    implementation = _sanitizer_impl,
    build_setting = config.string(flag = True),
)

_OPTIONS_OF_LLVM = [
    copts[i + 1]
    for copts in [mode.copts for mode in MODES.values()]
    for i in range(len(copts))
    if copts[i] == "-mllvm"
]

def _without_sanitizer(flags):
    """Of two sanitizers in one program the compiler accepts none, and an option of LLVM's only once: the surrounding build's go."""
    kept = []
    for flag in flags:
        if flag.startswith("-fsanitize=") or flag.startswith("-fno-sanitize-recover"):
            continue
        if flag in _OPTIONS_OF_LLVM and kept and kept[-1] == "-mllvm":
            kept.pop()
            continue
        kept.append(flag)
    return kept

def _mode_transition_impl(settings, attr):
    mode = MODES[attr.mode]
    if settings[_SETTING] == mode.setting:
        return settings
    return {
        _SETTING: mode.setting,
        _COPT: _without_sanitizer(settings[_COPT]) + mode.copts,
        _LINKOPT: _without_sanitizer(settings[_LINKOPT]) + mode.linkopts,
        _STRIP: "never",
        _SUFFIX: attr.mode,
        _MALLOC: "//runtime/sanitizer",  # so it is linked into every program
    }

# For a rule with an attribute `mode`, one of MODES.
mode_transition = transition(
    implementation = _mode_transition_impl,
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
        "binary": attr.label(mandatory = True, executable = True, cfg = mode_transition),
        "mode": attr.string(mandatory = True, values = MODES.keys()),
        "_allowlist_function_transition": attr.label(
            default = "@bazel_tools//tools/allowlists/function_transition_allowlist",
        ),
    },
    executable = True,
)

def sanitized_binary(name, binary, mode = "tsan", **kwargs):
    """The cc_binary `binary`, and all it depends on, as --config=MODE builds it; run it or put it in a test's data.

    It is only there when Clang compiles: with --config=gcc it, and the tests that hold it, are skipped.
    """
    _sanitized_binary(
        name = name,
        binary = binary,
        mode = mode,
        target_compatible_with = select({
            "//runtime/sanitizer:clang": [],
            "//conditions:default": ["//runtime/sanitizer:not_with_this_compiler"],
        }),
        **kwargs
    )
