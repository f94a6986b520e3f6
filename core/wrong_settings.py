"""What is wrong with a setting, in a sentence that names it and the way out, and never shows its value."""

from pydantic import ValidationError
from pydantic_settings import SettingsError


def sentences(error: ValidationError | SettingsError) -> list[str]:
    """A sentence for each mistake."""
    if isinstance(error, SettingsError):
        return [str(error)]
    found: list[str] = []
    for problem in error.errors():
        found += problem["msg"].removeprefix("Value error, ").splitlines()
    return found
