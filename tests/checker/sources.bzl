"""The C++ sources of targets and of all they depend on in this workspace, as data for a test."""

_Sources = provider("The files of a target and of its dependencies.", fields = ["files"])

def _collect_impl(_target, ctx):
    own = []
    for attribute in ["srcs", "hdrs"]:
        for label in getattr(ctx.rule.attr, attribute, []):
            own += label.files.to_list()
    below = [dep[_Sources].files for dep in getattr(ctx.rule.attr, "deps", []) if _Sources in dep]
    is_ours = ctx.label.workspace_name == ""
    return [_Sources(files = depset(own if is_ours else [], transitive = below if is_ours else []))]

_collect = aspect(implementation = _collect_impl, attr_aspects = ["deps"])

def _workspace_sources_impl(ctx):
    files = depset(transitive = [target[_Sources].files for target in ctx.attr.targets])
    names = [file.short_path for file in files.to_list() if file.extension == "cpp" and file.is_source]
    ctx.actions.write(ctx.outputs.list, "\n".join(sorted(names)) + "\n")
    return [DefaultInfo(runfiles = ctx.runfiles([ctx.outputs.list], transitive_files = files))]

# Brings the sources and headers into a test's runfiles, and NAME.txt, which names the sources, one a line.
workspace_sources = rule(
    implementation = _workspace_sources_impl,
    attrs = {"targets": attr.label_list(aspects = [_collect])},
    outputs = {"list": "%{name}.txt"},
)
