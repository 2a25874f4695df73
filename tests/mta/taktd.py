"""taktd - the build's daemon and its reviewer's program, in a folder of ours

Settings, key, history, socket, clock and log all lie in one temporary folder.
The clock is a file that says what time it is, so that tests can let weeks
pass; taktd reads it once a mail.
"""
import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess

from postfix import LOCAL_DOMAIN
from tap import wait_until

SETTINGS = """\
socket = "unix:{folder}/taktd.sock";
socket_mode = "0660";
socket_group = "{group}";
user = "";
log = "stderr";
log_level = "debug";
local_domains = ( "{domain}" );
local_networks = ( );
silence = "trust";
mode = "enforce";
headers = "full";
rules = ( "{source}/rules" );
store = "sqlite:{folder}/history.sqlite";
key_file = "{folder}/key";
mta = "postfix";
mta_config = "{mta_config}";
"""

# What a sanitizer writes when it has found something.
ALARMS = ("ERROR: AddressSanitizer", "ERROR: LeakSanitizer",
          "runtime error:", "WARNING: ThreadSanitizer")


def source_dir():
    return pathlib.Path(__file__).resolve().parents[2]


def build_dir():
    """Where make runs the tests, and where people should, too."""
    return pathlib.Path(os.environ.get("builddir", ".")).resolve()


class Taktd:
    """Use as a context manager, or call start() and stop()."""

    def __init__(self, folder, mta_config="", group="postfix", **settings):
        self.folder = pathlib.Path(folder)
        self.config = self.folder / "takt.conf"
        self.socket = self.folder / "taktd.sock"
        self.clock = self.folder / "clock"
        self.log_path = self.folder / "taktd.log"
        self.process = None
        self.log_begin = 0
        self.write_settings(SETTINGS.format(
            folder=self.folder, group=group, domain=LOCAL_DOMAIN,
            source=source_dir(), mta_config=mta_config), settings)

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.stop()

    @property
    def milter(self):
        """How the MTA's settings name it."""
        return f"unix:{self.socket}"

    def write_settings(self, text, changes):
        """Settings named in changes replace those of the text."""
        rows = [row for row in text.splitlines()
                if row.split(" ")[0] not in changes]
        rows += [f"{name} = {json.dumps(value)};"
                 for name, value in changes.items()]
        self.config.write_text("\n".join(rows) + "\n")

    def set_clock(self, when):
        """when: an aware datetime. Replaced in one step, never half read."""
        fresh = self.clock.with_suffix(".new")
        fresh.write_text(f"@{int(when.timestamp())}\n")
        fresh.rename(self.clock)

    def command(self):
        clock = ["--clock", self.clock] if self.clock.exists() else []
        return [build_dir() / "taktd", "-f", "-c", self.config, *clock]

    def start(self):
        with open(self.log_path, "ab") as log:
            self.log_begin = log.tell()
            self.process = subprocess.Popen(
                self.command(), stdin=subprocess.DEVNULL, stdout=log,
                stderr=log)
        try:
            wait_until(self.is_ready, "taktd's start")
        except BaseException as error:
            error.add_note(self.log())
            self.process.kill()
            self.process.wait()
            self.process = None
            raise

    def is_ready(self):
        if self.process.poll() is not None:
            raise AssertionError(f"taktd ended with "
                                 f"{self.process.returncode}")
        return ("started" in self.log()[self.log_begin:]
                and self.answers())

    def answers(self):
        """Whether somebody listens on the socket."""
        with socket.socket(socket.AF_UNIX) as probe:
            try:
                probe.connect(str(self.socket))
            except OSError:
                return False
        return True

    def stop(self):
        """Asks it to end and checks that it did so cleanly."""
        if self.process is None:
            return
        process, self.process = self.process, None
        process.terminate()
        try:
            code = process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise AssertionError(f"taktd ignored SIGTERM:\n{self.log()}")
        if code != 0 or any(alarm in self.log() for alarm in ALARMS):
            raise AssertionError(f"taktd ended with {code}:\n{self.log()}")

    def kill(self):
        """Ends it as a crash would."""
        process, self.process = self.process, None
        process.send_signal(signal.SIGKILL)
        process.wait()

    def forget_all(self):
        """A new history; only while it is stopped."""
        for path in self.folder.glob("history.sqlite*"):
            path.unlink()

    def log(self):
        return self.log_path.read_text(errors="replace")

    def takt(self, *arguments, expect=0):
        """Runs takt on the same settings; returns what it printed."""
        command = [build_dir() / "takt", *arguments, "--config", self.config]
        done = subprocess.run([str(c) for c in command], capture_output=True,
                              stdin=subprocess.DEVNULL)
        out, errors = done.stdout.decode(), done.stderr.decode()
        if done.returncode != expect or any(a in errors for a in ALARMS):
            raise AssertionError(
                f"{' '.join(map(str, command))} ended with "
                f"{done.returncode}, not {expect}:\n{out}{errors}")
        return out


def remove(folder):
    """Removes a test's folder, unless TAKT_TEST_KEEP asks to keep it."""
    if os.environ.get("TAKT_TEST_KEEP"):
        print(f"# kept: {folder}", flush=True)
    else:
        shutil.rmtree(folder)
