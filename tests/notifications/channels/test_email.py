"""Letters over real SMTP to a local relay."""

import asyncio
from collections.abc import Iterator
from email import message_from_bytes
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notifications.channels.base import Outcome, Parcel, Verdict
from notifications.channels.email import EmailChannel, _read_sender, compose
from tests.servers.smtp import SmtpServer, make_certificate
from tests.support.parcels import a_parcel
from texts.catalogue import say

SENDER = "Minka <hello@minka.example>"
UNSUBSCRIBE = "https://minka.example/unsubscribe/" + "x" * 200


@pytest.fixture
def relay() -> Iterator[SmtpServer]:
    with SmtpServer() as server:
        yield server


def a_letter(address: str = "anna@example.org", **changes: Any) -> Parcel:
    return a_parcel(address, **{"address_kind": "email", "unsubscribe_url": UNSUBSCRIBE} | changes)


def send(relay: SmtpServer, *parcels: Parcel, **options: Any) -> list[Outcome]:
    arguments: dict[str, Any] = {"start_tls": False, "sender": SENDER, "timeout_s": 5} | options
    channel = EmailChannel(relay.host, relay.port, **arguments)

    async def run() -> list[Outcome]:
        try:
            return await asyncio.gather(*(channel.send(parcel) for parcel in parcels))
        finally:
            await channel.aclose()

    return asyncio.run(run())


WHAT_EACH_ANSWER_MEANS = {
    "anna@example.org": (Verdict.DONE, ""),
    "gone@example.org": (Verdict.DROP_ADDRESS, "RCPT_550"),
    "elsewhere@example.org": (Verdict.DROP_ADDRESS, "RCPT_551"),
    "misnamed@example.org": (Verdict.DROP_ADDRESS, "RCPT_553"),
    "distrusted@example.org": (Verdict.DEAD, "RCPT_550"),
    "odd@example.org": (Verdict.DEAD, "RCPT_552"),
    "busy@example.org": (Verdict.RETRY, "RCPT_450"),
    "later@example.org": (Verdict.RETRY, "DATA_451"),
    "unwanted@example.org": (Verdict.DEAD, "DATA_554"),
    "cutearly@example.org": (Verdict.RETRY, "SMTPServerDisconnected"),
    "cut@example.org": (Verdict.AMBIGUOUS, "SMTPServerDisconnected"),
    "linger@example.org": (Verdict.DONE, ""),
}


def test_each_answer_means_one_thing_and_is_tried_once(relay: SmtpServer) -> None:
    outcomes = send(relay, *map(a_letter, WHAT_EACH_ANSWER_MEANS))
    got = [(outcome.verdict, outcome.code) for outcome in outcomes]
    assert dict(zip(WHAT_EACH_ANSWER_MEANS, got, strict=True)) == WHAT_EACH_ANSWER_MEANS
    assert set(relay.tries.values()) == {1}
    assert set(relay.accepted) == {"anna@example.org", "cut@example.org", "linger@example.org"}


def test_silence_is_a_riddle_only_once_the_letter_is_under_way(relay: SmtpServer) -> None:
    early, late = send(relay, a_letter("hangearly@example.org"), a_letter("hang@example.org"), timeout_s=0.5)
    assert (early.verdict, late.verdict) == (Verdict.RETRY, Verdict.AMBIGUOUS)


def test_nobody_at_home_is_tried_again() -> None:
    channel = EmailChannel("127.0.0.1", 1, start_tls=False, sender=SENDER)
    assert asyncio.run(channel.send(a_letter())).verdict is Verdict.RETRY


@pytest.mark.parametrize(
    ("answers", "verdict"),
    [
        ({"greeting": "421 too busy"}, Verdict.RETRY),
        ({"greeting": "554 not from you"}, Verdict.PAUSE_CHANNEL),
        ({"greeting": "this is no SMTP"}, Verdict.RETRY),
        ({"mail_answer": "451 later"}, Verdict.RETRY),
        ({"mail_answer": "550 5.7.1 you may not send as that"}, Verdict.PAUSE_CHANNEL),
    ],
)
def test_a_refusal_of_us_is_not_held_against_the_address(answers: dict[str, str], verdict: Verdict) -> None:
    with SmtpServer(**answers) as relay:  # type: ignore[arg-type]
        [outcome] = send(relay, a_letter())
    assert outcome.verdict is verdict


class TestTheLetter:
    def test_reads_as_written(self, relay: SmtpServer) -> None:
        words = "Alguien cerca de ti podría necesitar tu ayuda.\n.\nنعم"
        parcel = a_letter(subject="Alguien cerca de ti — مرحبا", text=words, locale="es")
        send(relay, parcel)
        [received] = relay.received
        letter = received["letter"]
        assert (received["sender"], received["recipient"]) == ("hello@minka.example", "anna@example.org")
        assert (letter["From"], letter["To"]) == (SENDER, "anna@example.org")
        assert letter["Subject"] == parcel.subject
        assert letter["Content-Language"] == "es"
        assert letter["Auto-Submitted"] == "auto-generated"
        no_more = f"{say('mail.unsubscribe', 'es')}: {UNSUBSCRIBE}"
        assert letter.get_content().replace("\r\n", "\n") == f"{words}\n\n{parcel.link}\n\n{no_more}\n"
        assert all(len(line) <= 998 and line.isascii() for line in received["raw"].split(b"\r\n"))

    def test_offers_to_unsubscribe_with_one_click(self, relay: SmtpServer) -> None:
        send(relay, a_letter())
        raw = relay.received[0]["raw"]
        assert f"List-Unsubscribe: <{UNSUBSCRIBE}>\r\n".encode() in raw
        assert b"List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in raw

    def test_offers_nothing_where_there_is_nothing_to_leave(self, relay: SmtpServer) -> None:
        send(relay, a_letter(unsubscribe_url=None))
        assert b"Unsubscribe" not in relay.received[0]["raw"]

    def test_keeps_its_id_on_a_second_try(self, relay: SmtpServer) -> None:
        parcel = a_letter("cut1@example.org")
        assert [send(relay, parcel)[0].verdict for _ in range(2)] == [Verdict.AMBIGUOUS, Verdict.DONE]
        ids = [received["letter"]["Message-ID"] for received in relay.received]
        assert ids == [f"<{parcel.message_id}@minka.example>"] * 2

    def test_finds_an_international_domain(self, relay: SmtpServer) -> None:
        send(relay, a_letter("anna@bücher.example"))
        assert relay.received[0]["recipient"] == "anna@xn--bcher-kva.example"


FORGERIES = [
    {"subject": "Hello\r\nBcc: all@example.org"},
    {"subject": "Hello\nBcc: all@example.org"},
    {"subject": "Hello\rBcc: all@example.org"},
    {"subject": "Hello\n"},
    {"subject": "Hello\u2028Bcc: all@example.org"},
    {"address": "anna@example.org\r\nBcc: all@example.org"},
    {"address": "anna@example.org>\r\nRCPT TO:<all@example.org"},
    {"address": "anna@example.org, all@example.org"},
    {"address": "anna@example.org NOTIFY=SUCCESS"},
    {"address": "anna"},
    {"address": ""},
    {"message_id": "1@x>\r\nBcc: all@example.org"},
    {"locale": "en\r\nBcc: all@example.org"},
    {"locale": "en\n"},
    {"unsubscribe_url": "https://minka.example/\r\nBcc: all@example.org"},
    {"unsubscribe_url": "https://minka.example/>, <mailto:all@example.org"},
    {"unsubscribe_url": "javascript:alert(1)"},
    {"address_kind": "fid"},
]


@pytest.mark.parametrize("forgery", FORGERIES, ids=str)
def test_a_forged_field_stays_here(relay: SmtpServer, forgery: dict[str, str]) -> None:
    assert send(relay, a_letter(**forgery)) == [Outcome(Verdict.DEAD, "MALFORMED")]
    assert not relay.heard


HEADERS = [
    "List-Unsubscribe",
    "List-Unsubscribe-Post",
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "Auto-Submitted",
    "Content-Type",
    "Content-Transfer-Encoding",
    "MIME-Version",
    "Content-Language",
]


@given(field=st.sampled_from(["subject", "text", "locale", "message_id", "unsubscribe_url"]), value=st.text())
@settings(max_examples=150)
def test_no_field_can_add_a_header_or_a_recipient(field: str, value: str) -> None:
    sender = _read_sender(SENDER)
    try:
        raw = compose(a_letter(**{field: value}), sender, sender)
    except ValueError:
        return
    assert message_from_bytes(raw).keys() == HEADERS


class TestSignIn:
    def test_opens_the_door(self) -> None:
        with SmtpServer(user=("minka", "s3cret")) as relay:
            assert send(relay, a_letter(), username="minka", password="s3cret")[0].verdict is Verdict.DONE
            assert relay.received[0]["user"] == "minka"

    def test_refused_pauses_the_channel(self) -> None:
        with SmtpServer(user=("minka", "s3cret")) as relay:
            [outcome] = send(relay, a_letter(), username="minka", password="wrong")
        assert outcome == Outcome(Verdict.PAUSE_CHANNEL, "SESSION_535")

    def test_impossible_pauses_the_channel(self, relay: SmtpServer) -> None:
        assert send(relay, a_letter(), username="minka", password="x")[0].verdict is Verdict.PAUSE_CHANNEL

    def test_never_shows_a_password_to_the_network(self) -> None:
        with pytest.raises(ValueError, match="start_tls"):
            EmailChannel(
                "smtp.example.org", 25, username="minka", password="x", start_tls=False, sender=SENDER
            )


class TestTls:
    def test_hides_the_letter(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        context, certificate = make_certificate(tmp_path)
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        with SmtpServer(tls=context, user=("minka", "s3cret")) as relay:
            [outcome] = send(relay, a_letter(), start_tls=True, username="minka", password="s3cret")
            assert outcome.verdict is Verdict.DONE
            assert relay.received[0]["over_tls"]

    def test_from_a_stranger_is_refused(self, tmp_path: Path) -> None:
        context, _ = make_certificate(tmp_path)
        with SmtpServer(tls=context) as relay:
            [outcome] = send(relay, a_letter(), start_tls=True)
            assert outcome == Outcome(Verdict.PAUSE_CHANNEL, "CERTIFICATE")
            assert not any(line.startswith("MAIL") for line in relay.heard)

    def test_that_is_not_offered_stops_the_letter(self, relay: SmtpServer) -> None:
        """Somebody on the line may have struck the offer out."""
        assert send(relay, a_letter(), start_tls=True)[0].verdict is Verdict.PAUSE_CHANNEL
        assert not any(line.startswith("MAIL") for line in relay.heard)


@pytest.mark.parametrize("sender", ["", "Minka", "a@b.org, c@d.org", "M\r\nX: y <a@b.org>"])
def test_a_malformed_sender_stops_the_start(sender: str) -> None:
    with pytest.raises(ValueError, match="address"):
        EmailChannel("127.0.0.1", 25, start_tls=False, sender=sender)
