"""Reads the room() calls out of the CMake lists: which file is in which room,
and which rooms and libraries that room may see."""

import posixpath
import re

from tree import strip_hash

CALLS = ("room", "room_binary", "room_test", "room_bench")
FIELDS = ("HEADERS", "SOURCES", "USES", "LABELS", "SHARDS", "TIMEOUT", "KAFKA")


class Room:
    """One room() call, or one program that sees rooms."""

    def __init__(self, call, name, folder, line):
        self.name = f"room::{name}" if call == "room" else name
        self.is_room = call == "room"
        self.folder = folder
        self.list = posixpath.join(folder, "CMakeLists.txt")
        self.line = line
        self.files = []
        self.uses = []


def _calls(text):
    """Yields (name, arguments, offset) for each command of a CMake list."""
    for match in re.finditer(r"(?m)^\s*(\w+)\s*\(([^()]*)\)", text):
        yield match[1], re.findall(r'[^\s;"]+', match[2]), match.start(1)


def resolve(folder, token):
    token = token.replace("${CMAKE_CURRENT_SOURCE_DIR}/", "")
    if token.startswith("${PROJECT_SOURCE_DIR}/"):
        return token.replace("${PROJECT_SOURCE_DIR}/", "")
    return posixpath.normpath(posixpath.join(folder, token))


def read_rooms(tree):
    """All rooms and programs of the tree."""
    found = []
    for path in tree.matching("CMakeLists.txt"):
        folder = posixpath.dirname(path)
        text = strip_hash(tree.text(path))
        for call, words, offset in _calls(text):
            if call not in CALLS or not words:
                continue
            room = Room(call, words[0], folder, text.count("\n", 0, offset) + 1)
            field = ""
            for word in words[1:]:
                if word in FIELDS:
                    field = word
                elif field in ("HEADERS", "SOURCES"):
                    room.files.append(resolve(folder, word))
                elif field == "USES":
                    room.uses.append(word)
            found.append(room)
    return found


def named_files(tree):
    """Every path that a CMake list names, whatever the command."""
    named = set()
    for path in tree.matching("CMakeLists.txt", "*.cmake"):
        folder = posixpath.dirname(path)
        for token in re.findall(r"[\w./${}-]+\.\w+",
                                strip_hash(tree.text(path))):
            named.add(resolve(folder, token))
    return named
