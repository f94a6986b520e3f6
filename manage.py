"""The operator's command line: `python manage.py --help`. What each command does is in `commands/`."""

import typer

from commands import cards, communities, database, demo, description, keys, serving, worker
from commands.description import described

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
    database.doctor,
):
    app.command()(command)

keys_app = typer.Typer(no_args_is_help=True, help="The master key.")
keys_app.command()(keys.new)
app.add_typer(keys_app, name="keys")

communities_app = typer.Typer(no_args_is_help=True, help="Communities, as the operator sees them.")
communities_app.command("list")(communities.list_all)
communities_app.command()(communities.recognise)
app.add_typer(communities_app, name="communities")


if __name__ == "__main__":
    app()
