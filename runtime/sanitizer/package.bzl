"""The sanitizer for programs that Bazel does not build: one archive, and files of flags for the compiler.

`clang++-19 --config=FOLDER/racelab_tsan.cfg my.cpp` compiles and links with them. A shared library takes racelab_tsan_library.cfg:
a second copy of the archive in one process would call itself for libc.
"""

load("//:sanitizer.bzl", "MODES", "mode_transition")


def _objects(linking_context):
    archives = []
    for linker_input in linking_context.linker_inputs.to_list():
        for library in linker_input.libraries:
            archive = library.pic_static_library or library.static_library
            if archive:
                archives.append(archive)
    return archives

def _wraps(linking_context):
    flags = [flag for each in linking_context.linker_inputs.to_list() for flag in each.user_link_flags]
    return [flag for flag in flags if flag.startswith("-Wl,--wrap=")]

def _write(ctx, name, flags):
    file = ctx.actions.declare_file(name + ".cfg")
    ctx.actions.write(file, "\n".join(["# Flags for clang 19: clang++-19 --config={}.cfg".format(name)] + flags) + "\n")
    return file

def _sanitizer_package_impl(ctx):
    context = ctx.attr.library[0][CcInfo].linking_context
    archives = _objects(context)
    name = "racelab_" + ctx.attr.mode
    mode = MODES[ctx.attr.mode]
    archive = ctx.actions.declare_file("lib{}.a".format(name))
    script = ["create " + archive.path] + ["addlib " + each.path for each in archives] + ["save", "end"]
    ctx.actions.run_shell(
        outputs = [archive],
        inputs = archives,
        command = "printf '%s\\n' \"$@\" | ar -M",
        arguments = script,
        mnemonic = "MergeArchives",
    )
    flags = (
        [flag for flag in mode.copts if flag != "-O1"] +
        mode.linkopts +
        # The flag that compiles with it must not link it.
        ([] if "-fsanitize=thread" in mode.linkopts else ["-fno-sanitize-link-runtime"]) +
        _wraps(context)
    )
    program = [
        "-Wl,--whole-archive,<CFGDIR>/lib{}.a,--no-whole-archive".format(name),
        "-Wl,--push-state,--no-as-needed,-lstdc++,--pop-state",  # for programs in C
    ]
    files = [archive, _write(ctx, name, flags + program), _write(ctx, name + "_library", flags)]
    return [DefaultInfo(files = depset(files), runfiles = ctx.runfiles(files))]

sanitizer_package = rule(
    implementation = _sanitizer_package_impl,
    attrs = {
        "library": attr.label(mandatory = True, providers = [CcInfo], cfg = mode_transition),
        "mode": attr.string(mandatory = True, values = MODES.keys()),
        "_allowlist_function_transition": attr.label(
            default = "@bazel_tools//tools/allowlists/function_transition_allowlist",
        ),
    },
)
