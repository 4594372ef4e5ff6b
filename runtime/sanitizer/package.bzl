"""The sanitizer for programs that Bazel does not build: one archive, and files of flags for the compiler.

`clang++-19 --config=FOLDER/racelab_tsan.cfg my.cpp` compiles and links with them. A shared library takes racelab_tsan_library.cfg:
a second copy of the archive in one process would call itself for libc. `FOLDER/racelab_tsan_g++ my.cpp` is gcc 12 with it.
"""

load("//:sanitizer.bzl", "MODES", "mode_transition")


def _archives(linking_context):
    archives = []
    for linker_input in linking_context.linker_inputs.to_list():
        for library in linker_input.libraries:
            archive = library.pic_static_library or library.static_library
            if archive:
                archives.append(archive)
    return archives

def _merged(ctx, name, archives):
    merged = ctx.actions.declare_file("lib{}.a".format(name))
    ctx.actions.run_shell(
        outputs = [merged],
        inputs = archives,
        command = "printf '%s\\n' \"$@\" | ar -M",
        arguments = ["create " + merged.path] + ["addlib " + each.path for each in archives] + ["save", "end"],
        mnemonic = "MergeArchives",
    )
    return merged

def _wraps(linking_context):
    flags = [flag for each in linking_context.linker_inputs.to_list() for flag in each.user_link_flags]
    return [flag for flag in flags if flag.startswith("-Wl,--wrap=")]

def _write(ctx, name, flags):
    file = ctx.actions.declare_file(name + ".cfg")
    ctx.actions.write(file, "\n".join(["# Flags for clang 19: clang++-19 --config={}.cfg".format(name)] + flags) + "\n")
    return file

# In the place of gcc 12: what clang reads from a file beside the archive needs a path here.
_GCC = """#!/bin/sh
# {compiler} 12 with the sanitizer, as the compiler of a build: {name} -O1 my.c
here=$(dirname "$(readlink -f "$0")")
archive="-Wl,--whole-archive,$here/{archive},--no-whole-archive -lstdc++"
for word; do
  [ "$word" != -shared ] || archive=  # the program's is for all
done
exec {compiler}-12 {flags} -fdebug-prefix-map="$PWD=." "$@" $archive
"""

# As in MODES, in gcc's words. Its builtins would be accesses that nobody is told of.
_GCC_FLAGS = ["-g", "-U_FORTIFY_SOURCE", "-fno-omit-frame-pointer", "-fno-optimize-sibling-calls", "-fno-builtin", "-fsanitize=thread"]

def _gcc_scripts(ctx, library, archive, flags):
    files = []
    for compiler in ["gcc", "g++"]:
        name = "{}_{}".format(library, compiler)
        file = ctx.actions.declare_file(name)
        ctx.actions.write(file, is_executable = True, content = _GCC.format(
            archive = archive.basename,
            compiler = compiler,
            flags = " ".join(_GCC_FLAGS + flags),
            name = name,
        ))
        files.append(file)
    return files

# gcc has no flag that compiles with ThreadSanitizer and links without its runtime, so it finds an empty one first.
def _for_gcc_without_thread_sanitizer(ctx, library, archive):
    libraries = library + "_gcc_libraries"
    empty = ctx.actions.declare_file(libraries + "/libtsan.a")
    ctx.actions.write(empty, "!<arch>\n")
    return [empty] + _gcc_scripts(ctx, library, archive, ['-L"$here/{}"'.format(libraries)])

# With what clang's ThreadSanitizer has, and gcc's has not.
def _for_gcc_with_thread_sanitizer(ctx, library, archives, wraps):
    archive = _merged(ctx, library + "_gcc", archives + _archives(ctx.attr.missing_in_gcc[0][CcInfo].linking_context))
    return [archive] + _gcc_scripts(ctx, library, archive, wraps)

def _program(name):
    return [
        "-Wl,--whole-archive,<CFGDIR>/lib{}.a,--no-whole-archive".format(name),
        "-Wl,--push-state,--no-as-needed,-lstdc++,--pop-state",  # for programs in C
    ]

# With the entry points as the compiler keeps them for the linker, for programs that are compiled so.
def _in_line(ctx, library, archive, flags):
    name = library + "_lto"
    entry_points = [file for file in ctx.files.entry_points_in_line if file.extension == "a"][-1]
    with_them = ctx.actions.declare_file("lib{}.a".format(name))
    ctx.actions.run_shell(
        outputs = [with_them],
        inputs = [archive, entry_points],
        command = "cp $1 $3 && chmod u+w $3 && ar d $3 $(ar t $1 | grep entry_points) && " +
                  "printf '%s\\n' \"open $3\" \"addlib $2\" save end | ar -M",
        arguments = [archive.path, entry_points.path, with_them.path],
        mnemonic = "MergeArchives",
    )
    # What the flags say to the code generator, it has to hear when it runs.
    lto = ["-flto", "-Wl,-plugin-opt=-enable-tail-merge=0"]
    return [with_them, _write(ctx, name, flags + lto + _program(name))]

def _sanitizer_package_impl(ctx):
    context = ctx.attr.library[0][CcInfo].linking_context
    archives = _archives(context)
    wraps = _wraps(context)
    name = "racelab_" + ctx.attr.mode
    mode = MODES[ctx.attr.mode]
    archive = _merged(ctx, name, archives)
    flags = (
        [flag for flag in mode.copts if flag != "-O1"] +
        mode.linkopts +
        # The flag that compiles with it must not link it.
        ([] if "-fsanitize=thread" in mode.linkopts else ["-fno-sanitize-link-runtime"]) +
        wraps
    )
    files = [archive, _write(ctx, name, flags + _program(name)), _write(ctx, name + "_library", flags)]
    if ctx.attr.mode == "tsan":
        files += _for_gcc_with_thread_sanitizer(ctx, name, archives, wraps)
    else:
        files += _for_gcc_without_thread_sanitizer(ctx, name, archive)
        files += _in_line(ctx, name, archive, flags)
    return [DefaultInfo(files = depset(files), runfiles = ctx.runfiles(files))]

sanitizer_package = rule(
    implementation = _sanitizer_package_impl,
    attrs = {
        "library": attr.label(mandatory = True, providers = [CcInfo], cfg = mode_transition),
        "missing_in_gcc": attr.label(providers = [CcInfo], cfg = mode_transition),
        "entry_points_in_line": attr.label(providers = [CcInfo], cfg = mode_transition),
        "mode": attr.string(mandatory = True, values = MODES.keys()),
        "_allowlist_function_transition": attr.label(
            default = "@bazel_tools//tools/allowlists/function_transition_allowlist",
        ),
    },
)
