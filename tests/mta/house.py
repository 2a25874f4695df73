"""house - one Postfix and one taktd for all tests of a class

The world outside is one SMTP server (sink.py) that keeps what it is given.
Each test has a contact of its own, so that they share one history without
meeting.
"""
import itertools
import unittest
from datetime import datetime, timedelta, timezone

from mails import compose
from postfix import PrivatePostfix, open_folder
from sink import Sink
from taktd import Taktd, remove

SENDER = "karin.lund@firma.example"
QUESTION = ("The seminar in May", "Dear Per,\n\nwould you have the programme "
            "of the seminar in May for me?\n\nBest regards\nKarin\n")
CHASER = ("Re: The seminar in May", "Dear Per,\n\nI wonder whether my "
          "question about the programme reached you.\n\nBest regards\nKarin\n")
ACCUSING = ("Re: The seminar in May", "Per,\n\nyou have not answered my "
            "e-mail yet.\n\nKarin\n")
REPLY = ("Re: The seminar in May", "Hello Karin,\n\nI will send it "
         "tomorrow.\n\nPer\n")
NEWS = ("New address", "Dear Per,\n\nwe moved to Storgata 5 on Monday.\n\n"
        "Best regards\nKarin\n")


class WithPostfix(unittest.TestCase):
    """One Postfix and one taktd for all tests of a class."""

    settings = {}
    long_queue_ids = True
    has_journal = False
    numbers = itertools.count(1)

    @classmethod
    def setUpClass(cls):
        cls.folder = open_folder("takt-mta-")
        cls.addClassCleanup(remove, cls.folder)
        cls.sink = cls.enterClassContext(Sink())
        cls.taktd = Taktd(cls.folder, cls.folder / "etc", **cls.settings)
        cls.taktd.set_clock(datetime.now(timezone.utc))
        cls.postfix = PrivatePostfix(
            cls.folder, cls.sink.port, [*cls.milters_before(),
                                        cls.taktd.milter],
            cls.long_queue_ids, cls.has_journal)
        cls.enterClassContext(cls.taktd)
        cls.enterClassContext(cls.postfix)

    @classmethod
    def milters_before(cls):
        return []

    def setUp(self):
        self.number = next(self.numbers)
        self.contact = f"per{self.number}@kund.example"
        self.count = 0
        self.ago()

    def ago(self, **span):
        """What follows happens that long ago; ago() is now.

        Held mail must be of today: the queue knows the real time only.
        """
        self.now = datetime.now(timezone.utc) - timedelta(**span)
        self.taktd.set_clock(self.now)

    def mail(self, text, sender=SENDER, to=None, **headers):
        """Composes (subject, body); returns Message-ID and bytes."""
        self.count += 1
        message_id = f"<{self.number}.{self.count}@{sender.split('@')[1]}>"
        subject, body = text
        return message_id, compose(sender, to or self.contact, subject, body,
                                   self.now, message_id, **headers)

    def send(self, text, **headers):
        """Hands in an outgoing mail; returns its Message-ID, queue id."""
        message_id, data = self.mail(text, **headers)
        return message_id, self.postfix.submit(SENDER, [self.contact], data)

    def sent(self, text, **headers):
        """Hands in a mail that must be delivered; returns the delivery."""
        message_id, _ = self.send(text, **headers)
        return self.sink.wait_for(message_id)

    def received(self, text, **headers):
        """A mail from the contact that must be delivered."""
        message_id, data = self.mail(text, sender=self.contact, to=SENDER,
                                     **headers)
        self.postfix.receive(self.contact, [SENDER], data)
        return self.sink.wait_for(message_id)

    def held(self, text, **headers):
        """Hands in a mail that must be held; returns Message-ID, queue id."""
        message_id, queue_id = self.send(text, **headers)
        self.assertIn(queue_id, self.postfix.on_hold(), self.taktd.log())
        return message_id, queue_id

    def asked(self):
        """Two days ago a question was sent, and nobody answered."""
        self.ago(days=2, hours=1)
        self.received(("Hello", "Hello Karin, nice to have met you!\n"))
        self.ago(days=2)
        question = self.sent(QUESTION)
        self.ago()
        return question.message_id

    def silent_for_years(self):
        """The last mail between the two is three years old."""
        self.ago(days=3 * 365, hours=1)
        self.received(("Hello", "Hello Karin!\n"))
        self.ago(days=3 * 365)
        self.sent(NEWS)
        self.ago()

    def barrier(self):
        """Waits for another mail: what is not there now will not come."""
        other = f"barrier{next(self.numbers)}@elsewhere.example"
        message_id, data = self.mail(NEWS, to=other)
        self.postfix.submit(SENDER, [other], data)
        self.sink.wait_for(message_id)

    def assert_not_delivered(self, message_id):
        self.barrier()
        self.assertEqual(self.sink.of(message_id), [])

    def assert_once(self, message_id):
        self.sink.wait_for(message_id)
        self.barrier()
        self.assertEqual(len(self.sink.of(message_id)), 1)

    def takt_fields(self, delivery):
        return {name for name in delivery.mail.keys()
                if name.lower().startswith("x-takt-")}
