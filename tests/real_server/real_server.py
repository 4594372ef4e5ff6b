#!/usr/bin/env python3
"""Builds a server that others wrote with the sanitizer, drives it, and tells what is reported: `bazel run //tests/real_server`.

It is Debian's nginx: forked workers that share memory, with locks of their own made of atomics. It is built by its own build, twice:
as it is, and with one lock less. Each is driven by eight clients at once, told to read its configuration again while they ask, and
told to end. Exits with 1 when a request is not answered, when another race is reported than known_races names, or when the missing
lock is not noticed; with 2 when nginx could not be had or built. It needs a network, dpkg-dev, and what nginx needs (libpcre2-dev,
zlib1g-dev).
"""
import argparse
import collections
import http.client
import json
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

# Bazel starts it where all of its files are, by their paths in the repository.
HERE = os.path.abspath("tests/real_server")
sys.path.insert(0, os.path.abspath("tests/real_code"))
from sources import Archive, NotThere, run  # noqa: E402  pylint: disable=wrong-import-position

CLIENTS = 8
PATIENCE = 300  # seconds, for each thing that is waited for
# Who chooses the next server behind holds this lock; without it, counters of the servers are lost, and nothing else.
UNLOCKED = "src/http/ngx_http_upstream_round_robin.c"
LOCK = "ngx_http_upstream_rr_peers_wlock(peers);\n"
UNLOCK = "ngx_http_upstream_rr_peers_unlock(peers);\n"
CONFIGURE = ("./configure --with-cc='clang-19 --config={flags}' --with-cc-opt='-O1 -DNGX_HAVE_GCC_ATOMIC=1' "
             "--without-http_gzip_module")


class Connection(http.client.HTTPConnection):
    """HTTP over a socket with a name."""

    def __init__(self, path):
        super().__init__("localhost", timeout=PATIENCE)
        self.path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(PATIENCE)
        self.sock.connect(self.path)


def ask(folder, requests, seed, answers):
    """One client; each request in a connection of its own, since a server that reads its configuration again closes idle ones."""
    dice = random.Random(seed)
    for _ in range(requests):
        connection = Connection(os.path.join(folder, "front.sock"))
        page = dice.choice(["limited", f"cached/{dice.randrange(20)}", "passed"])
        connection.request("GET", f"/{page}?who={dice.randrange(50)}")
        answer = connection.getresponse()
        answer.read()
        answers[answer.status] += 1
        connection.close()


def wait_for(path):
    end = time.monotonic() + PATIENCE
    while not os.path.exists(path) and time.monotonic() < end:
        time.sleep(0.05)


def ask_from_all(folder, requests, middle):
    """Returns how many answers came of each status. `middle` is called while the clients ask."""
    answers = collections.Counter()
    clients = [threading.Thread(target=ask, args=(folder, requests, seed, answers)) for seed in range(CLIENTS)]
    for client in clients:
        client.start()
    middle()
    for client in clients:
        client.join()
    return answers


def drive(server, requests, suppressions):
    """Runs the server; returns its answers, its exit code and its reports."""
    with tempfile.TemporaryDirectory(prefix="real_server") as folder:
        shutil.copy(os.path.join(HERE, "nginx.conf"), folder)
        os.mkdir(os.path.join(folder, "logs"))  # nginx looks there before it reads its configuration
        with open(os.path.join(folder, "page"), "w", encoding="utf-8") as file:
            file.write("page\n")
        options = "log_path=reports:format=json" + (f":suppressions={suppressions}" if suppressions else "")
        child = subprocess.Popen([server, "-p", folder, "-c", "nginx.conf"], cwd=folder, stdin=subprocess.DEVNULL,
                                 env={**os.environ, "RACELAB_OPTIONS": options})
        try:
            wait_for(os.path.join(folder, "front.sock"))
            answers = ask_from_all(folder, requests, lambda: child.send_signal(signal.SIGHUP))
            child.send_signal(signal.SIGQUIT)
            code = child.wait(PATIENCE)
        finally:
            child.kill()
        with open(os.path.join(folder, "reports"), encoding="utf-8") as file:
            reports = [json.loads(line) for line in file if line.startswith("{")]
        return answers, code, reports


def build(source, folder, flags, without_lock, log):
    """nginx's own build, in a copy of its sources; returns the server."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(source, folder)
    if without_lock:
        path = os.path.join(folder, UNLOCKED)
        with open(path, encoding="utf-8") as file:
            text = file.read()
        with open(path, "w", encoding="utf-8") as file:
            file.write(text.replace(LOCK, "").replace(UNLOCK, ""))
    for command in (CONFIGURE.format(flags=flags), f"make -j{os.cpu_count()}"):
        if run(command, folder, log) != 0:
            raise NotThere(f"nginx cannot be built: see {log}")
    return os.path.join(folder, "objs/nginx")


def places(reports):
    """Where the two accesses of each race stand, as text."""
    found = collections.Counter()
    for report in reports:
        found[" and ".join(sorted("{file}:{line}".format(**access["place"]) for access in report["accesses"]))] += 1
    return found


def main():
    parser = argparse.ArgumentParser(prog="real_server", description=__doc__.split("\n\n", maxsplit=1)[1])
    parser.add_argument("--mode", choices=["procsan", "tsan"], default="procsan", help="of the sanitizer (default: procsan)")
    parser.add_argument("--requests", type=int, default=100, help="of each of the eight clients (default: 100)")
    parser.add_argument("--work", default="/var/tmp/racelab_real_server", help="folder for sources and builds")
    options = parser.parse_args()
    os.makedirs(options.work, exist_ok=True)
    flags = os.path.abspath(f"runtime/sanitizer/racelab_{options.mode}.cfg")
    known = os.path.join(HERE, "known_races")
    log = os.path.join(options.work, "log")
    source, version = Archive(options.work, ["bookworm"]).fetch("nginx", "bookworm", os.path.join(options.work, "nginx"))
    code = 0
    for name, without_lock, suppressions in (("as it is", False, None), ("as it is, known races apart", False, known),
                                             ("with one lock less, known races apart", True, known)):
        server = build(source, os.path.join(options.work, f"{options.mode}-{'less' if without_lock else 'whole'}"), flags, without_lock, log)
        answers, end, reports = drive(server, options.requests, suppressions)
        print(f"nginx {version}, {options.mode}, {name}: {answers[200]} of {CLIENTS * options.requests} requests answered, "
              f"{len(reports)} races, exit code {end}", flush=True)
        for place, count in sorted(places(reports).items()):
            print(f"  {place}" + (f" ({count} times)" if count > 1 else ""))
        noticed = any(UNLOCKED in place for place in places(reports))
        is_as_told = noticed if without_lock else suppressions is None or not reports
        if answers[200] != CLIENTS * options.requests or end != (66 if reports else 0) or not is_as_told:
            code = 1
    return code


if __name__ == "__main__":
    try:
        sys.exit(main())
    except NotThere as error:
        print(f"real_server: {error}", file=sys.stderr)
        sys.exit(2)
