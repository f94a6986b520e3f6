"""A channel that fails says so once, tells what to do, and begins anew with settings that were corrected."""

import logging
from datetime import datetime
from pathlib import Path

import pytest

from core.database.db import Address
from core.health.part import Looking, State
from core.models.notification import ChannelName
from notifications.channels import trouble
from notifications.channels.base import Outcome, Verdict
from notifications.send import states
from scheduler.channels import fingerprints
from tests.servers.smtp import SmtpServer
from tests.support.telling import change, scalar
from tests.support.world import World


def letters(
    address: Address, folder: Path, relay: SmtpServer, password: str, at: datetime | None = None
) -> World:
    """A Minka whose letters leave through this relay; it goes on at that time."""
    return World(
        address,
        folder,
        at=at,
        smtp_host=relay.host,
        smtp_port=relay.port,
        smtp_start_tls=False,
        smtp_username="minka",
        smtp_password=password,
    )


def ask_for_a_code(world: World, address: str) -> None:
    asked = world.http.post("/v1/auth/codes", json={"address": address})
    assert asked.status_code < 300, asked.text
    world.tick()


def told(world: World) -> tuple[State, str]:
    with world.database.transaction() as session:
        (part,) = states.PARTS
        found = part.look(Looking(session, world.settings, world.now(), world.now()))
    return found.state, found.sentence


def lines_of(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [one.getMessage() for one in caplog.records if one.name == states.__name__]


def test_a_refused_password_is_said_once_and_a_corrected_one_is_tried_at_once(
    address: Address, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with SmtpServer(user=("minka", "right")) as relay, caplog.at_level(logging.WARNING):
        with letters(address, tmp_path, relay, "wrong") as world:
            assert told(world) == (State.OK, "")
            ask_for_a_code(world, "ana@example.org")
            ask_for_a_code(world, "ben@example.org")
            state, sentence = told(world)
            assert state is State.DEGRADED
            assert "refuses MINKA_SMTP_USERNAME and MINKA_SMTP_PASSWORD. Correct them" in sentence
            assert "wrong" not in sentence
            assert len([line for line in lines_of(caplog) if "Correct them" in line]) == 1
            assert scalar(world.database, "SELECT count(*) FROM channel_rest") == 1
            now = world.now()
        assert relay.received == []
        with letters(address, tmp_path, relay, "right", now) as corrected:
            corrected.tick()
            assert {one["recipient"] for one in relay.received} == {"ana@example.org", "ben@example.org"}
            assert told(corrected) == (State.OK, "")
        assert [line for line in lines_of(caplog) if "other settings than those that failed" in line]


def test_the_same_settings_leave_a_channel_at_rest(address: Address, tmp_path: Path) -> None:
    """A restart alone ends no rest: the relay would refuse us again, each time we are started."""
    with SmtpServer(user=("minka", "right")) as relay:
        with letters(address, tmp_path, relay, "wrong") as world:
            ask_for_a_code(world, "ana@example.org")
            now = world.now()
        heard = len(relay.heard)
        with letters(address, tmp_path, relay, "wrong", now) as again:
            again.tick()
            assert len(relay.heard) == heard
            assert told(again)[0] is State.DEGRADED


def test_a_channel_that_works_again_says_so(
    address: Address, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with SmtpServer() as relay:
        host, port = relay.host, relay.port
    with (
        caplog.at_level(logging.WARNING),
        World(address, tmp_path, smtp_host=host, smtp_port=port, smtp_start_tls=False) as world,
    ):
        ask_for_a_code(world, "ana@example.org")
        state, sentence = told(world)
        assert (state, "nobody answers at MINKA_SMTP_HOST" in sentence) == (State.DEGRADED, True)
        with world.database.transaction() as session:
            states.note(session, ChannelName.EMAIL, Outcome(Verdict.DONE), "", world.now())
        assert told(world) == (State.OK, "")
        assert [line for line in lines_of(caplog) if "works again" in line]


def test_a_channel_that_is_not_set_any_more_is_not_told_of(world: World) -> None:
    with world.database.transaction() as session:
        states.note(session, ChannelName.SMS, Outcome(Verdict.PAUSE_CHANNEL, "HTTP_401"), "", world.now())
    assert told(world) == (State.OK, "")
    change(world.database, "DELETE FROM channel_state")


@pytest.mark.parametrize(
    ("outcome", "well"),
    [
        (Outcome(Verdict.DONE), True),
        (Outcome(Verdict.DROP_ADDRESS, "RCPT_550"), True),
        (Outcome(Verdict.DEAD, "RCPT_552"), None),
        (Outcome(Verdict.RETRY, "RCPT_450"), None),
        (Outcome(Verdict.AMBIGUOUS, "DATA_-1"), None),
        (Outcome(Verdict.RETRY, "REFUSED"), False),
        (Outcome(Verdict.PAUSE_CHANNEL, "SESSION_535"), False),
        (Outcome(Verdict.AMBIGUOUS, "HTTP_500"), False),
    ],
)
def test_what_one_message_says_of_its_channel(outcome: Outcome, well: bool | None) -> None:
    assert trouble.is_well(outcome) is well


@pytest.mark.parametrize(
    ("channel", "code", "said"),
    [
        ("email", "UNKNOWN_HOST", "Mail does not leave: the host in MINKA_SMTP_HOST is not known"),
        ("email", "SESSION_451", "asks us to wait"),
        ("email", "SESSION_553", "Is MINKA_MAIL_FROM an address"),
        ("sms", "HTTP_302", "MINKA_SMS_URL leads on to somewhere else"),
        ("sms", "HTTP_502", "the gateway is in trouble itself"),
        ("push", "AUTH_TimeoutError", "Google's sign-in does not answer"),
        ("push", "AUTH_REFUSED", "Google refuses the account"),
        ("push", "NEW", "the other side does not take them"),
    ],
)
def test_each_trouble_has_a_sentence(channel: str, code: str, said: str) -> None:
    assert said in trouble.sentence(channel, code)


def test_a_fingerprint_tells_settings_apart_and_shows_none(world: World) -> None:
    vault = world.database.vault
    first = fingerprints(world.settings, vault)
    other = fingerprints(world.settings.model_copy(update={"smtp_host": "mail.example.org"}), vault)
    assert first[ChannelName.EMAIL] != other[ChannelName.EMAIL]
    assert first[ChannelName.SMS] == other[ChannelName.SMS]
    assert "example" not in other[ChannelName.EMAIL]
