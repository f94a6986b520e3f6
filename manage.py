"""The operator's command line: `python manage.py --help`. What each command does is in `commands/`."""

import typer

from core.machine import garbage, log_lines

with garbage.put_off():  # what is read in stays
    from commands import (
        audit,
        backups,
        cards,
        cases,
        channels,
        communities,
        database,
        demo,
        description,
        holding,
        keys,
        mail,
        sandbox,
        serving,
        signing_out,
        trying,
        worker,
    )
    from commands.description import described
    from commands.opening import in_a_sentence

__all__ = ["app", "described"]

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
for command in (
    serving.run,
    serving.serve,
    worker.worker,
    database.migrate,
    description.openapi,
    demo.story,
    demo.replay,
    cards.cards,
    mail.bounced,
    signing_out.signout,
    trying.mail_test,
    trying.sms_test,
    trying.push_test,
    database.doctor,
    backups.backup,
    backups.restore,
    backups.move,
    backups.erasures,
):
    app.command()(command)
app.command("what-we-hold")(holding.what_we_hold)

keys_app = typer.Typer(no_args_is_help=True, help="The master key, and the epochs of wrapping keys.")
for turn in (keys.master, keys.new, keys.rotate, keys.destroy_old, keys.check):
    keys_app.command()(turn)
app.add_typer(keys_app, name="keys")

communities_app = typer.Typer(no_args_is_help=True, help="Communities, as the operator sees them.")
communities_app.command("list")(communities.list_all)
for tell in (communities.recognise, communities.changes, communities.approve, communities.appoint):
    communities_app.command()(tell)
communities_app.command("object")(communities.object_to)
communities_app.command("reveals")(communities.unseen_reveals)
communities_app.command("seen")(communities.seen)
communities_app.command("verify-organisation")(communities.verify)
app.add_typer(communities_app, name="communities")

sandbox_app = typer.Typer(no_args_is_help=True, help="What app developers try things in (development only).")
sandbox_app.command()(sandbox.reset)
app.add_typer(sandbox_app, name="sandbox")

audit_app = typer.Typer(no_args_is_help=True, help="The sealed record of what happened.")
for look in (audit.verify, audit.restored):
    audit_app.command()(look)
app.add_typer(audit_app, name="audit")

channels_app = typer.Typer(no_args_is_help=True, help="What leaves after a restore, and what does not.")
for speak in (channels.resume, channels.send_held, channels.drop_held):
    channels_app.command()(speak)
app.add_typer(channels_app, name="channels")

cases_app = typer.Typer(
    no_args_is_help=True, help="Concerns and appeals that nobody of their community may judge."
)
cases_app.command("list")(cases.list_all)
for hear in (cases.show, cases.close, cases.renew, cases.warn, cases.suspend, cases.uphold, cases.overturn):
    cases_app.command()(hear)
cases_app.command("let-back")(cases.let_back)
app.add_typer(cases_app, name="cases")


def main() -> None:
    """Runs the command that stands in the arguments of this process, and ends it as that does."""
    log_lines.catch_the_last()
    in_a_sentence(app)


if __name__ == "__main__":
    main()
