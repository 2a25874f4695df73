"""signer - OpenDKIM, as a milter that must sign before Takt may hold"""
import pathlib
import shutil
import subprocess

from postfix import LOCAL_DOMAIN, run
from tap import wait_until

SETTINGS = """\
Domain {domain}
Selector test
KeyFile {folder}/test.private
RequireSafeKeys no
Mode s
Socket local:{folder}/signer.sock
UMask 0
Syslog no
InternalHosts 127.0.0.1
"""


def why_not():
    for program in ("opendkim", "opendkim-genkey"):
        if shutil.which(program) is None:
            return f"{program} is not installed"
    return None


class Signer:
    """Use as a context manager."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.milter = f"unix:{self.folder}/signer.sock"
        self.process = None

    def __enter__(self):
        run("opendkim-genkey", "-D", self.folder, "-d", LOCAL_DOMAIN,
            "-s", "test")
        config = self.folder / "signer.conf"
        config.write_text(SETTINGS.format(
            domain=LOCAL_DOMAIN, folder=self.folder))
        self.process = subprocess.Popen(
            ["opendkim", "-f", "-x", str(config)], stdin=subprocess.DEVNULL)
        wait_until((self.folder / "signer.sock").exists,
                   "the signer's socket")
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(timeout=30)
