"""sink - an SMTP server on loopback that keeps every mail it is given

It stands for the rest of the world: whatever the MTA delivers ends here, so
"delivered exactly once" is a count. It refuses nothing.
"""
import re
import socketserver
import threading
import time
from dataclasses import dataclass
from email import message_from_bytes, policy
from functools import cached_property


@dataclass
class Delivery:
    sender: str
    recipients: list
    options: str        # what stood after MAIL FROM:<...>
    data: bytes         # dots removed, CRLF line ends

    @cached_property
    def mail(self):
        return message_from_bytes(self.data, policy=policy.default)

    @cached_property
    def message_id(self):
        return str(self.mail["Message-ID"] or "").strip()


class Session(socketserver.StreamRequestHandler):
    def reply(self, text):
        self.wfile.write(text.encode("ascii") + b"\r\n")

    def handle(self):
        self.reply("220 sink.example ESMTP")
        self.start_over()
        for raw in self.rfile:
            line = raw.decode("utf-8", "replace").rstrip("\r\n")
            verb = line.split(" ")[0].upper()
            if verb == "QUIT":
                self.reply("221 2.0.0 bye")
                return
            self.reply(self.answer(verb, line))

    def start_over(self):
        self.sender, self.options, self.recipients = None, "", []

    def answer(self, verb, line):
        if verb == "EHLO":
            self.start_over()
            return "250-sink.example\r\n250-8BITMIME\r\n250 SMTPUTF8"
        if verb == "MAIL":
            self.sender = address_of(line)
            self.options = line.rpartition(">")[2].strip()
        elif verb == "RCPT":
            self.recipients.append(address_of(line))
        elif verb == "DATA":
            self.reply("354 go ahead")
            self.server.keep(Delivery(self.sender, self.recipients,
                                      self.options, self.read_data()))
            self.start_over()
        elif verb in ("HELO", "RSET"):
            self.start_over()
        return "250 2.0.0 ok"

    def read_data(self):
        lines = []
        for line in self.rfile:
            if line == b".\r\n":
                break
            lines.append(line[1:] if line.startswith(b".") else line)
        return b"".join(lines)


def address_of(line):
    found = re.search(r"<([^>]*)>", line)
    return found.group(1) if found else ""


class Sink(socketserver.ThreadingTCPServer):
    """Use as a context manager; port is chosen by the system."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Session)
        self.port = self.server_address[1]
        self.deliveries = []
        self.changed = threading.Condition()
        self.thread = threading.Thread(target=self.serve_forever, daemon=True)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.shutdown()
        self.server_close()
        self.thread.join()

    def keep(self, delivery):
        with self.changed:
            self.deliveries.append(delivery)
            self.changed.notify_all()

    def of(self, message_id, recipient=None):
        """All deliveries of a mail so far, or those to one recipient."""
        with self.changed:
            return [d for d in self.deliveries
                    if d.message_id == message_id
                    and recipient in (None, *d.recipients)]

    def wait_for(self, message_id, recipient=None, seconds=30):
        """The first delivery of a mail; fails if none comes in time."""
        end = time.monotonic() + seconds
        with self.changed:
            while True:
                found = self.of(message_id, recipient)
                if found:
                    return found[0]
                if not self.changed.wait(max(0, end - time.monotonic())):
                    raise AssertionError(
                        f"{message_id} was not delivered in {seconds} s")
