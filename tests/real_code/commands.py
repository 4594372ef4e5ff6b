"""The compile commands of a source tree, from its own build with Debian's flags."""
import json
import os
import subprocess
from fnmatch import fnmatch

from sources import NotThere, run

BUILD_FOLDER = "racecheck-build"
LANGUAGES = (".c", ".cc", ".cpp", ".cxx")


def steps_for(source, recipe):
    """Shell commands that leave a compile_commands.json behind: in the tree, or in its build folder."""
    has = lambda name: os.path.exists(os.path.join(source, name))
    if "steps" in recipe:
        return recipe["steps"]
    if has("CMakeLists.txt"):
        return [f"cmake -S . -B {BUILD_FOLDER} -DCMAKE_EXPORT_COMPILE_COMMANDS=ON -DCMAKE_BUILD_TYPE=None " + recipe.get("options", "")]
    if has("meson.build"):
        return [f"meson setup {BUILD_FOLDER} " + recipe.get("options", "")]
    configure = [] if has("configure") or not has("configure.ac") else ["autoreconf -fi"]
    if has("configure") or configure:
        configure.append("./configure --disable-dependency-tracking " + recipe.get("options", ""))
    return configure + ["bear -- make -k -j2 " + recipe.get("make", "")]


def debian_flags():
    """As Debian's own builds set them, without optimisation: the build is only watched."""
    environment = {**os.environ, "DEB_BUILD_OPTIONS": "noopt", "DEB_BUILD_MAINT_OPTIONS": "hardening=+all"}
    output = subprocess.run(["dpkg-buildflags"], env=environment, stdout=subprocess.PIPE, check=True).stdout.decode()
    return dict(line.split("=", 1) for line in output.splitlines() if line.split("=")[0] in ("CFLAGS", "CXXFLAGS", "CPPFLAGS", "LDFLAGS"))


def database_in(source):
    for folder in (source, os.path.join(source, BUILD_FOLDER)):
        path = os.path.join(folder, "compile_commands.json")
        if os.path.exists(path) and os.path.getsize(path) > len("[]\n"):
            return path
    return None


def build(source, recipe, log):
    """Runs the build, unless an earlier run did. Some of its last steps may fail: what was compiled is known all the same."""
    if database_in(source) is not None:
        return database_in(source)
    for name, flags in debian_flags().items():
        os.environ[name] = flags
    for step in steps_for(source, recipe):
        run(step, source, log)
    if database_in(source) is None:
        raise NotThere(f"the build of {source} told no compile commands: see {log}; it may need `apt-get build-dep`")
    return database_in(source)


def file_of(command):
    return os.path.realpath(os.path.join(command["directory"], command["file"]))


def select(database, source, recipe, target):
    """Writes the commands that are looked at into the folder `target`: each source of the tree once, without what the recipe
    leaves out. Returns the files."""
    with open(database, encoding="utf-8") as file:
        commands = json.load(file)
    chosen = {}
    for command in commands:
        path = file_of(command)
        inside = os.path.relpath(path, os.path.realpath(source))
        is_left_out = any(fnmatch(inside, glob) for glob in recipe.get("leave_out", []))
        if path.endswith(LANGUAGES) and not inside.startswith("..") and not is_left_out:
            chosen.setdefault(path, command)
    os.makedirs(target, exist_ok=True)
    with open(os.path.join(target, "compile_commands.json"), "w", encoding="utf-8") as file:
        json.dump([chosen[path] for path in sorted(chosen)], file, indent=1)
    return sorted(chosen)
