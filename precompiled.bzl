"""Headers that many sources include, read by the compiler once: half the time of a test's compilation was the same reading again.

A library whose headers are long is followed by its precompiled_headers, and the sources that include them get the flags below. This
is for builds that are waited for, those with Clang and without -c opt, sanitized or not; all others (//:precompiles says which), and
whoever takes commands from compile_commands.json, read the headers themselves: a source includes what it uses and compiles alone.

Clang refuses headers that were precompiled with other flags, and says so. After an upgrade of Debian's packages it may refuse those
that are left from before: `bazel clean` mends it.
"""

load("@bazel_tools//tools/build_defs/cc:action_names.bzl", "CPP_COMPILE_ACTION_NAME")
load("@bazel_tools//tools/cpp:toolchain_utils.bzl", "find_cpp_toolchain")

def _precompile_flag_impl(_ctx):
    return []

precompile_flag = rule(
    implementation = _precompile_flag_impl,
    build_setting = config.bool(flag = True),
)

# What most sources include of the standard library, with fmt; and what tests do, with GoogleTest.
STANDARD_HEADERS = [
    "fmt/format.h",
    "algorithm",
    "array",
    "atomic",
    "chrono",
    "condition_variable",
    "filesystem",
    "fstream",
    "functional",
    "map",
    "memory",
    "mutex",
    "optional",
    "set",
    "span",
    "string",
    "thread",
    "utility",
    "vector",
]
TEST_HEADERS = [
    "gmock/gmock.h",
    "gtest/gtest.h",
    "nlohmann/json.hpp",
    "random",
] + STANDARD_HEADERS

# No file of this workspace or sandbox stands in the output, and no time: it is the same wherever it is made. What lies in the folder
# in which every action runs is kept by its name there, as if that folder were a system's root.
_COPTS = [
    "-fpch-instantiate-templates",
    "-Xclang",
    "-fno-pch-timestamp",
    "-working-directory=/proc/self/cwd",
    "-relocatable-pch",
    "-Xclang",
    "-isysroot",
    "-Xclang",
    "/proc/self/cwd",
    "-fmodules-strict-decluse",  # as layering_check has it: to this, too, users must be equal
    "-x",
    "c++-header",
]

def _precompiled_headers_impl(ctx):
    toolchain = find_cpp_toolchain(ctx)
    features = cc_common.configure_features(
        ctx = ctx,
        cc_toolchain = toolchain,
        requested_features = ctx.features,
        # They need files that only the compiler's own actions have.
        unsupported_features = ctx.disabled_features + ["layering_check", "module_maps"],
    )
    context = cc_common.merge_cc_infos(cc_infos = [dep[CcInfo] for dep in ctx.attr.deps]).compilation_context
    output = ctx.actions.declare_file(ctx.label.name + ".pch")
    options = ctx.fragments.cpp
    variables = cc_common.create_compile_variables(
        feature_configuration = features,
        cc_toolchain = toolchain,
        source_file = "-",
        output_file = output.path,
        use_pic = True,  # as all that this build compiles
        user_compile_flags = options.copts + options.cxxopts + ctx.attr.copts + _COPTS,
        quote_include_directories = context.quote_includes,
        system_include_directories = context.system_includes,
    )
    command = cc_common.get_memory_inefficient_command_line(
        feature_configuration = features,
        action_name = CPP_COMPILE_ACTION_NAME,
        variables = variables,
    )
    compiler = cc_common.get_tool_for_action(feature_configuration = features, action_name = CPP_COMPILE_ACTION_NAME)
    text = "".join(['#include "{}"\n'.format(header) for header in ctx.attr.headers])
    ctx.actions.run_shell(
        command = 'printf %s "$1" | "${@:2}"',
        arguments = [text, compiler] + command,
        inputs = depset(transitive = [toolchain.all_files, context.headers]),
        outputs = [output],
        mnemonic = "PrecompileHeaders",
        progress_message = "Precompiling {}".format(ctx.label),
    )
    return [
        DefaultInfo(files = depset([output])),
        CcInfo(compilation_context = cc_common.create_compilation_context(headers = depset([output]))),
    ]

# NAME.pch, for a dependency of whoever is compiled with it.
precompiled_headers = rule(
    implementation = _precompiled_headers_impl,
    attrs = {
        "copts": attr.string_list(doc = "Those of all users."),
        "deps": attr.label_list(providers = [CcInfo], doc = "Libraries that have the headers; none for those of the system."),
        "headers": attr.string_list(doc = "The headers, as a source names them."),
        "_cc_toolchain": attr.label(default = "@bazel_tools//tools/cpp:current_cc_toolchain"),
    },
    fragments = ["cpp"],
    toolchains = ["@bazel_tools//tools/cpp:toolchain_type"],
    incompatible_use_toolchain_transition = True,
)

def _use(name):
    """Flags for who depends on the target; the second lets Bazel know that the output is used."""
    file = "$(BINDIR)/{}.pch".format(name)
    return [
        "-include-pch",
        file,
        "-Xclang",
        "-fdepfile-entry=" + file,
        "-Xclang",
        "-isysroot",
        "-Xclang",
        ".",
    ]

# For sources that include Clang's headers: those are compiled without type information, as LLVM itself is. -MMD, since the list of
# a source's headers need not name LLVM's: the precompiled ones stand for them. (That leaves the toolchain's -MD unused.)
CLANG_COPTS = ["-fno-rtti"] + select({
    "//:precompiles": _use("external/llvm/precompiled_clang") + ["-MMD", "-Wno-unused-command-line-argument"],
    "//conditions:default": [],
})

def _copts(label):
    """Flags for who depends on the target, also where this workspace is another's repository."""
    repository = native.repository_name()[1:]
    folder = "external/{}/".format(repository) if repository else ""
    return select({
        "//:precompiles": _use(folder + label[len("//"):].replace(":", "/")),
        "//conditions:default": [],
    })

def _deps(label):
    return select({
        "//:precompiles": [label],
        "//conditions:default": [],
    })

def _with_precompiled(rule, headers, copts, deps, kwargs):
    """A target with flags or features of its own reads its headers itself."""
    if copts or "features" in kwargs:
        rule(copts = copts, deps = deps, **kwargs)
    else:
        rule(copts = _copts(headers), deps = deps + _deps(headers), **kwargs)

def _common(deps, is_test = False):
    """The longest headers that who has these dependencies uses; a list with a select in it tells nothing."""
    known = deps if type(deps) == "list" else []
    tests = is_test or "//third_party:gtest" in known
    if "//runtime:mp" in known:
        return "//runtime:precompiled_mp_test" if tests else "//runtime:precompiled_mp"
    return "//third_party:precompiled_gtest" if tests else "//third_party:precompiled_std"

def cc_library(copts = [], deps = [], precompiled = None, **kwargs):
    """A library, with its longest headers precompiled: those of its dependencies, or what it names."""
    _with_precompiled(native.cc_library, precompiled or _common(deps), copts, deps, kwargs)

def cc_binary(copts = [], deps = [], **kwargs):
    """A program, with its longest headers precompiled."""
    _with_precompiled(native.cc_binary, _common(deps), copts, deps, kwargs)

def cc_test(copts = [], deps = [], **kwargs):
    """A test that uses GoogleTest, with that and its longest headers precompiled."""
    _with_precompiled(native.cc_test, _common(deps, is_test = True), copts, deps, kwargs)
