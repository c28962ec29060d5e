"""The source tree as the tidy checks see it, and what they report."""

import collections
import fnmatch
import pathlib
import re
import subprocess

# What is wrong, where, and what to do about it.
Problem = collections.namedtuple("Problem", "path line what instead")

SKIPPED = {".git", "build", ".deps", ".loopledger", "__pycache__",
           "node_modules"}

_QUOTED = (
    r'R"(?P<fence>[^()\s\\]{0,16})\((?:.|\n)*?\)(?P=fence)"'
    r'|"(?:\\.|[^"\\\n])*"'
    r"|(?<![0-9A-Za-z])'(?:\\.|[^'\\\n])*'"
)
_COMMENT = r"//[^\n]*|/\*(?:.|\n)*?\*/"
_CPP_TOKEN = re.compile(f"(?P<comment>{_COMMENT})|(?P<quoted>{_QUOTED})")


def _blank(text):
    return re.sub(r"[^\n]", " ", text)


def strip_cpp(text, strings=True):
    """Blanks comments, and the insides of strings too; lines stay in place."""

    def blank(match):
        if match["comment"] is not None:
            return _blank(match[0])
        if not strings:
            return match[0]
        return '"' + _blank(match[0])[1:-1] + '"'

    return _CPP_TOKEN.sub(blank, text)


def strip_hash(text):
    """Blanks comments of CMake, Python, shell: from # to the line's end."""
    return re.sub(r"(?m)(^|\s)#.*$", r"\1", text)


class Tree:
    """All files under `root` that are, or could be, committed."""

    def __init__(self, root):
        self.root = pathlib.Path(root)
        self._texts = {}
        self.files = sorted(self._list())

    def _list(self):
        if (self.root / ".git").exists():
            command = ["git", "-C", str(self.root), "ls-files", "-co",
                       "--exclude-standard", "-z"]
            names = subprocess.run(command, check=True, capture_output=True,
                                   text=True).stdout.split("\0")
            return [n for n in set(names) if n and (self.root / n).is_file()]
        found = []
        for path in self.root.rglob("*"):
            name = path.relative_to(self.root)
            if path.is_file() and not SKIPPED & set(name.parts):
                found.append(name.as_posix())
        return found

    def text(self, path):
        """The file's text; empty for a file that is not UTF-8 text."""
        if path not in self._texts:
            try:
                self._texts[path] = (self.root / path).read_text("utf-8")
            except UnicodeDecodeError:
                self._texts[path] = ""
        return self._texts[path]

    def matching(self, *patterns):
        """Files whose path or name fits one of the shell patterns."""
        return [
            path for path in self.files
            if any(fnmatch.fnmatch(path, p) or
                   fnmatch.fnmatch(path.rsplit("/", 1)[-1], p)
                   for p in patterns)
        ]

    def code(self, path):
        """The text without comments."""
        if path.endswith((".cc", ".h", ".proto", ".ts", ".tsx")):
            return strip_cpp(self.text(path), strings=False)
        return strip_hash(self.text(path))


def line_of(text, offset):
    return text.count("\n", 0, offset) + 1
