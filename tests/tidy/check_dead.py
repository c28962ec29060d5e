"""Every file is used: named by a CMake list, included, imported or read."""

import posixpath
import re

from check_includes import includes_of
from rooms import named_files
from tree import Problem

# Folders of data files that tests read, by name or by the folder.
DATA = ("tests/golden", "tests/scenarios", "tests/fuzz")
READERS = ("*.cc", "*.h", "*.py", "CMakeLists.txt", "*.cmake", "dev", "*.sh")


def _check_sources(tree, named):
    for path in tree.matching("*.cc", "*.h"):
        if path not in named:
            yield Problem(path, 1, "no CMake list names it",
                          "add it to its folder's room() call, or delete it")


def _check_headers(tree):
    includers = {}
    for path in tree.matching("*.cc", "*.h"):
        for included, _, _ in includes_of(tree, path):
            includers.setdefault(included, set()).add(path)
    for path in tree.matching("*.h"):
        own = re.sub(r"\.h$", ".cc", path)
        if not includers.get(path, set()) - {own}:
            yield Problem(path, 1, "nobody includes it",
                          "delete it, or move it into its source")


def _check_python(tree, named):
    imported = set()
    for path in tree.matching("*.py"):
        found = re.findall(r"(?m)^\s*(?:import|from)\s+([\w.]+)",
                           tree.text(path))
        imported |= {name.split(".")[-1] for name in found}
    scripts = "".join(tree.text(p) for p in tree.matching("dev", "*.sh", "run"))
    for path in tree.matching("*.py"):
        stem = posixpath.basename(path)[:-3]
        if path not in named and stem not in imported and path not in scripts:
            yield Problem(path, 1, "nothing runs or imports it",
                          "add a room_python_test, or delete it")


def _check_data(tree):
    texts = "\n".join(tree.code(path) for path in tree.matching(*READERS))
    for path in tree.files:
        folder = next((d for d in DATA if path.startswith(d + "/")), None)
        if not folder or path.endswith((".cc", ".h", ".py", ".md", ".txt.in")):
            continue
        if posixpath.basename(path) == "CMakeLists.txt":
            continue
        names, parent = [path], posixpath.dirname(path)
        while len(parent) > len(folder):
            names.append(parent)
            parent = posixpath.dirname(parent)
        if folder != "tests/golden":
            names.append(folder)
        if not any(name in texts for name in names):
            yield Problem(path, 1, "no test reads it",
                          "read it in a test by its path from the top, or "
                          "delete it")


def check(tree):
    named = named_files(tree)
    yield from _check_sources(tree, named)
    yield from _check_headers(tree)
    yield from _check_python(tree, named)
    yield from _check_data(tree)
