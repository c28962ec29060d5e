"""A decision record is called by its number, so each has one of its own."""

import posixpath
import re

from tree import Problem


def check(tree):
    first = {}
    for path in sorted(tree.files):
        found = re.fullmatch(r"docs/decisions/(\d{4})-.*\.md", path)
        if not found:
            continue
        number = found[1]
        if number in first:
            yield Problem(path, 1, f"{first[number]} has its number",
                          "take the next free one, also in its title")
        first.setdefault(number, posixpath.basename(path))
        if not tree.text(path).startswith(f"# {int(number)}. "):
            yield Problem(path, 1, "its title has another number",
                          f'begin with "# {int(number)}. "')
