"""E-mail by SMTP: plain text, one-click unsubscribe (RFC 8058), one connection per letter.

A mailbox provider believes the unsubscribe headers only under a DKIM signature that covers them: let the
relay sign. An answer is judged by where in the conversation it comes, since the same 550 says "nobody lives
here" about a recipient and "I do not take letters from you" about a sender.
"""

import asyncio
import re
import socket
import ssl
from contextlib import suppress
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Any

import aiosmtplib
from aiosmtplib import SMTPException, SMTPRecipientRefused, SMTPResponseException

from core.clock import real_now
from core.machine.loopback import LOOPBACK
from notifications.channels.base import Outcome, Parcel, Verdict
from texts.catalogue import say

CONCURRENCY = 4
GOODBYE_S = 0.5
GONE = (550, 551, 553)
_POLICY = SMTP.clone(cte_type="7bit")
# The standard library guards headers too, but lets a line end through at the end: the letter then breaks.
_SAFE_LINE = re.compile(r"[^\x00-\x1f\x7f\x85\u2028\u2029]*")
_SAFE_LOCALE = re.compile(r"[A-Za-z0-9-]{2,35}")
_SAFE_ID = re.compile(r"[A-Za-z0-9._-]{1,128}")
_SAFE_URL = re.compile(r"https?://[!-;=?-~]{1,800}")


class EmailChannel:
    """Letters through one relay.

    `start_tls` demands TLS with a valid certificate before anything else is said; there is no falling back.
    `sender` is an address with or without a name: `Minka <hello@minka.example>`. `timeout_s` bounds each step
    of the conversation. Raises ValueError for a malformed sender, and for a password that would cross the
    network unprotected.
    """

    name = "email"

    def __init__(
        self,
        host: str,
        port: int,
        *,
        username: str | None = None,
        password: str | None = None,
        start_tls: bool,
        sender: str,
        timeout_s: float = 10,
    ) -> None:
        if username is not None and not start_tls and host not in LOOPBACK:
            raise ValueError("an SMTP password needs start_tls: without it the whole network reads it")
        self._sender = _read_sender(sender)
        self._slots = asyncio.Semaphore(CONCURRENCY)
        self._settings: dict[str, Any] = {  # aiosmtplib's keyword arguments
            "hostname": host,
            "port": port,
            "username": username,
            "password": password,
            "start_tls": start_tls,
            "tls_context": ssl.create_default_context() if start_tls else None,
            "timeout": timeout_s,
            "local_hostname": self._sender.domain,
        }

    async def send(self, parcel: Parcel) -> Outcome:
        """Tries once to hand the letter to the relay."""
        try:
            recipient = _read_recipient(parcel)
            letter = compose(parcel, self._sender, recipient)
        except ValueError:
            return Outcome(Verdict.DEAD, "MALFORMED")
        async with self._slots:
            return await self._converse(recipient, letter)

    async def aclose(self) -> None:
        """Nothing stays open between letters."""

    async def _converse(self, recipient: Address, letter: bytes) -> Outcome:
        relay = aiosmtplib.SMTP(**self._settings)
        handing_over = False
        try:
            await relay.connect()
            await relay.mail(self._sender.addr_spec)
            await relay.rcpt(recipient.addr_spec)
            handing_over = True
            await relay.data(letter)
        except SMTPRecipientRefused as refusal:
            return _judge_recipient(refusal)
        except SMTPResponseException as refusal:
            return _judge_refusal(refusal, handing_over)
        except (OSError, SMTPException) as error:
            return _judge_breakdown(error, handing_over)
        except ValueError:
            return Outcome(Verdict.DEAD, "MALFORMED")
        else:
            return Outcome(Verdict.DONE)
        finally:
            await _part(relay)


async def _part(relay: aiosmtplib.SMTP) -> None:
    """Says goodbye. The letter's fate is settled: a relay that lingers over the answer must not change it."""
    transport = relay.transport
    with suppress(SMTPException, OSError):
        await relay.quit(timeout=GOODBYE_S)
    relay.close()
    if isinstance(transport, asyncio.WriteTransport):
        transport.abort()  # A graceful end of TLS would wait half a minute for a relay that is gone.


def compose(parcel: Parcel, sender: Address, recipient: Address) -> bytes:
    """The letter as it goes over the wire. Raises ValueError where a field could forge a header."""
    _refuse_forgery(parcel)
    letter = EmailMessage(policy=_POLICY)
    letter["From"] = sender
    letter["To"] = recipient
    letter["Subject"] = parcel.subject
    letter["Date"] = format_datetime(real_now())
    # The same on a second try, so that a mailbox can tell a double.
    letter["Message-ID"] = f"<{parcel.message_id}@{sender.domain}>"
    letter["Auto-Submitted"] = "auto-generated"
    letter.set_content(_whole(parcel), charset="utf-8")
    letter["Content-Language"] = parcel.locale
    return _unsubscribe_headers(parcel.unsubscribe_url) + letter.as_bytes()


def _whole(parcel: Parcel) -> str:
    """The text, its link, what else there is to say, and for what one may do without how to be spared it: not every
    mailbox has a button.
    """
    words = f"{parcel.text}\n\n{parcel.link}\n" + (f"\n{parcel.footnote}\n" if parcel.footnote else "")
    if parcel.unsubscribe_url is None:
        return words
    return f"{words}\n{say('mail.unsubscribe', parcel.locale)}: {parcel.unsubscribe_url}\n"


def _refuse_forgery(parcel: Parcel) -> None:
    fields = (
        (_SAFE_ID, parcel.message_id),
        (_SAFE_LINE, parcel.subject),
        (_SAFE_LOCALE, parcel.locale),
        (_SAFE_URL, parcel.unsubscribe_url),
    )
    for safe, value in fields:
        if value is not None and not safe.fullmatch(value):
            raise ValueError("a field would break the letter's head")


def _unsubscribe_headers(url: str | None) -> bytes:
    """By hand: the standard library folds a long URL into encoded words, which no mail program follows."""
    if url is None:
        return b""
    return f"List-Unsubscribe: <{url}>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n".encode(
        "ascii"
    )


def _read_recipient(parcel: Parcel) -> Address:
    if parcel.address_kind != "email":
        raise ValueError("e-mail delivers to an e-mail address")
    return _read_address("", parcel.address)


def _read_sender(text: str) -> Address:
    name, bracket, rest = text.rpartition("<")
    return _read_address(name.strip().strip('"'), rest.removesuffix(">") if bracket else text.strip())


def _read_address(name: str, spec: str) -> Address:
    """One mailbox, an international domain in its ASCII form. Raises ValueError for anything else."""
    local, _, domain = spec.rpartition("@")
    try:
        return Address(name, addr_spec=f"{local}@{domain.encode('idna').decode('ascii')}")
    except (MessageError, IndexError, ValueError) as error:
        raise ValueError("not one e-mail address") from error


def _judge_recipient(refusal: SMTPRecipientRefused) -> Outcome:
    code = f"RCPT_{refusal.code}"
    if refusal.code < 500:
        return Outcome(Verdict.RETRY, code)
    # Enhanced status 5.7.x (RFC 3463) speaks of permission. A relay that distrusts us must not empty the
    # address book.
    about_us = re.match(r"5\.7\.", refusal.message)
    return Outcome(Verdict.DROP_ADDRESS if refusal.code in GONE and not about_us else Verdict.DEAD, code)


def _judge_refusal(refusal: SMTPResponseException, handing_over: bool) -> Outcome:
    """An answer that is no yes: to our greeting, our password, our sender, or to the letter itself."""
    code = f"{'DATA' if handing_over else 'SESSION'}_{refusal.code}"
    if refusal.code < 0:  # No SMTP at all.
        return Outcome(Verdict.AMBIGUOUS if handing_over else Verdict.RETRY, code)
    if refusal.code < 500:
        return Outcome(Verdict.RETRY, code)
    return Outcome(Verdict.DEAD if handing_over else Verdict.PAUSE_CHANNEL, code)


def _judge_breakdown(error: Exception, handing_over: bool) -> Outcome:
    """The conversation ended without an answer."""
    if handing_over:
        return Outcome(Verdict.AMBIGUOUS, type(error).__name__)
    code = _what_broke(error)
    # A wrong certificate, no TLS or no sign-in where we demand them: the next letter would fare the same.
    misfit = isinstance(error, ssl.SSLCertVerificationError) or not isinstance(error, OSError)
    return Outcome(Verdict.PAUSE_CHANNEL if misfit else Verdict.RETRY, code)


def _what_broke(error: Exception) -> str:
    """A word for how a conversation broke off; the library wraps what the system said."""
    said, cause = str(error), error.__cause__ or error.__context__ or error
    for kind, word in _BREAKS:
        if isinstance(error, kind) or isinstance(cause, kind):
            return word
    if "STARTTLS" in said:
        return "NO_STARTTLS"
    return "NO_SIGN_IN" if "AUTH" in said else type(error).__name__


_BREAKS: tuple[tuple[type[BaseException], str], ...] = (
    (ssl.SSLCertVerificationError, "CERTIFICATE"),
    (socket.gaierror, "UNKNOWN_HOST"),
    (ConnectionRefusedError, "REFUSED"),
    (TimeoutError, "NO_ANSWER"),
)
