"""Every room's README.md says what it knows, may touch, where its front door
is, and what it never does."""

import posixpath
import re

from rooms import read_rooms
from tree import Problem

LINES = ("Knows", "May touch", "Front door", "Never")


def check(tree):
    for room in read_rooms(tree):
        path = posixpath.join(room.folder, "README.md")
        if not room.is_room or room.folder.startswith(("tests/", "bench/")):
            continue
        if path not in tree.files:
            yield Problem(room.list, room.line, f"{room.name} has no README.md",
                          "write four lines: " + ", ".join(LINES))
            continue
        said = re.findall(r"(?m)^([A-Z][a-z ]+): \S", tree.text(path))
        for line in LINES:
            if line not in said:
                yield Problem(path, 1, f'it does not say "{line}:"',
                              "write four lines: " + ", ".join(LINES))
