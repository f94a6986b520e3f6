"""Ending sign-ins from outside: of somebody whose phone or mailbox is in other hands, or of everybody at once."""

import typer

from commands.opening import acting, console


def signout(
    address: str = typer.Argument("", help="A proved e-mail address or telephone number (+254…) of theirs."),
    everybody: bool = typer.Option(False, "--everybody", help="All sign-ins of all people."),
) -> None:
    """Ends all sign-ins of whoever has this address, or of everybody. Each of them signs in anew by a code."""
    from services.people import sessions

    if bool(address) == everybody:
        console.print("✗ Say whose: an address, or --everybody.", style="red")
        raise typer.Exit(code=2)
    with acting() as (session, now):
        ended = sessions.end_everybodys(session, now) if everybody else sessions.end_by(session, address, now)
        console.print(f"{ended} sign-ins ended." if ended else "Nobody is signed in so.")
