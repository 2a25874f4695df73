"""mails - composing test mails, and reading the case files

A case file (tests/cases/*.mbox) is one short correspondence. Mail from the
local domain is outgoing. Date is when it was handed in, and
"X-Case-Expect: VERDICT [RULE...]" says what must be said of it; that header
is taken out before anybody sees the mail.
"""
import email
import email.policy
import mailbox
import re
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime, getaddresses, parsedate_to_datetime

from postfix import LOCAL_DOMAIN
from taktd import source_dir


def compose(sender, to, subject, body, when, message_id, **headers):
    """A mail as bytes with CRLF; cc="..." or in_reply_to="<...>" add fields.

    The body goes as 8bit if it is not ASCII.
    """
    mail = EmailMessage(policy=email.policy.SMTP.clone(cte_type="8bit"))
    mail["From"] = sender
    mail["To"] = to
    mail["Subject"] = subject
    mail["Date"] = format_datetime(when)
    mail["Message-ID"] = message_id
    for name, value in headers.items():
        mail[name.replace("_", "-").title()] = value
    mail.set_content(body, cte="7bit" if body.isascii() else "8bit")
    return mail.as_bytes()


def own_lines(data):
    """A mail without what any MTA adds on the way: to compare two copies."""
    head, _, body = data.replace(b"\r\n", b"\n").partition(b"\n\n")
    fields = re.split(rb"\n(?![ \t])", head)
    return [f for f in fields
            if not re.match(rb"(?i)(received|return-path):", f)], body


@dataclass
class CaseMail:
    data: bytes
    sender: str
    recipients: list
    when: datetime
    is_outgoing: bool
    expect: str = None              # "pass", "annotate", "hold"; None: any
    rules: list = field(default_factory=list)
    message_id: str = ""


def case_files():
    return sorted(str(path) for path in
                  (source_dir() / "tests" / "cases").glob("*.mbox"))


def read_case(path):
    """The mails of a case file, in its order."""
    box = mailbox.mbox(path, create=False)
    try:
        return [case_mail(box.get_bytes(key)) for key in box.keys()]
    finally:
        box.close()


def rules_of(findings):
    """The rules that X-Takt-Finding fields name."""
    return {str(finding).split(";")[0].strip() for finding in findings}


def case_mail(data):
    mail = email.message_from_bytes(data, policy=email.policy.default)
    addresses = [a for _, a in getaddresses(
        [str(v) for name in ("To", "Cc", "Bcc")
         for v in mail.get_all(name, [])])]
    sender = getaddresses([str(mail["From"])])[0][1]
    words = str(mail["X-Case-Expect"] or "").replace(",", " ").split()
    return CaseMail(
        data=to_send(data), sender=sender, recipients=addresses,
        when=parsedate_to_datetime(str(mail["Date"])),
        is_outgoing=sender.endswith("@" + LOCAL_DOMAIN),
        expect=words[0] if words else None, rules=words[1:],
        message_id=str(mail["Message-ID"] or "").strip())


def to_send(data):
    """Without the test's own header and Bcc, with CRLF."""
    head, blank, body = data.replace(b"\r\n", b"\n").partition(b"\n\n")
    fields = [f for f in re.split(rb"\n(?![ \t])", head)
              if not re.match(rb"(?i)(x-case-[a-z-]*|bcc):", f)]
    return (b"\n".join(fields) + blank + body).replace(b"\n", b"\r\n")
