#!/usr/bin/env python3
"""What takt promises on its command line: options, exit codes, JSON.

Scripts and people's habits depend on these. The rules used here are the
test's own, so that a change to the shipped ones breaks nothing.
"""
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

SOURCE = pathlib.Path(os.environ.get("srcdir", ".")).resolve()
BUILD = pathlib.Path(os.environ.get("builddir", ".")).resolve()
sys.dont_write_bytecode = True
sys.path.insert(0, str(SOURCE / "tests" / "mta"))
import tap  # noqa: E402

TEXTS = " ".join(f'{l} = "{{contact}} has your last mail.";'
                 for l in ("en", "sv", "de", "nb"))
RULES = """\
rules = ( {
  id = "test.soon";
  when = "unanswered > 0 and since_sent < wait";
  settings = { wait = "7d"; };
  until = "matter_last_sent + wait";
  action = "%s";
  level = "warning";
  why = { %s };
  advice = { %s };
  source = "this test";
} );
"""
SETTINGS = """\
store = "sqlite:{folder}/history.sqlite";
key_file = "{folder}/key";
local_domains = ( "firma.example" );
silence = "trust";
"""


def mail(number, when, sender="karin@firma.example", to="per@kund.example",
         subject="Chairs for the seminar", body="How many chairs?", more=""):
    return (f"From: {sender}\nTo: {to}\nSubject: {subject}\n"
            f"Date: {when}\nMessage-ID: <{number}@{sender.split('@')[1]}>\n"
            f"{more}\n{body}\n")


FIRST = mail(1, "Mon, 02 Mar 2026 09:14:00 +0000")
SECOND = mail(2, "Wed, 04 Mar 2026 11:02:00 +0100",
              subject="Re: Chairs for the seminar",
              body="I only wonder how many chairs.\n\n> How many chairs?",
              more="In-Reply-To: <1@firma.example>\n")
ANSWER = mail(3, "Thu, 05 Mar 2026 09:00:00 +0000", "per@kund.example",
              "karin@firma.example", body="Ten.",
              more="In-Reply-To: <2@firma.example>\n")
ROBOT = mail(4, "Fri, 06 Mar 2026 09:00:00 +0000",
             more="Auto-Submitted: auto-generated\n")
ALL = (SECOND, FIRST, ROBOT, ANSWER)    # not in order of time


class CommandLine(unittest.TestCase):
    def setUp(self):
        self.temporary = tempfile.TemporaryDirectory()
        self.addCleanup(self.temporary.cleanup)
        self.folder = pathlib.Path(self.temporary.name)
        self.rules = self.write_rules("rules", "hold")
        self.config = self.write("takt.conf",
                                 SETTINGS.format(folder=self.folder))
        self.empty = self.write("empty.conf", "")

    def write(self, name, text):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    def write_rules(self, name, action):
        self.write(f"{name}/test.conf", RULES % (action, TEXTS, TEXTS))
        return self.folder / name

    def mbox(self, mails=ALL):
        return self.write("mbox", "".join(
            f"From someone Mon Mar  2 09:14:00 2026\n{m}\n" for m in mails))

    def takt(self, *arguments, expect=0, stdin=None):
        environment = {k: v for k, v in os.environ.items()
                       if k != "TAKT_RULES"}
        done = subprocess.run(
            [str(a) for a in (BUILD / "takt", *arguments)],
            capture_output=True, input=stdin, env=environment)
        out = done.stdout.decode()
        self.errors = done.stderr.decode()
        self.assertEqual(done.returncode, expect,
                         f"{arguments}: {out}{self.errors}")
        return out

    def replay(self, *arguments):
        out = self.takt("replay", "--json", "--local", "firma.example",
                        "--rules", self.rules, *arguments)
        return [json.loads(line) for line in out.splitlines()]

    # --- usage ---

    def test_help_and_version_succeed(self):
        self.assertIn("replay", self.takt("--help"))
        self.assertRegex(self.takt("--version"), r"^takt \d")
        self.assertIn("--against", self.takt("replay", "--help"))

    def test_wrong_usage_is_exit_code_2(self):
        for arguments in ((), ("chekc",), ("check",), ("check", "a", "b"),
                          ("check", "--jsno", "a"), ("replay",),
                          ("words",), ("facts", "x"), ("import",),
                          ("held", "relase", "x"), ("held", "show"),
                          ("history",), ("history", "show", "a"),
                          ("rules", "lsit"), ("show",), ("sweep", "now"),
                          ("check", "--at", "soon", self.mbox()),
                          ("held", "--older-than", "3", "list")):
            self.takt(*arguments, expect=2)
            self.assertIn("usage: takt", self.errors, arguments)

    def test_replay_asks_whose_mail_is_outgoing(self):
        self.takt("replay", "--config", self.empty, self.mbox(), expect=2)
        self.assertIn("--local", self.errors)

    def test_acting_on_held_mail_needs_a_choice(self):
        self.takt("import", "--config", self.config, "--rules", self.rules,
                  self.mbox())
        self.takt("held", "release", "--config", self.config, expect=2)
        self.takt("held", "release", "--all", "abc", "--config",
                  self.config, expect=2)

    # --- failures ---

    def test_failures_are_exit_code_3_and_name_the_place(self):
        broken = self.write("broken/x.conf", 'rules = ( { id = 3 } );\n')
        conf = self.write("broken.conf", "no_such_setting = 1;\n")
        notes = self.write("notes.txt", "no mail at all\n")
        gone = self.folder / "gone.mbox"
        local = ("--local", "firma.example")
        for arguments, name in (
                (("replay", *local, gone), gone),
                (("replay", *local, notes), notes),
                (("check", gone), gone),
                (("words", self.write("nothing", "")), "nothing"),
                (("replay", *local, "--rules", broken.parent, self.mbox()),
                 "x.conf:1"),
                (("check", "--config", conf, self.mbox()), f"{conf}:1"),
                (("rules", "show", "no.such"), "no.such"),
                (("show", "nosuchid", "--config", self.config), "nosuchid"),
        ):
            self.takt(*arguments, expect=3)
            self.assertIn(str(name), self.errors)
            self.assertEqual(self.errors.count("\n"), 1, self.errors)

    def test_output_that_cannot_be_written_is_a_failure(self):
        with open("/dev/full", "wb") as full:
            done = subprocess.run([BUILD / "takt", "facts"], stdout=full,
                                  stderr=subprocess.PIPE)
        self.assertEqual(done.returncode, 3)
        self.assertIn(b"cannot write", done.stderr)

    # --- replay ---

    def test_replay_judges_in_order_of_time(self):
        mails = self.replay(self.mbox())
        self.assertEqual([m["message_id"] for m in mails],
                         ["<1@firma.example>", "<2@firma.example>",
                          "<4@firma.example>"])
        self.assertEqual([m["verdict"] for m in mails],
                         ["pass", "hold", "pass"])

    def test_a_mail_has_the_keys_of_the_contract(self):
        first, second, robot = self.replay(self.mbox())
        self.assertEqual(list(second), ["message_id", "date", "sender",
                                        "verdict", "language", "recipients"])
        self.assertEqual(second["date"], "2026-03-04T10:02:00Z")
        self.assertEqual(second["sender"], "karin@firma.example")
        recipient, = second["recipients"]
        self.assertEqual(list(recipient),
                         ["address", "stage", "verdict", "findings"])
        self.assertEqual(recipient["address"], "per@kund.example")
        self.assertEqual(recipient["verdict"], "hold")
        finding, = recipient["findings"]
        self.assertEqual(list(finding), ["rule", "action", "level", "why",
                                         "advice", "until", "evidence"])
        self.assertEqual(finding["rule"], "test.soon")
        self.assertEqual(finding["until"], "2026-03-09T09:14:00Z")
        self.assertEqual(finding["evidence"], [])
        self.assertEqual(first["recipients"][0]["findings"], [])
        self.assertEqual(robot["recipients"], [])
        self.assertTrue(robot["exempt"])
        self.assertNotIn("exempt", second)

    def test_every_kind_of_source_gives_the_same(self):
        wanted = self.replay(self.mbox())
        for n, text in enumerate(ALL):
            self.write(f"maildir/{('cur', 'new')[n % 2]}/{n}.host", text)
            self.write(f"folder/{n % 2}/{n}.eml", text)
        self.assertEqual(self.replay(self.folder / "maildir"), wanted)
        self.assertEqual(self.replay(self.folder / "folder"), wanted)
        singles = sorted((self.folder / "folder").rglob("*.eml"))
        self.assertEqual(self.replay(*singles), wanted)
        crlf = self.folder / "crlf"
        crlf.write_bytes(self.mbox().read_bytes().replace(b"\n", b"\r\n"))
        self.assertEqual(self.replay(crlf), wanted)
        out = self.takt("replay", "--json", "--local", "firma.example",
                        "--rules", self.rules, "-",
                        stdin=self.mbox().read_bytes())
        self.assertEqual([json.loads(x) for x in out.splitlines()], wanted)

    def test_a_copy_in_another_folder_is_judged_once(self):
        self.assertEqual(len(self.replay(self.mbox(ALL + ALL))), 3)

    def test_replay_changes_nothing_and_says_nothing_on_the_side(self):
        before = sorted(p.name for p in self.folder.iterdir())
        path = self.mbox()
        self.replay("--config", self.config, path)
        self.assertEqual(self.errors, "")
        self.assertEqual(sorted(p.name for p in self.folder.iterdir()),
                         sorted([*before, "mbox"]))

    def test_an_archive_without_inbound_mail_is_warned_of(self):
        self.replay(self.mbox((FIRST, SECOND)))
        self.assertIn("no inbound mail", self.errors)

    def test_the_report_counts_and_shows_examples(self):
        out = self.takt("replay", "--local", "firma.example", "--rules",
                        self.rules, self.mbox())
        self.assertRegex(out, r"would have been held +1 ")
        self.assertRegex(out, r"test\.soon +1 +0 +1")
        self.assertRegex(out, r"karin@firma\.example +1 +0 +2")
        self.assertIn('"Re: Chairs for the seminar"', out)
        self.assertIn("per@kund.example has your last mail.", out)

    def test_two_sets_of_rules_are_compared(self):
        other = self.write_rules("other", "annotate")
        mails = self.replay("--against", other, self.mbox())
        self.assertEqual([m["verdict"] for m in mails],
                         ["pass", "hold", "pass"])
        self.assertEqual([m["against"]["verdict"] for m in mails],
                         ["pass", "annotate", "pass"])
        out = self.takt("replay", "--local", "firma.example", "--rules",
                        self.rules, "--against", other, self.mbox())
        self.assertIn("1 mails have other findings", out)

    def test_no_mail_can_talk_to_the_terminal(self):
        evil = mail(2, "Wed, 04 Mar 2026 11:02:00 +0100",
                    subject="Re: =?utf-8?q?Chairs=1B]0;pwned=07=C2=9B?=",
                    body="chairs \x1b[31m again",
                    more="In-Reply-To: <1@firma.example>\n")
        path = self.mbox((FIRST, evil, ANSWER))
        out = self.takt("replay", "--local", "firma.example", "--rules",
                        self.rules, path)
        out += self.takt("words", self.write("evil", evil))
        for bad in "\x1b\x07\x9b":
            self.assertNotIn(bad, out)

    # --- check ---

    def test_check_knows_the_history_and_says_no_by_exit_code_1(self):
        options = ("--config", self.config, "--rules", self.rules)
        self.takt("import", *options, self.mbox((FIRST,)))
        second = self.write("second.eml", SECOND)
        out = self.takt("check", "--json", *options, "--at",
                        "2026-03-04T10:02Z", second, expect=1)
        judged = json.loads(out)
        self.assertEqual(judged["verdict"], "hold")
        self.assertEqual(
            judged, self.replay(self.mbox((FIRST, SECOND)))[1])
        out = self.takt("check", *options, "--at", "2026-03-20T10:02Z",
                        second)
        self.assertIn("passes", out)
        out = self.takt("check", "--json", *options, "--at",
                        "2026-03-04T10:02Z", "--rcpt", "ann@kund.example",
                        "--rcpt", "<per@kund.example>", "-",
                        stdin=SECOND.encode(), expect=1)
        self.assertEqual([r["verdict"] for r in
                          json.loads(out)["recipients"]], ["pass", "hold"])

    def test_check_annotated_is_exit_code_0(self):
        rules = self.write_rules("mild", "annotate")
        options = ("--config", self.config, "--rules", rules)
        self.takt("import", *options, self.mbox((FIRST,)))
        out = self.takt("check", "--json", *options, "--at",
                        "2026-03-04T10:02Z", self.write("2", SECOND))
        self.assertEqual(json.loads(out)["verdict"], "annotate")

    def test_check_teaches_nothing(self):
        options = ("--config", self.config, "--rules", self.rules)
        for _ in range(2):
            self.takt("check", *options, "--at", "2026-03-02T09:14Z",
                      self.write("1", FIRST))
        self.assertEqual(self.pairs(), 0)

    # --- import and history ---

    def pairs(self):
        return json.loads(self.takt("history", "stats", "--json", "--config",
                                    self.config))["pairs"]

    def history(self):
        return self.takt("history", "show", "--json", "--config",
                         self.config, "karin@firma.example",
                         "per@kund.example")

    def test_importing_twice_teaches_once(self):
        options = ("--config", self.config, "--rules", self.rules)
        self.takt("import", *options, self.mbox())
        once = self.history()
        self.assertEqual(json.loads(once)["sent"], 2)
        self.assertEqual(json.loads(once)["received"], 1)
        self.takt("import", *options, self.mbox())
        self.assertEqual(self.history(), once)

    @unittest.skipIf(os.geteuid() != 0, "only root makes files for others")
    def test_what_root_makes_belongs_to_the_folders_owner(self):
        data = self.folder / "data"
        data.mkdir()
        os.chown(data, 12345, 12346)
        config = self.write("owner.conf", SETTINGS.format(folder=data))
        self.takt("import", "--config", config, "--rules", self.rules,
                  self.mbox())
        made = list(data.iterdir())
        self.assertIn("key", [p.name for p in made])
        for path in made:
            self.assertEqual((path.stat().st_uid, path.stat().st_gid),
                             (12345, 12346), path)

    def test_people_can_be_forgotten(self):
        options = ("--config", self.config)
        other = mail(7, "Mon, 02 Mar 2026 10:00:00 +0000",
                     to="ann@kund.example")
        self.takt("import", *options, "--rules", self.rules,
                  self.mbox(ALL + (other,)))
        self.assertEqual(self.pairs(), 2)
        out = self.takt("history", "export", *options, "Per@kund.EXAMPLE")
        self.assertEqual(len(out.splitlines()), 1)
        self.assertNotIn("ann@", out)
        self.takt("history", "forget", *options, "per@kund.example")
        self.assertEqual(self.pairs(), 1)
        self.takt("history", "show", *options, "karin@firma.example",
                  "per@kund.example", expect=3)
        self.takt("history", "forget", *options, "karin@firma.example")
        self.assertEqual(self.pairs(), 0)

    # --- words, rules, facts ---

    def test_words_shows_what_counts_and_what_does_not(self):
        seen = json.loads(self.takt("words", "--json",
                                    self.write("2", SECOND)))
        own = " ".join(s["text"] for s in seen["sentences"])
        self.assertIn("I only wonder", own)
        self.assertNotIn("How many chairs?", own)
        self.assertIn("How many chairs?",
                      [d["text"].lstrip("> ") for d in seen["left_out"]])
        self.assertEqual(seen["left_out"][0]["line"], 3)

    def test_of_an_mbox_the_first_mail_is_looked_at(self):
        seen = json.loads(self.takt("words", "--json", self.mbox()))
        self.assertIn("several mails", self.errors)
        self.assertEqual(seen, json.loads(self.takt(
            "words", "--json", self.write("2", SECOND))))
        self.assertEqual(self.errors, "")
        single = self.mbox((SECOND,))
        self.assertEqual(seen, json.loads(self.takt(
            "words", "--json", single)))
        self.assertEqual(self.errors, "")

    def test_rules_are_listed_and_shown(self):
        options = ("--rules", self.rules)
        row, = [json.loads(x) for x in self.takt(
            "rules", "list", "--json", *options).splitlines()]
        self.assertEqual(row["rule"], "test.soon")
        self.assertEqual(row["action"], "hold")
        rule = json.loads(self.takt("rules", "show", "--json", *options,
                                    "test.soon"))
        self.assertEqual(rule["settings"], {"wait": "7d"})
        self.assertTrue(rule["file"].endswith("test.conf"))
        self.assertIn("since_sent < wait", self.takt(
            "rules", "show", *options, "test.soon"))

    def test_wrong_examples_are_exit_code_1(self):
        phrases = """phrases = { p = {
            match = ( "how many" ); hits = ( "How many chairs?" );
            misses = ( "%s" ); }; };"""
        rule = (self.rules / "test.conf").read_text().replace(
            "since_sent < wait", "since_sent < wait and p")
        (self.rules / "test.conf").write_text(rule)
        for language in ("en", "sv", "de", "nb"):
            self.write(f"rules/{language}/test.conf",
                       phrases % "Ten will do.")
        out = self.takt("rules", "test", "--rules", self.rules)
        self.assertIn("8 examples, 0 wrong", out)
        self.write("rules/en/test.conf", phrases % "I know how many.")
        out = self.takt("rules", "test", "--rules", self.rules, expect=1)
        self.assertIn("en/test.conf", out)
        self.assertIn("8 examples, 1 wrong", out)

    def test_facts_are_printed(self):
        self.assertRegex(self.takt("facts"), r"(?m)^since_sent +duration ")
        names = [json.loads(x)["name"] for x in
                 self.takt("facts", "--json").splitlines()]
        self.assertIn("matter_chasers", names)

    # --- the manual page ---

    def commands(self):
        return re.findall(r"(?m)^  ([a-z]+) ", self.takt("--help"))

    def test_the_manual_page_has_every_command_and_option(self):
        page = (SOURCE / "doc" / "takt.1").read_text().replace("\\-", "-")
        self.assertGreater(len(self.commands()), 8)
        for command in self.commands():
            self.assertRegex(page, rf"(?m)^\.B[A-Z]* \"?{command}\b",
                             f"takt {command} is not in takt(1)")
            for option in re.findall(r"--[a-z-]+",
                                     self.takt(command, "--help")):
                if not option.startswith("--help"):
                    self.assertRegex(page, rf"(?m)^\.B[A-Z]* {option}\b",
                                     f"{command} {option}")


if __name__ == "__main__":
    tap.run(CommandLine)
