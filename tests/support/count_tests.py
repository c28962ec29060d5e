"""Counts test cases in ctest's report and prints "N passed, N failed".

ctest counts programs; a reader wants to know of cases. GoogleTest and unittest
programs say in their own output how many cases ran; a program that fails
without naming a failed case (a crash, a time limit) counts as one failed case,
and a program of another kind as one case. Skipped cases are named and, where
CI=true, counted as failed: a skip there hides a missing install step.

usage: count_tests.py REPORT.xml      exits 1 when a case failed or none ran
"""

import collections
import os
import re
import sys
import xml.etree.ElementTree

Count = collections.namedtuple("Count", "passed failed skipped")


def count_googletest(output):
    """Returns a Count, or None where the output is not GoogleTest's."""
    if "[==========]" not in output:
        return None
    passed = len(re.findall(r"^\[       OK \] ", output, re.M))
    failed = len(re.findall(r"^\[  FAILED  \] .* \(\d+ ms\)$", output, re.M))
    skipped = len(re.findall(r"^\[  SKIPPED \] .* \(\d+ ms\)$", output, re.M))
    return Count(passed, failed, skipped)


def count_unittest(output):
    """Returns a Count, or None where the output is not unittest's."""
    ran = re.findall(r"^Ran (\d+) tests? in ", output, re.M)
    if not ran:
        return None
    end = output[output.rindex("Ran ") :]

    def named(word):
        return sum(int(n) for n in re.findall(rf"\b{word}=(\d+)", end))

    failed = named("failures") + named("errors")
    skipped = named("skipped")
    return Count(int(ran[-1]) - failed - skipped, failed, skipped)


def count_case(case):
    """Returns the Count of one ctest entry."""
    status = case.get("status")
    if status in ("disabled", "notrun") or case.find("skipped") is not None:
        # A program that could not be started has not passed.
        return Count(0, 1, 0) if case.find("failure") is not None else (
            Count(0, 0, 1)
        )
    output = case.findtext("system-out") or ""
    count = count_googletest(output) or count_unittest(output) or Count(0, 0, 0)
    if status == "fail" and not count.failed:
        return count._replace(failed=1)
    if status != "fail" and count == Count(0, 0, 0):
        return Count(1, 0, 0)
    return count


def main(path):
    if not os.path.exists(path):
        print(f"error: {path} was not written; no test ran", file=sys.stderr)
        return 1
    passed = failed = skipped = 0
    for case in xml.etree.ElementTree.parse(path).getroot().iter("testcase"):
        count = count_case(case)
        passed += count.passed
        failed += count.failed
        skipped += count.skipped
        for word, number in (("failed", count.failed),
                             ("skipped", count.skipped)):
            if number:
                print(f"{word}: {number} in {case.get('name')}")
    if skipped and os.environ.get("CI") == "true":
        failed += skipped
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
