"""A backup made: a dump of one snapshot and the epochs that it needs, checked, and only then given its name."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from core.backups import checking, epochs, folder, manifest, programs, snapshot
from core.backups.manifest import DUMP, EPOCHS, Manifest
from core.crypto.vault import Vault
from core.machine import durable
from core.version import VERSION


def take(
    url: str, into: Path, keys: Vault, *, held_in: Callable[[Path], Vault], now: datetime
) -> tuple[Path, Manifest]:
    """Backs up the database at `url`, while it serves, into a new folder within `into`; returns it and what it holds.

    `url` leads past any pooler: one connection holds the snapshot that another reads. `held_in`: a vault with the
    epochs of a folder, and no others: what is to open everything.

    Raises BackupError where it cannot be made or does not restore; nothing of it is kept then.
    """
    with folder.unfinished(into) as made:
        with snapshot.of(url) as moment:
            tools = programs.for_server(moment.major)
            # After the snapshot: what was adopted before it is there, and what rows stand on is not destroyed.
            needed = moment.epochs()
            epochs.copy(keys.epochs.files, needed, made / EPOCHS)
            said = Manifest(
                minka=VERSION,
                schema_head=moment.schema_head(),
                postgresql=moment.postgresql,
                dumped_by=tools.major,
                at=now,
                counts=moment.counts(),
                epochs=needed,
                sealed=moment.sealed(),
                files={},
            )
            how = ("--format=custom", "--no-owner", "--no-privileges", f"--snapshot={moment.id}")
            programs.run(tools.folder / "pg_dump", *how, "--file", str(made / DUMP), url=url)
            major = moment.major
        said = manifest.signed(said.model_copy(update={"files": _described(made)}), keys)
        durable.write(made / manifest.NAME, manifest.written(said), new=True)
        checking.ensure_restores(made, said, major, held_in(made / EPOCHS))
        return folder.keep(made, manifest.name_of(now)), said


def _described(made: Path) -> dict[str, manifest.File]:
    files = (path for path in sorted(made.rglob("*")) if path.is_file())
    return {str(path.relative_to(made)): manifest.described(path) for path in files}
