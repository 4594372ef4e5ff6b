"""Headers that many sources include, read by the compiler once: half the time of a test's compilation was the same reading again.

A face in //third_party carries its precompiled_headers, and the sources that include them get the flags below. This is for builds
that are waited for, those with Clang and without -c opt, sanitized or not; all others (//:precompiles says which), and whoever takes
commands from compile_commands.json, read the headers themselves: a source includes what it uses and compiles alone.

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

# No file of this workspace or sandbox stands in the output, and no time: it is the same wherever it is made.
_COPTS = [
    "-fpch-instantiate-templates",
    "-Xclang",
    "-fno-pch-timestamp",
    "-working-directory=/proc/self/cwd",
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
        system_include_directories = context.system_includes,
    )
    command = cc_common.get_memory_inefficient_command_line(
        feature_configuration = features,
        action_name = CPP_COMPILE_ACTION_NAME,
        variables = variables,
    )
    compiler = cc_common.get_tool_for_action(feature_configuration = features, action_name = CPP_COMPILE_ACTION_NAME)
    text = "".join(["#include <{}>\n".format(header) for header in ctx.attr.headers])
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
        "headers": attr.string_list(doc = "The headers, as a source includes them."),
        "_cc_toolchain": attr.label(default = "@bazel_tools//tools/cpp:current_cc_toolchain"),
    },
    fragments = ["cpp"],
    toolchains = ["@bazel_tools//tools/cpp:toolchain_type"],
    incompatible_use_toolchain_transition = True,
)

def _use(name):
    """Flags for who depends on the target; the second lets Bazel know that the output is used."""
    file = "$(BINDIR)/{}.pch".format(name)
    return ["-include-pch", file, "-Xclang", "-fdepfile-entry=" + file]

# For sources that include Clang's headers: those are compiled without type information, as LLVM itself is. -MMD, since the list of
# a source's headers need not name LLVM's: the precompiled ones stand for them. (That leaves the toolchain's -MD unused.)
CLANG_COPTS = ["-fno-rtti"] + select({
    "//:precompiles": _use("external/llvm/precompiled_clang") + ["-MMD", "-Wno-unused-command-line-argument"],
    "//conditions:default": [],
})

def _copts(name):
    """Flags for who depends on //third_party's `name`, also where this workspace is another's repository."""
    repository = native.repository_name()[1:]
    folder = "external/{}/third_party/".format(repository) if repository else "third_party/"
    return select({
        "//:precompiles": _use(folder + name),
        "//conditions:default": [],
    })

def _with_standard_headers(rule, copts, deps, kwargs):
    """A target with flags or features of its own reads its headers itself."""
    if copts or "features" in kwargs:
        rule(copts = copts, deps = deps, **kwargs)
    else:
        rule(copts = _copts("precompiled_std"), deps = deps + ["//third_party:std"], **kwargs)

def cc_library(copts = [], deps = [], **kwargs):
    """A library, with the standard library's headers precompiled."""
    _with_standard_headers(native.cc_library, copts, deps, kwargs)

def cc_binary(copts = [], deps = [], **kwargs):
    """A program, with the standard library's headers precompiled."""
    _with_standard_headers(native.cc_binary, copts, deps, kwargs)

def cc_test(copts = [], **kwargs):
    """A test that uses GoogleTest, with its headers and the standard library's precompiled."""
    native.cc_test(copts = copts or _copts("precompiled_gtest"), **kwargs)
