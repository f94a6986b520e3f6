"""Messages after a restore, as the operator decides: let them leave, let go of them, let the channels speak again."""

from commands.opening import acting, console


def resume() -> None:
    """A backup was tried with `--quiet-channels`, and is to be the real one: messages leave again."""
    from notifications.send import holding

    with acting() as (session, _):
        ended, left = holding.speak_again(session), holding.held(session)
    console.print("The channels speak again." if ended else "The channels were not quiet.")
    if left:
        console.print(
            f"{left} messages from before the backup are held: `channels send-held` or `drop-held`."
        )


def send_held() -> None:
    """Lets the messages leave that waited when the backup was made. Some may arrive a second time."""
    from notifications.send import holding

    with acting() as (session, _):
        many = holding.send(session)
    console.print(f"{many} messages leave, those that still make sense." if many else "None were held.")


def drop_held() -> None:
    """Lets go of the messages that waited when the backup was made. They stay in people's inboxes."""
    from notifications.send import holding

    with acting() as (session, _):
        many = holding.drop(session)
    console.print(f"{many} messages were let go; people's inboxes have them." if many else "None were held.")
