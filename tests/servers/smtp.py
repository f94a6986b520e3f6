"""An SMTP relay on loopback that keeps what it is given. The recipient's address says how the letter fares.

As with the FCM server: a word, an optional count, then anything. `busy2-anna@example.org` is put off twice,
then served. Any other address is served.

    gone        550 5.1.1 at RCPT        busy       450 at RCPT
    elsewhere   551 at RCPT              later      451 after the letter
    misnamed    553 at RCPT              unwanted   554 after the letter
    distrusted  550 5.7.1 at RCPT        cutearly   the line is cut at RCPT
    odd         552 at RCPT              hangearly  no answer to RCPT

    Taken, but the answer is lost on the way:
    cut         the line is cut          hang       no answer until the server stops
    linger      250, but no answer to QUIT
"""

import asyncio
import base64
import ipaddress
import re
import ssl
from collections import Counter
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import TypedDict

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.servers import LocalServer

AT_RECIPIENT = {
    "gone": "550 5.1.1 nobody by that name",
    "elsewhere": "551 5.1.6 moved away",
    "misnamed": "553 5.1.3 no such form of address",
    "distrusted": "550 5.7.1 your relay is on our list",
    "odd": "552 5.2.2 mailbox full",
    "busy": "450 4.2.0 come back later",
}
AFTER_LETTER = {"later": "451 4.3.0 come back later", "unwanted": "554 5.6.0 we do not like the letter"}


class Delivered(TypedDict):
    """One letter that the relay has in hand."""

    sender: str
    recipient: str
    raw: bytes
    letter: EmailMessage
    user: str | None
    over_tls: bool
    at: datetime


class SmtpServer(LocalServer):
    """`user` (name, password) demands a sign-in, `tls` offers STARTTLS, the two answers may refuse."""

    def __init__(
        self,
        *,
        user: tuple[str, str] | None = None,
        tls: ssl.SSLContext | None = None,
        greeting: str = "220 minka.local",
        mail_answer: str = "250 ok",
    ) -> None:
        super().__init__()
        self.user, self.tls, self.greeting, self.mail_answer = user, tls, greeting, mail_answer
        self.received: list[Delivered] = []
        self.accepted: Counter[str] = Counter()
        self.tries: Counter[str] = Counter()
        self.heard: list[str] = []
        """Every command line, as it came."""

    async def converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await _Conversation(self, reader, writer, self._over).run()

    def behaviour(self, address: str) -> str:
        script = re.match(r"([a-z]+)(\d*)", address)
        if script is None or (script[2] and self.tries[address] > int(script[2])):
            return "ok"
        return script[1]


class _Conversation:
    def __init__(
        self,
        server: SmtpServer,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        over: asyncio.Event,
    ) -> None:
        self.server, self.reader, self.writer, self.over = server, reader, writer, over
        self.user: str | None = None
        self.over_tls = False
        self.sender = self.recipient = ""

    async def run(self) -> None:
        await self.say(self.server.greeting)
        while line := (await self.reader.readline()).decode("latin-1").rstrip("\r\n"):
            self.server.heard.append(line)
            verb, _, rest = line.partition(" ")
            match verb.upper():
                case "EHLO":
                    await self.say(*self.abilities())
                case "STARTTLS":
                    await self.start_tls()
                case "AUTH":
                    await self.sign_in(rest)
                case "MAIL":
                    self.sender = _mailbox(rest)
                    await self.say(self.server.mail_answer)
                case "RCPT":
                    self.recipient = _mailbox(rest)
                    await self.meet_recipient()
                case "DATA":
                    await self.take_letter()
                case "QUIT":
                    return await self.part()
                case _:
                    await self.say("250 ok")

    async def say(self, *lines: str) -> None:
        for line in lines[:-1]:
            self.writer.write(f"{line[:3]}-{line[4:]}\r\n".encode())
        self.writer.write(f"{lines[-1]}\r\n".encode())
        await self.writer.drain()

    def abilities(self) -> list[str]:
        abilities = ["250 minka.local"]
        if self.server.tls is not None and not self.over_tls:
            abilities.append("250 STARTTLS")
        if self.server.user is not None:
            abilities.append("250 AUTH PLAIN")
        return abilities

    async def start_tls(self) -> None:
        assert self.server.tls is not None
        await self.say("220 go ahead")
        await self.writer.start_tls(self.server.tls)
        self.over_tls = True

    async def sign_in(self, rest: str) -> None:
        _, user, password = base64.b64decode(rest.partition(" ")[2]).decode().split("\0")
        if (user, password) != self.server.user:
            return await self.say("535 5.7.8 wrong name or password")
        self.user = user
        await self.say("235 welcome")

    async def meet_recipient(self) -> None:
        self.server.tries[self.recipient] += 1
        match self.server.behaviour(self.recipient):
            case "cutearly":
                self.cut()
            case "hangearly":
                await self.over.wait()
            case behaviour:
                await self.say(AT_RECIPIENT.get(behaviour, "250 ok"))

    async def take_letter(self) -> None:
        await self.say("354 go on")
        wire = await self.reader.readuntil(b"\r\n.\r\n")
        raw = re.sub(rb"(?m)^\.\.", b".", wire.removesuffix(b".\r\n"))
        behaviour = self.server.behaviour(self.recipient)
        if behaviour in AFTER_LETTER:
            return await self.say(AFTER_LETTER[behaviour])
        self.keep(raw)
        match behaviour:
            case "cut":
                self.cut()
            case "hang":
                await self.over.wait()
            case _:
                await self.say("250 taken")

    def keep(self, raw: bytes) -> None:
        letter = message_from_bytes(raw, _class=EmailMessage, policy=policy.default)
        self.server.accepted[self.recipient] += 1
        self.server.received.append(
            Delivered(
                sender=self.sender,
                recipient=self.recipient,
                raw=raw,
                letter=letter,
                user=self.user,
                over_tls=self.over_tls,
                at=datetime.now(UTC),
            )
        )

    async def part(self) -> None:
        if self.server.behaviour(self.recipient) == "linger":
            await self.over.wait()
        await self.say("221 bye")

    def cut(self) -> None:
        self.writer.transport.abort()
        raise ConnectionAbortedError


def make_certificate(folder: Path) -> tuple[ssl.SSLContext, Path]:
    """A server context for loopback, and the file that a client must trust for it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "minka.local")])
    today = datetime.now(UTC)
    loopback = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(today - timedelta(days=1))
        .not_valid_after(today + timedelta(days=1))
        .add_extension(loopback, critical=False)
        .sign(key, hashes.SHA256())
    )
    certificate_file, key_file = folder / "certificate.pem", folder / "key.pem"
    certificate_file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    key_file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate_file, key_file)
    return context, certificate_file


def _mailbox(argument: str) -> str:
    return argument.partition("<")[2].partition(">")[0]
