#!/usr/bin/env python3
"""test_protocol - taktd as a mail server sees it, over the milter protocol

The daemon is the real one; the mail server is milter_client.py and the rules
are two of our own that react to fixed words.
"""
import contextlib
import os
import pathlib
import re
import signal
import socket
import subprocess
import tempfile
import threading
import time
import unittest

import tap
from milter_client import (ADD_HEADERS, ALL_ACTIONS, CAN_SKIP, Closed, Milter,
                           QUARANTINE)
from taktd import ALARMS, Taktd, build_dir, remove

SENDER, CONTACT = "karin@firma.example", "per@kund.example"
LANGUAGES = ("en", "sv", "de", "nb")

GOOD = (b"Good morning Per,\r\n\r\nthank you for the report, it was what we "
        b"needed. I will read the rest of it on Monday.\r\n\r\nKind regards\r\n"
        b"Karin\r\n")
NOTED = GOOD.replace(b"I will", b"Please note this: I will")
HELD = GOOD.replace(b"I will", b"Please hold this: I will")

RULE = """\
{{
  id = "test.{name}";
  when = "{name}_words";
  evidence = ( "{name}_words" );
  action = "{action}";
  level = "warning";
  why = {{ {why} }};
  advice = {{ {advice} }};
  source = "tests";
}}"""
PHRASES = """\
phrases = {
  hold_words = {
    match = ( "please hold this" );
    hits = ( "Please hold this." );
    misses = ( "Please send this." );
  };
  note_words = {
    match = ( "please note this" );
    hits = ( "Please note this." );
    misses = ( "Please send this." );
  };
};
"""


def texts(text):
    return " ".join(f'{language} = "{text}";' for language in LANGUAGES)


def write_rules(folder):
    """Two rules, in a form that the daemon reads."""
    folder.mkdir()
    rules = [RULE.format(name=name, action=action, why=texts(f"It says {name}"),
                         advice=texts("Ask {contact} first"))
             for name, action in (("hold", "hold"), ("note", "annotate"))]
    (folder / "test.conf").write_text(
        "rules = (\n" + ",\n".join(rules) + "\n);\n")
    for language in LANGUAGES:
        (folder / language).mkdir()
        (folder / language / "test.conf").write_text(PHRASES)


class Daemon(Taktd):
    """taktd with our rules, in a folder of its own."""

    def __init__(self, **settings):
        folder = pathlib.Path(tempfile.mkdtemp(prefix="takt-protocol-"))
        self.rules = folder / "rules"
        write_rules(self.rules)
        super().__init__(folder, group="", rules=[str(self.rules)],
                         judge_strangers=True, **settings)
        self.clock.write_text("2026-03-04T10:02:00Z\n")

    def client(self, **negotiation):
        client = Milter(str(self.socket))
        client.negotiate(**negotiation)
        client.connect()
        return client

    def lines(self):
        return self.log().splitlines()

    def wait_for(self, text, seconds=30):
        tap.wait_until(lambda: text in self.log(), f"\"{text}\" in the log",
                       seconds)


@contextlib.contextmanager
def daemon(**settings):
    instance = Daemon(**settings)
    try:
        with instance:
            yield instance
    finally:
        remove(instance.folder)


def headers(to=CONTACT, message_id="<1@firma.example>", **more):
    rows = [("From", f"Karin Lund <{SENDER}>"), ("To", to),
            ("Subject", "The report for Monday"), ("Message-ID", message_id),
            ("Date", "Wed, 4 Mar 2026 10:02:00 +0000")]
    return rows + [(name.replace("_", "-"), value)
                   for name, value in more.items()]


class Shared(unittest.TestCase):
    """Tests that one daemon serves, one after the other."""

    settings = {}

    @classmethod
    def setUpClass(cls):
        cls.daemon = Daemon(**cls.settings)
        cls.daemon.start()
        cls.count = 0

    @classmethod
    def tearDownClass(cls):
        try:
            cls.daemon.stop()
        finally:
            remove(cls.daemon.folder)

    def send(self, body=GOOD, client=None, sender=SENDER, to=(CONTACT,),
             rows=None, **options):
        """One mail, with a Message-ID of its own."""
        type(self).count += 1
        rows = rows or headers(message_id=f"<{self.count}@firma.example>")
        with contextlib.ExitStack() as stack:
            client = client or stack.enter_context(self.daemon.client())
            return client.send(sender, to, rows, body, **options)

    def assert_alive(self):
        self.assertEqual(self.send().reply, "a")


class Judging(Shared):
    """enforce, full headers"""

    def test_a_good_mail_passes_with_its_id(self):
        outcome = self.send()
        self.assertEqual(outcome.reply, "a")
        self.assertEqual(outcome.values("X-Takt-Verdict"), ["pass"])
        self.assertEqual(outcome.values("X-Takt-Finding"), [])
        self.assertRegex(outcome.values("X-Takt-Id")[0], r"^[a-z0-9]{12}$")
        self.assertIsNone(outcome.quarantined)

    def test_a_finding_is_annotated(self):
        outcome = self.send(NOTED)
        self.assertEqual(outcome.reply, "a")
        self.assertEqual(outcome.values("X-Takt-Verdict"), ["annotate"])
        self.assertIn("test.note", outcome.values("X-Takt-Finding")[0])
        self.assertTrue(outcome.values("X-Takt-Advice"))
        self.assertIsNone(outcome.quarantined)

    def test_a_hold_is_a_quarantine_and_an_accept(self):
        outcome = self.send(HELD, queue_id="HOLDME1")
        self.assertEqual(outcome.reply, "a")
        ident = outcome.values("X-Takt-Id")[0]
        self.assertEqual(outcome.quarantined, f"takt {ident} test.hold")
        self.daemon.wait_for(f"HOLDME1: direction=outgoing verdict=hold "
                             f"done=hold rules=test.hold id={ident}")

    def test_every_mail_has_another_id(self):
        ids = {self.send().values("X-Takt-Id")[0] for _ in range(20)}
        self.assertEqual(len(ids), 20)

    def test_several_mails_on_one_connection_do_not_mix(self):
        with self.daemon.client() as client:
            for body, verdict in ((HELD, "hold"), (GOOD, "pass"),
                                  (NOTED, "annotate"), (GOOD, "pass")):
                outcome = self.send(body, client)
                self.assertEqual(outcome.values("X-Takt-Verdict"), [verdict])
                self.assertEqual(outcome.quarantined is not None,
                                 verdict == "hold")

    def test_an_abort_leaves_nothing_of_the_mail(self):
        with self.daemon.client() as client:
            client.mail(SENDER, login="karin")
            client.rcpt(CONTACT)
            client.data()
            client.header("X-Takt-Verdict", "forged")
            client.eoh()
            client.body(HELD)
            client.abort()
            outcome = self.send(GOOD, client)
            self.assertEqual(outcome.values("X-Takt-Verdict"), ["pass"])
            self.assertEqual(outcome.removed, [])

    def test_a_login_does_not_outlive_its_mail(self):
        with self.daemon.client() as client:
            self.assertTrue(self.send(GOOD, client).added)
            client.macros("M", auth_authen="")
            outcome = self.send(GOOD, client, login=None)
            self.assertEqual(outcome.added, [])

    def test_addresses_without_angle_brackets_are_the_same(self):
        outcome = self.send(HELD, brackets=False)
        self.assertIsNotNone(outcome.quarantined)

    def test_esmtp_arguments_are_no_part_of_the_address(self):
        with self.daemon.client() as client:
            client.mail(SENDER, "SIZE=1000", "BODY=8BITMIME", login="karin")
            client.rcpt(CONTACT, "NOTIFY=NEVER")
            self.assertEqual(client.data().reply, "c")
            for row in headers():
                client.header(*row)
            client.eoh()
            client.body(HELD)
            self.assertIsNotNone(client.end().quarantined)

    def test_a_source_route_is_no_part_of_the_address(self):
        outcome = self.send(HELD, to=[f"@relay.example:{CONTACT}"])
        self.assertIsNotNone(outcome.quarantined)

    def test_a_missing_queue_id_is_no_fault(self):
        self.assertEqual(self.send(queue_id=None).reply, "a")
        self.assertIsNotNone(self.send(HELD, queue_id=None).quarantined)

    def test_steps_we_do_not_want_do_no_harm_if_they_come(self):
        with self.daemon.client() as client:
            client.steps &= ~(0x2 | 0x40 | 0x100)
            client.helo()
            client.put("U", b"FROBNICATE\0")
            client.answer()
            self.assertEqual(self.send(GOOD, client).reply, "a")

    def test_headers_before_the_body_may_be_none(self):
        self.assertEqual(self.send(rows=[("Subject", "x")]).reply, "a")
        with self.daemon.client() as client:
            client.mail(SENDER, login="karin")
            client.rcpt(CONTACT)
            client.data()
            client.eoh()
            self.assertEqual(client.end().reply, "a")

    def test_added_lines_are_short_and_ascii(self):
        outcome = self.send(
            HELD, rows=headers(to=f"=?UTF-8?Q?P=C3=A5l_{'=C3=98' * 60}?= "
                                  f"<{CONTACT}>"))
        self.assertTrue(outcome.values("X-Takt-Advice"))
        for name, value in outcome.added:
            for line in f"{name}: {value}".split("\n"):
                self.assertLessEqual(len(line), 78)
                self.assertTrue(line.isascii() and line.isprintable(), line)

    def test_a_huge_body_is_skipped_past_the_limit(self):
        outcome = self.send(HELD + b"x" * 70 + b"\r\n" + b"y" * 5_000_000)
        self.assertTrue(outcome.skipped)
        self.assertEqual(outcome.reply, "a")
        self.assertIsNotNone(outcome.quarantined)
        self.daemon.wait_for("cut=yes")

    def test_what_follows_the_limit_is_not_judged(self):
        outcome = self.send(GOOD + b"\r\n" * 600_000 + HELD)
        self.assertIsNone(outcome.quarantined)

    def test_a_huge_body_does_no_harm_where_skipping_is_unknown(self):
        with self.daemon.client(steps=0x1FFFFF & ~CAN_SKIP) as client:
            outcome = self.send(HELD + b"y" * 3_000_000, client)
            self.assertFalse(outcome.skipped)
            self.assertIsNotNone(outcome.quarantined)

    def test_huge_headers_are_bounded(self):
        rows = headers() + [(f"X-{i}", "z" * 60_000) for i in range(40)]
        self.assertEqual(self.send(rows=rows).reply, "a")

    def test_thousands_of_recipients_are_no_fault(self):
        to = [f"r{i}@kund.example" for i in range(3000)]
        self.assertEqual(self.send(HELD, to=to).reply, "a")

    def test_endless_recipients_are_accepted_unjudged(self):
        to = [f"r{i}@kund.example" for i in range(10_001)]
        outcome = self.send(HELD, to=to, queue_id="MANY")
        self.assertEqual((outcome.reply, outcome.quarantined), ("a", None))
        self.daemon.wait_for("MANY: error: accepted unjudged")

    def test_odd_bytes_do_no_harm(self):
        rows = headers() + [("X-Odd", b"\xff\xfe\x01"),
                            ("Subject", b"=?utf-8?B?/////?= \xc3")]
        odd = bytes(range(256)) * 50
        self.assertEqual(self.send(odd, rows=rows).reply, "a")
        self.assertEqual(self.send(sender="\"a b\"@firma.example").reply, "a")
        self.assertEqual(self.send(to=["", "@", "<>", "a@"]).reply, "a")

    def test_an_mta_without_quarantine_lets_the_mail_go(self):
        with self.daemon.client(actions=ALL_ACTIONS & ~QUARANTINE) as client:
            outcome = self.send(HELD, client, queue_id="NOHOLD")
        self.assertEqual((outcome.reply, outcome.quarantined), ("a", None))
        self.daemon.wait_for("NOHOLD: error: the mail server put nothing")

    def test_an_mta_that_adds_no_headers_still_holds(self):
        with self.daemon.client(actions=ALL_ACTIONS & ~ADD_HEADERS) as client:
            outcome = self.send(HELD, client)
        self.assertEqual(outcome.added, [])
        self.assertIsNotNone(outcome.quarantined)

    def test_an_old_mta_is_served(self):
        with self.daemon.client(version=2, actions=0x3F,
                                steps=0x7F) as client:
            client.steps |= 0x200 | 0x100       # it has neither step
            outcome = self.send(HELD, client)
        self.assertIsNotNone(outcome.quarantined)

    def test_the_log_names_no_address_and_no_text(self):
        self.send(HELD, to=[CONTACT, "hidden@secret.example"])
        log = self.daemon.log()
        for secret in (CONTACT, SENDER, "secret.example", "report",
                       "hold this"):
            self.assertNotIn(secret, log)


class Forged(Shared):
    """X-Takt headers that came with a mail"""

    FORGED = (("X-Takt-Id", "1"), ("x-takt-verdict", "pass"),
              ("X-TAKT-ID", "2"), ("X-Takt-Else", "3"))
    REMOVED = {("X-Takt-Id", 1), ("X-TAKT-ID", 2), ("x-takt-verdict", 1),
               ("X-Takt-Else", 1)}

    def rows(self):
        return headers() + list(self.FORGED)

    def test_they_are_removed_from_outgoing_mail(self):
        outcome = self.send(rows=self.rows())
        self.assertEqual(set(outcome.removed), self.REMOVED)
        self.assertEqual(len(outcome.values("X-Takt-Id")), 1)

    def test_they_are_removed_last_first(self):
        removed = self.send(rows=self.rows()).removed
        self.assertLess(removed.index(("X-TAKT-ID", 2)),
                        removed.index(("X-Takt-Id", 1)))

    def test_they_are_removed_from_held_mail(self):
        outcome = self.send(HELD, rows=self.rows())
        self.assertEqual(set(outcome.removed), self.REMOVED)
        self.assertIsNotNone(outcome.quarantined)

    def test_they_are_removed_from_inbound_mail(self):
        outcome = self.send(sender=CONTACT, to=[SENDER], login=None,
                            rows=self.rows())
        self.assertEqual(set(outcome.removed), self.REMOVED)
        self.assertEqual(outcome.added, [])

    def test_they_are_removed_from_mail_with_a_forged_sender(self):
        outcome = self.send(HELD, to=[SENDER], login=None, rows=self.rows())
        self.assertEqual(set(outcome.removed), self.REMOVED)
        self.assertEqual((outcome.added, outcome.quarantined), ([], None))

    def test_they_are_removed_from_bounces(self):
        outcome = self.send(sender="", to=[SENDER], login=None,
                            rows=self.rows())
        self.assertEqual(set(outcome.removed), self.REMOVED)

    def test_they_are_removed_from_exempt_mail(self):
        rows = self.rows() + [("Auto-Submitted", "auto-replied")]
        outcome = self.send(HELD, rows=rows)
        self.assertEqual(set(outcome.removed), self.REMOVED)
        self.assertEqual((outcome.added, outcome.quarantined), ([], None))

    def test_they_cannot_pass_for_a_notice_of_ours(self):
        rows = headers() + [("X-Takt-Notice", "yes"), ("X-Takt-Id", "x")]
        self.assertIsNotNone(self.send(HELD, rows=rows).quarantined)

    def test_headers_that_only_look_alike_stay(self):
        rows = headers() + [("X-Taktik", "1"), ("Takt-Id", "2")]
        self.assertEqual(self.send(rows=rows).removed, [])

    def test_endless_ones_do_no_harm(self):
        rows = headers() + [("X-Takt-Id", str(i)) for i in range(1200)]
        self.assertEqual(self.send(rows=rows).reply, "a")
        self.assert_alive()


class Hidden(Shared):
    """recipients in neither To nor Cc"""

    def test_a_finding_of_theirs_alone_is_not_told(self):
        outcome = self.send(HELD, to=["boss@secret.example"])
        self.assertIsNotNone(outcome.quarantined)
        self.assertEqual(outcome.values("X-Takt-Verdict"), ["pass"])
        self.assertEqual(outcome.values("X-Takt-Finding"), [])
        self.assertEqual(outcome.values("X-Takt-Advice"), [])

    def test_they_are_never_named(self):
        outcome = self.send(HELD, to=[CONTACT, "boss@secret.example"])
        self.assertEqual(outcome.values("X-Takt-Verdict"), ["hold"])
        self.assertNotIn("secret.example", repr(outcome))

    def test_those_in_cc_are_not_hidden(self):
        rows = headers(to="other@kund.example", Cc=CONTACT)
        outcome = self.send(HELD, rows=rows)
        self.assertEqual(outcome.values("X-Takt-Verdict"), ["hold"])


class Directions(Shared):
    """which way a mail goes"""

    def direction(self, sender, to, login=None, **connection):
        with Milter(str(self.daemon.socket)) as client:
            client.negotiate()
            client.connect(**connection)
            outcome = self.send(HELD, client, sender, to, login=login)
        if outcome.quarantined:
            return "outgoing"
        return "data" if outcome == type(outcome)("a") else "end"

    def accepted_at(self, sender, to, login=None):
        with self.daemon.client() as client:
            client.mail(sender, login=login)
            for address in to:
                client.rcpt(address)
            return "data" if client.data().reply == "a" else "end"

    def test_a_login_makes_it_outgoing(self):
        self.assertEqual(self.direction(SENDER, [CONTACT], "k"), "outgoing")

    def test_nobody_logged_in_makes_it_none(self):
        self.assertNotEqual(self.direction(SENDER, [CONTACT]), "outgoing")

    def test_the_sendmail_program_makes_it_outgoing(self):
        self.assertEqual(
            self.direction(SENDER, [CONTACT], host="localhost",
                           address="127.0.0.1", port=0), "outgoing")
        self.assertEqual(
            self.direction(SENDER, [CONTACT], host="localhost",
                           address="::1", port=0), "outgoing")
        self.assertEqual(
            self.direction(SENDER, [CONTACT], host="localhost",
                           address=None), "outgoing")

    def test_a_client_that_calls_itself_localhost_does_not(self):
        for address, port in (("192.0.2.1", 0), ("192.0.2.1", 25),
                              ("127.0.0.1", 25), ("::1", 25)):
            self.assertNotEqual(
                self.direction(SENDER, [CONTACT], host="localhost",
                               address=address, port=port), "outgoing")
        self.assertNotEqual(
            self.direction(SENDER, [CONTACT], host="unknown", address=None),
            "outgoing")

    def test_what_is_none_of_our_business_ends_at_data(self):
        for sender, to, login in (
                (SENDER, ["anna@firma.example"], "k"),      # internal
                ("a@b.example", [CONTACT], None),           # relayed
                ("a@b.example", [CONTACT], "k"),
                ("", [CONTACT], "k"),                       # our bounce? no
                (SENDER, [CONTACT], None)):                 # no login
            self.assertEqual(self.accepted_at(sender, to, login), "data",
                             (sender, to, login))

    def test_what_is_our_business_is_seen_to_its_end(self):
        for sender, to, login in (
                (SENDER, [CONTACT, "anna@firma.example"], "k"),
                (CONTACT, [SENDER], None),
                ("", [SENDER], None),
                (SENDER, ["anna@firma.example"], None)):    # forged
            self.assertEqual(self.accepted_at(sender, to, login), "end",
                             (sender, to, login))

    def test_the_next_mail_after_an_early_accept_is_judged(self):
        with self.daemon.client() as client:
            client.mail(SENDER, login="k")
            client.rcpt("anna@firma.example")
            self.assertEqual(client.data().reply, "a")
            self.assertIsNotNone(self.send(HELD, client).quarantined)

    def test_domains_are_compared_without_case(self):
        self.assertEqual(
            self.direction("Karin@FIRMA.Example", ["Per@Kund.EXAMPLE"], "k"),
            "outgoing")


class Networks(Shared):
    """a listed network"""

    settings = {"local_networks": ["198.51.100.0/24", "2001:db8::/32"]}

    def outcome(self, address):
        with Milter(str(self.daemon.socket)) as client:
            client.negotiate()
            client.connect(address=address)
            return self.send(HELD, client, login=None)

    def test_mail_from_there_is_outgoing(self):
        for address in ("198.51.100.7", "2001:db8:5::1"):
            self.assertIsNotNone(self.outcome(address).quarantined)

    def test_mail_from_elsewhere_is_not(self):
        for address in ("198.51.101.7", "2001:db9::1", "127.0.0.1"):
            self.assertIsNone(self.outcome(address).quarantined)


class Modes(unittest.TestCase):
    """modes and header policies"""

    def outcomes(self, **settings):
        with daemon(**settings) as taktd, taktd.client() as client:
            held = client.send(SENDER, [CONTACT], headers(), HELD)
            good = client.send(SENDER, [CONTACT],
                               headers(message_id="<2@x>"), GOOD)
            return held, good, taktd.log()

    def test_observing_touches_nothing_and_logs(self):
        held, good, log = self.outcomes(mode="observe")
        for outcome in (held, good):
            self.assertEqual(outcome, type(outcome)("a"))
        self.assertIn("verdict=hold done=pass rules=test.hold", log)

    def test_annotating_holds_nothing(self):
        held, _, log = self.outcomes(mode="annotate")
        self.assertIsNone(held.quarantined)
        self.assertEqual(held.values("X-Takt-Verdict"), ["annotate"])
        self.assertIn("verdict=hold done=annotate", log)

    def test_an_id_alone_tells_a_recipient_nothing(self):
        held, good, _ = self.outcomes(headers="id")
        self.assertIsNotNone(held.quarantined)
        self.assertEqual([name for name, _ in held.added],
                         [name for name, _ in good.added])
        self.assertEqual([name for name, _ in good.added], ["X-Takt-Id"])

    def test_no_headers_are_none(self):
        held, good, _ = self.outcomes(headers="none")
        self.assertIsNotNone(held.quarantined)
        self.assertEqual((held.added, good.added), ([], []))


class Connections(Shared):
    """what becomes of connections"""

    def steps(self, client):
        """The steps of a mail, one by one, to be cut after any of them."""
        yield lambda: client.negotiate()
        yield lambda: client.connect()
        yield lambda: client.mail(SENDER, login="karin")
        yield lambda: client.rcpt(CONTACT)
        yield lambda: client.rcpt("x@kund.example")
        yield lambda: client.data()
        yield lambda: client.header("Subject", "x")
        yield lambda: client.header("X-Takt-Id", "x")
        yield lambda: client.eoh()
        yield lambda: client.body(HELD)
        yield lambda: client.end()

    def run_to(self, cut):
        client = Milter(str(self.daemon.socket))
        for number, step in enumerate(self.steps(client)):
            if number == cut:
                break
            step()
        return client

    def test_a_disconnect_at_every_step_does_no_harm(self):
        for cut in range(12):
            self.run_to(cut).close()
            self.assert_alive()

    def test_a_quit_at_every_step_does_no_harm(self):
        for cut in range(1, 12):
            self.run_to(cut).quit()
            self.assert_alive()

    def test_an_abort_at_every_step_does_no_harm(self):
        for cut in range(2, 12):
            client = self.run_to(cut)
            client.abort()
            outcome = self.send(HELD, client)
            self.assertIsNotNone(outcome.quarantined, f"after step {cut}")
            self.assertEqual(outcome.removed, [])
            client.quit()

    def test_half_a_packet_does_no_harm(self):
        for packet in (b"\0", b"\0\0\0\x0dO\0\0", b"\0\0\0\x01",
                       b"\xff\xff\xff\xffO", b"\0\0\0\x01?"):
            client = self.run_to(6)
            client.socket.sendall(packet)
            client.close()
            with socket.socket(socket.AF_UNIX) as raw:
                raw.connect(str(self.daemon.socket))
                raw.sendall(packet)
            self.assert_alive()

    def test_steps_out_of_order_do_no_harm(self):
        def stray(*commands):
            with self.daemon.client() as client, \
                    contextlib.suppress(Closed, OSError):
                for command, data in commands:
                    client.put(command, data)
                client.put("Q")
                while True:
                    client.get()
        stray(("R", b"<a@b>\0"))
        stray(("T", b""))
        stray(("L", b"Subject\0x\0"), ("N", b""))
        stray(("B", b"body"), ("E", b""))
        stray(("E", b""))
        stray(("M", b"<a@b>\0"), ("M", b"<c@d>\0"), ("E", b""))
        stray(("M", b"<a@b>\0"), ("B", b"x"), ("R", b"<a@b>\0"))
        stray(("M", b"<a@b>\0"), ("C", b"h\0U"), ("M", b"<a@b>\0"))
        stray(("A", b""), ("A", b""))
        self.assert_alive()

    def test_a_second_sender_replaces_the_first(self):
        with self.daemon.client() as client:
            client.mail("a@b.example")
            client.rcpt("c@d.example")
            self.assertIsNotNone(self.send(HELD, client).quarantined)

    def test_a_new_connection_on_the_same_socket_starts_afresh(self):
        with self.daemon.client() as client:
            self.assertTrue(self.send(GOOD, client).added)
            client.put("K")
            client.connect()
            self.assertIsNotNone(self.send(HELD, client).quarantined)

    def test_a_health_check_is_no_event(self):
        before = len(self.daemon.lines())
        for _ in range(50):
            Milter(str(self.daemon.socket)).close()
        self.assert_alive()
        noise = [line for line in self.daemon.lines()[before:]
                 if "direction=" not in line]
        self.assertEqual(noise, [])

    def test_fifty_connections_at_once(self):
        faults = []

        def work(number):
            try:
                with self.daemon.client() as client:
                    for turn in range(4):
                        is_held = (number + turn) % 2 == 0
                        outcome = client.send(
                            SENDER, [CONTACT],
                            headers(message_id=f"<{number}.{turn}@c>"),
                            HELD if is_held else GOOD)
                        if (outcome.quarantined is not None) != is_held:
                            faults.append((number, turn, outcome))
            except Exception as fault:      # shown by the main thread
                faults.append((number, fault))

        threads = [threading.Thread(target=work, args=(n,))
                   for n in range(50)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(120)
        self.assertEqual(faults, [])

    def test_idle_connections_keep_nobody_waiting(self):
        with contextlib.ExitStack() as stack:
            for _ in range(200):
                stack.enter_context(self.daemon.client())
            self.assert_alive()


class Signals(unittest.TestCase):
    """HUP and TERM"""

    def test_a_reload_puts_new_settings_in_force(self):
        with daemon() as taktd, taktd.client() as client:
            text = taktd.config.read_text()
            taktd.config.write_text(text.replace("enforce", "observe"))
            taktd.process.send_signal(signal.SIGHUP)
            taktd.wait_for("reloaded settings and rules")
            outcome = client.send(SENDER, [CONTACT], headers(), HELD)
            self.assertIsNone(outcome.quarantined)

    def test_a_mail_under_way_keeps_the_rules_it_began_with(self):
        with daemon() as taktd, taktd.client() as client:
            client.mail(SENDER, login="karin")
            text = taktd.config.read_text()
            taktd.config.write_text(text.replace("enforce", "observe"))
            taktd.process.send_signal(signal.SIGHUP)
            taktd.wait_for("reloaded settings and rules")
            client.rcpt(CONTACT)
            client.data()
            for row in headers():
                client.header(*row)
            client.eoh()
            client.body(HELD)
            self.assertIsNotNone(client.end().quarantined)

    def broken(self, taktd, path, text, complaint):
        before = path.read_text()
        path.write_text(text)
        taktd.process.send_signal(signal.SIGHUP)
        taktd.wait_for("reload failed, the old rules stay")
        self.assertIn(complaint, taktd.log())
        with taktd.client() as client:
            outcome = client.send(SENDER, [CONTACT], headers(), HELD)
            self.assertIsNotNone(outcome.quarantined)
        path.write_text(before)
        taktd.process.send_signal(signal.SIGHUP)
        taktd.wait_for("reloaded settings and rules")

    def test_a_broken_rule_file_leaves_the_old_rules(self):
        with daemon() as taktd:
            rules = taktd.rules / "test.conf"
            self.broken(taktd, rules, "rules = ( BROKEN\n", f"{rules}:")

    def test_broken_settings_leave_the_old_ones(self):
        with daemon() as taktd:
            self.broken(taktd, taktd.config, "mood = \"bad\";\n",
                        f"{taktd.config}:1: there is no setting \"mood\"")

    def test_two_hang_ups_during_a_slow_reload(self):
        """two hang-ups during a slow reload

        A named pipe in place of the settings makes the reload wait for us.
        """
        with daemon() as taktd:
            text = taktd.config.read_text()
            taktd.config.unlink()
            os.mkfifo(taktd.config)
            for _ in range(3):
                taktd.process.send_signal(signal.SIGHUP)
                time.sleep(0.05)
            with taktd.client() as client:      # it serves meanwhile
                outcome = client.send(SENDER, [CONTACT], headers(), HELD)
                self.assertIsNotNone(outcome.quarantined)
            self.assertNotIn("reload", taktd.log())
            with open(taktd.config, "w") as pipe:
                fresh = taktd.config.with_suffix(".new")
                fresh.write_text(text)      # for the reloads that follow
                fresh.rename(taktd.config)
                pipe.write(text)
            tap.wait_until(
                lambda: taktd.log().count("reloaded settings") == 3,
                "three reloads")
            self.assertIsNone(taktd.process.poll())

    def test_no_thread_of_libmilter_takes_our_signals(self):
        # one that waits for a signal shows it as not blocked
        ours = sum(1 << number - 1 for number in (
            signal.SIGHUP, signal.SIGINT, signal.SIGTERM))
        with daemon() as taktd, taktd.client():
            threads = pathlib.Path(f"/proc/{taktd.process.pid}/task")
            time.sleep(0.2)     # until all of them wait
            for thread in threads.iterdir():
                status = (thread / "status").read_text()
                blocked = int(re.search(r"SigBlk:\s+(\w+)", status)[1], 16)
                is_main = int(thread.name) == taktd.process.pid
                self.assertEqual(blocked & ours, 0 if is_main else ours,
                                 status)

    def test_a_hang_up_right_after_the_start_is_a_reload(self):
        instance = Daemon()
        try:
            for number in range(1, 6):
                with instance as taktd:
                    taktd.process.send_signal(signal.SIGHUP)
                    tap.wait_until(
                        lambda: taktd.log().count("reloaded settings")
                        == number, f"reload {number}")
        finally:
            remove(instance.folder)

    def test_many_hang_ups_under_load(self):
        with daemon() as taktd, taktd.client() as client:
            for number in range(60):
                taktd.process.send_signal(signal.SIGHUP)
                outcome = client.send(SENDER, [CONTACT],
                                      headers(message_id=f"<{number}@x>"),
                                      HELD)
                self.assertIsNotNone(outcome.quarantined)
            self.assertIsNone(taktd.process.poll())

    def test_what_takes_a_restart_is_said(self):
        with daemon() as taktd:
            text = taktd.config.read_text()
            taktd.config.write_text(text.replace("history.", "other."))
            taktd.process.send_signal(signal.SIGHUP)
            taktd.wait_for("store has changed: that takes a restart")

    def test_a_stop_with_open_connections_is_clean_and_swift(self):
        with daemon() as taktd, contextlib.ExitStack() as stack:
            for cut in range(12):
                client = stack.enter_context(taktd.client())
                if cut % 2:
                    client.mail(SENDER, login="karin")
                    client.rcpt(CONTACT)
                    client.data()
                    client.eoh()
                    client.body(HELD)
            begin = time.monotonic()
            taktd.stop()        # checks the exit code and the log
            self.assertLess(time.monotonic() - begin, 5)
            self.assertFalse(taktd.socket.exists())

    def test_an_interrupt_stops_as_well(self):
        with daemon() as taktd:
            taktd.process.send_signal(signal.SIGINT)
            self.assertEqual(taktd.process.wait(30), 0)
            taktd.process = None

    def test_a_stopping_daemon_leaves_the_socket_of_the_next_one(self):
        with daemon() as taktd:
            taktd.socket.rename(taktd.socket.with_suffix(".old"))
            with socket.socket(socket.AF_UNIX) as other:
                other.bind(str(taktd.socket))
                taktd.stop()
                self.assertTrue(taktd.socket.exists())

    def test_a_killed_daemon_leaves_a_socket_that_the_next_one_takes(self):
        with daemon() as taktd:
            taktd.kill()
            self.assertTrue(taktd.socket.exists())
            taktd.start()
            with taktd.client() as client:
                outcome = client.send(SENDER, [CONTACT], headers(), HELD)
                self.assertIsNotNone(outcome.quarantined)


class Starting(unittest.TestCase):
    """options, and starts that fail"""

    def setUp(self):
        self.taktd = Daemon()

    def tearDown(self):
        remove(self.taktd.folder)

    def run_taktd(self, *arguments):
        done = subprocess.run(
            [build_dir() / "taktd", *arguments], capture_output=True,
            stdin=subprocess.DEVNULL, timeout=60)
        errors = done.stderr.decode()
        self.assertFalse([a for a in ALARMS if a in errors], errors)
        return done.returncode, done.stdout.decode(), errors

    def start(self):
        return self.run_taktd("-f", "-c", self.taktd.config)

    def set(self, **changes):
        self.taktd.write_settings(self.taktd.config.read_text(), changes)

    def refused(self, complaint, remedy):
        """One line on standard error with place and remedy, exit code 3."""
        code, out, errors = self.start()
        self.assertEqual((code, out), (3, ""), errors)
        self.assertEqual(errors.count("\n"), 1, errors)
        self.assertTrue(errors.startswith("taktd: "), errors)
        self.assertIn(complaint, errors)
        self.assertIn(remedy, errors)
        self.assertFalse(self.taktd.socket.exists())

    def test_wrong_usage_prints_the_usage(self):
        for arguments in (["--frobnicate"], ["more"], ["-c"]):
            code, out, errors = self.run_taktd(*arguments)
            self.assertEqual((code, out), (2, ""))
            self.assertIn("usage: taktd", errors)

    def test_help_and_version_are_no_errors(self):
        self.assertEqual(self.run_taktd("-h")[::2], (0, ""))
        self.assertIn("usage: taktd", self.run_taktd("--help")[1])
        self.assertRegex(self.run_taktd("-V")[1], r"^taktd \d")

    def test_a_missing_file_is_named(self):
        self.taktd.config.unlink()
        self.refused(f"{self.taktd.config}: ", "No such file")

    def test_an_unknown_setting_names_line_and_neighbour(self):
        lines = self.taktd.config.read_text() + "hedaers = \"id\";\n"
        self.taktd.config.write_text(lines)
        line = lines.count("\n")
        self.refused(f"{self.taktd.config}:{line}: there is no setting",
                     "Did you mean \"headers\"?")

    def test_a_wrong_value_names_the_right_ones(self):
        self.set(mode="loud")
        self.refused("mode cannot be \"loud\"", "\"observe\", \"annotate\"")

    def test_a_bad_network_is_named(self):
        self.set(local_networks=["10.0.0.0/99"])
        self.refused("\"10.0.0.0/99\"", "CIDR")

    def test_a_broken_rule_file_names_its_line(self):
        rules = self.taktd.rules / "test.conf"
        rules.write_text("rules = ( BROKEN\n")
        self.refused(f"{rules}:", "")

    def test_a_missing_rules_folder_is_named(self):
        self.set(rules=["/nonexistent/rules"])
        self.refused("/nonexistent/rules", "")

    def test_a_missing_store_folder_is_named(self):
        self.set(store=f"sqlite:{self.taktd.folder}/none/takt.db")
        self.refused(f"{self.taktd.folder}/none", "")

    def test_a_missing_key_folder_is_named(self):
        self.set(key_file=f"{self.taktd.folder}/none/key")
        self.refused(f"{self.taktd.folder}/none/key", "Make the folder")

    def test_a_key_that_others_may_read_is_refused(self):
        key = self.taktd.folder / "key"
        key.write_text("0" * 64)
        key.chmod(0o644)
        self.refused(f"{key}", "chmod 600")

    def test_a_socket_in_no_folder_is_named(self):
        self.set(socket=f"unix:{self.taktd.folder}/none/sock")
        self.refused(f"{self.taktd.folder}/none/sock: cannot listen",
                     "Make the folder")

    def test_a_socket_name_that_is_too_long_is_named(self):
        self.set(socket=f"unix:/tmp/{'x' * 200}")
        self.refused("longer than", "shorter path")

    def test_a_file_in_place_of_the_socket_stays(self):
        self.taktd.socket.write_text("precious")
        code, _, errors = self.start()
        self.assertEqual(code, 3)
        self.assertIn("no socket", errors)
        self.assertEqual(self.taktd.socket.read_text(), "precious")
        self.taktd.socket.unlink()

    def test_a_socket_of_no_kind_is_refused(self):
        self.set(socket="tcp:25")
        self.refused("\"tcp:25\" is no socket", "inet:PORT@HOST")

    def test_a_port_that_is_taken_is_named(self):
        with socket.create_server(("127.0.0.1", 0)) as other:
            port = other.getsockname()[1]
            self.set(socket=f"inet:{port}@127.0.0.1")
            self.refused(f"inet:{port}@127.0.0.1", "set socket")

    def test_a_second_daemon_does_not_take_the_socket_away(self):
        self.taktd.start()
        try:
            code, _, errors = self.start()
            self.assertEqual(code, 3)
            self.assertIn("somebody listens there already", errors)
            with self.taktd.client() as client:
                outcome = client.send(SENDER, [CONTACT], headers(), HELD)
                self.assertIsNotNone(outcome.quarantined)
        finally:
            self.taktd.stop()

    def test_an_unknown_group_is_named(self):
        self.set(socket_group="nosuchgroup")
        self.refused("there is no group \"nosuchgroup\"", "Make it")

    @unittest.skipIf(os.getuid() != 0, "needs root")
    def test_an_unknown_user_is_named(self):
        self.set(user="nosuchuser")
        self.refused("there is no user \"nosuchuser\"", "Make it")

    @unittest.skipIf(os.getuid() != 0, "needs root")
    def test_root_is_given_up(self):
        self.set(user="nobody")
        self.taktd.folder.chmod(0o777)
        for path in self.taktd.folder.rglob("*"):
            path.chmod(0o755 if path.is_dir() else 0o644)
        with self.taktd as taktd:
            status = pathlib.Path(f"/proc/{taktd.process.pid}/status")
            ids = re.findall(r"(?m)^[UG]id:\s+(.*)$", status.read_text())
            for four in ids:
                self.assertNotIn("0", four.split())
            with taktd.client() as client:
                outcome = client.send(SENDER, [CONTACT], headers(), HELD)
                self.assertIsNotNone(outcome.quarantined)
        self.assertFalse(self.taktd.socket.exists())

    def test_the_socket_has_the_mode_it_shall_have(self):
        self.set(socket_mode="0606")
        with self.taktd as taktd:
            self.assertEqual(taktd.socket.stat().st_mode & 0o7777, 0o606)

    def test_an_inet_socket_serves(self):
        with socket.create_server(("127.0.0.1", 0)) as probe:
            port = probe.getsockname()[1]
        self.set(socket=f"inet:{port}@127.0.0.1")
        self.taktd.answers = lambda: "started" in self.taktd.log()
        with self.taktd, Milter(("127.0.0.1", port)) as client:
            client.negotiate()
            client.connect()
            outcome = client.send(SENDER, [CONTACT], headers(), HELD)
            self.assertIsNotNone(outcome.quarantined)

    def test_checking_touches_nothing(self):
        before = sorted(self.taktd.folder.rglob("*"))
        code, out, errors = self.run_taktd("-t", "-c", self.taktd.config)
        self.assertEqual((code, errors), (0, ""))
        self.assertIn("settings and rules are fine", out)
        self.assertEqual(sorted(self.taktd.folder.rglob("*")), before)
        (self.taktd.rules / "test.conf").write_text("rules = ( BROKEN\n")
        self.assertEqual(
            self.run_taktd("-t", "-c", self.taktd.config)[0], 3)

    def test_checking_warns_of_no_domains(self):
        self.set(local_domains=[])
        code, _, errors = self.run_taktd("-t", "-c", self.taktd.config)
        self.assertEqual(code, 0)
        self.assertIn("no mail will be judged", errors)

    def test_the_dump_can_be_read_again(self):
        _, dump, _ = self.run_taktd("-d", "-c", self.taktd.config)
        self.assertIn("mode = \"enforce\";", dump)
        self.taktd.config.write_text(dump)
        self.assertEqual(
            self.run_taktd("-d", "-c", self.taktd.config)[1], dump)


class Failing(unittest.TestCase):
    """what fails while mail comes in"""

    def send_without_store(self, taktd, body):
        with taktd.client() as client:
            return client.send(SENDER, [CONTACT],
                               headers() + [("X-Takt-Id", "forged")], body,
                               queue_id="NOSTORE")

    def break_store(self, taktd):
        """Its file becomes something that is no database."""
        for path in taktd.folder.glob("history.sqlite*"):
            path.unlink()
        (taktd.folder / "history.sqlite").mkdir()

    def test_without_a_store_mail_is_accepted_unjudged(self):
        with daemon() as taktd:
            self.break_store(taktd)
            outcome = self.send_without_store(taktd, HELD)
            self.assertEqual(outcome.reply, "a")
            self.assertIsNone(outcome.quarantined)
            self.assertEqual(outcome.added, [])
            self.assertEqual(outcome.removed, [("X-Takt-Id", 1)])
            taktd.wait_for("NOSTORE: error: accepted unjudged: ")

    def test_without_a_store_mail_waits_if_so_set(self):
        with daemon(on_error="tempfail") as taktd:
            self.break_store(taktd)
            outcome = self.send_without_store(taktd, HELD)
            self.assertEqual(outcome.reply, "t")
            taktd.wait_for("NOSTORE: error: deferred: ")


if __name__ == "__main__":
    tap.run(Judging, Forged, Hidden, Directions, Networks, Modes, Connections,
            Signals, Starting, Failing)
