"""What somebody who is written down said yes to, as it was ticked; by the form of whoever speaks and by the desk's."""

from datetime import datetime

from core.errors import Invalid
from core.models.representation import ConsentHow, Covers
from doors.forms import Fields
from services.representation.entries import Consent
from web.parts import written


def given(sent: Fields, at: datetime) -> Consent:
    """The yes that was given then. Raises Invalid where nothing is covered, or nobody said how it was given."""
    covers = [part for part in Covers if part in sent.all("covers")]
    if not covers:
        raise Invalid("/covers", "missing")
    return Consent(written.word(sent, "how", ConsentHow), at, covers)
