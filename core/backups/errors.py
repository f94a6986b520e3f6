"""What goes wrong with a backup, each as a sentence that says what to do."""


class BackupError(Exception):
    """A backup cannot be made, read or restored. The text says why, and holds nothing of anybody."""

    says_no_values = True


def unwritable(where: object, error: OSError) -> BackupError:
    """The sentence for a folder or disk that does not take what is written."""
    return BackupError(f"{where} cannot be written ({error.strerror}). Nothing was kept there.")
