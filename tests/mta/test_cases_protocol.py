"""test_cases_protocol - the case files through taktd, without an MTA

The same correspondences as in test_postfix.py, spoken to the daemon by the
milter client: quick, and it needs no root.
"""
import os
import re
import unittest

import tap
from mails import case_files, read_case, rules_of
from milter_client import Milter
from postfix import open_folder
from taktd import Taktd, remove


def split(data):
    """Bytes of a mail to (name, value) pairs and the body."""
    head, _, body = data.partition(b"\r\n\r\n")
    rows = []
    for row in re.split(rb"\r\n(?![ \t])", head):
        name, _, value = row.partition(b":")
        rows.append((name.decode("ascii"),
                     value.lstrip(b" ").replace(b"\r\n", b"\n")))
    return rows, body


class Cases(unittest.TestCase):
    def setUp(self):
        self.folder = open_folder("takt-cases-")
        self.addCleanup(remove, self.folder)
        self.taktd = Taktd(self.folder, group="", trust_all_inbound=True)

    def run_case(self, path):
        mails = read_case(path)
        self.assertTrue(any(m.expect for m in mails), "it expects nothing")
        self.taktd.set_clock(mails[0].when)
        with self.taktd:
            for number, mail in enumerate(mails, 1):
                with self.subTest(f"{os.path.basename(path)}, mail {number}"):
                    self.run_mail(mail, number)

    def run_mail(self, mail, number):
        self.taktd.set_clock(mail.when)
        rows, body = split(mail.data)
        with Milter(str(self.taktd.socket)) as client:
            client.negotiate()
            client.connect()
            outcome = client.send(
                mail.sender, mail.recipients, rows, body,
                login="karin" if mail.is_outgoing else None,
                queue_id=f"4Case{number}z")
            client.quit()
        if not mail.is_outgoing or mail.expect is None:
            return
        found = outcome.values("X-Takt-Finding")
        verdict = ("hold" if outcome.quarantined is not None
                   else "annotate" if found else "pass")
        self.assertEqual(verdict, mail.expect, found)
        self.assertEqual(rules_of(found), set(mail.rules))


def add_case(path):
    name = os.path.basename(path).removesuffix(".mbox")
    setattr(Cases, f"test_{name}", lambda self: self.run_case(path))


if __name__ == "__main__":
    for case_path in case_files():
        add_case(case_path)
    tap.run(Cases)
