"""test_start - what taktd and takt say when something is set up wrongly

One clear line that names the place and the remedy, exit code 3, no socket
left behind: an administrator reads this at night.
"""
import pathlib
import subprocess
import unittest

import tap
from postfix import open_folder
from taktd import ALARMS, Taktd, build_dir, remove, source_dir


RULE = """\
rules = ( {
  id = "mine.own";
  when = "WHEN";
  action = "hold";
  level = "info";
  source = "me";
  why = { en = "a"; sv = "a"; de = "a"; nb = "a"; };
  advice = { en = "a"; sv = "a"; de = "a"; nb = "a"; };
} );
"""


class Start(unittest.TestCase):
    def setUp(self):
        self.folder = open_folder("takt-start-")
        self.addCleanup(remove, self.folder)

    def daemon(self, **settings):
        settings = {"socket_group": "", **settings}
        return Taktd(self.folder, **settings)

    def complaint(self, daemon, program="taktd", arguments=("-f", "-c")):
        """Starts the program, which must fail; returns its one line."""
        done = subprocess.run(
            [build_dir() / program, *arguments, daemon.config],
            capture_output=True, stdin=subprocess.DEVNULL, timeout=60,
            text=True)
        self.assertEqual(done.returncode, 3, done.stderr)
        self.assertFalse(any(a in done.stderr for a in ALARMS), done.stderr)
        self.assertEqual(len(done.stderr.splitlines()), 1, done.stderr)
        self.assertFalse(daemon.socket.exists())
        return done.stderr

    def test_an_unknown_setting_names_file_line_and_the_nearest(self):
        said = self.complaint(self.daemon(modes="enforce"))
        self.assertRegex(said, r"takt\.conf:\d+: ")
        self.assertIn("modes", said)
        self.assertIn('"mode"', said)

    def test_a_missing_settings_file_is_named(self):
        daemon = self.daemon()
        daemon.config.unlink()
        self.assertIn(str(daemon.config), self.complaint(daemon))

    def test_a_broken_rule_file_names_file_and_line(self):
        rules = self.folder / "rules"
        rules.mkdir()
        (rules / "mine.conf").write_text(
            RULE.replace("WHEN", "follow_up and"))
        daemon = self.daemon(rules=[str(source_dir() / "rules"), str(rules)])
        self.assertRegex(self.complaint(daemon), r"mine\.conf:3")

    def test_an_unknown_name_in_a_rule_names_the_nearest(self):
        rules = self.folder / "rules"
        rules.mkdir()
        (rules / "mine.conf").write_text(
            RULE.replace("WHEN", "folow_up"))
        daemon = self.daemon(rules=[str(source_dir() / "rules"), str(rules)])
        said = self.complaint(daemon)
        self.assertRegex(said, r"mine\.conf:3")
        self.assertIn("'follow_up'", said)

    def test_a_folder_without_rules_is_refused(self):
        empty = self.folder / "empty"
        empty.mkdir()
        self.assertIn(str(empty), self.complaint(
            self.daemon(rules=[str(empty)])))

    def test_a_missing_store_folder_is_named(self):
        said = self.complaint(
            self.daemon(store=f"sqlite:{self.folder}/nowhere/takt.db"))
        self.assertIn("nowhere", said)

    def test_a_socket_that_cannot_be_made_is_named(self):
        said = self.complaint(
            self.daemon(socket=f"unix:{self.folder}/nowhere/sock"))
        self.assertIn("nowhere/sock", said)

    def test_a_socket_path_that_is_too_long_is_refused(self):
        name = "s" * 120
        self.assertIn(name[:60], self.complaint(
            self.daemon(socket=f"unix:{self.folder}/{name}")))

    def test_a_key_that_others_can_read_is_refused(self):
        daemon = self.daemon()
        key = self.folder / "key"
        key.write_text("x" * 64)
        key.chmod(0o644)
        self.assertIn("chmod 600", self.complaint(daemon))

    def test_the_socket_of_a_running_taktd_is_not_taken(self):
        daemon = self.daemon()
        with daemon:
            before = daemon.socket.stat().st_ino
            done = subprocess.run(daemon.command(), capture_output=True,
                                  stdin=subprocess.DEVNULL, timeout=60,
                                  text=True)
            self.assertEqual(done.returncode, 3, done.stderr)
            self.assertIn("taktd.sock", done.stderr)
            self.assertEqual(daemon.socket.stat().st_ino, before)
            self.assertTrue(daemon.answers())

    def test_a_dead_socket_is_replaced(self):
        daemon = self.daemon()
        daemon.start()
        daemon.kill()
        self.assertTrue(daemon.socket.exists())
        with daemon:
            self.assertTrue(daemon.answers())

    def test_a_clean_end_removes_the_socket(self):
        daemon = self.daemon()
        with daemon:
            self.assertTrue(daemon.socket.exists())
        self.assertFalse(daemon.socket.exists())

    def test_check_only_says_that_all_is_well(self):
        """taktd -t says that all is well, and starts nothing"""
        daemon = self.daemon()
        done = subprocess.run(
            [build_dir() / "taktd", "-t", "-c", daemon.config],
            capture_output=True, stdin=subprocess.DEVNULL, timeout=60)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertFalse(daemon.socket.exists())
        self.assertEqual([p.name for p in self.folder.iterdir()],
                         ["takt.conf"])

    def test_wrong_usage_ends_with_two(self):
        for command in (["taktd", "--nonsense"], ["takt", "nonsense"],
                        ["takt", "check"], ["takt"]):
            with self.subTest(" ".join(command)):
                done = subprocess.run(
                    [build_dir() / command[0], *command[1:]],
                    capture_output=True, stdin=subprocess.DEVNULL,
                    timeout=60, text=True)
                self.assertEqual(done.returncode, 2)
                self.assertIn("usage", done.stderr.lower())

    def test_takt_names_a_missing_archive(self):
        done = subprocess.run(
            [build_dir() / "takt", "replay", "--local", "firma.example",
             self.folder / "no.mbox"], capture_output=True,
            stdin=subprocess.DEVNULL, timeout=60, text=True)
        self.assertEqual(done.returncode, 3)
        self.assertIn("no.mbox", done.stderr)


if __name__ == "__main__":
    if not pathlib.Path(build_dir() / "taktd").exists():
        tap.skip_all("taktd is not built")
    tap.run(Start)
