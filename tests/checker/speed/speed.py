#!/usr/bin/env python3
"""Measures racecheck beside the compiler that parses the same files, and beside two other checkers.

    bazel run -c opt //tests/checker:speed                    prints what it measured
    bazel run -c opt //tests/checker:speed -- --write docs    and writes docs/racecheck_speed.md and docs/racecheck_growth.svg
"""
import argparse
import glob
import os
import pathlib
import platform
import shutil
import subprocess
import tempfile

from cost import cost_of
from page import growth_table, growth_verdict, plot, table, verdict
from programs import generate

JOBS = 2
SIZES = [10_000, 20_000, 50_000, 100_000, 200_000, 500_000]  # lines

PAGE = """# How fast racecheck is

Measured in one run by `bazel run -c opt //tests/checker:speed -- --write docs`, which writes this page, with {machine}.
Each tool gets {jobs} jobs. Processor time is of all its processes, and is what a busy machine changes least; memory is that of the biggest of
them. Ratios are to the compiler, which parses the same files and does nothing else. {tools}

## A C++ library: `runtime/sanitizer`, {files} files

Flags: `{flags}`

{library}
{library_goals}
## A generated C program, {lines:,} lines

Flags: `{program_flags}`

{program}
{program_goals}
## Growth

Files of 1,000 lines: three functions of four compute, one takes a lock, and two threads call them all.

{growth}
{growth_goal}
![processor time over lines](racecheck_growth.svg)
"""


def version_of(command):
    output = subprocess.run([command, "--version"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False).stdout.decode()
    numbers = [word for word in output.split() if word[0].isdigit() and "." in word]
    return numbers[0].split("+")[0] if numbers else "?"


def measure_racecheck(racecheck, files, flags, folder, kept):
    """Runs of racecheck over the files, and the two parts of one; `kept` is a folder for what they keep."""
    own, behind = [racecheck, "--quiet", f"--jobs={JOBS}"], [*files, "--", *flags]
    summaries = [os.path.join(kept, f"{index}.summary") for index in range(len(files))]
    summarize = [[racecheck, "--quiet", "--summarize", name, file, "--", *flags] for name, file in zip(summaries, files)]
    cached = [*own, "--cache", os.path.join(kept, "cache"), *behind]
    return {
        "racecheck": cost_of([[*own, *behind]], folder=folder),
        "first": cost_of([cached], folder=folder),
        "second": cost_of([cached], folder=folder),
        "summarize": cost_of(summarize, JOBS, folder),
        "merge": cost_of([[*own, "--merge", *summaries]], folder=folder),
    }


def other_checkers(files, flags, folder):
    """Those that are installed: (name, cost) each."""
    rows = []
    if shutil.which("clang-tidy-19"):
        tidy = ["clang-tidy-19", "--quiet", "--checks=-*,concurrency-*"]
        rows.append(("clang-tidy 19, `concurrency-*`", cost_of([[*tidy, file, "--", *flags] for file in files], JOBS, folder)))
    if shutil.which("cppcheck"):
        includes = [f"-I{flags[index + 1]}" for index, flag in enumerate(flags) if flag == "-iquote"]
        rows.append(("cppcheck", cost_of([["cppcheck", "--quiet", f"-j{JOBS}", *includes, *files]], folder=folder)))
    return rows


def compare(racecheck, files, flags, folder):
    """All tools over one set of files: a table, and what became of the goals."""
    compiler = [["clang-19", "-fsyntax-only", "-w", *flags, file] for file in files]
    measured = {"clang": cost_of(compiler, JOBS, folder)}
    with tempfile.TemporaryDirectory() as kept:
        measured.update(measure_racecheck(racecheck, files, flags, folder, kept))
    rows = [
        ("`clang-19 -fsyntax-only`", measured["clang"]),
        ("racecheck", measured["racecheck"]),
        ("racecheck `--cache`, first run", measured["first"]),
        ("racecheck `--cache`, nothing changed", measured["second"]),
        ("only `racecheck --summarize`", measured["summarize"]),
        ("only `racecheck --merge`", measured["merge"]),
    ]
    return table("tool", rows + other_checkers(files, flags, folder)), verdict(measured)


def growth(racecheck, sizes):
    """(lines, what clang cost, what racecheck cost) for generated programs of these sizes."""
    points = []
    for lines in sizes:
        with tempfile.TemporaryDirectory() as folder:
            files = generate(folder, lines)
            clang = cost_of([["clang-19", "-fsyntax-only", "-w", file] for file in files], JOBS, folder)
            whole = cost_of([[racecheck, "--quiet", f"--jobs={JOBS}", *files]], folder=folder)
            points.append((lines, clang, whole))
    return points


def machine():
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        models = [line.split(":", 1)[1].strip() for line in file if line.startswith("model name")]
    kind = models[0] if models else platform.machine()
    return f"{os.cpu_count()} processors ({kind}), Linux {platform.release().split('-')[0]}"


def page_for(racecheck, library, sizes):
    """The page, and the plot."""
    flags = ["-std=gnu++20", "-pthread", "-iquote", "."]
    library_table, library_goals = compare(racecheck, library, flags, os.getcwd())
    program_flags = ["-pthread"]
    with tempfile.TemporaryDirectory() as folder:
        program_table, program_goals = compare(racecheck, generate(folder, sizes[0]), program_flags, folder)
    points = growth(racecheck, sizes)
    tools = ", ".join(f"{name} {version_of(name)}" for name in ("clang-19", "clang-tidy-19", "cppcheck") if shutil.which(name))
    page = PAGE.format(
        machine=machine(), jobs=JOBS, tools=tools + ".", files=len(library), flags=" ".join(flags), library=library_table,
        library_goals=library_goals, lines=sizes[0], program_flags=" ".join(program_flags), program=program_table,
        program_goals=program_goals, growth=growth_table(points), growth_goal=growth_verdict(points),
    )
    return page, plot(points)


def main():
    parser = argparse.ArgumentParser(prog="speed", description="Measures racecheck beside the compiler and other checkers.")
    parser.add_argument("--write", metavar="DIR", help="folder for racecheck_speed.md and racecheck_growth.svg")
    parser.add_argument("--lines", type=int, nargs="+", default=SIZES, metavar="N", help="sizes of the generated programs")
    parser.add_argument("--library", default="runtime/sanitizer/*/*.cpp", metavar="GLOB", help="the sources of the C++ library")
    parser.add_argument("--racecheck", default="tool/racecheck", help="the program that is measured")
    options = parser.parse_args()
    library = sorted(glob.glob(options.library))
    if not library:
        parser.error(f"no file matches '{options.library}'")
    page, svg = page_for(os.path.abspath(options.racecheck), library, sorted(options.lines))
    print(page)
    if options.write:
        folder = pathlib.Path(os.environ.get("BUILD_WORKING_DIRECTORY", "."), options.write)
        (folder / "racecheck_speed.md").write_text(page, encoding="utf-8")
        (folder / "racecheck_growth.svg").write_text(svg, encoding="utf-8")


if __name__ == "__main__":
    main()
