"""Letters that came back to the server's own mailbox: Minka reads none, so whoever runs it says so."""

import typer

from commands.opening import acting, console


def bounced(
    address: str = typer.Argument(..., help="The address to which a letter could not be delivered."),
) -> None:
    """A letter to this address came back: nobody's silence counts for what was sent there within three days."""
    from notifications.send import came_back

    with acting() as (session, now):
        many = came_back.bounced(session, address, now)
        console.print(
            f"{many} sent within three days reached nobody." if many else "Nothing was sent there lately."
        )
