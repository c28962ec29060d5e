"""What the documents tell a reader to type, works, and answers as they say.

usage: readme_test.py LOOPLEDGER [--write]     --write puts today's answers in
"""

import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

TOP = pathlib.Path(__file__).parents[2]
README = TOP / "README.md"
DOCUMENTS = [README, TOP / "CONTRIBUTING.md",
             *sorted((TOP / "docs").rglob("*.md"))]
BINARY = pathlib.Path(sys.argv.pop(1)).resolve()

# What differs from run to run stands as "…" in a document.
VARIES = [re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+Z?"),
          re.compile(r"[A-Za-z0-9+/]{43}=")]


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
                              capture_output=True, check=False)
        self.assertEqual(done.returncode, 2)
        self.assertIn('unknown verb "nonsense"', done.stderr)


class Demo:
    """The demo, serving from a directory of its own until the block ends."""

    def __enter__(self):
        self.folder = tempfile.TemporaryDirectory()
        self.environment = {
            **os.environ, "LOOPLEDGER_GRPC": "127.0.0.1:0",
            "PATH": f"{BINARY.parent}:{os.environ['PATH']}"}
        self.process = subprocess.Popen(
            [BINARY, "demo"], cwd=self.folder.name, env=self.environment,
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.said = ""
        for line in self.process.stdout:
            self.said += line
            ready = re.match(r"ready grpc=(\S+)", line)
            if ready:
                self.environment["LOOPLEDGER_SERVER"] = ready[1]
                return self
        raise AssertionError("the demo never became ready: " + self.said)

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()
        self.process.stdout.close()
        self.folder.cleanup()

    def answer(self, command):
        """What a reader who types `command` sees, less what varies."""
        done = subprocess.run(["sh", "-c", command], cwd=self.folder.name,
                              env=self.environment, text=True, check=False,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        text = done.stdout
        for pattern in VARIES:
            text = pattern.sub("…", text)
        return "".join(line.rstrip() + "\n" for line in text.splitlines())


def replay(text):
    """The document with the answer of each command in its transcript."""
    with Demo() as demo:
        def answered(block):
            lines = [line for line in block[1].splitlines()
                     if line.startswith("$ ")]
            return "```console\n" + "".join(
                line + "\n" + ("" if line.startswith("$ alias ")
                               else demo.answer(line[2:]))
                for line in lines) + "```\n"
        return re.sub(r"(?ms)^```console\n(.*?)^```\n", answered, text)


class Transcript(unittest.TestCase):
    """The README's transcript is what its commands answer."""

    maxDiff = None

    def test_is_what_the_commands_answer(self):
        text = README.read_text()
        self.assertIn("```console\n", text)
        self.assertEqual(text, replay(text),
                         "correct it with: python3 tests/readme/readme_test.py "
                         "build/dev/tools/loopledger --write")


if __name__ == "__main__":
    if sys.argv[1:] == ["--write"]:
        README.write_text(replay(README.read_text()))
    else:
        unittest.main()
