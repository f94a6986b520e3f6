"""Keys in, sentences out: negotiation, parameters, fallbacks."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from texts.catalogue import LANGUAGES, best, say, say_or


@pytest.mark.parametrize(
    ("header", "language"),
    [
        (None, "en"),
        ("", "en"),
        ("pt-BR", "pt"),
        ("sw_KE", "sw"),
        ("FR", "fr"),
        ("de, fr;q=0.5, es;q=0.7", "es"),
        ("en-US ; q=0.2 , AR", "ar"),
        ("ar;q=0.300,sw;q=0.3", "ar"),
        ("es;q=0", "en"),
        ("*", "en"),
        ("de, *;q=0.1", "en"),
        ("*;q=0.5, sw", "sw"),
        ("en;q=0, *", "es"),
        ("zh-Hant-TW, pt;q=0.1", "pt"),
        ("es;q=2, fr", "fr"),
        (";;;q=1,\x00,\ud800, fr", "fr"),
        ("garbage in, garbage out", "en"),
    ],
)
def test_negotiation(header: str | None, language: str) -> None:
    assert best(header) == language


def test_the_default_is_the_callers() -> None:
    assert best("de", "sw") == "sw"
    assert best("de, *;q=0.5", "sw") == "sw"


@settings(max_examples=300)
@given(st.text() | st.text("aens-_;=q0.19,* ", max_size=60))
def test_negotiation_never_raises(header: str) -> None:
    assert best(header) in LANGUAGES


def test_an_endless_header_is_not_read_to_its_end() -> None:
    assert best("x," * 100_000 + "fr") == "en"


def test_an_unknown_locale_hears_english() -> None:
    assert say("why.remote", "tlh") == say("why.remote", "en") == "You can help from where you are."
    assert say("why.remote", "es-419") == say("why.remote", "es")


def test_what_is_put_in_stays_as_it_is_and_what_is_not_named_is_left_aside() -> None:
    said = say("mail.footer", "en", operator="{code} {0.__class__}", key="k", locale="l")
    assert "{code} {0.__class__}" in said


def test_an_unknown_key_and_a_missing_parameter_are_mistakes() -> None:
    with pytest.raises(KeyError):
        say("problem.nonsense.title", "en")
    with pytest.raises(KeyError):
        say("problem.wrong_code.detail", "en")
    with pytest.raises(KeyError):
        say("mail.footer", "fr")


def test_a_second_choice_of_words() -> None:
    assert say_or("event.nonsense", "fr", "why.remote") == say("why.remote", "fr")
    assert say_or("event.vouched", "fr", "why.remote") == say("event.vouched", "fr")
