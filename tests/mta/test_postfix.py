"""test_postfix - mails through a real Postfix with taktd behind it

What the rules say is tested elsewhere: here it is what happens to the mail.
"""
import re

import tap
from house import (ACCUSING, CHASER, NEWS, QUESTION, REPLY, SENDER,
                   WithPostfix)
from mails import own_lines
from postfix import JOURNAL, send, why_not
from signer import Signer
from signer import why_not as why_no_signer


class Passing(WithPostfix):
    def test_a_friendly_mail_is_delivered_once(self):
        question = self.asked()
        self.received(REPLY, in_reply_to=question)
        message_id, _ = self.send(("Re: The seminar in May",
                                   "Thank you, Per!\n"))
        self.assert_once(message_id)

    def test_its_content_is_untouched(self):
        self.received(("Hello", "Hello Karin!\n"))
        message_id, data = self.mail(NEWS)
        self.postfix.submit(SENDER, [self.contact], data)
        delivery = self.sink.wait_for(message_id)
        fields, body = own_lines(delivery.data)
        fields = [f for f in fields if not f.lower().startswith(b"x-takt-")]
        self.assertEqual((fields, body), own_lines(data))

    def test_an_answer_is_learnt_so_the_next_mail_is_no_chaser(self):
        question = self.asked()
        self.received(REPLY, in_reply_to=question)
        self.assertIn(self.contact, self.sent(CHASER).recipients)

    def test_mail_within_the_house_is_not_judged(self):
        colleague = "ola.berg@firma.example"
        for _ in range(3):
            message_id, data = self.mail(ACCUSING, to=colleague)
            self.postfix.submit(SENDER, [colleague], data)
            delivery = self.sink.wait_for(message_id)
            self.assertEqual(self.takt_fields(delivery), set())

    def test_several_mails_in_one_connection_are_judged_by_themselves(self):
        self.asked()
        chaser = self.mail(CHASER)
        other = f"other{self.number}@kund.example"
        friendly = [self.mail(NEWS, to=other) for _ in range(2)]
        with self.postfix.client("submission") as client:
            send(client, SENDER, [other], friendly[0][1])
            queue_id = send(client, SENDER, [self.contact], chaser[1])
            send(client, SENDER, [other], friendly[1][1])
        for message_id, _ in friendly:
            self.assert_once(message_id)
        self.assertIn(queue_id, self.postfix.on_hold())
        self.assertEqual(self.sink.of(chaser[0]), [])


class Annotating(WithPostfix):
    def after_years(self, text, **headers):
        self.silent_for_years()
        return self.sent(text, **headers)

    def test_a_mail_after_years_of_silence_gets_advice(self):
        delivery = self.after_years(QUESTION)
        self.assertEqual(delivery.mail["X-Takt-Verdict"], "annotate")
        self.assertIn("reconnect.unnamed-gap",
                      "".join(delivery.mail.get_all("X-Takt-Finding")))

    def test_headers_that_are_added_are_ascii(self):
        delivery = self.after_years(
            ("Frågan om seminariet", "Hej Per,\n\nhar du programmet för "
             "seminariet i maj?\n\nHälsningar\nKarin\n"))
        head = delivery.data.partition(b"\r\n\r\n")[0]
        self.assertIn(b"X-Takt-Verdict", head)
        added = [f for f in re.split(rb"\r\n(?![ \t])", head)
                 if f.startswith(b"X-Takt-")]
        for each in added:
            self.assertTrue(each.isascii(), each)
            self.assertLess(max(map(len, each.split(b"\r\n"))), 999)

    def test_a_raw_utf8_subject_is_delivered_with_advice(self):
        self.silent_for_years()
        message_id, data = self.mail(("SUBJECT", QUESTION[1]))
        data = data.replace(b"SUBJECT", "Frågan från i våras".encode())
        self.postfix.submit(SENDER, [self.contact], data,
                            ["SMTPUTF8", "BODY=8BITMIME"])
        delivery = self.sink.wait_for(message_id)
        self.assertIn("SMTPUTF8", delivery.options)
        self.assertEqual(delivery.mail["X-Takt-Verdict"], "annotate")

    def test_a_local_raw_utf8_mail_is_not_bounced(self):
        self.silent_for_years()
        message_id, data = self.mail(("SUBJECT", "Hej Per,\n\nhär är sidan."))
        data = data.replace(b"SUBJECT", b"Per").replace(b"\r\n", b"\n")
        self.postfix.sendmail(SENDER, [self.contact], data)
        self.sink.wait_for(message_id)

    def test_forged_headers_are_removed_from_inbound_mail(self):
        message_id, data = self.mail(REPLY, sender=self.contact, to=SENDER)
        forged = (b"X-Takt-Verdict: hold\r\nx-takt-advice: send money\r\n"
                  b"X-Takt-Finding: a\r\nX-Takt-Finding: b\r\n")
        self.postfix.receive(self.contact, [SENDER], forged + data)
        delivery = self.sink.wait_for(message_id)
        self.assertEqual(self.takt_fields(delivery), set())
        self.assertNotIn(b"send money", delivery.data)

    def test_forged_headers_are_removed_from_outgoing_mail(self):
        message_id, data = self.mail(NEWS)
        forged = b"X-Takt-Verdict: forged\r\nX-Takt-Id: forged\r\n"
        self.postfix.submit(SENDER, [self.contact], forged + data)
        self.assertNotIn(b"forged", self.sink.wait_for(message_id).data)

    def test_a_hidden_recipient_is_never_named(self):
        """the headers say nothing of a recipient in Bcc"""
        self.silent_for_years()
        shown = f"shown{self.number}@kund.example"
        message_id, data = self.mail(QUESTION, to=shown)
        self.postfix.submit(SENDER, [shown, self.contact], data)
        delivery = self.sink.wait_for(message_id)
        self.assertEqual(len(self.sink.of(message_id)), 1)
        self.assertNotIn(self.contact.encode(), delivery.data)
        self.assertNotIn(b"X-Takt-Finding", delivery.data)


class Holding(WithPostfix):
    def test_a_chaser_after_two_days_is_held_and_not_delivered(self):
        self.asked()
        message_id, _ = self.held(CHASER)
        self.assert_not_delivered(message_id)

    def test_a_held_mail_is_listed(self):
        self.asked()
        self.held(CHASER)
        self.assertIn(self.contact, self.taktd.takt("held", "list"))

    def test_show_explains_it_with_the_words(self):
        self.asked()
        _, queue_id = self.held(ACCUSING)
        shown = self.taktd.takt("held", "show", queue_id)
        self.assertIn("followup.accusing", shown)
        self.assertIn("[[you have not answered]]", shown)

    def test_a_released_mail_is_delivered_once_as_it_was(self):
        self.asked()
        message_id, data = self.mail(CHASER)
        queue_id = self.postfix.submit(SENDER, [self.contact], data)
        self.assertIn(queue_id, self.postfix.on_hold())
        self.taktd.takt("held", "release", queue_id)
        self.assert_once(message_id)
        fields, body = own_lines(self.sink.wait_for(message_id).data)
        fields = [f for f in fields if not f.lower().startswith(b"x-takt-")]
        self.assertEqual((fields, body), own_lines(data))
        self.assertNotIn(self.contact, self.taktd.takt("held", "list"))

    def test_a_deleted_mail_is_gone(self):
        self.asked()
        message_id, queue_id = self.held(CHASER)
        self.taktd.takt("held", "delete", queue_id)
        self.assertNotIn(queue_id,
                         [m["queue_id"] for m in self.postfix.listing()])
        self.assert_not_delivered(message_id)
        self.assertNotIn(self.contact, self.taktd.takt("held", "list"))

    def test_an_automatic_reply_is_no_answer(self):
        question = self.asked()
        self.received(REPLY, in_reply_to=question,
                      auto_submitted="auto-replied")
        self.held(CHASER)

    def test_a_forged_sender_from_outside_teaches_nothing(self):
        """a sender forged from outside teaches nothing"""
        self.ago(days=2, hours=1)
        self.received(("Hello", "Hello Karin!\n"))
        self.ago(days=2)
        colleague = "ola.berg@firma.example"
        message_id, data = self.mail(
            QUESTION, to=f"{colleague}, {self.contact}")
        self.postfix.receive(SENDER, [colleague], data)
        self.sink.wait_for(message_id)
        self.ago()
        self.sent(CHASER)

    def test_mail_submitted_by_sendmail_is_held_too(self):
        self.asked()
        message_id, data = self.mail(CHASER)
        self.postfix.sendmail(SENDER, [self.contact],
                              data.replace(b"\r\n", b"\n"))
        entry = tap.wait_until(
            lambda: [m for m in self.postfix.listing()
                     if m["queue_name"] == "hold"
                     and m["recipients"][0]["address"] == self.contact],
            "the mail on hold")[0]
        self.taktd.takt("held", "release", entry["queue_id"])
        self.assert_once(message_id)

    def test_releasing_twice_delivers_once(self):
        self.asked()
        message_id, queue_id = self.held(CHASER)
        self.taktd.takt("held", "release", queue_id)
        self.sink.wait_for(message_id)
        with self.assertRaises(AssertionError):
            self.taktd.takt("held", "release", queue_id)
        self.assert_once(message_id)


class ShortQueueIds(WithPostfix):
    long_queue_ids = False

    def test_hold_and_release_work_with_short_queue_ids(self):
        self.asked()
        message_id, queue_id = self.held(CHASER)
        self.taktd.takt("held", "release", queue_id)
        self.assert_once(message_id)


class Signing(WithPostfix):
    """Another milter signs; Takt comes after it, as it must."""

    @classmethod
    def milters_before(cls):
        return [cls.enterClassContext(Signer(cls.folder)).milter]

    def test_a_released_mail_is_signed_and_delivered_once(self):
        self.asked()
        message_id, queue_id = self.held(CHASER)
        self.taktd.takt("held", "release", queue_id)
        self.assert_once(message_id)
        delivery = self.sink.wait_for(message_id)
        self.assertEqual(len(delivery.mail.get_all("DKIM-Signature")), 1)


class Journal(WithPostfix):
    """The house keeps a copy of all mail; the world sees no advice."""

    has_journal = True

    def test_advice_stays_in_the_house(self):
        self.silent_for_years()
        message_id, data = self.mail(QUESTION)
        self.postfix.submit(SENDER, [self.contact], data)
        copy = self.sink.wait_for(message_id, JOURNAL)
        self.assertIn("X-Takt-Finding", self.takt_fields(copy))
        outside = self.sink.wait_for(message_id, self.contact)
        self.assertEqual(own_lines(outside.data), own_lines(data))

    def test_releasing_makes_no_second_copy(self):
        self.asked()
        message_id, queue_id = self.held(CHASER)
        self.taktd.takt("held", "release", queue_id)
        self.sink.wait_for(message_id, self.contact)
        self.sink.wait_for(message_id, JOURNAL)
        self.barrier()
        self.assertEqual(len(self.sink.of(message_id)), 2)


class Modes(WithPostfix):
    settings = {"mode": "observe", "headers": "id"}

    def test_a_new_installation_holds_nothing_and_adds_no_advice(self):
        self.asked()
        delivery = self.sent(ACCUSING)
        self.assertLessEqual(self.takt_fields(delivery), {"X-Takt-Id"})


class Faults(WithPostfix):
    def test_mail_passes_while_taktd_is_dead(self):
        self.asked()
        self.taktd.kill()
        message_id, _ = self.send(ACCUSING)
        self.assert_once(message_id)
        self.taktd.start()

    def test_a_restarted_taktd_remembers(self):
        self.asked()
        self.taktd.stop()
        self.taktd.start()
        self.held(CHASER)

    def test_a_held_mail_survives_the_death_of_taktd(self):
        self.asked()
        message_id, queue_id = self.held(CHASER)
        self.taktd.kill()
        self.assertIn(queue_id, self.postfix.on_hold())
        self.taktd.start()
        self.taktd.takt("held", "release", queue_id)
        self.assert_once(message_id)


if __name__ == "__main__":
    reason = why_not() or why_no_signer()
    if reason:
        tap.skip_all(reason)
    tap.run(Passing, Annotating, Holding, ShortQueueIds, Signing, Journal,
            Modes, Faults)
