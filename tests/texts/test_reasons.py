"""Reasons in words, for the helper and for whom they may help."""

import re
from datetime import UTC, datetime

import pytest

from matching.asking.scoring import BENEFICIARY_MAY_SEE, Why
from matching.rules.distance import BANDS
from matching.words.tasks import Requires
from services.places.shown_cells import EDGES
from texts.catalogue import LANGUAGES
from texts.reasons import explain, language_name, moment

DETAILS = {
    Why.NEAR: (*BANDS, *(f"under_{edge}_km" for edge in EDGES)),
    Why.SAME_LANGUAGE: ("sw", "pt-BR", "qu", "prs", "ksw"),
    Why.FREE_THEN: ("2026-11-21T09:00:00+00:00",),
    Why.HAS_WHAT_IT_TAKES: tuple(Requires),
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("prefix", "told"), [("why", frozenset(Why)), ("why_other", BENEFICIARY_MAY_SEE)])
def test_every_reason_can_be_said(language: str, prefix: str, told: frozenset[Why]) -> None:
    for why in told:
        for code in [f"{why}:{detail}" for detail in DETAILS[why]] if why in DETAILS else [why]:
            sentence = explain(code, language, prefix=prefix)
            assert "{" not in sentence
            assert "_" not in sentence


def test_reasons_in_words() -> None:
    assert explain("near:under_2_km", "en") == "It is less than 2 km away."
    assert explain("same_language:sw", "en") == "You speak Swahili."
    assert explain("same_language:sw", "sw") == "Unazungumza Kiswahili."
    assert explain("has_what_it_takes:car", "fr-CA", prefix="why_other").endswith("une voiture.")
    assert explain("has_what_it_takes:woman", "en", prefix="why_other") == "Is a woman, as you wished."
    assert explain("remote", "en", prefix="why_other") == "Can help from afar."


def test_times_are_told_where_the_reader_is() -> None:
    said = explain("free_then:2026-11-21T22:30:00+00:00", "sw", time_zone="Africa/Nairobi")
    assert said == "Una nafasi wakati huo: Jumapili, 22 Novemba 01:30."
    assert "22:30" in explain("free_then:2026-11-21T22:30:00+00:00", "fr")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("hour", [9, 12, 23])
def test_an_hour_and_its_word_stay_on_one_line(language: str, hour: int) -> None:
    """In Arabic a lone "م" stood at the beginning of the next line."""
    said = moment(datetime(2026, 11, 21, hour, 30, tzinfo=UTC), language)
    assert re.fullmatch(r"\S*\d[:.h]\d\d(\S*)?", re.split(r"[ ,،]+", re.sub("[\u00a0\u202f]", "", said))[-1])


def test_unknown_reasons_and_unreadable_details_are_mistakes() -> None:
    for code, mistake in [("near:somewhere", KeyError), ("tall", KeyError), ("free_then:soon", ValueError)]:
        with pytest.raises(mistake):
            explain(code, "en")
    with pytest.raises(LookupError):
        explain("free_then:2026-11-21T09:00:00+00:00", "en", time_zone="Mars/Olympus")
    with pytest.raises(KeyError):
        explain("asked_least", "en", prefix="why_other")


def test_a_language_without_a_name_keeps_its_tag() -> None:
    assert language_name("qq", "en") == "qq"
    assert language_name("??", "fr") == "??"
    assert language_name("AR-eg", "en") == "Arabic"
    assert language_name("prs", "en") == "Dari"
    assert moment.cache_info().maxsize is not None
    assert language_name.cache_info().maxsize is not None
