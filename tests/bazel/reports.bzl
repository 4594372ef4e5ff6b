"""What racecheck's aspect says about programs, as data for a test."""

load("//tool:racecheck.bzl", "racecheck_aspect_of_this_configuration")

def _reports_impl(ctx):
    groups = [target[OutputGroupInfo] for target in ctx.attr.programs]
    files = depset(transitive = [group.racecheck_text for group in groups] + [group.racecheck_sarif for group in groups])
    return [DefaultInfo(files = files, runfiles = ctx.runfiles(transitive_files = files))]

# Brings NAME.racecheck.text and NAME.racecheck.sarif of each program into a test's runfiles.
reports = rule(
    implementation = _reports_impl,
    attrs = {"programs": attr.label_list(aspects = [racecheck_aspect_of_this_configuration])},
)
