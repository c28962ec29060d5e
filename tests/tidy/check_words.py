"""Words and names that stand only where words.ini lets them."""

import configparser
import fnmatch
import pathlib
import re

from tree import Problem, line_of, strip_cpp

LIST = pathlib.Path(__file__).with_name("words.ini")
# These speak about the words; LICENSE and data are other people's text.
EXEMPT = ("tests/tidy/words.ini", "tests/tidy/tidy_test.py", "LICENSE")
TEXTS = ("*.cc", "*.h", "*.py", "*.proto", "*.md", "*.cmake", "CMakeLists.txt",
         "dev", "run", "*.sh", "*.scenario", "*.ts", "*.tsx", "*.css", "*.html",
         "*.yaml", "*.yml", "*.ini", "*.service", "CMakePresets.json",
         "package*.json", "NOTICE")


def read_rules(path=LIST):
    rules = configparser.ConfigParser(interpolation=None)
    rules.read(path, "utf-8")
    return rules


def _allowed(path, rule):
    return any(fnmatch.fnmatch(path, pattern)
               for pattern in rule.get("allowed", "").split())


def _searched(tree, path, in_code):
    """The text to look at: of code neither comments nor strings."""
    if not in_code:
        return tree.text(path)
    if path.endswith((".cc", ".h")):
        return strip_cpp(tree.text(path))
    return tree.code(path)


def check(tree, rules=None):
    rules = rules or read_rules()
    texts = [p for p in tree.matching(*TEXTS) if p not in EXEMPT]
    for name in rules.sections():
        rule = rules[name]
        match = re.compile(rule["match"])
        files = tree.matching(*rule.get("files", "").split())
        for path in (p for p in texts if not rule.get("files") or p in files):
            if _allowed(path, rule):
                continue
            text = _searched(tree, path, rule.getboolean("code", False))
            for found in match.finditer(text):
                yield Problem(path, line_of(text, found.start()),
                              f'"{found[0].strip()}" ({name})',
                              rule["instead"])
