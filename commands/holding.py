"""What is held of whoever has an address, for somebody who asks: counts and times, never a word, a name or a place."""

import typer

from commands.opening import acting, console


def what_we_hold(
    address: str = typer.Argument(..., help="An e-mail address, or a phone number with its country's code."),
) -> None:
    """What is held of whoever has this address: per class how many rows, and until when. Exit 2: it is no address."""
    from core import mail_addresses, phone_numbers
    from core.models.person import ContactKind
    from services.retention import holding

    kind = ContactKind.EMAIL if "@" in address else ContactKind.PHONE
    try:
        known = (
            mail_addresses.read(address) if kind is ContactKind.EMAIL else phone_numbers.read(address, None)
        )
    except ValueError:
        console.print("This is neither an e-mail address nor a phone number with its country's code (+254…).")
        raise typer.Exit(2) from None
    with acting() as (session, now):
        found = holding.of(session, kind, known, now=now)
    if not (found.accounts or found.written_down or found.codes):
        console.print("Nothing is held of whoever has this address.")
        return
    for held in found.accounts:
        if held.gone_at is None:
            console.print("An account that is in use:")
        elif held.made_on is None:
            console.print("An account that was erased. What stays are counts:")
        if held.made_on is not None and held.seen_on is not None:
            console.print(
                f"An account that nobody used: made on {held.made_on:%Y-%m-%d}, last seen {held.seen_on:%Y-%m-%d}."
            )
        for count in held.counts:
            console.print(f"  {count.name.replace('_', ' ')}: {count.rows}, kept {count.until}")
    if found.written_down:
        console.print(f"Written down by others, proved by nobody: {found.written_down}")
    if found.codes:
        console.print(f"Codes sent there, gone within two hours: {found.codes}")
