"""The tidy checks find what they are for, on small bad trees, and leave a
good tree alone."""

import pathlib
import tempfile
import unittest

import check_dead
import check_decisions
import check_doors
import check_includes
import check_links
import check_sizes
import check_words
import tidy
from tree import Tree, strip_cpp

HEADER = """#ifndef LEDGER_BASE_CLOCK_H_
#define LEDGER_BASE_CLOCK_H_
#endif  // LEDGER_BASE_CLOCK_H_
"""
DOOR = "Knows: it.\nMay touch: all.\nFront door: it.\nNever: sleeps.\n"
GOOD = {
    "ledger/base/README.md": DOOR,
    "ledger/domain/README.md": DOOR,
    "ledger/base/CMakeLists.txt":
        "room(base HEADERS clock.h SOURCES clock.cc USES absl::time)\n",
    "ledger/base/clock.h": HEADER,
    "ledger/base/clock.cc": '#include "ledger/base/clock.h"\n',
    "ledger/domain/CMakeLists.txt":
        "room(domain HEADERS world.h SOURCES world.cc USES room::base)\n",
    "ledger/domain/world.h": HEADER.replace("BASE_CLOCK", "DOMAIN_WORLD"),
    "ledger/domain/world.cc":
        '#include "ledger/domain/world.h"\n\n'
        '#include "ledger/base/clock.h"\n',
    "tests/domain/CMakeLists.txt":
        "room_test(world_test SOURCES world_test.cc USES room::domain)\n",
    "tests/domain/world_test.cc":
        '#include "ledger/domain/world.h"\n\n#include <gtest/gtest.h>\n'
        'TEST(World, IsRound) { Read("tests/golden/world.json"); }\n',
    "tests/golden/world.json": "{}\n",
    "README.md": "See [the world](ledger/domain/world.h).\n",
}


def long_function(name, lines):
    return f"int {name}() {{\n" + "  Go();\n" * (lines - 2) + "}\n"


class Sample(unittest.TestCase):
    """Builds a tree from GOOD and changes, and looks at what is reported."""

    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def tree(self, changes):
        root = pathlib.Path(self.folder.name)
        for name, text in {**GOOD, **changes}.items():
            if text is None:
                continue
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        return Tree(root)

    def assert_finds(self, check, changes, path, line, words):
        found = list(check.check(self.tree(changes)))
        self.assertEqual([(p.path, p.line) for p in found], [(path, line)],
                         found)
        self.assertIn(words, found[0].what + found[0].instead)


class GoodTree(Sample):
    def test_is_left_alone(self):
        self.tree({})
        self.assertEqual(tidy.problems(self.folder.name), [])


class Includes(Sample):
    def test_outside_uses(self):
        self.assert_finds(check_includes, {
            "ledger/domain/CMakeLists.txt":
                "room(domain HEADERS world.h SOURCES world.cc USES)\n",
        }, "ledger/domain/world.cc", 3, "add room::base to USES")

    def test_of_a_store_by_a_rule(self):
        self.assert_finds(check_includes, {
            "ledger/domain/world.cc":
                '#include "ledger/domain/world.h"\n#include <rocksdb/db.h>\n',
        }, "ledger/domain/world.cc", 2, "does not use rocksdb")

    def test_of_generated_code(self):
        self.assert_finds(check_includes, {
            "ledger/domain/world.cc":
                '#include "ledger/domain/world.h"\n'
                '#include "loopledger/v1/event.pb.h"\n',
        }, "ledger/domain/world.cc", 2, "room::proto")

    def test_sideways(self):
        self.assert_finds(check_includes, {
            "ledger/log/CMakeLists.txt": "room(log USES room::domain)\n",
        }, "ledger/log/CMakeLists.txt", 1, "not below it")

    def test_of_a_room_that_is_none(self):
        self.assert_finds(check_includes, {
            "ledger/log/CMakeLists.txt": "room(log USES room::attic)\n",
        }, "ledger/log/CMakeLists.txt", 1, "no room")

    def test_not_by_full_path(self):
        self.assert_finds(check_includes, {
            "ledger/base/clock.cc":
                '#include "ledger/base/clock.h"\n#include "clock.h"\n',
        }, "ledger/base/clock.cc", 2, "full path")

    def test_own_header_not_first(self):
        self.assert_finds(check_includes, {
            "ledger/base/clock.cc":
                '#include <ctime>\n#include "ledger/base/clock.h"\n',
        }, "ledger/base/clock.cc", 1, "begin the includes")

    def test_guard_that_is_not_the_path(self):
        self.assert_finds(check_includes, {
            "ledger/base/clock.h": HEADER.replace("BASE_CLOCK", "CLOCK"),
        }, "ledger/base/clock.h", 1, "LEDGER_BASE_CLOCK_H_")

    def test_in_a_comment_is_none(self):
        tree = self.tree({
            "ledger/base/clock.cc": '#include "ledger/base/clock.h"\n'
                                    '// #include "ledger/domain/world.h"\n'})
        self.assertEqual(list(check_includes.check(tree)), [])


class Sizes(Sample):
    def test_long_file(self):
        self.assert_finds(check_sizes, {
            "ledger/base/clock.cc": "int a;\n" * 401,
        }, "ledger/base/clock.cc", 401, "more than 400")

    def test_long_test(self):
        self.assert_finds(check_sizes, {
            "tests/domain/world_test.cc": "int a;\n" * 801,
        }, "tests/domain/world_test.cc", 801, "more than 800")

    def test_long_function(self):
        text = "namespace a {\nint b;\n\n" + long_function("Long", 61) + "}\n"
        self.assert_finds(check_sizes, {"ledger/base/clock.cc": text},
                          "ledger/base/clock.cc", 4, "Long has 61 lines")

    def test_function_at_the_limit(self):
        tree = self.tree({"ledger/base/clock.cc": long_function("Fits", 60)})
        self.assertEqual(list(check_sizes.check(tree)), [])

    def test_long_constructor_after_braced_members(self):
        text = ("struct A {\n  A(int c)\n      : b_{1}, c_{c} {\n" +
                "    Go();\n" * 60 + "  }\n  int b_, c_;\n};\n")
        self.assert_finds(check_sizes, {"ledger/base/clock.cc": text},
                          "ledger/base/clock.cc", 2, "more than 60")

    def test_long_table_is_no_function(self):
        text = "const Row kRows[] = {\n" + "    {1, 2},\n" * 80 + "};\n"
        tree = self.tree({"ledger/base/clock.cc": text})
        self.assertEqual(list(check_sizes.check(tree)), [])

    def test_braces_in_strings_do_not_count(self):
        text = 'int A() { return f("{", R"x({{{)x", \'{\'); }\n' * 3
        self.assertEqual(len(list(check_sizes.functions(text))), 3)

    def test_many_parameters(self):
        text = "int F(std::map<int, int> a, int b, int c,\n      int d, int e,"
        self.assert_finds(check_sizes, {
            "ledger/base/clock.cc": text + " int f) {}\n",
        }, "ledger/base/clock.cc", 1, "F has 6 parameters")

    def test_five_parameters(self):
        text = "A::A(F<void(int, int)> a, int b, int c, int d, int e)\n"
        text += "    : a_(a, b, c), b_{d, e} {}\n"
        tree = self.tree({"ledger/base/clock.cc": text})
        self.assertEqual(list(check_sizes.check(tree)), [])

    def test_long_python_function(self):
        text = "def long():\n" + "    go()\n" * 61
        self.assert_finds(check_sizes, {"tests/long.py": text},
                          "tests/long.py", 1, "long has 62 lines")


class Dead(Sample):
    def test_source_in_no_list(self):
        self.assert_finds(check_dead, {"ledger/base/attic.cc": ""},
                          "ledger/base/attic.cc", 1, "no CMake list names it")

    def test_header_that_only_its_source_includes(self):
        self.assert_finds(check_dead, {
            "ledger/domain/world.cc": '#include "ledger/domain/world.h"\n',
        }, "ledger/base/clock.h", 1, "nobody includes it")

    def test_golden_file_nothing_reads(self):
        self.assert_finds(check_dead, {"tests/golden/attic.json": "{}"},
                          "tests/golden/attic.json", 1, "no test reads it")

    def test_script_nothing_runs(self):
        self.assert_finds(check_dead, {"tests/attic.py": ""},
                          "tests/attic.py", 1, "nothing runs")

    def test_name_in_a_comment_does_not_save_it(self):
        self.assert_finds(check_dead, {
            "ledger/base/attic.cc": "",
            "ledger/base/CMakeLists.txt":
                "# attic.cc\n" + GOOD["ledger/base/CMakeLists.txt"],
        }, "ledger/base/attic.cc", 1, "no CMake list names it")


class Words(Sample):
    def check_line(self, path, text, rule):
        body = GOOD.get(path, "")
        self.assert_finds(check_words, {path: body + text + "\n"}, path,
                          body.count("\n") + 1, f"({rule})")

    def test_unfinished(self):
        self.check_line("ledger/base/clock.cc", "// TODO: finish", "unfinished")

    def test_protected_name(self):
        self.check_line("README.md", "scored with MoRiLE", "protected name")

    def test_vague_name(self):
        self.check_line("ledger/base/clock.cc", '#include "a/string_utils.h"',
                        "vague name")

    def test_machine_path(self):
        self.check_line("README.md", "cd /home/ann/loopledger", "machine path")

    def test_registry_host(self):
        self.check_line("README.md", "from registry.example.org",
                        "registry host")

    def test_thread_in_the_domain(self):
        self.check_line("ledger/domain/world.cc", "std::mutex mu;", "thread")

    def test_wall_clock_in_the_domain(self):
        self.check_line("ledger/domain/world.cc", "auto now = absl::Now();",
                        "wall clock")

    def test_sleep_in_a_test(self):
        self.check_line("tests/domain/world_test.cc", "absl::SleepFor(a);",
                        "sleep in a test")

    def test_exception(self):
        self.check_line("ledger/base/clock.cc", "throw 1;", "exception")

    def test_shared_ownership(self):
        self.check_line("ledger/base/clock.cc", "std::shared_ptr<int> a;",
                        "shared ownership")

    def test_naked_new(self):
        self.check_line("ledger/base/clock.cc", "int* a = new int(1);",
                        "naked new")

    def test_new_into_a_unique_ptr_is_fine(self):
        text = "std::unique_ptr<Store> store(new Store(directory));\n"
        tree = self.tree({"ledger/base/clock.cc": text})
        self.assertEqual(list(check_words.check(tree)), [])

    def test_code_words_in_comments_and_strings_are_fine(self):
        text = '// No std::mutex here.\nauto a = "we throw it away";\n'
        tree = self.tree({"ledger/base/clock.cc": text})
        self.assertEqual(list(check_words.check(tree)), [])

    def test_every_rule_says_what_to_do(self):
        rules = check_words.read_rules()
        for name in rules.sections():
            self.assertTrue(rules[name]["instead"], name)


class Links(Sample):
    def test_link_to_nothing(self):
        self.assert_finds(check_links, {
            "README.md": "\nSee [it](docs/attic.md).\n",
        }, "README.md", 2, "there is no docs/attic.md")


class Doors(Sample):
    def test_room_without_one(self):
        self.assert_finds(check_doors, {"ledger/base/README.md": None},
                          "ledger/base/CMakeLists.txt", 1, "no README.md")

    def test_room_that_does_not_say_what_it_never_does(self):
        self.assert_finds(check_doors, {
            "ledger/base/README.md": DOOR.replace("Never", "Sometimes"),
        }, "ledger/base/README.md", 1, '"Never:"')


class Decisions(Sample):
    def test_two_with_one_number(self):
        self.assert_finds(check_decisions, {
            "docs/decisions/0007-apples.md": "# 7. Apples\n",
            "docs/decisions/0007-pears.md": "# 7. Pears\n",
        }, "docs/decisions/0007-pears.md", 1, "0007-apples.md")

    def test_a_title_with_another_number(self):
        self.assert_finds(check_decisions, {
            "docs/decisions/0007-apples.md": "# 8. Apples\n",
        }, "docs/decisions/0007-apples.md", 1, "another number")


class Strip(unittest.TestCase):
    def test_keeps_lines_and_digit_separators(self):
        text = "int a = 1'000'000; /* x\n y */ char c = '}';  // '\n"
        stripped = strip_cpp(text)
        self.assertEqual(stripped.count("\n"), 2)
        self.assertIn("1'000'000;", stripped)
        self.assertNotIn("}", stripped)


if __name__ == "__main__":
    unittest.main()
