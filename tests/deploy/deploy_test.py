"""deploy/: what its files say of each other and of the binary is so.

usage: deploy_test.py LOOPLEDGER
"""

import pathlib
import re
import subprocess
import sys
import unittest

LOOPLEDGER = sys.argv.pop(1)
DEPLOY = pathlib.Path("deploy")
OS_RELEASE = pathlib.Path("/etc/os-release").read_text()
# Part of every Debian, or of what the others depend on.
ALWAYS = {"libc6", "libgcc-s1", "libstdc++6"}


def printed(*words):
    return subprocess.run(words, check=True, text=True,
                          capture_output=True).stdout


def packages_needed():
    """The packages with the libraries that the binary names."""
    needed = re.findall(r"\(NEEDED\).*\[(.*)\]",
                        printed("readelf", "-d", LOOPLEDGER))
    found = dict(re.findall(r"(\S+) => (\S+)", printed("ldd", LOOPLEDGER)))
    paths = [found[library] for library in needed if library in found]
    # /lib is a link to /usr/lib; a package may know a file by either.
    names = paths + ["/usr" + path for path in paths]
    said = subprocess.run(["dpkg", "-S", *names], text=True, check=False,
                          capture_output=True).stdout
    return {line.split(":")[0] for line in said.splitlines()} - ALWAYS


class Containerfile(unittest.TestCase):
    def test_installs_the_libraries_that_the_binary_names(self):
        text = (DEPLOY / "Containerfile").read_text()
        release, image = re.findall(r"(?m)^FROM (\S+)", text)
        self.assertEqual(release, image)
        if 'VERSION_ID="12"' not in OS_RELEASE:
            return  # Packages of other releases have other names.
        installed = set(re.findall(r"\blib[\w.+-]+", text.split("FROM")[-1]))
        needed = packages_needed()
        self.assertIn("librdkafka1", needed)
        self.assertEqual(needed - installed, set())


class Versions(unittest.TestCase):
    def test_of_kafka_are_the_same_everywhere(self):
        pinned = re.search(r"<kafka.version>(.*?)<",
                           (DEPLOY / "kafka/pom.xml").read_text())[1]
        images = re.findall(r"image: apache/kafka:(\S+)",
                            (DEPLOY / "compose.yaml").read_text())
        self.assertEqual(set(images), {pinned})
        jars = (DEPLOY / "kafka/jars.sha256").read_text()
        for jar in ("kafka_2.13", "kafka-tools"):
            self.assertIn(f"  {jar}-{pinned}.jar\n", jars)

    def test_of_jars_are_each_pinned_once_by_digest(self):
        lines = (DEPLOY / "kafka/jars.sha256").read_text().splitlines()
        for line in lines:
            self.assertRegex(line, r"^[0-9a-f]{64}  [\w.-]+\.jar$")
        self.assertEqual(len(lines), len({x.split("  ")[1] for x in lines}))


if __name__ == "__main__":
    unittest.main()
