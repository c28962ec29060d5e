"""The one binary as scripts see it: exit codes, error form, JSON, streams.

usage: cli_test.py PATH_OF_LOOPLEDGER
"""

import csv
import io
import json
import os
import re
import shutil
import signal
import struct
import subprocess
import unittest

from running import BINARY, CliTest, Server, report


class Words(CliTest):
    """Without a server."""

    def test_wrong_words_exit_2_and_say_what_to_try(self):
        for words in ([], ["juggle"], ["gap", "list", "--colour"],
                      ["threat"], ["threat", "show"], ["publish"],
                      ["-o", "pdf", "version"], ["log", "get", "soon"],
                      ["publish", "-f", "x", "--projected",
                       "--at-least-durable"]):
            done = self.run_it(*words)
            self.error(done, 2, "USAGE")
            self.assertEqual(done.stdout, "")
        self.assertIn("try: loopledger gap list --help",
                      self.run_it("gap", "list", "--colour").stderr)

    def test_help_is_an_answer(self):
        done = self.run_it("gap", "list", "--help")
        self.assertEqual(done.returncode, 0)
        self.assertIn("--fail-on", done.stdout)
        self.assertEqual(done.stderr, "")

    def test_version_in_every_format(self):
        self.assertEqual(self.answer("version")["api"], "loopledger.v1")
        self.assertIn('api: "loopledger.v1"',
                      self.run_it("version", "-o", "yaml").stdout)
        self.assertRegex(self.run_it("version").stdout, r"api +loopledger\.v1")

    def test_the_shell_completes_verbs_and_flags(self):
        script = self.run_it("completion").stdout + """
            COMP_WORDS=(loopledger gap list --f) COMP_CWORD=3
            _loopledger; echo "${COMPREPLY[@]}"
            COMP_WORDS=(loopledger ga) COMP_CWORD=1
            _loopledger; echo "${COMPREPLY[@]}"
        """
        done = subprocess.run(["bash", "-c", script], text=True,
                              capture_output=True, check=True)
        self.assertEqual(done.stdout.split(), ["--filter", "--fail-on", "gap"])

    def test_words_that_are_not_utf8(self):
        done = self.run_it(b"version", b"--\xff\xfe")
        self.error(done, 2, "USAGE")
        self.assertIn(r"\xff\xfe", done.stderr)

    def test_lost_output_is_an_error(self):
        with open("/dev/full", "w", encoding="utf-8") as full:
            for words in (["version"], ["--help"], ["completion"]):
                done = subprocess.run([BINARY, *words], stdout=full,
                                      stderr=subprocess.PIPE, text=True,
                                      check=False)
                self.error(done, 1, "OUTPUT_LOST")
                self.assertIn("could not write to stdout", done.stderr)
        done = subprocess.run(["sh", "-c", f"'{BINARY}' version >&-"],
                              capture_output=True, text=True, check=False)
        self.error(done, 1, "OUTPUT_LOST")

    def test_settings_that_cannot_be(self):
        for words in (["--org", "a\nb"], ["--org", "\u00e9"],
                      ["--org", "x" * 129], ["--server", ""],
                      ["--grpc", "127.0.0.1:99999"], ["--grpc", ":22"],
                      ["--grpc", "127.0.0.1:-1"], ["--grpc", "127.0.0.1:22x"]):
            verb = ["serve", "--dev"] if words[0] == "--grpc" else ["version"]
            self.error(self.run_it(*verb, *words), 2, "USAGE")

    def test_numbers_are_not_negative(self):
        for words in (["log", "get", "--", "-1"], ["gap", "list", "--limit=-1"],
                      ["--at-least=-1", "version"],
                      ["log", "copy", "file:a", "file:b", "--to=-1"],
                      ["view", "watch", "x", "--since=-1"]):
            self.error(self.run_it(*words), 2, "USAGE")

    def test_moments_outside_the_calendar(self):
        for moment in ("infinite-past", "infinite-future",
                       "-0001-01-01T00:00:00Z", "10000-01-01T00:00:00Z"):
            for words in (["gap", "list", f"--as-of={moment}"],
                          ["log", "tail", f"--from={moment}"],
                          ["export", "events", f"--at={moment}"]):
                self.error(self.run_it(*words), 2, "USAGE")

    def test_config_that_is_no_text(self):
        self.error(self.run_it("version", "--config", self.folder), 2,
                   "CONFIG_INVALID")
        for text in (b'server: "unclosed', b"\x00\xff\x01", b"org: \xff\n",
                     b"org: north\0junk"):
            with open(self.path("c.yaml"), "wb") as file:
                file.write(text)
            done = self.run_it("config", "check", "--config", "c.yaml")
            self.error(done, 2, "CONFIG_INVALID")

    def test_nobody_there_exits_8(self):
        done = self.run_it("log", "head", "--server", "127.0.0.1:1")
        self.error(done, 8, "UNAVAILABLE")
        self.assertIn("  try: ", done.stderr)

    def test_serve_without_dev_is_refused(self):
        done = self.run_it("serve", "--data", self.path("data"))
        self.error(done, 2, "NO_AUTHENTICATION")
        self.assertFalse(os.path.exists(self.path("data")))

    def test_serve_listens_on_loopback_only(self):
        done = self.run_it("serve", "--dev", "--data", self.path("data"),
                           "--grpc", "0.0.0.0:0")
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assertIn("loopback", done.stderr)

    def test_config_says_where_each_value_comes_from(self):
        path = self.write("c.yaml", "org: north", "timeout: 5s")
        shown = self.answer("config", "show", "--effective", "--origin",
                            "--config", path, "--timeout", "6s",
                            env={"LOOPLEDGER_MEMORY_MIB": "64"})
        self.assertEqual(shown["org"]["origin"], path + ":1")
        self.assertEqual(shown["timeout"],
                         {"value": "6s", "origin": "flag --timeout"})
        self.assertEqual(shown["memory_mib"]["origin"],
                         "environment LOOPLEDGER_MEMORY_MIB")
        self.assertEqual(shown["grpc"]["origin"], "default")
        everything = self.answer("config", "show", "--config", path)
        self.assertEqual(everything["org"], "north")
        self.assertEqual(everything["grpc"], "127.0.0.1:7470")
        self.assertIn("127.0.0.1:7470", self.run_it("config", "show").stdout)
        self.assertEqual(self.answer("config", "show", "--changed", "--config",
                                     path),
                         {"config": path, "org": "north", "timeout": "5s",
                          "output": "json"})

    def test_config_names_the_line_that_is_wrong(self):
        path = self.write("c.yaml", "org: north", "colour: red")
        done = self.run_it("config", "check", "--config", path)
        self.error(done, 2, "CONFIG_INVALID")
        self.assertIn("c.yaml:2", done.stderr)
        good = self.write("d.yaml", "org: north")
        self.assertEqual(
            self.run_it("config", "check", "--config", good).returncode, 0)

    def test_a_log_that_is_not_there(self):
        done = self.run_it("log", "head", "--log",
                           "file:" + self.path("none"))
        self.error(done, 3, "NOT_FOUND")
        done = self.run_it("log", "head", "--log", "ftp://x")
        self.assertEqual(done.returncode, 2, done.stderr)


class Publishing(CliTest):
    def setUp(self):
        super().setUp()
        self.serve()

    def head(self):
        return int(self.answer("log", "head")["next"])

    def test_one_command_gives_its_receipt(self):
        receipt = self.answer("publish", "-f", self.write("a", report(1)))
        self.assertEqual(receipt["position"], "2")
        self.assertEqual(receipt["stream_version"], "1")
        self.assertEqual(receipt["event"]["command_id"], "c-1")
        self.assertIn("report_submitted", receipt["event"])
        self.assertEqual(len(receipt["leaf_hash"]), 44)

    def test_a_command_over_many_lines(self):
        path = self.path("a")
        with open(path, "w", encoding="utf-8") as file:
            json.dump(report(1), file, indent=2)
        self.assertEqual(self.answer("publish", "-f", path)["position"], "2")

    def test_ndjson_in_and_out_in_order_with_rejects(self):
        path = self.write(
            "a", report(1), "", report(2, colour="red"), "{\"open\":",
            report(3), "no json", report(1), report(1, occurred_at=""))
        done = self.run_it("publish", "-f", path, "-o", "ndjson")
        self.assertEqual(done.returncode, 6, done.stderr)
        results = [json.loads(line) for line in done.stdout.splitlines()]
        self.assertEqual([r.get("position") for r in results],
                         ["2", None, None, "3", None, "2", None])
        self.assertEqual([r.get("line") for r in results],
                         [None, 3, 4, None, 6, None, 8])
        self.assertEqual(results[1]["reason"], "FIELD_INVALID")
        self.assertEqual(results[1]["command_id"], "c-2")
        self.assertIn("colour", results[1]["message"])
        with open(path + ".rejects", encoding="utf-8") as file:
            rejects = [json.loads(line) for line in file]
        self.assertEqual([r["line"] for r in rejects], [3, 4, 6, 8])
        self.assertEqual(rejects[0]["command"]["colour"], "red")
        self.assertEqual(rejects[1]["text"], "{\"open\":")
        # What was mended can be published as it stands in that file.
        del rejects[0]["command"]["colour"]
        mended = self.write("b", rejects[0])
        self.assertEqual(self.answer("publish", "-f", mended)["position"], "4")

    def test_publishing_again_records_nothing_new(self):
        path = self.write("a", *[report(i) for i in range(300)])
        first = self.run_it("publish", "-f", path)
        self.assertEqual(first.stdout, "recorded 300, already recorded 0, "
                                       "refused 0; last position 301\n")
        again = self.run_it("publish", "-f", path)
        self.assertEqual(again.returncode, 0)
        self.assertIn("recorded 0, already recorded 300", again.stdout)
        self.assertFalse(os.path.exists(path + ".rejects"))

    def test_publishing_goes_on_over_a_kill(self):
        commands = [report(i) for i in range(200)]
        self.run_it("publish", "-f", self.write("a", *commands[:120]))
        before = self.answer("log", "head")
        self.server.stop(signal.SIGKILL)
        self.serve()
        done = self.run_it("publish", "-f", self.write("b", *commands))
        self.assertIn("recorded 80, already recorded 120", done.stdout)
        self.assertEqual(self.head(), int(before["next"]) + 81)

    def test_stdin_is_answered_line_by_line(self):
        with subprocess.Popen(
                [BINARY, "publish", "-f", "-", "-o", "ndjson", "--server",
                 self.server.address], stdin=subprocess.PIPE,
                stdout=subprocess.PIPE, text=True) as process:
            for number in range(3):
                process.stdin.write(json.dumps(report(number)) + "\n")
                process.stdin.flush()
                result = json.loads(process.stdout.readline())
                self.assertEqual(result["position"], str(number + 2))
            process.stdin.close()
            self.assertEqual(process.wait(), 0)

    def test_conflicts_exit_7_and_other_refusals_6(self):
        path = self.write("a", report(1))
        self.answer("publish", "-f", path)
        other = report(1)
        other["submit_report"]["pii"] = True
        done = self.run_it("publish", "-f", self.write("b", other))
        self.error(done, 7, "ID_REUSE")
        stale = report(2, expected_version="4")
        done = self.run_it("publish", "-f", self.write("c", stale))
        self.error(done, 7, "CONFLICT")
        wrong = report(3)
        wrong["submit_report"]["items"][0]["grade"]["source"] = "9"
        done = self.run_it("publish", "-f", self.write("d", wrong))
        self.error(done, 6, "UNKNOWN_CODE")
        self.assertIn("grade.source", done.stderr)

    def test_bad_input_is_named_and_writes_nothing(self):
        long = report(1)
        long["submit_report"]["source_ref"] = "x" * 9000
        huge = report(2)
        huge["submit_report"]["provenance"]["text"] = "x" * 100_000
        future = report(3, occurred_at="2999-01-01T00:00:00Z")
        cases = {
            "FIELD_INVALID": [long, "[]", "7", '{"submit_report":[]}'],
            "RECORD_TOO_LARGE": [huge, "{" + " " * 1_100_000 + "}"],
            "FUTURE_EVENT": [future],
            "FIELD_MISSING": ["{}", report("", command_id="")],
            "LATE_WITHOUT_REASON": [report(4, late_reason="")],
        }
        for reason, commands in cases.items():
            for command in commands:
                done = self.run_it("publish", "-f", self.write("a", command))
                self.error(done, 6, reason)
        self.assertEqual(self.head(), 2)

    def test_a_key_that_stands_twice_is_refused(self):
        text = json.dumps(report(1))
        for twice, path in ((text.replace('"org":', '"org": "x", "org":'),
                             "actor.org"),
                            (text.replace('{"command_id":',
                                          '{"commandId": "a", "command_id":'),
                             "command_id")):
            done = self.run_it("publish", "-f", self.write("a", twice))
            self.error(done, 6, "FIELD_INVALID")
            self.assertRegex(done.stderr.lower().replace("_", ""),
                             path.replace("_", "") + " stands twice")
        self.assertEqual(self.head(), 2)

    def test_refusals_beyond_those_shown_are_counted(self):
        path = self.write("a", *["7"] * 25)
        done = self.run_it("publish", "-f", path)
        self.assertEqual(done.returncode, 6)
        self.assertEqual(done.stderr.count("error["), 20)
        self.assertIn(f"and 5 more refused; all of them are in {path}.rejects",
                      done.stderr)

    def test_a_dry_run_records_nothing(self):
        path = self.write("a", report(1), report(2, occurred_at=""))
        done = self.run_it("publish", "-f", path, "--dry-run", "-o", "ndjson")
        self.assertEqual(done.returncode, 6, done.stderr)
        first, second = map(json.loads, done.stdout.splitlines())
        self.assertTrue(first["would_be_accepted"])
        self.assertEqual(second["command_id"], "c-2")
        self.assertEqual(self.head(), 2)
        self.assertFalse(os.path.exists(path + ".rejects"))

    def test_projected_waits_for_the_views(self):
        self.run_it("publish", "--projected", "-f", self.write("a", report(1)))
        row = self.answer("view", "get", "threat_picture.reports", "R-1")
        self.assertEqual(row["state"], "SUBMITTED")

    def test_rejects_must_have_a_place(self):
        path = self.write("a", report(1), "no json")
        with open(path, encoding="utf-8") as file:
            before = file.read()
        os.link(path, self.path("b"))
        for rejects in (self.path("none/x"), path, self.path("b")):
            done = self.run_it("publish", "-f", path, "--rejects", rejects)
            self.error(done, 2, "USAGE")
        with open(path, encoding="utf-8") as file:
            self.assertEqual(file.read(), before)
        self.assertEqual(self.head(), 2)
        done = self.run_it("publish", "-f", path, "--rejects", "/dev/full")
        self.error(done, 8, "UNAVAILABLE")

    def test_what_is_printed_is_json_whatever_came(self):
        with open(self.path("a"), "wb") as file:
            file.write(b'{"command_id":"\xff","colour":"\xc2\x9b"}\n')
        done = self.run_it("publish", "-f", self.path("a"), "-o", "ndjson")
        self.assertEqual(done.returncode, 6, done.stderr)
        json.loads(done.stdout)
        with open(self.path("a.rejects"), encoding="utf-8") as file:
            text = file.read()
        self.assertIn("\ufffd", json.dumps(json.loads(text),
                                           ensure_ascii=False))
        self.assertIn("\\u009b", text)

    def test_a_missing_file_exits_3(self):
        self.error(self.run_it("publish", "-f", "none"), 3, "NOT_FOUND")


class Reading(CliTest):
    def setUp(self):
        super().setUp()
        self.serve()
        self.write("a", *[report(i) for i in range(5)])
        self.run_it("publish", "--projected", "-f", self.path("a"))

    def test_lists_are_arrays_and_rows_are_flat(self):
        rows = self.answer("view", "get", "threat_picture.reports")
        self.assertEqual([row["report_id"] for row in rows],
                         [f"R-{i}" for i in range(5)])
        self.assertEqual(rows[2]["position"], "4")
        self.assertEqual(rows[2]["marking"]["gsc"], "OFFICIAL")
        for verb in (["threat", "list"], ["tasking", "list"], ["gap", "list"]):
            done = self.run_it(*verb, "-o", "json")
            self.assertEqual(done.stdout, "[]\n")

    def test_a_table_has_its_marking_on_stderr(self):
        done = self.run_it("view", "get", "threat_picture.reports")
        self.assertEqual(done.stderr, "marking: OFFICIAL/P\n")
        self.assertRegex(done.stdout, r"\AREPORT_ID|\Areport_id")
        self.assertEqual(len(done.stdout.splitlines()), 6)
        quiet = self.run_it("view", "get", "threat_picture.reports", "-o",
                            "ndjson")
        self.assertEqual(quiet.stderr, "")

    def test_what_is_not_there_exits_3(self):
        for words in (["threat", "show", "T-9"], ["tasking", "why", "T-9"],
                      ["gap", "explain", "M1/x"], ["view", "get", "nothing"],
                      ["view", "get", "threat_picture", "T-9"],
                      ["threat", "history", "T-9"], ["log", "get", "99"]):
            done = self.run_it(*words)
            self.error(done, 3, "NOT_FOUND")
            self.assertEqual(done.stdout, "")

    def test_filter_order_and_limit(self):
        rows = self.answer("view", "get", "threat_picture.reports", "--filter",
                           "report_id>R-1", "--order-by", "report_id desc",
                           "--limit", "2")
        self.assertEqual([row["report_id"] for row in rows], ["R-4", "R-3"])
        done = self.run_it("view", "get", "threat_picture", "--filter", "x=1")
        self.assertEqual(done.returncode, 2, done.stderr)

    def test_the_past_can_be_read(self):
        rows = self.answer("view", "get", "threat_picture.reports", "--as-of",
                           "3")
        self.assertEqual(len(rows), 2)
        done = self.run_it("threat", "list", "--as-of", "yesterday")
        self.error(done, 2, "USAGE")
        done = self.run_it("threat", "list", "--as-of", "77")
        self.assertEqual(done.returncode, 2, done.stderr)

    def test_watch_shows_each_change(self):
        done = self.run_it("view", "watch", "threat_picture.reports",
                           "--since", "4", "--limit", "2")
        changes = [json.loads(line) for line in done.stdout.splitlines()]
        self.assertEqual([c["report_id"] for c in changes], ["R-3", "R-4"])

    def test_views_and_their_lag(self):
        views = {view["view"] for view in self.answer("view", "list")}
        self.assertIn("threat_picture.reports", views)
        self.assertEqual({row["lag_records"]
                          for row in self.answer("view", "lag")}, {"0"})

    def test_gaps_fail_on_demand(self):
        self.assertEqual(
            self.run_it("gap", "list", "--fail-on").returncode, 0)
        self.error(self.run_it("gap", "list", "--metric", "M99"), 2, "USAGE")

    def test_log_head_get_tail_and_stat(self):
        head = self.answer("log", "head")
        self.assertEqual(head["next"], "7")
        self.assertEqual(head["ledger"], "dev")
        record = self.answer("log", "get", "2")
        self.assertEqual(record["event"]["stream_id"], "R-0")
        self.assertIn("stored_bytes", record)
        tail = self.run_it("log", "tail", "--from", "5", "-o", "ndjson")
        self.assertEqual([json.loads(line)["position"]
                          for line in tail.stdout.splitlines()], ["5", "6"])
        stat = self.answer("log", "stat")
        self.assertEqual(stat["records"], "7")
        self.assertEqual(stat["kinds"]["report_submitted"], "5")

    def test_export_events_and_views(self):
        done = self.run_it("export", "events", "--at", "4")
        self.assertEqual(len(done.stdout.splitlines()), 5)
        done = self.run_it("export", "events", "--format", "csv")
        rows = list(csv.DictReader(io.StringIO(done.stdout)))
        self.assertEqual(rows[2]["kind"], "report_submitted")
        self.assertEqual(rows[2]["event.stream_id"], "R-0")
        done = self.run_it("export", "view", "threat_picture.reports",
                           "--format", "csv")
        rows = list(csv.DictReader(io.StringIO(done.stdout)))
        self.assertEqual([row["report_id"] for row in rows],
                         [f"R-{i}" for i in range(5)])

    def test_doctor_finds_all_in_order(self):
        lines = self.answer("doctor")
        self.assertEqual({line["result"] for line in lines}, {"ok"})


class Serving(CliTest):
    def test_a_second_server_on_the_same_data_stops(self):
        self.serve()
        done = self.run_it("serve", "--dev", "--grpc", "127.0.0.1:0", "--data",
                           self.path("data"))
        self.error(done, 8, "DATA_DIRECTORY_IN_USE")
        self.assertIn(str(self.server.process.pid), done.stderr)
        self.assertEqual(done.stdout, "")

    def test_term_drains_and_a_restart_keeps_everything(self):
        self.serve()
        self.run_it("publish", "-f", self.write("a", report(1)))
        head = self.answer("log", "head")
        self.assertEqual(self.server.stop(), 0)
        for line in self.server.log.splitlines():
            self.assertIn("event", json.loads(line))
        offline = self.answer("log", "head", "--log",
                              "file:" + self.path("data/log"))
        self.assertEqual(offline, head)
        self.serve()
        self.assertEqual(self.server.position, "3")  # Its own seat.
        row = self.answer("view", "get", "threat_picture.reports", "R-1")
        self.assertEqual(row["position"], "2")

    def test_term_while_the_views_fold_ends_that(self):
        self.serve()
        # Enough that they still fold when the signal comes, on any machine.
        self.run_it("publish", "-f",
                    self.write("a", *[report(i) for i in range(40000)]))
        self.server.stop()
        shutil.rmtree(self.path("data/views"))
        process = subprocess.Popen(
            [BINARY, "serve", "--dev", "--grpc", "127.0.0.1:0", "--data",
             self.path("data")],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        line = ""
        while '"folding"' not in line:
            line = process.stderr.readline()
            self.assertNotEqual(line, "")
        process.send_signal(signal.SIGTERM)
        told, log = process.communicate(timeout=30)
        self.assertEqual(process.returncode, 0)
        self.assertEqual(told, "", "it was never ready")
        self.assertIn('"stopped"', log)
        self.serve()
        row = self.answer("view", "get", "threat_picture.reports", "R-39999")
        self.assertEqual(row["position"], "40001")

    def test_founding_from_a_file(self):
        founding = self.write("f.json", {
            "ledger": "north", "policy": {"open_membership": True,
                                          "default_marking": {
                                              "gsc": "OFFICIAL"}}})
        self.serve("--found", founding)
        self.assertEqual(self.server.ledger, "north")
        bad = self.write("g.json", {"ledgers": "north"})
        done = self.run_it("serve", "--dev", "--data", self.path("other"),
                           "--found", bad)
        self.error(done, 2, "USAGE")


class Auditing(CliTest):
    def setUp(self):
        super().setUp()
        self.serve()
        self.run_it("publish", "-f",
                    self.write("a", *[report(i) for i in range(50)]))
        self.log = self.path("data/log")

    def verify(self):
        return self.run_it("audit", "verify", "--log", "file:" + self.log,
                           "-o", "json")

    def test_a_whole_ledger_verifies_with_and_without_a_server(self):
        online = self.answer("audit", "verify")
        self.server.stop()
        self.assertEqual(json.loads(self.verify().stdout), online)
        self.assertEqual(online["verdict"], "ok")
        self.assertEqual(online["records"], "52")

    def test_a_flipped_byte_exits_10_and_names_the_position(self):
        self.server.stop()
        name = sorted(n for n in os.listdir(self.log)
                      if os.path.getsize(os.path.join(self.log, n)) > 4096)[0]
        path = os.path.join(self.log, name)
        with open(path, "r+b") as file:
            data = file.read()
            at = data.index(b"R-25")
            file.seek(at)
            file.write(b"R-52")
        done = self.verify()
        self.error(done, 10, "VERIFICATION_FAILED")
        self.assertEqual(json.loads(done.stdout)["verdict"], "failed")
        self.assertRegex(done.stderr, r"position 27\b")

    def test_a_torn_tail_alone_exits_11_until_a_server_cuts_it(self):
        self.server.stop()
        path = os.path.join(self.log, "0" * 20 + ".entries")
        with open(path, "r+b") as file:
            data = file.read()
            # Two marks, the newer of which says where the frames end.
            marks = [struct.unpack_from("<QQQ", data, page * 4096)
                     for page in (1, 2)]
            file.seek(max(marks)[2])
            file.write(b"torn before it was whole")
        done = self.verify()
        self.error(done, 11, "VERIFICATION_INCOMPLETE")
        self.assertEqual(json.loads(done.stdout)["verdict"], "incomplete")
        self.serve()
        self.server.stop()
        self.assertEqual(self.verify().returncode, 0)

    def test_a_copy_has_the_same_head_and_can_be_cut(self):
        self.server.stop()
        copied = "file:" + self.path("copy")
        url = "file:" + self.log
        self.answer("log", "copy", url, copied, "--to", "20")
        self.assertEqual(self.answer("log", "head", "--log", copied)["next"],
                         "20")
        self.assertEqual(self.answer("log", "copy", url, copied)["copied"],
                         "32")
        self.assertEqual(self.answer("log", "head", "--log", copied),
                         self.answer("log", "head", "--log", url))
        self.assertEqual(
            self.answer("audit", "verify", "--log", copied)["verdict"], "ok")

    def test_a_copy_spoils_nothing_that_is_there(self):
        self.server.stop()
        url = "file:" + self.log
        os.symlink(self.log, self.path("same"))
        done = self.run_it("log", "copy", url, "file:" + self.path("same"))
        self.error(done, 2, "USAGE")
        self.assertIn("onto itself", done.stderr)
        os.mkdir(self.path("full"))
        self.write("full/letters.txt", "dear")
        done = self.run_it("log", "copy", url, "file:" + self.path("full"))
        self.error(done, 2, "USAGE")
        self.assertEqual(os.listdir(self.path("full")), ["letters.txt"])

    def test_a_copy_onto_another_ledger_is_refused(self):
        self.server.stop()
        url = "file:" + self.log
        self.log = self.path("other/log")
        self.server = Server(self.path("other"))
        self.server.stop()
        done = self.run_it("log", "copy", url, "file:" + self.log)
        self.error(done, 1, "FAILED_PRECONDITION")


if __name__ == "__main__":
    unittest.main()
