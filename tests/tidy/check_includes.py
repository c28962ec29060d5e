"""An include goes only where the room's USES list says, and only down."""

import posixpath
import re

from rooms import read_rooms
from tree import Problem, line_of, strip_cpp

# Rooms see lower ones only, never sideways or up.
LEVELS = {
    "room::proto": 0, "room::proto_grpc": 0,
    "room::base": 1,
    "room::domain": 2, "room::log": 2, "room::merkle": 2, "room::seal": 2,
    "room::ledger": 3, "room::engine": 3,
    "room::grounds": 4,
    "room::gaps": 5, "room::loop": 5, "room::measures": 5, "room::picture": 5,
    "room::registers": 5,
    "room::projections": 6,
    "room::server": 7, "room::client": 7,
    "room::gateway": 8, "room::notifier": 8, "room::bridges": 8,
}
TOP = 9  # Programs and tests.

# Libraries that say much about a room: who may store, and who may speak.
LIBRARIES = {
    "rocksdb/": ("rocksdb",),
    "grpcpp/": ("grpc++", "room::proto_grpc"),
    "yaml-cpp/": ("yaml-cpp",),
    "CLI/": ("CLI11",),
    "zstd.h": ("zstd",),
    "openssl/": ("OpenSSL::Crypto", "OpenSSL::SSL"),
    "librdkafka/": ("rdkafka",),
    "google/protobuf/": ("protobuf::libprotobuf", "room::proto",
                         "room::proto_grpc"),
}
OTHERS = ("absl/", "gtest/", "gmock/", "benchmark/", "re2/")

INCLUDE = re.compile(r'(?m)^\s*#\s*include\s+(["<])([^">]+)[">]')


def includes_of(tree, path):
    """Yields (included path, line, in quotes) of a file."""
    text = strip_cpp(tree.text(path), strings=False)
    for match in INCLUDE.finditer(text):
        yield match[2], line_of(text, match.start(1)), match[1] == '"'


def _check_graph(rooms):
    known = {room.name for room in rooms} | {"room::proto", "room::proto_grpc"}
    for room in rooms:
        level = LEVELS.get(room.name, TOP)
        for used in room.uses:
            if not used.startswith("room::"):
                continue
            if used not in known:
                yield Problem(room.list, room.line,
                              f"{room.name} uses {used}, which is no room",
                              "name a room that a room() call makes")
            elif level < TOP and level <= LEVELS.get(used, TOP):
                yield Problem(room.list, room.line,
                              f"{room.name} uses {used}, which is not below it",
                              "move what is shared to a lower room, or pass it "
                              "in as a parameter")


def _room_needed(included, owners):
    if included in owners:
        return [room.name for room in owners[included]]
    if included.endswith(".grpc.pb.h"):
        return ["room::proto_grpc"]
    if included.endswith(".pb.h") and not included.startswith("google/"):
        return ["room::proto", "room::proto_grpc"]
    return None


def _check_include(tree, path, rooms, owners, include):
    included, line, quoted = include
    uses = [used for room in rooms for used in room.uses]
    names = " and ".join(room.name for room in rooms)
    needed = _room_needed(included, owners)
    if needed is not None:
        own = {room.name for room in rooms}
        if not own & set(needed) and not set(uses) & set(needed):
            return Problem(path, line, f"{names} does not use {needed[0]}",
                           f"add {needed[0]} to USES in {rooms[0].list}, or do "
                           "without the include")
        return None
    for prefix, libraries in LIBRARIES.items():
        if included.startswith(prefix):
            if not set(uses) & set(libraries):
                return Problem(path, line,
                               f"{names} does not use {libraries[0]}",
                               f"add {libraries[0]} to USES in "
                               f"{rooms[0].list}, or do without the include")
            return None
    if included.startswith(OTHERS) or not quoted:
        return None
    if included in tree.files:
        return Problem(path, line, f"{included} is in no room",
                       "list it under HEADERS of its folder's room() call")
    return Problem(path, line, f"there is no {included}",
                   "include our headers by their full path from the top")


def _check_first(tree, path):
    """A source includes its own header first, so each compiles alone."""
    own = re.sub(r"\.cc$", ".h", path)
    first = next(includes_of(tree, path), None)
    if own in tree.files and (first is None or first[0] != own):
        line = first[1] if first else 1
        yield Problem(path, line, "its own header does not come first",
                      f'begin the includes with #include "{own}"')


def _check_guard(tree, path):
    guard = re.sub(r"[^A-Z0-9]", "_", path.upper()) + "_"
    match = re.search(r"(?m)^#ifndef (\w+)", tree.text(path))
    if not match or match[1] != guard:
        line = line_of(tree.text(path), match.start()) if match else 1
        yield Problem(path, line, "the guard is not the path",
                      f"write #ifndef {guard}")


def check(tree):
    rooms = read_rooms(tree)
    yield from _check_graph(rooms)
    owners, members = {}, {}
    for room in rooms:
        for name in room.files:
            members.setdefault(name, []).append(room)
            # What a room borrows from another folder does not become its own.
            if room.is_room and name.startswith(room.folder + "/"):
                owners.setdefault(name, []).append(room)
    for name in list(members):  # A test's own headers belong to the test.
        owners.setdefault(name, members[name])
    for path in tree.matching("*.cc", "*.h"):
        if path.endswith(".h"):
            yield from _check_guard(tree, path)
        else:
            yield from _check_first(tree, path)
        if path not in members:
            continue  # check_dead says so.
        for include in includes_of(tree, path):
            problem = _check_include(tree, path, members[path], owners, include)
            if problem:
                yield problem
