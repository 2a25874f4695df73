"""postfix - a private Postfix on loopback, in a temporary folder

The machine's own Postfix is neither used nor touched: configuration, queue,
data, log, users and ports are all private, only the package's programs are
shared. All mail, whatever its domain, is delivered to one SMTP server (see
sink.py). It has two doors: `submission`, where clients log in and which is
outgoing mail, and `mx`, where the rest of the world comes in. On request the
house keeps a journal: a copy of every mail goes there as it is, and what
leaves for the world loses its X-Takt headers. It needs root, because Postfix
changes to its own users.
"""
import json
import os
import pathlib
import shutil
import signal
import smtplib
import socket
import stat
import subprocess
import tempfile

from tap import wait_until

LOCAL_DOMAIN = "firma.example"
JOURNAL = f"journal@{LOCAL_DOMAIN}"
LOGIN, PASSWORD = "tester", "tester's secret"

MAIN_CF = """\
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
myhostname = mail.{domain}
mydomain = {domain}
myorigin = {domain}
mydestination =
relay_domains = {domain}
local_recipient_maps =
alias_maps =
alias_database =
transport_maps = inline:{{
    {{ {journal} = house:[127.0.0.1]:{sink} }}
    {{ * = smtp:[127.0.0.1]:{sink} }} }}
always_bcc = {always_bcc}
smtp_header_checks = {strip}
mynetworks = 192.0.2.1/32
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
smtp_dns_support_level = disabled
smtp_host_lookup = native
smtp_tls_security_level = none
smtpd_tls_security_level = none
smtpd_peername_lookup = no
smtpd_recipient_restrictions =
smtpd_relay_restrictions = permit_sasl_authenticated, reject_unauth_destination
cyrus_sasl_config_path = {folder}/etc/sasl
smtpd_client_connection_count_limit = 0
enable_long_queue_ids = {long_ids}
maillog_file_prefixes = {folder}
maillog_file = {folder}/log
smtpd_milters = {milters}
non_smtpd_milters = {milters}
milter_default_action = tempfail
# A failed delivery is tried again soon: tests do not wait for minutes.
minimal_backoff_time = 2s
maximal_backoff_time = 4s
queue_run_delay = 2s
"""

MASTER_CF = """\
127.0.0.1:{submission} inet n - n - - smtpd
  -o syslog_name=postfix/submission
  -o smtpd_sasl_auth_enable=yes
  -o smtpd_relay_restrictions=permit_sasl_authenticated,reject
127.0.0.1:{mx} inet n - n - - smtpd
pickup    unix n - n 60 1 pickup
cleanup   unix n - n - 0 cleanup
qmgr      unix n - n 300 1 qmgr
rewrite   unix - - n - - trivial-rewrite
bounce    unix - - n - 0 bounce
defer     unix - - n - 0 bounce
trace     unix - - n - 0 bounce
verify    unix - - n - 1 verify
flush     unix n - n 1000? 0 flush
proxymap  unix - - n - - proxymap
smtp      unix - - n - - smtp
relay     unix - - n - - smtp
house     unix - - n - - smtp
  -o smtp_header_checks=
showq     unix n - n - - showq
error     unix - - n - - error
retry     unix - - n - - error
discard   unix - - n - - discard
local     unix - n n - - local
virtual   unix - n n - - virtual
anvil     unix - - n - 1 anvil
scache    unix - - n - 1 scache
postlog   unix-dgram n - n - 1 postlogd
"""

SASL_CONF = """\
pwcheck_method: auxprop
auxprop_plugin: sasldb
sasldb_path: {folder}/sasldb2
mech_list: PLAIN
"""


def why_not():
    """Why no private Postfix can run here; None if it can."""
    if os.geteuid() != 0:
        return "a private Postfix needs root"
    for program in ("postfix", "postqueue", "saslpasswd2"):
        if shutil.which(program) is None:
            return f"{program} is not installed"
    return None


def run(*command, **options):
    """Runs a command; an AssertionError shows what it printed if it fails."""
    done = subprocess.run([str(c) for c in command], capture_output=True,
                          stdin=options.pop("stdin", subprocess.DEVNULL)
                          if "input" not in options else None, **options)
    if done.returncode != 0:
        raise AssertionError(
            f"{' '.join(map(str, command))} ended with {done.returncode}:\n"
            f"{done.stdout.decode(errors='replace')}"
            f"{done.stderr.decode(errors='replace')}")
    return done.stdout


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def open_folder(prefix="takt-"):
    """A temporary folder that other users can enter, with a short name.

    Postfix runs as several users, and the path of a Unix socket may have no
    more than 107 bytes; some TMPDIRs are private or deep.
    """
    for parent in (pathlib.Path(tempfile.gettempdir()), pathlib.Path("/tmp")):
        way = [parent, *parent.parents]
        if all(p.stat().st_mode & stat.S_IXOTH for p in way):
            break
    folder = pathlib.Path(tempfile.mkdtemp(prefix=prefix, dir=parent))
    folder.chmod(0o755)
    return folder


class PrivatePostfix:
    """Use as a context manager, or call start() and stop()."""

    def __init__(self, folder, sink_port, milters=(), long_queue_ids=True,
                 has_journal=False):
        self.folder = pathlib.Path(folder)
        self.config = self.folder / "etc"
        self.queue = self.folder / "queue"
        self.sink_port = sink_port
        self.milters = list(milters)
        self.long_queue_ids = long_queue_ids
        self.has_journal = has_journal
        self.submission_port = free_port()
        self.mx_port = free_port()

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.stop()

    def start(self):
        self.folder.chmod(0o755)
        for name in ("etc", "etc/sasl", "queue", "data"):
            (self.folder / name).mkdir()
        shutil.chown(self.folder / "data", "postfix", "postfix")
        self.write_config()
        self.write_users()
        try:
            run("postfix", "-c", self.config, "start")
            for port in (self.submission_port, self.mx_port):
                with smtplib.SMTP("127.0.0.1", port, timeout=30):
                    pass
        except BaseException as error:
            error.add_note(self.log())
            self.stop()
            raise

    def write_config(self):
        # No blanks around the last "=": Postfix 3.7 does not start then.
        milters = ", ".join(f"{{ {m}, default_action=accept }}"
                            for m in self.milters)
        (self.config / "main.cf").write_text(MAIN_CF.format(
            folder=self.folder, domain=LOCAL_DOMAIN, sink=self.sink_port,
            long_ids="yes" if self.long_queue_ids else "no",
            milters=milters, journal=JOURNAL,
            always_bcc=JOURNAL if self.has_journal else "",
            strip=f"regexp:{self.config}/strip"
            if self.has_journal else ""))
        (self.config / "strip").write_text("/^X-Takt-/ IGNORE\n")
        (self.config / "master.cf").write_text(MASTER_CF.format(
            submission=self.submission_port, mx=self.mx_port))

    def write_users(self):
        # Debian's Postfix looks in sasl/ of its configuration directory,
        # others where cyrus_sasl_config_path says.
        conf = self.config / "sasl" / "smtpd.conf"
        conf.write_text(SASL_CONF.format(folder=self.folder))
        users = self.folder / "sasldb2"
        run("saslpasswd2", "-p", "-c", "-f", users, "-u",
            f"mail.{LOCAL_DOMAIN}", LOGIN, input=PASSWORD.encode())
        shutil.chown(users, "postfix", "postfix")

    def stop(self):
        """Ends what start() started, by pid, and waits until it is gone."""
        if self.processes():
            run("postfix", "-c", self.config, "stop")
        try:
            wait_until(lambda: not self.processes(), "the end of Postfix")
        except AssertionError:
            for pid in self.processes():
                os.kill(pid, signal.SIGKILL)
            raise

    def processes(self):
        """The pids of everything that works in this instance's queue.

        A zombie has no working directory: it counts as gone, which matters
        where nobody reaps, as in a container.
        """
        found = []
        for link in pathlib.Path("/proc").glob("[0-9]*/cwd"):
            try:
                if pathlib.Path(os.readlink(link)) == self.queue:
                    found.append(int(link.parent.name))
            except OSError:
                continue    # it has just ended
        return found

    def reload(self):
        run("postfix", "-c", self.config, "reload")

    def set(self, **parameters):
        """Changes main.cf of the running instance."""
        run("postconf", "-c", self.config, "-e",
            *(f"{k}={v}" for k, v in parameters.items()))
        self.reload()

    def submit(self, sender, recipients, data, options=()):
        """Hands in a mail as a logged-in client; returns the queue id."""
        with self.client("submission") as client:
            return send(client, sender, recipients, data, options)

    def receive(self, sender, recipients, data, options=()):
        """Hands in a mail as a stranger would; returns the queue id."""
        with self.client("mx") as client:
            return send(client, sender, recipients, data, options)

    def client(self, door):
        """A connected smtplib client: for several mails a connection."""
        port = self.submission_port if door == "submission" else self.mx_port
        client = smtplib.SMTP("127.0.0.1", port, timeout=60)
        client.ehlo("client.example")
        if door == "submission":
            client.login(f"{LOGIN}@mail.{LOCAL_DOMAIN}", PASSWORD)
        return client

    def sendmail(self, sender, recipients, data):
        """Hands in a mail through sendmail(1)."""
        run("sendmail", "-C", self.config, "-i", "-f", sender, *recipients,
            input=data)

    def listing(self):
        """The queue as postqueue shows it, one dict a message."""
        rows = run("postqueue", "-c", self.config, "-j").splitlines()
        return [json.loads(row) for row in rows]

    def on_hold(self):
        return [m["queue_id"] for m in self.listing()
                if m["queue_name"] == "hold"]

    def log(self):
        try:
            return (self.folder / "log").read_text(errors="replace")
        except FileNotFoundError:
            return ""


def send(client, sender, recipients, data, options=()):
    """One transaction. data is bytes with LF or CRLF; returns the queue id.

    smtplib.sendmail() would hide the reply to DATA, which has the queue id.
    """
    expect(client.mail(sender, options), 250)
    for recipient in recipients:
        expect(client.rcpt(recipient), 250)
    code, text = client.data(data)
    expect((code, text), 250)
    return text.decode().rsplit(" ", 1)[-1]


def expect(reply, code):
    if reply[0] != code:
        raise smtplib.SMTPResponseException(*reply)
