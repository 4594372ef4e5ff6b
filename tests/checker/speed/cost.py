"""What commands cost: time of processors, memory, time on the clock."""
import concurrent.futures
import json
import os
import resource
import subprocess
import sys
import time


class Cost:
    """What some commands cost together. Time of processors is user and system, of all processes, so that a busy machine changes
    little; memory is that of the biggest process."""

    def __init__(self, processor, clock, megabytes):
        self.processor, self.clock, self.megabytes = processor, clock, megabytes


def _run_all(commands, jobs):
    def run(command):
        done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)
        return done.returncode, done.stderr.decode(errors="replace").strip()

    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        outcomes = list(pool.map(run, commands))
    bad = [index for index, (code, _) in enumerate(outcomes) if code not in (0, 1)]
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    problem = f"{' '.join(commands[bad[0]][:4])} ... ended with {outcomes[bad[0]][0]}: {outcomes[bad[0]][1][-300:]}" if bad else ""
    return used.ru_utime + used.ru_stime, used.ru_maxrss, problem


def cost_of(commands, jobs=1, folder="."):
    """Runs the commands, `jobs` at a time, below a process of their own, which has no other children. Ends the program if one of
    them ends with another code than 0 or 1, as none of the tools does that has done its work."""
    reading, writing = os.pipe()
    start = time.monotonic()
    child = os.fork()
    if child == 0:
        os.close(reading)
        os.chdir(folder)
        os.environ.pop("BUILD_WORKING_DIRECTORY", None)  # `bazel run` sets it, and racecheck would look for the files there
        with os.fdopen(writing, "w", encoding="utf-8") as pipe:
            json.dump(_run_all(commands, jobs), pipe)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, encoding="utf-8") as pipe:
        told = pipe.read()
    os.waitpid(child, 0)
    clock = time.monotonic() - start
    processor, kilobytes, problem = json.loads(told)
    if problem:
        sys.exit(f"speed: {problem}")
    return Cost(processor, clock, kilobytes / 1024)
