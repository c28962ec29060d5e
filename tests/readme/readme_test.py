"""What the documents tell a reader to type, works."""

import pathlib
import re
import subprocess
import unittest

TOP = pathlib.Path(__file__).parents[2]
DOCUMENTS = [TOP / "README.md", TOP / "CONTRIBUTING.md",
             *sorted((TOP / "docs").rglob("*.md"))]


class Verbs(unittest.TestCase):
    """Every ./dev verb in a document is one that ./dev lists."""

    def test_are_known(self):
        usage = subprocess.run([TOP / "dev", "help"], check=True, text=True,
                               capture_output=True).stdout
        known = set(re.findall(r"(?m)^  ([a-z]+)\b", usage))
        self.assertIn("test", known)
        for document in DOCUMENTS:
            for verb in re.findall(r"\./dev ([a-z]+)", document.read_text()):
                with self.subTest(document=document.name, verb=verb):
                    self.assertIn(verb, known)

    def test_unknown_ones_are_refused(self):
        done = subprocess.run([TOP / "dev", "nonsense"], text=True,
                              capture_output=True)
        self.assertEqual(done.returncode, 2)
        self.assertIn('unknown verb "nonsense"', done.stderr)


if __name__ == "__main__":
    unittest.main()
