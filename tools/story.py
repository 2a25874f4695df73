"""story - the correspondence that tools/try sends through Takt, and tells

Every step says in one sentence what happens, shows the mail, the command and
its real output, and checks that it came as announced: the program ends with
an error if not. Dates are counted back from now, so nothing here has a clock.
"""
import json
import mailbox
import re
import sys
import textwrap
from datetime import datetime, timedelta, timezone

from mails import compose, own_lines
from postfix import JOURNAL, PrivatePostfix, open_folder, run
from sink import Sink
from taktd import Taktd, remove
from tap import clean_up_on_signals

KARIN = "karin.lund@firma.example"
ANNA = "anna.brook@brook.example"
TOM = "tom.hale@hale.example"
MARIA = "maria.keller@keller.example"
INGRID = "ingrid.moe@nordavind.example"

# Days ago, from, to, subject, text: what was written before today.
HISTORY = [
    (1130, KARIN, TOM, "The exhibition",
     "Dear Tom,\n\nthank you for showing me round the exhibition!\n\nKarin"),
    (1125, TOM, KARIN, "Re: The exhibition",
     "Dear Karin,\n\nit was a pleasure. See you soon!\n\nTom"),
    (40, MARIA, KARIN, "Nice to have met you",
     "Dear Karin,\n\nit was nice to meet you at the fair.\n\nMaria"),
    (30, INGRID, KARIN, "Fraktbrev",
     "Hei Karin,\n\nher er fraktbrevene for uke 12.\n\nHilsen Ingrid"),
    (29, KARIN, INGRID, "Sv: Fraktbrev",
     "Hei Ingrid,\n\ntusen takk, da har jeg alt.\n\nHilsen Karin"),
    (28, INGRID, KARIN, "Sv: Fraktbrev",
     "Hei Karin,\n\nså fint!\n\nHilsen Ingrid"),
    (9, KARIN, ANNA, "Plans for the new shelf",
     "Dear Anna,\n\nhere are the plans for the new shelf.\n\nKarin"),
    (5, ANNA, KARIN, "Re: Plans for the new shelf",
     "Dear Karin,\n\nthank you, they look good. Oak or ash?\n\nAnna"),
    (4, KARIN, MARIA, "Price of the oak boards",
     "Dear Maria,\n\nwhat would forty oak boards of two metres cost?\n\n"
     "Best regards\nKarin"),
    (2, KARIN, MARIA, "Re: Price of the oak boards",
     "Dear Maria,\n\ndid my question about the forty oak boards reach you?"
     "\n\nBest regards\nKarin"),
]

FRIENDLY = ("Re: Plans for the new shelf", "Dear Anna,\n\noak, please. Thank "
            "you for asking!\n\nBest regards\nKarin\n")
AFTER_YEARS = ("The photographs of the harbour", "Dear Tom,\n\nyour "
               "photographs of the harbour are in our new calendar. A copy "
               "is on its way to you.\n\nBest regards\nKarin\n")
CHASER = ("Re: Price of the oak boards", "Maria,\n\nyou have still not "
          "answered my e-mail about the forty oak boards. What do they "
          "cost?\n\nKarin\n")
FAVOUR = ("En tjeneste", "Hei Ingrid,\n\nsvogeren min Lars er uten jobb. Kan "
          "du skaffe ham en jobb hos dere på lageret?\n\nHilsen\nKarin\n")


def say(text):
    print(textwrap.fill(" ".join(text.split()), 78, break_on_hyphens=False,
                        break_long_words=False), flush=True)


def title(text):
    print(f"\n--- {text} " + "-" * (73 - len(text)) + "\n", flush=True)


def show(text, margin="    "):
    print(textwrap.indent(text.rstrip("\n"), margin, lambda _: True),
          flush=True)


def insist(claim, what):
    if not claim:
        sys.exit(f"\nThis did not go as it should: {what}")


def takt_lines(delivery):
    """The X-Takt fields of a mail, with their folded lines."""
    head = delivery.data.partition(b"\r\n\r\n")[0].decode()
    fields = re.split(r"\r\n(?![ \t])", head)
    return "\n".join(f.replace("\r\n", "\n") for f in fields
                     if f.startswith("X-Takt-"))


class Story:
    def __init__(self, folder, sink):
        self.sink = sink
        self.taktd = Taktd(folder, folder / "etc")
        self.postfix = PrivatePostfix(folder, sink.port, [self.taktd.milter],
                                      has_journal=True)
        self.history = folder / "history.mbox"
        self.now = datetime.now(timezone.utc)
        self.count = 0

    def compose(self, text, sender, to, when, **headers):
        self.count += 1
        message_id = f"<{self.count}@{sender.split('@')[1]}>"
        return message_id, compose(sender, to, *text, when, message_id,
                                   **headers)

    def write_history(self):
        box = mailbox.mbox(self.history)
        last = {}
        for days, sender, to, subject, text in HISTORY:
            pair = frozenset((sender, to))
            headers = {"in_reply_to": last[pair]} if pair in last else {}
            last[pair], data = self.compose(
                (subject, text + "\n"), sender, to,
                self.now - timedelta(days=days), **headers)
            box.add(data.replace(b"\r\n", b"\n"))
        box.close()

    def send(self, text, to):
        """Hands in one of Karin's mails as her mail program would."""
        show(f"From: {KARIN}\nTo: {to}\nSubject: {text[0]}\n\n{text[1]}",
             "    | ")
        print()
        message_id, data = self.compose(text, KARIN, to, self.now)
        queue_id = self.postfix.submit(KARIN, [to], data)
        return message_id, queue_id, data

    def takt(self, *arguments):
        print(f"    $ takt {' '.join(map(str, arguments))}")
        show(self.taktd.takt(*arguments).strip("\n"))
        print()

    def mail_queue(self):
        print("    $ postqueue -p")
        show(run("postqueue", "-c", self.postfix.config, "-p").decode())
        print()

    def id_of(self, queue_id):
        """Takt's own id of a held mail."""
        rows = self.taktd.takt("held", "list", "--json").splitlines()
        return next(row["id"] for row in map(json.loads, rows)
                    if row["queue_id"] == queue_id)

    def begin(self):
        title("Before we start")
        say("""Karin Lund works at firma.example. Takt learns from her past
            mail whom she knows and how they write to each other; it keeps
            keyed hashes and times, no text.""")
        print()
        self.write_history()
        self.takt("import", self.history)

    def friendly(self):
        title("1. A friendly mail")
        say("""Anna asked five days ago; Karin answers. Takt has nothing to
            say.""")
        print()
        message_id, _, data = self.send(FRIENDLY, ANNA)
        delivery = self.sink.wait_for(message_id, ANNA)
        insist(own_lines(delivery.data) == own_lines(data),
               "the mail is not what Karin sent")
        say("Anna's mail server got it exactly as Karin wrote it, at once.")

    def after_years(self):
        title("2. Three years of silence")
        say("""Karin and Tom have not written for three years. Her mail goes
            out at once, but the copy in the journal of the house carries
            advice. (What leaves the house loses these headers.)""")
        print()
        message_id, _, data = self.send(AFTER_YEARS, TOM)
        outside = self.sink.wait_for(message_id, TOM)
        insist(own_lines(outside.data) == own_lines(data),
               "the mail is not what Karin sent")
        lines = takt_lines(self.sink.wait_for(message_id, JOURNAL))
        insist("reconnect.unnamed-gap" in lines, "no advice was added")
        say("What the journal's copy says:")
        print()
        show(lines)

    def chaser(self):
        title("3. A second chaser after two days")
        say("""Karin asked Maria four days ago, chased two days ago, and
            chases again, in a sharper tone.""")
        print()
        message_id, queue_id, _ = self.send(CHASER, MARIA)
        insist(queue_id in self.postfix.on_hold(), "it was not held")
        say("""Postfix took the mail and keeps it on hold in its own queue:
            that is what the exclamation mark says.""")
        print()
        self.mail_queue()
        say("A reviewer sees it, with the words that matter in brackets:")
        print()
        held = self.id_of(queue_id)
        self.takt("held", "list")
        self.takt("held", "show", held)
        insist(not self.sink.of(message_id), "it was delivered while held")
        say("""The reviewer knows that Maria asked to be reminded, and lets it
            go.""")
        print()
        self.takt("held", "release", held)
        self.sink.wait_for(message_id, MARIA)
        say("Maria's mail server got it.")

    def favour(self):
        title("4. A favour for a stranger, in Norwegian")
        say("""Karin asks Ingrid to find a job for somebody whom Ingrid has
            never met. The advice comes in the language of the mail.""")
        print()
        message_id, queue_id, _ = self.send(FAVOUR, INGRID)
        insist(queue_id in self.postfix.on_hold(), "it was not held")
        held = self.id_of(queue_id)
        self.takt("held", "show", held)
        say("Karin reads the advice and asks the reviewer to delete it.")
        print()
        self.takt("held", "delete", held)
        insist(not self.postfix.listing(), "the queue is not empty")
        insist(not self.sink.of(message_id), "it was delivered all the same")

    def sum_up(self):
        title("What the world outside got")
        say("Every mail once, except the one that was deleted:")
        print()
        outside = [d for d in self.sink.deliveries
                   if JOURNAL not in d.recipients]
        for delivery in outside:
            print(f"    once: {delivery.mail['Subject']} "
                  f"(to {', '.join(delivery.recipients)})")
        ids = [d.message_id for d in outside]
        insist(len(ids) == len(set(ids)) == 3, f"deliveries: {ids}")

    def tell(self):
        self.begin()
        self.friendly()
        self.after_years()
        self.chaser()
        self.favour()
        self.sum_up()


def main():
    clean_up_on_signals()
    folder = open_folder("takt-try-")
    try:
        with Sink() as sink:
            story = Story(folder, sink)
            say(f"""Starting taktd and a Postfix of its own on loopback, in
                {folder}.""")
            with story.taktd, story.postfix:
                story.tell()
    finally:
        remove(folder)
    print("\nPostfix and taktd are stopped, their folder is removed.")


if __name__ == "__main__":
    main()
