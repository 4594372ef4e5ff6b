#!/usr/bin/env python3
"""Runs racecheck over real programs: `bazel run -c opt //tests/real_code -- [OPTIONS] PACKAGES`.

Each package is the name of a Debian source package (packages.json tells how some are built), or the path of a source tree. Its
sources are fetched, its own build is watched, and racecheck looks at what was compiled. One line tells what became of it. It needs a
network, dpkg-dev, bear, and what the packages' builds need; the working folder keeps sources and findings (NAME.txt, NAME.json).
Exits with 1 when racecheck crashed, ran out of time, or lost a unit in a crash; with 2 when a package could not be had.
"""
import argparse
import json
import os
import resource
import signal
import subprocess
import sys
import time

from commands import build, select
from sources import Archive, NotThere

HERE = os.path.dirname(os.path.abspath(__file__))
COLUMNS = "{:<14} {:<26} {:>8} {:>6} {:>9} {:>8} {:>7} {:>5} {:>6}  {}"
HEAD = COLUMNS.format("package", "version", "lines", "units", "findings", "seconds", "MB", "lost", "crash", "end")


def lines_in(files):
    """Lines that are not empty, of the units themselves; headers are not counted."""
    count = 0
    for name in files:
        with open(name, "rb") as file:
            count += sum(1 for line in file if line.strip())
    return count


class Outcome:
    """What one run of a program cost, and how it ended."""

    def __init__(self, command, output, limit, megabytes):
        start = time.monotonic()
        with open(output, "wb") as file:
            child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=file, stdin=subprocess.DEVNULL, start_new_session=True)
        if megabytes:
            resource.prlimit(child.pid, resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))
        self.is_late = False
        signal.signal(signal.SIGALRM, lambda *_: self._end(child.pid))
        signal.alarm(limit)
        _, status, usage = os.wait4(child.pid, 0)
        signal.alarm(0)
        child.returncode = os.waitstatus_to_exitcode(status)
        self.seconds = time.monotonic() - start
        self.megabytes = usage.ru_maxrss // 1024
        self.code = child.returncode

    def _end(self, pid):
        self.is_late = True
        os.killpg(pid, signal.SIGKILL)

    def word(self):
        if self.is_late:
            return "time-out"
        return signal.Signals(-self.code).name if self.code < 0 else "ok"


def check(options, database, name):
    """Runs racecheck; returns its outcome and its report, None without one."""
    report = os.path.join(options.work, f"{name}.json")
    if os.path.exists(report):
        os.remove(report)
    command = [options.racecheck, "--quiet", "-p", database, "--format=json", "--output", report]
    outcome = Outcome(command, os.path.join(options.work, f"{name}.errors"), options.limit, options.memory)
    try:
        with open(report, encoding="utf-8") as file:
            return outcome, json.load(file)
    except (OSError, ValueError):
        return outcome, None


def write_findings(report, path):
    """The findings for a reader: one paragraph each."""
    with open(path, "w", encoding="utf-8") as file:
        for finding in report["findings"]:
            file.write(f"{finding['message']} [{finding['rule']}]\n")
            for access in finding["accesses"]:
                place = access["place"]
                locks = ", ".join(lock["name"] for lock in access["locks"]) or "none"
                file.write(f"  {place['file']}:{place['line']} in {place['function']}: {access['kind']} '{access['path']}', locks: {locks}\n")
                file.write(f"    {place['text'].strip()}\n")
                steps = [f"{step['kind']} {step['callee']} ({step['place']['file']}:{step['place']['line']})" for step in access["call_path"]]
                file.write(f"    from: {' > '.join(steps) or 'main'}\n")
            file.write(f"  {finding['why_parallel']}\n\n")


def line_for(package, options, recipe, archive):
    """Looks at one package; returns its line, and whether racecheck did what it should."""
    is_tree = os.sep in package
    name = os.path.basename(os.path.normpath(package))
    log = os.path.join(options.work, f"{name}.log")
    if is_tree:
        source, version = os.path.abspath(package), "-"
    else:
        source, version = archive.fetch(package, recipe.get("suite", "bookworm"), os.path.join(options.work, name))
    database = os.path.join(options.work, f"{name}.commands")
    files = select(build(source, recipe, log), source, recipe, database)
    outcome, report = check(options, database, name)
    report = report or {"findings": [], "not_analysed": []}
    write_findings(report, os.path.join(options.work, f"{name}.txt"))
    crashes = sum("internal bug" in sentence for sentence in report["not_analysed"]) + (outcome.code < 0 and not outcome.is_late)
    line = COLUMNS.format(name, version, lines_in(files), len(files), len(report["findings"]), f"{outcome.seconds:.1f}",
                          outcome.megabytes, len(report["not_analysed"]), crashes, outcome.word())
    return line, crashes == 0 and not outcome.is_late


def options_of(arguments):
    parser = argparse.ArgumentParser(prog="real_code", description=__doc__.split("\n\n", maxsplit=1)[1])
    parser.add_argument("packages", metavar="PACKAGE", nargs="*", help="without one: all of packages.json")
    parser.add_argument("--racecheck", default=os.path.join(os.getcwd(), "tool/racecheck"), help="the program that is run")
    parser.add_argument("--work", default="/var/tmp/racecheck_real_code", help="folder for sources and findings")
    parser.add_argument("--limit", type=int, default=600, help="seconds for one package (default: 600)")
    parser.add_argument("--memory", type=int, default=4096, help="most MB for one package, 0: no limit (default: 4096)")
    options = parser.parse_args(arguments)
    options.work = os.path.join(os.environ.get("BUILD_WORKING_DIRECTORY", "."), options.work)
    return options


def main():
    options = options_of(sys.argv[1:])
    os.makedirs(options.work, exist_ok=True)
    with open(os.path.join(HERE, "packages.json"), encoding="utf-8") as file:
        recipes = json.load(file)
    suites = {recipe.get("suite", "bookworm") for recipe in recipes.values()} | {"bookworm"}
    archive = Archive(options.work, suites)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    print(HEAD.rstrip(), flush=True)
    code = 0
    for package in options.packages or recipes:
        try:
            line, is_good = line_for(package, options, recipes.get(package, {}), archive)
            print(line, flush=True)
            code = code if is_good else max(code, 1)
        except NotThere as error:
            print(f"real_code: {package}: {error}", file=sys.stderr, flush=True)
            code = 2
    return code


if __name__ == "__main__":
    sys.exit(main())
