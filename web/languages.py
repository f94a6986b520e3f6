"""Languages that somebody speaks, on a form: a few to tick, those they have among them, and a list of more."""

from collections.abc import Sequence

from doors.forms import Fields
from texts.catalogue import LANGUAGES
from texts.reasons import language_name
from web.parts.fields import Choice, Field
from web.parts.render import NAMES
from web.reader import Reader

# fmt: off
MORE = (
    "aa", "am", "az", "bm", "bn", "ckb", "cs", "da", "de", "din", "dyu", "el", "fa", "ff", "fi", "ha",
    "hi", "ht", "hu", "hy", "id", "ig", "it", "ja", "ka", "km", "ko", "ku", "ln", "lo", "mg", "ml",
    "mr", "ms", "my", "ne", "nl", "ny", "om", "pa", "pl", "prs", "ps", "qu", "rn", "ro", "ru", "rw",
    "si", "sn", "so", "sq", "sr", "st", "sv", "ta", "te", "tg", "th", "ti", "tk", "tl", "tn", "tr",
    "ts", "uk", "ur", "uz", "vi", "wo", "xh", "yo", "zh", "zu",
)
# fmt: on
"""Beside the six of the page, what people in many places speak (ISO 639)."""
_MOST = 20


def fields(
    reader: Reader, spoken: Sequence[str], label: str = "web.languages", note: str = ""
) -> tuple[Field, Field]:
    """Boxes to tick, and a list to choose one more from; both in the reader's words. `label`, `note`: keys of what is
    said of them.
    """
    known = dict.fromkeys((*LANGUAGES, *spoken))
    ticks = tuple(Choice(tag, NAMES.get(tag) or language_name(tag, reader.locale)) for tag in known)
    rest = sorted((language_name(tag, reader.locale), tag) for tag in MORE if tag not in known)
    more = (Choice("", "–"), *(Choice(tag, name) for name, tag in rest))
    return (
        Field(
            "languages",
            reader.say(label),
            "some_of",
            choices=ticks,
            picked=tuple(spoken),
            note=reader.say(note) if note else "",
        ),
        Field("one_more", reader.say("web.languages.more"), "select", choices=more, picked=("",)),
    )


def chosen(sent: Fields, before: Sequence[str] = ()) -> list[str]:
    """The languages that were ticked or chosen; of what a form never showed, nothing. `before`: those they had."""
    known = {*LANGUAGES, *MORE, *before}
    said = dict.fromkeys((*sent.all("languages"), sent.one("one_more")))
    return [tag for tag in said if tag in known][:_MOST]
