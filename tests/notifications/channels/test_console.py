"""The terminal's stand-in for a channel."""

import asyncio
from io import StringIO

import pytest
from rich.console import Console

from notifications.channels.base import Parcel, Verdict
from notifications.channels.console import ConsoleChannel
from tests.support.parcels import a_parcel


def printed(parcel: Parcel) -> str:
    page = StringIO()
    channel = ConsoleChannel(name="push", console=Console(file=page, width=40))
    asyncio.run(channel.send(parcel))
    return page.getvalue()


def test_the_console_shows_everything_that_would_leave() -> None:
    parcel = a_parcel(urgent=True, text="Somebody nearby could use your help.\nWill you have a look?")
    block = printed(parcel)
    for part in (
        "push",
        parcel.address,
        parcel.kind,
        "urgent",
        parcel.subject,
        *parcel.text.splitlines(),
        parcel.link,
    ):
        assert part in block
    assert len(block.splitlines()) == 5


def test_the_console_writes_to_the_terminal_unless_told_otherwise(capsys: pytest.CaptureFixture[str]) -> None:
    asyncio.run(ConsoleChannel().send(a_parcel()))
    assert "Somebody nearby could use your help" in capsys.readouterr().out


def test_the_console_is_done_and_tells_the_sink_afterwards() -> None:
    kept: list[tuple[Parcel, str]] = []
    channel = ConsoleChannel(lambda parcel, name: kept.append((parcel, name)), name="email")
    parcel = a_parcel()
    outcome = asyncio.run(channel.send(parcel))
    assert outcome.verdict is Verdict.DONE
    assert kept == [(parcel, "email")]


def test_a_message_cannot_command_the_terminal() -> None:
    block = printed(a_parcel(subject="\x1b[2J\x1b]0;mine\x07 [red]not red[/red] [/]"))
    assert not set("\x1b\x07") & set(block)
    assert "[red]not red[/red] [/]" in block
