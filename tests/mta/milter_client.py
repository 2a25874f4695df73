"""milter_client - a fake mail server that speaks the milter protocol, version 6

    with Milter(path) as milter:
        milter.negotiate()
        milter.connect()
        outcome = milter.send("karin@firma.example", ["per@kund.example"],
                              [("Subject", "Hi")], b"Hello\\r\\n")

It keeps to what was negotiated, as an MTA does: steps the filter does not
want are not sent, and no reply is awaited where the filter gives none. Every
wait is bounded: a filter that does not answer is an error, never a hang.
"""
import contextlib
import socket
import struct
from dataclasses import dataclass, field

# What the filter may do (SMFIF) and what we offer.
ADD_HEADERS, CHANGE_HEADERS, QUARANTINE, SET_SYMBOLS = 0x1, 0x10, 0x20, 0x100
ALL_ACTIONS = 0x1FF
# Steps (SMFIP): not sent, and not answered.
STEPS = {
    # command: (flag that it is not sent, flag that it is not answered)
    "C": (0x1, 0x1000), "H": (0x2, 0x2000), "M": (0x4, 0x4000),
    "R": (0x8, 0x8000), "B": (0x10, 0x80000), "L": (0x20, 0x80),
    "N": (0x40, 0x40000), "U": (0x100, 0x20000), "T": (0x200, 0x10000),
}
CAN_SKIP = 0x400
ALL_STEPS = 0x1FFFFF
FINAL = set("acdrty4fs")        # replies that end a command
CHUNK = 65535


class Closed(Exception):
    """The filter closed the connection."""


@dataclass
class Outcome:
    """What the filter said at the end of one step."""
    reply: str = "c"
    text: str = ""              # of a reply with code
    added: list = field(default_factory=list)       # (name, value)
    removed: list = field(default_factory=list)     # (name, index)
    changed: list = field(default_factory=list)     # (name, index, value)
    quarantined: str = None     # the reason
    other: list = field(default_factory=list)       # anything else
    skipped: bool = False       # the filter asked for no more body

    def values(self, name):
        return [value for key, value in self.added
                if key.lower() == name.lower()]


class Milter:
    """One connection of the MTA to the filter."""

    def __init__(self, address, timeout=20):
        kind = socket.AF_UNIX if isinstance(address, (str, bytes)) \
            else socket.AF_INET
        self.socket = socket.socket(kind)
        self.socket.settimeout(timeout)
        self.socket.connect(address)
        self.steps = 0
        self.symbols = {}

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        """Without a word, as a crash would."""
        with contextlib.suppress(OSError):
            self.socket.close()

    # packets

    def put(self, command, data=b""):
        packet = struct.pack(">I", len(data) + 1) + command.encode() + data
        self.socket.sendall(packet)

    def _read(self, count):
        data = b""
        while len(data) < count:
            more = self.socket.recv(count - len(data))
            if not more:
                raise Closed("the filter closed the connection")
            data += more
        return data

    def get(self):
        size, = struct.unpack(">I", self._read(4))
        packet = self._read(size)
        return packet[:1].decode("latin-1"), packet[1:]

    def answer(self):
        """Reads up to the reply that ends a command."""
        outcome = Outcome()
        while True:
            code, data = self.get()
            if code in FINAL:
                outcome.reply = code
                outcome.text = data.rstrip(b"\0").decode("utf-8", "replace")
                return outcome
            self._note(outcome, code, data)

    @staticmethod
    def _note(outcome, code, data):
        if code == "h":
            name, value = data.split(b"\0")[:2]
            outcome.added.append((name.decode(), value.decode()))
        elif code == "m":
            index, = struct.unpack(">I", data[:4])
            name, value = data[4:].split(b"\0")[:2]
            if value:
                outcome.changed.append((name.decode(), index, value.decode()))
            else:
                outcome.removed.append((name.decode(), index))
        elif code == "q":
            outcome.quarantined = data.rstrip(b"\0").decode()
        elif code != "p":
            outcome.other.append((code, data))

    def step(self, command, data=b""):
        """Sends a step unless it is not wanted; awaits a reply if there is
        one to come."""
        unsent, unanswered = STEPS[command]
        if self.steps & unsent:
            return Outcome()
        self.put(command, data)
        return Outcome() if self.steps & unanswered else self.answer()

    # the steps of the protocol

    def negotiate(self, version=6, actions=ALL_ACTIONS, steps=ALL_STEPS):
        self.put("O", struct.pack(">III", version, actions, steps))
        code, data = self.get()
        assert code == "O", f"negotiation was answered with {code!r}"
        self.version, self.actions, self.steps = struct.unpack(
            ">III", data[:12])
        assert self.actions & ~actions == 0, "asks for what we cannot do"
        assert self.steps & ~steps == 0, "asks for steps we do not know"
        rest = data[12:]
        while rest:
            stage, = struct.unpack(">I", rest[:4])
            names, _, rest = rest[4:].partition(b"\0")
            self.symbols[stage] = names.decode()
        return self

    def macros(self, command, **macros):
        """macros: i="ABC", auth_authen="karin" (braces are put on)."""
        data = command.encode()
        for name, value in macros.items():
            name = name if len(name) == 1 else "{" + name + "}"
            data += name.encode() + b"\0" + value.encode() + b"\0"
        self.put("D", data)

    def connect(self, host="client.example", address="192.0.2.1", port=4711):
        """address: IPv4, IPv6 ("2001:db8::1"), or None for "unknown"."""
        data = host.encode() + b"\0"
        if address is None:
            data += b"U"
        else:
            family = b"6" if ":" in address else b"4"
            data += family + struct.pack(">H", port) + address.encode() + b"\0"
        return self.step("C", data)

    def helo(self, name="client.example"):
        return self.step("H", name.encode() + b"\0")

    def mail(self, sender, *arguments, login=None, brackets=True):
        if login is not None:
            self.macros("M", auth_authen=login, auth_type="PLAIN")
        return self.step("M", self._arguments(sender, arguments, brackets))

    def rcpt(self, recipient, *arguments, brackets=True):
        return self.step("R", self._arguments(recipient, arguments, brackets))

    @staticmethod
    def _arguments(address, arguments, brackets):
        first = f"<{address}>" if brackets else address
        return b"".join(a.encode() + b"\0" for a in (first, *arguments))

    def data(self):
        return self.step("T")

    def header(self, name, value):
        value = value if isinstance(value, bytes) else value.encode()
        return self.step("L", name.encode() + b"\0" + value + b"\0")

    def eoh(self):
        return self.step("N")

    def body(self, data):
        """In chunks, until the filter has enough."""
        outcome = Outcome()
        for begin in range(0, len(data), CHUNK):
            outcome = self.step("B", data[begin:begin + CHUNK])
            if outcome.reply == "s":
                outcome.skipped = True
                break
            if outcome.reply != "c":
                break
        return outcome

    def end(self, queue_id="3fTEST"):
        if queue_id is not None:
            self.macros("E", i=queue_id)
        self.put("E")
        return self.answer()

    def abort(self):
        self.put("A")

    def quit(self):
        self.put("Q")
        self.close()

    # a whole message

    def send(self, sender, recipients, headers, body, login="karin",
             queue_id="3fTEST", brackets=True):
        """From MAIL to the end; stops early where the filter does."""
        for step in self._message(sender, recipients, headers, login,
                                  brackets):
            if step.reply != "c":
                return step
        skipped = self.body(body).skipped
        outcome = self.end(queue_id)
        outcome.skipped = skipped
        return outcome

    def _message(self, sender, recipients, headers, login, brackets):
        yield self.mail(sender, login=login, brackets=brackets)
        for recipient in recipients:
            yield self.rcpt(recipient, brackets=brackets)
        yield self.data()
        for name, value in headers:
            yield self.header(name, value)
        yield self.eoh()
