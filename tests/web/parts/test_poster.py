"""The poster of a circle: its name, how it is reached, what it helps with, in words and signs."""

from base64 import b64encode
from hashlib import sha256
from xml.etree import ElementTree

import pytest
import segno

from core.models.circle_values import CircleContact
from tests.support.circles import circle
from texts.catalogue import LANGUAGES, say
from web.parts import poster
from web.parts.signs import sign

ADDRESS = "https://minka.example.org/c/lansing"


def texts_of(drawn: str) -> str:
    return " ".join("".join(ElementTree.fromstring(f"<div>{drawn}</div>").itertext()).split())


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_poster_says_all_one_needs_to_begin(language: str) -> None:
    here = circle(contact=CircleContact("+1 517 555 0100", None, "Mon–Fri 9–12"))
    said = texts_of(poster.draw_poster(here, ADDRESS, language))
    for needed in ("Lansing", "minka.example.org/c/lansing", "+1 517 555 0100", "Mon–Fri 9–12"):
        assert needed in said
    assert "https://" not in said, "nobody has to type it"
    for key in ("page.poster.lead", "page.poster.how", "page.poster.call", "page.poster.plain"):
        assert say(key, language) in said


def test_without_a_phone_nobody_is_told_to_call() -> None:
    assert say("page.poster.call", "en") not in texts_of(poster.draw_poster(circle(), ADDRESS, "en"))


def test_six_kinds_that_the_circle_uses_are_drawn() -> None:
    here = circle()
    here.categories = ["garden_wood", "pet_care", "water", "ride", "something_else"]
    drawn = poster.draw_poster(here, ADDRESS, "en")
    places = [drawn.index(sign(kind)) for kind in ("ride", "water", "garden_wood", "pet_care")]
    assert places == sorted(places)
    assert drawn.count('<path d="M') == 4
    assert poster.draw_poster(circle(), ADDRESS, "en").count('<path d="M') == 6


def test_the_first_sentence_is_said_in_the_readers_language_and_in_those_of_the_circle() -> None:
    here = circle()
    here.languages = ["en", "es-MX", "sw", "fr", "pt", "de"]
    said = texts_of(poster.draw_poster(here, ADDRESS, "ar"))
    places = [said.index(say("page.poster.lead", language)) for language in ("ar", "en", "es", "pt")]
    assert places == sorted(places)
    assert say("page.poster.lead", "sw") not in said


def test_the_code_holds_the_whole_address_and_can_be_read_with_a_corner_torn() -> None:
    code = segno.make(ADDRESS, error="m", micro=False)
    [path] = ElementTree.fromstring(poster.qr_code(ADDRESS, 'a "code"'))
    assert f'd="{path.get("d")}"' in code.svg_inline(border=4)
    assert code.error in ("M", "Q", "H")


def test_what_a_circle_says_of_itself_is_text_and_its_style_sheet_is_known() -> None:
    here = circle(name="<b>Us</b>", contact=CircleContact("<i>1</i>", None, "<u>9</u>"))
    drawn = poster.draw_poster(here, ADDRESS, "en")
    assert not any(tag in drawn for tag in ("<b>Us", "<i>1", "<u>9"))
    style = drawn.partition("<style>")[2].partition("</style>")[0]
    wanted = b64encode(sha256(style.encode()).digest()).decode()
    policy = poster.HEADERS["Content-Security-Policy"]
    assert f"style-src 'sha256-{wanted}' 'sha256-" in policy
    assert "unsafe" not in policy
