#!/usr/bin/env python3
"""Writes compile_commands.json of a Bazel workspace: `bazel run //tool:compile_commands [-- TARGETS] [BAZEL'S OPTIONS]`.

Without targets it takes //... ; the options are those of the build whose commands are meant, such as --config=gcc. Nothing is
compiled, so sources and headers that the build generates are only there after `bazel build`.
"""
import json
import os
import re
import subprocess
import sys

# What the compiler is told about modules (layering_check) and dependencies names files that only the build has.
OF_THE_BUILD = re.compile(r"-fmodule|-fno-implicit-modul|-fmodules|-Wprivate-header$|-fdepfile-entry=")
# A path that Bazel's own folder has and the workspace lacks, alone or with the option that it belongs to.
ELSEWHERE = re.compile(r"^(-I|-iquote|-isystem|-include|--sysroot=|-fsanitize-ignorelist=)?((?:bazel-out|external)/)")


def bazel(*arguments):
    command = [os.environ.get("BAZEL", "bazel"), *arguments]
    result = subprocess.run(command, stdout=subprocess.PIPE, check=False)
    if result.returncode != 0:
        sys.exit(f"compile_commands: '{' '.join(command)}' failed; mend what it says above, and try again")
    return result.stdout.decode()


def without_outputs(arguments):
    """The arguments without modules and precompiled headers; -Xclang goes with what it introduces."""
    kept = []
    for argument in arguments:
        if kept and kept[-1] == "-include-pch":
            kept.pop()
        elif not OF_THE_BUILD.match(argument):
            kept.append(argument)
        elif kept and kept[-1] == "-Xclang":
            kept.pop()
    return kept


def commands_in(actions, workspace, execution_root):
    """One command for each source; the first, where it is compiled in several ways."""
    commands = {}
    for action in actions:
        arguments = without_outputs(action.get("arguments", []))
        if "-c" not in arguments[:-1]:
            continue
        arguments = [ELSEWHERE.sub(rf"\g<1>{execution_root}/\g<2>", argument) for argument in arguments]
        file = arguments[arguments.index("-c") + 1]
        commands.setdefault(file, {"directory": workspace, "file": file, "arguments": arguments})
    return [commands[file] for file in sorted(commands)]


def main():
    workspace = os.environ.get("BUILD_WORKSPACE_DIRECTORY", os.getcwd())
    os.chdir(workspace)
    options = [word for word in sys.argv[1:] if word.startswith("-")]
    targets = [word for word in sys.argv[1:] if not word.startswith("-")] or ["//..."]
    query = f'mnemonic("CppCompile", {" + ".join(targets)})'
    execution_root = bazel("info", *options, "execution_root").strip()
    actions = json.loads(bazel("aquery", "--output=jsonproto", *options, query)).get("actions", [])
    commands = commands_in(actions, workspace, execution_root)
    with open("compile_commands.json", "w", encoding="utf-8") as file:
        json.dump(commands, file, indent=1)
        file.write("\n")
    print(f"compile_commands: wrote {len(commands)} commands to {workspace}/compile_commands.json")
    print("compile_commands: next: bazel run //tool -- -p . FILES, with the files of one program")


if __name__ == "__main__":
    main()
