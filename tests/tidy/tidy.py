"""Holds the tree to its own rules; docs/architecture.md says why.

usage: tidy.py [ROOT]      prints PATH:LINE: what; instead: ... for each
                           problem, and exits 1 when there is one
"""

import pathlib
import sys

import check_dead
import check_decisions
import check_doors
import check_includes
import check_links
import check_sizes
import check_words
from tree import Tree

CHECKS = (check_includes, check_sizes, check_dead, check_words, check_links,
          check_doors, check_decisions)


def problems(root):
    tree = Tree(root)
    found = [problem for check in CHECKS for problem in check.check(tree)]
    return sorted(set(found))


def main(arguments):
    root = arguments[0] if arguments else pathlib.Path(__file__).parents[2]
    found = problems(root)
    for path, line, what, instead in found:
        print(f"{path}:{line}: {what}; instead: {instead}")
    if found:
        print(f"{len(found)} problems")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
