"""`make cluster`: all faults, or those whose names hold one of the words given; `--short` for those of `make test`."""

import os
import sys

from rich.console import Console

from tests.cluster import apart, campaign, faults, layout, table


def main(arguments: list[str]) -> int:
    """The exit code: 0 where no goal was missed, in short where each promise was kept, however long it took; 2 where
    there is nothing to play it with.
    """
    if apart.FOLDER not in os.environ:
        if lacking := layout.missing():
            print(lacking, file=sys.stderr)
            return 2
        return apart.run("tests.cluster", *arguments)
    apart.begin()
    words = [word for word in arguments if word != "--short"]
    chosen = faults.SHORT if "--short" in arguments else faults.FAULTS
    chosen = {name: play for name, play in chosen.items() if not words or any(word in name for word in words)}
    console = Console(width=150)
    rows = campaign.run(chosen, apart.folder() / "faults", console) if chosen else []
    if "--short" not in arguments and (not words or any(word in campaign.RESTORE for word in words)):
        rows.append(campaign.restored(apart.folder(), console))
    missed = table.show(rows, console)
    if "--short" in arguments:
        return 0 if rows and all(row.is_kept for row in rows) else 1
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
