"""What is wrong with a setting, in a sentence that names it and the way out, and never shows its value."""

import difflib
import re
from collections.abc import Iterator, Mapping

from pydantic import ValidationError
from pydantic_core import ErrorDetails
from pydantic_settings import SettingsError

from core.secret_files import SECRETS

PREFIX = "MINKA_"
_OF_OTHERS = frozenset(
    {
        "MINKA_DOTENV",
        "MINKA_CHROMIUM",
        "MINKA_CONTRACT_TOOLS",
        "MINKA_FUZZ_CASES",
        "MINKA_FUZZ_SEED",
        "MINKA_HAMMER_SECONDS",
        "MINKA_KEYS_RUNS",
        "MINKA_KEYS_STEPS",
        "MINKA_KILLS",
    }
)
"""Names that are no dials: where `.env` is, and what Minka's own tests and tools take."""
_WANTED = {
    "int_parsing": "must be a whole number",
    "int_type": "must be a whole number",
    "int_from_float": "must be a whole number",
    "float_parsing": "must be a number",
    "bool_parsing": "must be true or false",
    "bool_type": "must be true or false",
    "greater_than_equal": "must be at least {ge}",
    "less_than_equal": "must be at most {le}",
    "enum": "must be {expected}",
    "literal_error": "must be {expected}",
}
_JSON = {
    "cors_origins": 'a list such as ["https://app.example.org"]',
    "sms_fields": 'an object such as {"to": "to", "text": "text"}',
}


def sentences(error: Exception) -> list[str]:
    """A sentence for each mistake, of what reading the settings raised."""
    if isinstance(error, ValidationError):
        return [sentence for one in error.errors() for sentence in _of(one)]
    if isinstance(error, SettingsError):
        name = re.search(r'field "(\w+)"', str(error))
        field = name[1] if name else ""
        return [f"{PREFIX}{field.upper()} must be JSON: {_JSON.get(field, 'see .env.example')}."]
    return [str(error)]


def _of(problem: ErrorDetails) -> Iterator[str]:
    own = problem["msg"].removeprefix("Value error, ").splitlines()
    if not problem["loc"] or (problem["type"] == "value_error" and any(PREFIX in line for line in own)):
        yield from own
        return
    setting = f"{PREFIX}{str(problem['loc'][0]).upper()}"
    wanted = _WANTED.get(problem["type"])
    if wanted is None:
        yield f"{setting}: {' '.join(own)}. See .env.example."
        return
    yield f"{setting} {wanted.format(**problem.get('ctx', {}))}. Correct it, or unset it for the usual."


def unknown(named: Mapping[str, str | None], fields: Mapping[str, object]) -> list[str]:
    """A sentence for each `MINKA_…` that is no setting: nothing would happen, and nobody would know why."""
    known = {f"{PREFIX}{field.upper()}" for field in fields}
    known |= {f"{PREFIX}{secret.upper()}_FILE" for secret in SECRETS} | _OF_OTHERS
    found = sorted(name.upper() for name in named if name.upper().startswith(PREFIX))
    return [_unknown(name, known) for name in found if name not in known]


def _unknown(name: str, known: set[str]) -> str:
    nearest = difflib.get_close_matches(name, known, n=1, cutoff=0.7)
    way_out = f"Did you mean {nearest[0]}?" if nearest else "Unset it; .env.example lists all there are."
    return f"{name} is no setting of Minka's. {way_out}"
