#!/usr/bin/env python3
"""What the sanitizer costs: `bazel run -c opt //tests/sanitizer/speed`.

Compiles kernels.cpp plain, with ThreadSanitizer alone (TSan), with it and the reads of updates that the compiler leaves out and ours
puts in (reads), in each mode of the sanitizer, and in the second one with the entry points in line (lto), all with -O2. Runs each
kernel in all of them by turns, round after round, and prints the medians of what a step takes, and of the ratios within a round. It
takes some minutes; on a machine that does something else the figures are worth little.
"""
import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile

# Bazel starts it where all of its files are, by their paths in the repository.
KERNELS = "tests/sanitizer/speed/kernels.cpp"
PACKAGE = "runtime/sanitizer"
MODES = {
    "plain": [],
    "TSan": ["-fsanitize=thread", "-g"],
    "reads": ["-fsanitize=thread", "-g", "-mllvm", "-tsan-instrument-read-before-write=1"],
    "tsan": [f"--config={PACKAGE}/racelab_tsan.cfg"],
    "procsan": [f"--config={PACKAGE}/racelab_procsan.cfg"],
    "lto": [f"--config={PACKAGE}/racelab_procsan_lto.cfg"],
}
RATIOS = [("tsan", "TSan"), ("tsan", "reads"), ("procsan", "plain"), ("lto", "plain"), ("TSan", "plain")]
MEMORY = "shared_memory_bytes"


def build(folder):
    programs = {}
    for mode, flags in MODES.items():
        programs[mode] = os.path.join(folder, mode)
        subprocess.run(["clang++-19", *flags, "-std=c++20", "-O2", KERNELS, "-lbenchmark", "-pthread", "-o",
                        programs[mode]], check=True)
    return programs


def run(program, kernel):
    """Nanoseconds for a step, or bytes for a byte."""
    output = subprocess.run([program, f"--benchmark_filter=^{kernel}(/|$)", "--benchmark_format=json", "--benchmark_min_time=0.1"],
                            check=True, capture_output=True, text=True).stdout
    result = json.loads(output)["benchmarks"][0]
    return result["bytes"] if kernel == MEMORY else 1e9 / result["items_per_second"]


def kernels(program):
    names = subprocess.run([program, "--benchmark_list_tests"], check=True, capture_output=True, text=True).stdout.split()
    return [name.split("/")[0] for name in names]


def main():
    parser = argparse.ArgumentParser(prog="speed", description=__doc__.split("\n\n", maxsplit=1)[1])
    parser.add_argument("--rounds", type=int, default=9, help="of all kernels in all modes (default: 9)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        programs = build(folder)
        names = kernels(programs["plain"])
        seen = {(name, mode): [] for name in names for mode in MODES}
        for _ in range(options.rounds):
            for name, mode in seen:
                seen[name, mode].append(run(programs[mode], name))
    heads = list(MODES) + [f"{one}/{other}" for one, other in RATIOS]
    print(f"{'ns a step, ratios of a round; medians of ' + str(options.rounds):<44}" + "".join(f"{head:>14}" for head in heads))
    for name in names:
        figures = [statistics.median(seen[name, mode]) for mode in MODES]
        ratios = [statistics.median(a / b for a, b in zip(seen[name, one], seen[name, other])) for one, other in RATIOS]
        print(f"{name:<44}" + "".join(f"{figure:>14.2f}" for figure in figures + ratios))
    return 0


if __name__ == "__main__":
    sys.exit(main())
