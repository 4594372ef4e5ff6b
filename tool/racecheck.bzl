"""racecheck inside of Bazel: an aspect that summarises each C and C++ source in an action of its own, and judges each program.

    bazel build --config=racecheck //...

A source's summary is an action: Bazel caches it, runs it in a sandbox or elsewhere, and makes it anew when the source, one of its
headers, its flags or racecheck itself has changed. Each cc_binary and cc_test is one program: the union of the summaries below it.
Where something is found, the build fails and shows it. docs/bazel.md tells how to use it in another workspace.
"""

load("@bazel_tools//tools/build_defs/cc:action_names.bzl", "CPP_COMPILE_ACTION_NAME", "C_COMPILE_ACTION_NAME")

RacecheckInfo = provider(
    "What a program that links this target consists of, as far as this workspace holds it.",
    fields = {
        "sources": "depset of the sources and headers, which reports quote",
        "summaries": "depset of the summaries of the sources",
    },
)

_C = ["c"]
_CXX = ["cc", "cpp", "cxx", "c++", "C"]

# Findings, with which racecheck exits with 1, are an answer, and go into the file that is named first.
_REPORT = 'out=$1; shift; "$@" > "$out" || [ $? -eq 1 ]'

# Fails when there is something in the first file, and shows it.
_GATE = '[ ! -s "$1" ] || { cat "$1"; exit 1; }; : > "$2"'

# A target with this tag is judged, but does not fail a build.
_TAG = "no-racecheck"

def _context_of(target, ctx):
    """The headers and the defines that the target is compiled with."""
    if CcInfo in target:
        return target[CcInfo].compilation_context
    deps = [dep[CcInfo] for dep in ctx.rule.attr.deps if CcInfo in dep]
    return cc_common.merge_cc_infos(cc_infos = deps).compilation_context

def _expanded(ctx, flags):
    expanded = []
    for flag in flags:
        expanded += ctx.tokenize(ctx.expand_make_variables("flags", flag, {}))
    return expanded

def _without_precompiled(flags):
    """Headers that were precompiled for the compiler's own actions do not fit others: racecheck reads the headers themselves."""
    return [
        flag
        for i, flag in enumerate(flags)
        if flag != "-include-pch" and (i == 0 or flags[i - 1] != "-include-pch")
    ]

def _flags_for(ctx, toolchain, features, context, is_c):
    """What the toolchain's compiler gets, but the names of the source and the output."""
    options = ctx.fragments.cpp
    of_language = options.conlyopts if is_c else options.cxxopts
    attributes = ctx.rule.attr
    defines = context.defines.to_list() + _expanded(ctx, getattr(attributes, "local_defines", []))
    if ctx.rule.kind != "cc_library":
        defines += _expanded(ctx, attributes.defines)  # a library's are in its context
    variables = cc_common.create_compile_variables(
        feature_configuration = features,
        cc_toolchain = toolchain,
        user_compile_flags = options.copts + of_language + _without_precompiled(_expanded(ctx, attributes.copts)),
        include_directories = context.includes,
        quote_include_directories = context.quote_includes,
        system_include_directories = context.system_includes,
        preprocessor_defines = depset(defines),
    )
    return cc_common.get_memory_inefficient_command_line(
        feature_configuration = features,
        action_name = C_COMPILE_ACTION_NAME if is_c else CPP_COMPILE_ACTION_NAME,
        variables = variables,
    )

def _config(ctx):
    """The options that name the project's configuration, if it has one."""
    return ["--config", ctx.files._config[0].path] if ctx.files._config else []

def _summarize(ctx, source, flags, headers):
    place = source.short_path.replace("../", "external/")  # of a source that another repository holds
    summary = ctx.actions.declare_file("{}.racecheck/{}.summary".format(ctx.label.name, place))
    ctx.actions.run(
        executable = ctx.executable._racecheck,
        arguments = ["--quiet"] + _config(ctx) + ["--summarize", summary.path, source.path, "--"] + flags,
        inputs = depset([source] + ctx.files._config, transitive = [headers]),
        outputs = [summary],
        mnemonic = "RacecheckSummarize",
        progress_message = "Summarising {}".format(source.short_path),
    )
    return summary

def _summaries_of(target, ctx, own_headers):
    toolchain = ctx.attr._cc_toolchain[cc_common.CcToolchainInfo]
    features = cc_common.configure_features(
        ctx = ctx,
        cc_toolchain = toolchain,
        requested_features = ctx.features,
        # They need files that only the compiler's own actions have.
        unsupported_features = ctx.disabled_features + ["layering_check", "module_maps"],
    )
    context = _context_of(target, ctx)
    headers = depset(own_headers, transitive = [context.headers])
    summaries = []
    for source in ctx.rule.files.srcs:
        if source.extension in _C + _CXX:
            flags = _flags_for(ctx, toolchain, features, context, source.extension in _C)
            summaries.append(_summarize(ctx, source, flags, headers))
    return summaries

def _report(ctx, format, info):
    """A file with the findings, empty as text when there are none."""
    report = ctx.actions.declare_file("{}.racecheck.{}".format(ctx.label.name, format))
    arguments = ctx.actions.args()
    arguments.add(report)
    arguments.add(ctx.executable._racecheck)
    arguments.add("--quiet")
    arguments.add("--format=" + format)
    arguments.add_all(_config(ctx))
    arguments.add("--merge")
    arguments.add_all(info.summaries)
    ctx.actions.run_shell(
        command = _REPORT,
        arguments = [arguments],
        inputs = depset(ctx.files._config, transitive = [info.summaries, info.sources]),
        tools = [ctx.executable._racecheck],
        outputs = [report],
        mnemonic = "RacecheckMerge",
        progress_message = "Looking for races in {}".format(ctx.label),
    )
    return report

def _gate(ctx, report):
    """Fails when the report says something, and shows it."""
    passed = ctx.actions.declare_file(ctx.label.name + ".racecheck.passed")
    ctx.actions.run_shell(
        command = _GATE,
        arguments = [report.path, passed.path],
        inputs = [report],
        outputs = [passed],
        mnemonic = "RacecheckGate",
        progress_message = "Reading what was found in {}".format(ctx.label),
    )
    return passed

def _racecheck_aspect_impl(target, ctx):
    is_ours = ctx.label.workspace_name == ""
    if not is_ours or ctx.rule.kind not in ["cc_library", "cc_binary", "cc_test"]:
        return []
    deps = [dep[RacecheckInfo] for dep in ctx.rule.attr.deps if RacecheckInfo in dep]
    own = ctx.rule.files.srcs + getattr(ctx.rule.files, "hdrs", []) + getattr(ctx.rule.files, "textual_hdrs", [])
    info = RacecheckInfo(
        summaries = depset(_summaries_of(target, ctx, own), transitive = [dep.summaries for dep in deps]),
        sources = depset(own, transitive = [dep.sources for dep in deps]),
    )
    if ctx.rule.kind == "cc_library":
        return [info, OutputGroupInfo(racecheck = info.summaries)]
    report = _report(ctx, "text", info)
    gate = [report if _TAG in ctx.rule.attr.tags else _gate(ctx, report)]
    return [info, OutputGroupInfo(
        racecheck = depset(gate),
        racecheck_text = depset([report]),
        racecheck_sarif = depset([_report(ctx, "sarif", info)]),
        racecheck_summaries = info.summaries,
    )]

def _racecheck_aspect(configuration):
    return aspect(
        implementation = _racecheck_aspect_impl,
        attr_aspects = ["deps"],
        attrs = {
            "_racecheck": attr.label(default = "//tool:racecheck", executable = True, cfg = configuration),
            "_config": attr.label(default = "//tool:racecheck_config", allow_files = True),
            "_cc_toolchain": attr.label(default = "@bazel_tools//tools/cpp:current_cc_toolchain"),
        },
        fragments = ["cpp"],
        toolchains = ["@bazel_tools//tools/cpp:toolchain_type"],
        incompatible_use_toolchain_transition = True,
    )

# racecheck runs on the machine that builds, whatever the build is for.
racecheck_aspect = _racecheck_aspect("host")

# The same with the racecheck of the build's own configuration, which tests have built anyway.
racecheck_aspect_of_this_configuration = _racecheck_aspect("target")
