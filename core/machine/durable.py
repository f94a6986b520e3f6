"""Files and folders that outlast a power cut, readable by their owner only."""

import os
from pathlib import Path


def write(path: Path, content: bytes, *, new: bool = False) -> None:
    """Writes a file whole; it is on the disk when this returns. `new`: raises FileExistsError where there is one."""
    opened = os.open(path, os.O_WRONLY | os.O_CREAT | (os.O_EXCL if new else os.O_TRUNC), 0o600)
    with os.fdopen(opened, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(opened)


def replace(path: Path, content: bytes) -> None:
    """Writes a file whole in place of the one that is there; whoever reads meanwhile has either."""
    new = path.with_name(f"{path.name}.new")
    write(new, content)
    new.replace(path)


def sync(path: Path) -> None:
    """What was written to this file, or became of names in this folder, is on the disk when this returns."""
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
