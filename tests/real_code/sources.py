"""Debian's source packages by name, without touching the system's own lists."""
import os
import re
import subprocess

ENTRY = "Types: deb-src\nURIs: http://deb.debian.org/debian\nSuites: {}\nComponents: main\nSigned-By: {}\n"
KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg"


class NotThere(Exception):
    """What was asked for cannot be had; the sentence says what to do."""


def run(command, folder, log):
    """Runs the command; what it says is appended to the file `log`."""
    with open(log, "ab") as file:
        file.write(f"$ {command}\n".encode())
        file.flush()
        return subprocess.run(command, cwd=folder, stdout=file, stderr=file, stdin=subprocess.DEVNULL, check=False,
                              shell=isinstance(command, str)).returncode


class Archive:
    """Debian's archive of sources; its lists live in the working folder."""

    def __init__(self, work, suites):
        self.folder = os.path.join(work, "apt")
        self.suites = sorted(suites)
        self.log = os.path.join(self.folder, "log")
        self.is_ready = False

    def _options(self):
        names = {"sourcelist": "deb-src.sources", "sourceparts": "none"}
        options = [f"-oDir::Etc::{name}={self.folder}/{file}" for name, file in names.items()]
        # Downloads need no other user when the folder is root's own.
        return options + [f"-oDir::State::lists={self.folder}/lists", "-oAPT::Sandbox::User=root"]

    def _prepare(self):
        if self.is_ready:
            return
        os.makedirs(f"{self.folder}/lists/partial", exist_ok=True)
        os.makedirs(f"{self.folder}/none", exist_ok=True)
        with open(f"{self.folder}/deb-src.sources", "w", encoding="utf-8") as file:
            file.write(ENTRY.format(" ".join(self.suites), KEYRING))
        if run(["apt-get", *self._options(), "-q", "update"], self.folder, self.log) != 0:
            raise NotThere(f"the list of Debian's sources cannot be read: see {self.log}")
        self.is_ready = True

    def fetch(self, name, suite, folder):
        """The unpacked source of the package, as it is in the suite; fetched once."""
        found = unpacked(name, folder)
        if found is None:
            self._prepare()
            os.makedirs(folder, exist_ok=True)
            command = ["apt-get", *self._options(), "-q", "source", "--only-source", f"-t={suite}", name]
            if run(command, folder, self.log) != 0:
                raise NotThere(f"the source of {name} cannot be fetched from {suite}: see {self.log}")
            found = unpacked(name, folder)
        if found is None:
            raise NotThere(f"apt-get source left no source of {name} in {folder}: install dpkg-dev")
        return found


def unpacked(name, folder):
    """(folder of the sources, version), or None."""
    if not os.path.isdir(folder):
        return None
    for file in sorted(os.listdir(folder)):
        if not file.endswith(".dsc"):
            continue
        with open(os.path.join(folder, file), encoding="utf-8") as text:
            version = re.search(r"^Version: (.*)$", text.read(), re.M).group(1)
        upstream = re.sub(r"^\d+:", "", version).rsplit("-", 1)[0]
        source = os.path.join(folder, f"{name}-{upstream}")
        if os.path.isdir(source):
            return source, version
    return None
