"""Channels tried out: one message to an address of one's own, and a sentence for each step."""

import asyncio

import typer

from commands.opening import console, load_settings, refuse
from core.models.notification import ChannelName
from core.settings import Settings

_NEEDS = {
    ChannelName.EMAIL: "MINKA_SMTP_HOST",
    ChannelName.SMS: "MINKA_SMS_URL",
    ChannelName.PUSH: "MINKA_FIREBASE_CREDENTIALS",
}


def mail_test(address: str = typer.Argument(..., help="A mailbox of yours.")) -> None:
    """Sends one letter there, and says of each step whether it went well."""
    _try(ChannelName.EMAIL, address, "email")


def sms_test(number: str = typer.Argument(..., help="A number of yours, such as +254700000001.")) -> None:
    """Sends one text there, and says of each step whether it went well. It costs what a text costs."""
    _try(ChannelName.SMS, number, "phone")


def push_test(token: str = typer.Argument(..., help="A registration token of an app of yours.")) -> None:
    """Sends one push there, and says of each step whether it went well."""
    _try(ChannelName.PUSH, token, "token")


def _try(name: ChannelName, address: str, address_kind: str) -> None:
    settings = load_settings()
    steps = asyncio.run(_steps(settings, name, address, address_kind))
    for well, step in steps:
        if well:
            console.print(f"[green]✓[/] {step}")
        else:
            refuse(step)
    if not steps[-1][0]:
        raise typer.Exit(1)


async def _steps(
    settings: Settings, name: ChannelName, address: str, address_kind: str
) -> list[tuple[bool, str]]:
    from notifications.channels import trying
    from scheduler.channels import configured

    channel = configured(settings).get(name)
    if channel is None:
        return [
            (False, f"{_NEEDS[name]} is not set, so nothing leaves this way. Set it, as .env.example says.")
        ]
    outcome = await trying.send(channel, address, address_kind)
    return [(True, f"{_NEEDS[name]} is set"), *trying.told(name, outcome)]
