"""A mail server for tests (smtp_sink.h): takes mails and keeps them as files.

    smtp_sink.py <settings.json>

Settings: directory, port (0: a free one), user, password, certificate, key (files; STARTTLS is offered), smtps (TLS
from the first byte).

Descriptor 3 is a socket with one JSON object a line. The sink says {"port": …} when it serves, {"mail": number} when it
has kept one, and {"done": number} when an order is in effect. Orders are {"order": number, "do": …}. It ends when the
other side does.
"""
import asyncio
import email
import email.header
import email.policy
import email.utils
import json
import pathlib
import socket
import ssl
import sys
import warnings

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

CONTROL = 3


class Sink:
    def __init__(self, settings):
        self.settings = settings
        self.directory = pathlib.Path(settings["directory"])
        self.kept = len(list(self.directory.glob("*.json")))
        self.connections = 0
        self.recipients = {}  # address -> answer
        self.scripted = {"MAIL": [], "RCPT": [], "END": []}  # answers to the next ones
        self.losses = []  # one for each of the next mails: whether it is kept
        self.delay = 0.0  # seconds; None: until told otherwise
        self.new_delay = asyncio.Event()
        self.writer = None

    def say(self, **words):
        self.writer.write(json.dumps(words).encode() + b"\n")

    # Orders -------------------------------------------------------------------------------------------------------

    def obey(self, order):
        what = order["do"]
        if what == "answer_recipient":
            self.recipients[order["address"]] = order["answer"]
        elif what == "answer_next":
            self.scripted[order["to"]] += [order["answer"]] * order["count"]
        elif what == "lose_answers":
            self.losses += [order["keep"]] * order["count"]
        elif what == "delay":
            self.delay = order["seconds"]
            self.new_delay.set()
            self.new_delay = asyncio.Event()
        elif what != "nothing":
            raise ValueError(what)

    # Hooks of aiosmtpd --------------------------------------------------------------------------------------------

    def authenticate(self, server, session, envelope, mechanism, data):
        wanted = LoginPassword(self.settings["user"].encode(), self.settings["password"].encode())
        return AuthResult(success=data == wanted, handled=False, auth_data=data)

    async def handle_MAIL(self, server, session, envelope, address, options):
        if self.scripted["MAIL"]:
            return self.scripted["MAIL"].pop(0)
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 2.1.0 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        if self.scripted["RCPT"]:
            return self.scripted["RCPT"].pop(0)
        if self.recipients.get(address):
            return self.recipients[address]
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server, session, envelope):
        await self.wait()
        if self.scripted["END"]:
            return self.scripted["END"].pop(0)
        if self.losses:
            if self.losses.pop(0):
                self.keep(server, session, envelope)
            server.transport.abort()
            return "250 2.0.0 nobody hears this"
        self.keep(server, session, envelope)
        return "250 2.0.0 OK"

    async def handle_QUIT(self, server, session, envelope):
        await self.wait()
        return "221 2.0.0 Bye"

    async def wait(self):
        """Ends at once when the delay is changed: then the new one counts, from the beginning."""
        while self.delay != 0:
            changed = self.new_delay
            try:
                await asyncio.wait_for(changed.wait(), self.delay)
            except asyncio.TimeoutError:
                return

    def keep(self, server, session, envelope):
        self.kept += 1
        raw = envelope.original_content
        mail = read(raw)
        mail.update(
            number=self.kept,
            connection=server.connection_number,
            tls=session.ssl is not None or self.settings["smtps"],
            user=session.auth_data.login.decode() if session.authenticated else "",
            envelope_from=envelope.mail_from,
            envelope_to=envelope.rcpt_tos,
        )
        (self.directory / f"{self.kept:06}.eml").write_bytes(raw)
        (self.directory / f"{self.kept:06}.json").write_text(json.dumps(mail), encoding="utf-8")
        self.say(mail=self.kept)

    # Serving ------------------------------------------------------------------------------------------------------

    def tls(self):
        if not self.settings["certificate"]:
            return None
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.settings["certificate"], self.settings["key"])
        return context

    def protocol(self):
        context = self.tls()
        smtps = self.settings["smtps"]
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a login without TLS, which is for the test to judge
            server = SMTP(
                self,
                hostname="sink.example",
                tls_context=None if smtps else context,
                authenticator=self.authenticate,
                auth_required=bool(self.settings["user"]),
                auth_require_tls=context is not None and not smtps,
            )
        self.connections += 1
        server.connection_number = self.connections
        return server

    async def serve(self):
        reader, self.writer = await asyncio.open_connection(sock=socket.socket(fileno=CONTROL))
        server = await asyncio.get_running_loop().create_server(
            self.protocol,
            "127.0.0.1",
            self.settings["port"],
            ssl=self.tls() if self.settings["smtps"] else None,
        )
        self.say(port=server.sockets[0].getsockname()[1])
        while line := await reader.readline():
            order = json.loads(line)
            self.obey(order)
            self.say(done=order["order"])


def names(raw):
    """Display names of To. Not by the reader below: that of Python 3.11 keeps the space between two encoded words of a
    name, which RFC 2047 (6.2) tells it to drop."""
    fields = email.message_from_bytes(raw, policy=email.policy.compat32).get_all("To", [])
    unfolded = [str(field).replace("\r", "").replace("\n", "") for field in fields]
    return [str(email.header.make_header(email.header.decode_header(name)))
            for name, _ in email.utils.getaddresses(unfolded)]


def read(raw):
    """The mail as a mail program reads it: Python's own reader, which had no part in writing it."""
    message = email.message_from_bytes(raw, policy=email.policy.default)
    defects = [repr(defect) for defect in message.defects]
    for value in message.values():
        defects += [repr(defect) for defect in value.defects]
    text = ""
    if message.get_content_type() == "text/plain":
        text = message.get_content().replace("\r\n", "\n")
        defects += [repr(defect) for defect in message.defects if repr(defect) not in defects]
    return {
        "headers": [[name, str(value)] for name, value in message.items()],
        "to_names": names(raw),
        "text": text,
        "defects": defects,
    }


if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8") as file:
        asyncio.run(Sink(json.load(file)).serve())
