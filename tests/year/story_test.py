"""The program behind `./dev story`: what it says, and how it ends."""

import subprocess
import sys
import unittest

STORY = ""


def run(*words):
    done = subprocess.run([STORY, *words], capture_output=True, text=True,
                          timeout=240, check=False)
    return done.returncode, done.stdout, done.stderr


class Story(unittest.TestCase):
    def test_tells_the_year_and_its_quarters(self):
        code, out, _ = run("--seed", "7", "--cuts", "1")
        self.assertEqual(code, 0, out)
        for words in ("seed 7", "quarter 4", "TaskingApproved", "TAINTED",
                      "ended by"):
            self.assertIn(words, out)

    def test_tells_many_years_in_one_table(self):
        code, out, _ = run("--seeds", "2", "--cuts", "0")
        self.assertEqual(code, 0, out)
        self.assertIn("seed 2: ", out)
        self.assertIn("all laws hold", out)

    def test_refuses_what_it_does_not_understand(self):
        for words in (["--seed", "seven"], ["--seeds", "0"], ["--sed", "7"],
                      ["--seed", "1", "--seeds", "2"], ["--cuts", "-1"]):
            code, out, error = run(*words)
            self.assertEqual(code, 2, words)
            self.assertEqual(out, "", words)
            self.assertIn(words[0], error, words)


if __name__ == "__main__":
    STORY = sys.argv.pop(1)
    unittest.main()
