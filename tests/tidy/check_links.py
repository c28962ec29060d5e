"""A link in a document leads to a file that exists."""

import posixpath
import re

from tree import Problem, line_of


def check(tree):
    folders = {posixpath.dirname(path) for path in tree.files}
    for path in tree.matching("*.md"):
        text = tree.text(path)
        for match in re.finditer(r"\]\(([^)#\s]+)[^)]*\)", text):
            target = match[1]
            if re.match(r"[a-z]+:", target):
                continue
            target = posixpath.normpath(
                posixpath.join(posixpath.dirname(path), target))
            under = any(f == target or f.startswith(target + "/")
                        for f in folders)
            if target not in tree.files and not under:
                yield Problem(path, line_of(text, match.start()),
                              f"there is no {target}",
                              "link to a file that exists, or drop the link")
