"""The closing line of ./dev test counts cases, and hides no failure."""

import io
import os
import pathlib
import tempfile
import unittest
from contextlib import redirect_stdout, redirect_stderr
from unittest import mock

import count_tests

GOOGLETEST = """[==========] Running 3 tests from 1 test suite.
[ RUN      ] Log.Keeps
[       OK ] Log.Keeps (0 ms)
[ RUN      ] Log.Loses
[  FAILED  ] Log.Loses (1 ms)
[ RUN      ] Log.Waits
[  SKIPPED ] Log.Waits (0 ms)
[  FAILED  ] 1 test, listed below:
[  FAILED  ] Log.Loses
"""
CRASHED = """[==========] Running 3 tests from 1 test suite.
[ RUN      ] Log.Keeps
[       OK ] Log.Keeps (0 ms)
[ RUN      ] Log.Crashes
"""
UNITTEST = """.F.s
Ran 4 tests in 0.001s

FAILED (failures=1, skipped=1)
"""


def report(*cases):
    body = "".join(
        f'<testcase name="{name}" status="{status}">'
        f"<system-out>{output}</system-out></testcase>"
        for name, status, output in cases)
    return f"<testsuite>{body}</testsuite>"


class CountTests(unittest.TestCase):
    def run_main(self, text, ci="false"):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "tests.xml"
            path.write_text(text)
            out = io.StringIO()
            with redirect_stdout(out), mock.patch.dict(os.environ, CI=ci):
                code = count_tests.main(str(path))
            return code, out.getvalue().splitlines()

    def test_counts_cases_of_both_kinds(self):
        code, lines = self.run_main(
            report(("log", "fail", GOOGLETEST), ("tidy", "fail", UNITTEST)))
        self.assertEqual(lines[-1], "3 passed, 2 failed")
        self.assertEqual(code, 1)

    def test_a_crash_is_a_failure(self):
        _, lines = self.run_main(report(("log", "fail", CRASHED)))
        self.assertEqual(lines[-1], "1 passed, 1 failed")

    def test_a_plain_program_is_one_case(self):
        code, lines = self.run_main(report(("tidy", "run", "fine")))
        self.assertEqual(lines[-1], "1 passed, 0 failed")
        self.assertEqual(code, 0)

    def test_a_skip_fails_where_nobody_looks(self):
        text = report(("log", "run", GOOGLETEST.replace("FAILED ", "SKIPPED")))
        code, lines = self.run_main(text, ci="true")
        self.assertEqual(lines[-1], "1 passed, 2 failed")
        self.assertEqual(code, 1)

    def test_no_test_is_a_failure(self):
        code, lines = self.run_main(report())
        self.assertEqual(lines[-1], "0 passed, 0 failed")
        self.assertEqual(code, 1)

    def test_no_report_is_a_failure(self):
        with redirect_stderr(io.StringIO()):
            self.assertEqual(count_tests.main("no such report"), 1)


if __name__ == "__main__":
    unittest.main()
