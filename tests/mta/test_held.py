#!/usr/bin/env python3
"""test_held - held mail in the queue of a real Postfix, and what takt does

Each test asks for what must not happen as well: a mail is delivered once or
never, and nobody else's mail is touched.
"""
import json
import sqlite3
import unittest
from datetime import datetime, timedelta, timezone

import tap
from mails import compose, own_lines
from postfix import PrivatePostfix, open_folder, run, why_not
from sink import Sink
from taktd import Taktd, remove

KARIN, PER = "karin@firma.example", "per@kund.example"
RULES = """\
rules = ( {
  id = "test.soon";
  when = "unanswered > 0 and since_sent < wait";
  settings = { wait = "7d"; };
  until = "now_or_later";
  let = { now_or_later = "matter_last_sent + wait"; };
  action = "hold";
  level = "warning";
  why = { TEXTS };
  advice = { TEXTS };
  source = "tests";
},
{
  id = "test.mean";
  when = "mean";
  evidence = ( "mean" );
  action = "hold";
  level = "serious";
  why = { TEXTS };
  advice = { TEXTS };
  source = "tests";
} );
"""
PHRASES = """\
phrases = { mean = {
  match = ( "old fool" );
  hits = ( "You old fool." );
  misses = ( "You old friend." );
}; };
"""
LANGUAGES = ("en", "sv", "de", "nb")
CALM = "Dear Per,\n\nhow many chairs do you want in the room?\n\nKarin\n"
MEAN = ("Dear Per,\n\nthe chairs are here. You old\nfool forgot the "
        "tables.\n\nKarin\n\n> You old fool, you.\n")


def now():
    return datetime.now(timezone.utc).replace(microsecond=0)


def iso(when):
    return when.strftime("%Y-%m-%dT%H:%M:%SZ")


class Held(unittest.TestCase):
    long_queue_ids = True

    @classmethod
    def setUpClass(cls):
        cls.folder = open_folder()
        cls.addClassCleanup(remove, cls.folder)
        rules = cls.folder / "rules"
        texts = " ".join(f'{l} = "{{contact}} is busy.";' for l in LANGUAGES)
        for language in LANGUAGES:
            (rules / language).mkdir(parents=True)
            (rules / language / "test.conf").write_text(PHRASES)
        (rules / "test.conf").write_text(RULES.replace("TEXTS", texts))
        (cls.folder / "pf").mkdir()
        cls.sink = cls.enterClassContext(Sink())
        cls.taktd = cls.enterClassContext(Taktd(
            cls.folder, mta_config=str(cls.folder / "pf" / "etc"),
            rules=[str(rules)], judge_strangers=True))
        cls.postfix = cls.enterClassContext(PrivatePostfix(
            cls.folder / "pf", cls.sink.port, [cls.taktd.milter],
            long_queue_ids=cls.long_queue_ids))
        cls.postfix.set(smtpd_data_restrictions="check_recipient_access "
                        "inline:{{others@kund.example=HOLD}}")
        cls.number = 0

    def tearDown(self):
        self.takt("held", "delete", "--all", "--yes")
        for queue_id in self.postfix.on_hold():
            run("postsuper", "-c", self.postfix.config, "-d", queue_id)

    def submit(self, body=MEAN, contact=PER, subject="Chairs", **headers):
        """Hands in a mail; returns its Message-ID and queue id."""
        type(self).number += 1
        message_id = f"<{self.number}.{self.long_queue_ids}@firma.example>"
        queue_id = self.postfix.submit(KARIN, [contact], compose(
            KARIN, contact, subject, body, now(), message_id, **headers))
        return message_id, queue_id

    def takt(self, *arguments, expect=0):
        return self.taktd.takt(*arguments, expect=expect)

    def list(self, *options):
        return [json.loads(row) for row in
                self.takt("held", "list", "--json", *options).splitlines()]

    def row(self, queue_id):
        rows = [r for r in self.list() if r["queue_id"] == queue_id]
        self.assertEqual(len(rows), 1, queue_id)
        return rows[0]

    def is_listed(self, queue_id):
        return queue_id in [r["queue_id"] for r in self.list()]

    def assertNeverDelivered(self, message_id):
        """Not even when everything in the queue is tried."""
        run("postqueue", "-c", self.postfix.config, "-f")
        probe, _ = self.submit(CALM, f"probe{self.number}@x.example")
        self.sink.wait_for(probe)
        self.assertEqual(self.sink.of(message_id), [])

    def contact(self):
        """One that no other test writes to."""
        return f"contact{self.number}@kund.example"

    def history(self, contact):
        return json.loads(self.takt("history", "show", "--json", KARIN,
                                    contact))

    def rename(self, old, new):
        """Makes our record that of another mail."""
        store = sqlite3.connect(self.folder / "history.sqlite", timeout=30)
        with store:
            store.execute("update held set value = cast(replace("
                          "cast(value as text), ?, ?) as blob)",
                          (old.strip("<>"), new.strip("<>")))
        store.close()

    # --- look ---

    def test_a_held_mail_is_listed(self):
        _, queue_id = self.submit()
        row = self.row(queue_id)
        self.assertEqual(row["sender"], KARIN)
        self.assertEqual(row["contacts"], [PER])
        self.assertEqual(row["rules"], ["test.mean"])
        self.assertTrue(row["in_queue"])
        self.assertLess(row["age"], 60)
        text = self.takt("held")
        self.assertRegex(text, rf"(?m)^{row['id']}  \d+s +-  .*test\.mean$")

    def test_show_marks_the_words_and_says_why(self):
        _, queue_id = self.submit(subject="Chairs for an old fool")
        text = self.takt("held", "show", self.row(queue_id)["id"])
        self.assertIn("Chairs for an [[old fool]]", text)
        _, queue_id = self.submit(contact=self.contact())
        text = self.takt("held", "show", self.row(queue_id)["id"])
        self.assertIn("the chairs are here. You [[old", text)
        self.assertIn("[[fool]] forgot the tables.", text)
        self.assertNotIn("> You", text)
        self.assertIn("@kund.example is busy.", text)
        self.assertIn("It waits for you", text)
        self.assertEqual(self.takt("held", "show", queue_id), text)

    def test_what_others_put_on_hold_is_listed_and_left_alone(self):
        message_id, queue_id = self.submit(CALM, "others@kund.example")
        self.assertIsNone(self.row(queue_id)["id"])
        self.takt("held", "release", queue_id, expect=3)
        self.takt("held", "release", "--all", "--yes")
        self.takt("sweep")
        self.assertIn(queue_id, self.postfix.on_hold())
        self.assertNeverDelivered(message_id)

    # --- decide ---

    def test_release_delivers_exactly_once(self):
        contact = self.contact()
        message_id, queue_id = self.submit(contact=contact)
        sent = self.history(contact)["mails"]
        self.assertEqual([m["what"] for m in sent], ["held"])
        self.takt("held", "release", self.row(queue_id)["id"])
        delivery = self.sink.wait_for(message_id, contact)
        self.assertEqual(delivery.recipients, [contact])
        self.assertFalse(self.is_listed(queue_id))
        self.assertEqual(
            [m["what"] for m in self.history(contact)["mails"]], ["sent"])
        self.takt("held", "release", queue_id, expect=3)
        self.takt("sweep")
        self.submit(CALM, f"after{self.number}@x.example")
        self.assertEqual(len(self.sink.of(message_id)), 1)

    def test_a_deleted_mail_never_was(self):
        contact = self.contact()
        message_id, queue_id = self.submit(contact=contact)
        self.takt("held", "delete", queue_id)
        self.assertFalse(self.is_listed(queue_id))
        self.assertNotIn(queue_id, self.postfix.on_hold())
        record = self.history(contact)
        self.assertEqual((record["sent"], record["mails"]), (0, []))
        self.assertNeverDelivered(message_id)

    def returned(self, message_id):
        """The mail of ours that brings a mail back; once only."""
        mine = [d for d in tap.wait_until(
            lambda: [d for d in self.sink.deliveries
                     if d.recipients == [KARIN]
                     and message_id.encode() in d.data],
            "a returned mail")]
        self.assertEqual(len(mine), 1)
        return mine[0]

    def test_a_returned_mail_comes_back_to_its_sender_alone(self):
        contact = self.contact()
        body = MEAN.replace("Dear", "Käre")
        message_id, queue_id = self.submit(body, contact, "Stühle")
        self.takt("held", "return", queue_id)
        report = self.returned(message_id)
        self.assertEqual(report.sender, "")
        self.assertEqual(report.mail.get_content_type(), "multipart/report")
        self.assertEqual(report.mail["Auto-Submitted"], "auto-replied")
        self.assertTrue(report.mail["Subject"].endswith("Stühle"))
        text, status, original = report.mail.iter_parts()
        self.assertIn(f"{contact} is busy.", text.get_content())
        self.assertIn(contact, str(status))
        inner = original.get_content()
        self.assertEqual(inner["Message-ID"], message_id)
        self.assertEqual(inner.get_content().replace("\r\n", "\n"), body)
        self.assertFalse(self.is_listed(queue_id))
        self.assertNotIn(queue_id, self.postfix.on_hold())
        self.assertEqual(self.history(contact)["mails"], [])
        self.assertNeverDelivered(message_id)

    def test_many_at_once_only_when_agreed(self):
        waiting = [self.submit(contact=self.contact()) for _ in range(3)]
        _, other = self.submit("Hello fool, old friend.\n", self.contact())
        options = ("--rule", "test.mean", "--sender", KARIN)
        self.takt("held", "release", *options, "--dry-run")
        self.takt("held", "release", *options, expect=3)
        self.takt("held", "release", *options, "--older-than", "1h",
                  "--yes")
        self.takt("held", "release", "--rule", "test.soon", "--yes")
        for _, queue_id in waiting:
            self.assertTrue(self.is_listed(queue_id))
        self.takt("held", "release", *options, "--yes")
        for message_id, queue_id in waiting:
            self.sink.wait_for(message_id)
            self.assertFalse(self.is_listed(queue_id))

    def test_one_bad_id_does_not_keep_the_others(self):
        message_id, queue_id = self.submit(contact=self.contact())
        self.takt("held", "release", "nosuchid", queue_id, expect=3)
        self.sink.wait_for(message_id)

    def test_a_queue_id_that_is_another_mail_now_is_refused(self):
        message_id, queue_id = self.submit(contact=self.contact())
        self.rename(message_id, "<other@firma.example>")
        for verb in ("show", "release", "delete"):
            self.takt("held", verb, queue_id, expect=3)
        self.assertIn(queue_id, self.postfix.on_hold())
        self.rename("<other@firma.example>", message_id)
        self.takt("held", "release", queue_id)
        self.sink.wait_for(message_id)

    # --- sweep ---

    def chaser(self):
        """A first mail, and one too soon after it: held until in a week."""
        contact = self.contact()
        first, _ = self.submit(CALM, contact)
        self.sink.wait_for(first)
        message_id, queue_id = self.submit(CALM, contact,
                                           in_reply_to=first)
        row = self.row(queue_id)
        self.assertEqual(row["rules"], ["test.soon"])
        return contact, message_id, queue_id, {"first": first, **row}

    def test_what_is_due_goes_out_and_not_before(self):
        contact, message_id, queue_id, row = self.chaser()
        self.assertTrue(row["until"] > iso(now() + timedelta(days=6)))
        self.takt("sweep", "--at", iso(now() + timedelta(days=6)))
        self.assertTrue(self.is_listed(queue_id))
        self.takt("sweep", "--at", iso(now() + timedelta(days=8)))
        self.sink.wait_for(message_id, contact)
        self.assertFalse(self.is_listed(queue_id))

    def test_a_chaser_that_was_answered_comes_back(self):
        contact, message_id, queue_id, row = self.chaser()
        answer = f"<answer{self.number}@kund.example>"
        self.postfix.receive(contact, [KARIN], compose(
            contact, KARIN, "Re: Chairs", "Ten.\n", now(), answer,
            in_reply_to=row["first"]))
        self.sink.wait_for(answer)
        self.takt("sweep", "--at", iso(now() + timedelta(days=8)))
        self.returned(message_id)
        self.assertFalse(self.is_listed(queue_id))
        self.assertNeverDelivered(message_id)

    def test_another_mail_meanwhile_moves_the_time(self):
        contact, message_id, queue_id, row = self.chaser()
        second, other = self.submit(CALM, contact)
        self.takt("held", "release", other, "--at",
                  iso(now() + timedelta(days=5)))
        self.sink.wait_for(second)
        self.takt("sweep", "--at", iso(now() + timedelta(days=8)))
        self.assertGreater(self.row(queue_id)["until"], row["until"])
        self.assertEqual(self.sink.of(message_id), [])

    def test_two_held_chasers_never_leave_together(self):
        contact, message_id, queue_id, _ = self.chaser()
        second, other = self.submit(CALM, contact)
        self.takt("sweep", "--at", iso(now() + timedelta(days=15)))
        waiting = [q for q in (queue_id, other) if self.is_listed(q)]
        self.assertEqual(len(waiting), 1)

    def test_a_mail_gone_behind_our_back_is_closed_after_two_looks(self):
        _, queue_id = self.submit(contact=self.contact())
        self.takt("sweep")
        run("postsuper", "-c", self.postfix.config, "-d", queue_id)
        self.assertFalse(self.row(queue_id)["in_queue"])
        self.takt("held", "release", queue_id, expect=3)
        for minutes, is_listed in ((0, True), (10, True), (16, False)):
            self.takt("sweep", "--at",
                      iso(now() + timedelta(minutes=minutes)))
            self.assertEqual(self.is_listed(queue_id), is_listed, minutes)

    def test_sweeping_again_changes_nothing(self):
        _, queue_id = self.submit(contact=self.contact())
        self.takt("sweep")
        before = {k: v for k, v in self.row(queue_id).items() if k != "age"}
        self.assertEqual(before["state"], "held")
        self.assertEqual(self.takt("sweep"), "")
        after = {k: v for k, v in self.row(queue_id).items() if k != "age"}
        self.assertEqual(after, before)

    def test_a_released_mail_is_as_it_was(self):
        message_id, queue_id = self.submit(contact=self.contact())
        self.takt("held", "release", queue_id)
        fields, body = own_lines(self.sink.wait_for(message_id).data)
        self.assertIn(b"fool forgot the tables.", body)
        self.assertIn(b"Subject: Chairs", fields)


class HeldWithShortIds(Held):
    long_queue_ids = False


if __name__ == "__main__":
    reason = why_not()
    if reason is not None:
        tap.skip_all(reason)
    tap.run(Held, HeldWithShortIds)
