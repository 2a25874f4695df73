"""test_cases_postfix - the case files through a real Postfix"""
import os

import tap
from house import WithPostfix
from mails import case_files, read_case, rules_of
from postfix import why_not


class Cases(WithPostfix):
    """Every case file, each with an empty history.

    Inbound mail is taken as proven, as replay and the test in process do.
    """

    settings = {"trust_all_inbound": True}

    def run_case(self, path):
        self.taktd.stop()
        self.taktd.forget_all()
        self.taktd.start()
        for number, mail in enumerate(read_case(path), 1):
            with self.subTest(f"{os.path.basename(path)}, mail {number}"):
                self.run_mail(mail)

    def run_mail(self, mail):
        self.taktd.set_clock(mail.when)
        hand_in = (self.postfix.submit if mail.is_outgoing
                   else self.postfix.receive)
        queue_id = hand_in(mail.sender, mail.recipients, mail.data)
        if mail.expect == "hold":
            self.assertIn(queue_id, self.postfix.on_hold())
            return
        delivery = self.sink.wait_for(mail.message_id)
        if mail.is_outgoing and mail.expect is not None:
            found = delivery.mail.get_all("X-Takt-Finding", [])
            self.assertEqual(
                "annotate" if found else "pass", mail.expect, found)
            self.assertEqual(rules_of(found), set(mail.rules))


def add_case(path):
    name = os.path.basename(path).removesuffix(".mbox")
    setattr(Cases, f"test_{name}", lambda self: self.run_case(path))


if __name__ == "__main__":
    reason = why_not()
    if reason:
        tap.skip_all(reason)
    for case_path in case_files():
        add_case(case_path)
    tap.run(Cases)
