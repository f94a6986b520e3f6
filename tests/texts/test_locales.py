"""Whole in six languages, for every code there is, in words that honour people."""

import re
import unicodedata
from collections import Counter
from pathlib import Path
from typing import get_args

import pytest
from babel.messages.plurals import get_plural

from core import hints
from core.events import EventKind
from core.models.representation import Covers
from doors import problems
from matching.asking.nobody import MAY_HELP, Nobody
from matching.asking.scoring import BENEFICIARY_MAY_SEE, Why
from matching.rules.distance import BANDS
from matching.rules.refusals import Reason, told
from matching.states.waiting import Waits
from matching.words.categories import CATEGORIES
from matching.words.changing import ChangeKind
from matching.words.policy import PRESETS, bounds
from matching.words.rulings import Ruling
from matching.words.tasks import CostKind, Involves, Requires
from matching.words.vocabulary import By, TrustLevel, Urgency
from notifications.messages import spoken_for
from notifications.messages.catalogue import CATALOGUE, TEMPLATES
from notifications.messages.operator import LETTERS
from notifications.send import gathering
from services.afterwards import contact
from services.places.shown_cells import EDGES
from tests.texts.codes import field_codes, page_keys, problem_codes, raised, sentences_said, web_keys
from tests.texts.locales import (
    BOOKS,
    COUNTED,
    FORMS,
    LOCALES,
    NAMES,
    asks_for,
    forms_of,
    key_of,
    placeholders,
)
from texts import catalogue
from texts.catalogue import LANGUAGES, is_rtl, keys, say
from web.parts.day_parts import DAY_PARTS

FORBIDDEN = {
    "en": r"beneficiar(y|ies)|victims?|clients?|cases?|vulnerable|needy",
    "es": r"beneficiari[oa]s?|víctimas?|clientes?|vulnerables?|necesitad[oa]s?|damnificad[oa]s?"
    r"|(el|los|un|unos|este|estos|tu|su|sus|cada) casos?",
    "pt": r"beneficiári[oa]s?|vítimas?|clientes?|vulneráve(l|is)|necessitad[oa]s?"
    r"|(o|os|um|uns|este|estes|seu|seus|cada) casos?",
    "fr": r"bénéficiaires?|victimes?|client(e?s?)|vulnérables?|nécessiteu(x|se|ses)"
    r"|(le|les|un|des|ce|ces|votre|vos|chaque) cas",
    "ar": r"(ال|لل|بال)?(مستفيد|مستضعف|محتاج|معوز)(ة|ين|ون|ات)?"
    r"|(ال|لل|بال)?(ضحية|ضحايا|عميل|عملاء|زبون|زبائن)",
    "sw": r"(m|wa)nufaika|(mw|wa)athirika|(m|wa)teja|walengwa|maskini|wanyonge|mnyonge",
}

PROBLEMS = (
    problem_codes()
    | {known[1] for known in problems._BY_STATUS.values() if isinstance(known, tuple)}
    | {"app_too_old", "cannot_calculate_changes"}
)
FIELDS = field_codes() | set(problems._FIELD_CODES.values()) | {"wrong_type", "unknown_language"}
"""What the code raises, and a few codes that clients were promised before anything raises them."""

NEEDS_A_HUMAN = {
    "need_without_yes",
    "nobody_left",
    "not_reached",
    "channel_trouble",
    "possible_double",
    "concern",
    "report",
    "appeal",
    "dispute",
    "unreported",
    "member_pending",
    "member_to_meet",
    "follow_up",
    "call_me",
    "standing_fell",
    "too_few",
    "yes_waits",
    "reveal_waits",
    "reveal_unseen",
    "another_hand",
}
"""Why something waits for a coordinator, and what they can do; what is not among them is said in a word for all."""

NEEDED = {
    "problem": {f"{code}.{part}" for code in PROBLEMS for part in ("title", "detail")}
    | {f"contact_closed.{why}" for why in get_args(contact.ClosedWhy)},
    "field": FIELDS,
    "reason": set(Reason),
    "reason_other": {told(reason, By.COORDINATOR) for reason in Reason},
    "why": {*Why, "has_what_it_takes.woman"},
    "why_other": {*BENEFICIARY_MAY_SEE, "has_what_it_takes.woman"},
    "band": {*BANDS, *(f"under_{edge}_km" for edge in EDGES)},
    "category": set(CATEGORIES),
    "category_parent": {category.parent for category in CATEGORIES.values()},
    "involves": set(Involves),
    "requires": set(Requires),
    "notification": {f"{template}.{part}" for template in TEMPLATES for part in ("title", "text")}
    | {f"{template}.{part}" for template in spoken_for.TEMPLATES for part in ("title", "text")}
    | {"digest.title", "digest.text", "digest.news.title", "digest.news.text", "message.several"}
    | {f"digest.{said}" for said in gathering.COUNTED.values()},
    "event": set(EventKind)
    | {f"need_fulfilled.{how}" for how in ("elsewhere", "enough", "part", "given", "double")},
    "who": {"author", "helper", "coordinator", "representative", "system"},
    "policy": {*bounds(), *(f"preset.{name}" for name in PRESETS)},
    "wait": {"seconds", "minutes", "hours"},
    "nobody": {*Nobody, *MAY_HELP},
    "notice": {"nobody_rung_again", "marked_double"},
    "nobody_here": {"nearest", "found", "call"},
    "warning": {"phone_number", "address", "link", "money"},
    "caution": set(hints.FOR_READERS),
    "page": page_keys()
    | {f"when.{urgency}" for urgency in Urgency}
    | {f"cost.{kind}" for kind in CostKind if kind is not CostKind.NONE}
    | {f"consent.covers.{part}" for part in Covers}
    | {f"shared.{level}" for level in TrustLevel if level is not TrustLevel.NEW}
    | {f"human.{part}.{why}" for part in ("why", "do") for why in NEEDS_A_HUMAN}
    | {f"notice.change.{kind}" for kind in ChangeKind}
    | {f"ruled.{ruling}" for ruling in Ruling if ruling is not Ruling.CLOSED}  # which concerns nobody by name
    | {f"match.{word}" for word in ("agree_change", "keep_as_it_is")}
    | {f"day_part.{part.value}" for part in DAY_PARTS}
    | {"day.today", "day.tomorrow"}
    | {f"offer.{move}" for move in ("renew", "pause", "withdraw")}
    | {f"offer.done.{status}" for status in ("active", "paused", "withdrawn")},
    "web": web_keys(),
    "home": set(Waits),
    "share": {"text"} | {f"chat.{part}" for part in ("head", "near", "more", "end", "nothing")},
    "card": {"notes_are_read"},
    "bound": {
        f"{code}.{bound}"
        for code, bounds in {
            "too_long": ["most"],
            "too_short": ["least"],
            "too_many": ["most"],
            "out_of_range": ["least", "most", "above", "below"],
        }.items()
        for bound in bounds
    },
    "sms": {"code"} | {line.sms for lines in CATALOGUE.values() for line in lines if line.sms},
    "mail": {"code.subject", "code.text", "footer", "not_at_night", "unsubscribe", "agreed_for"}
    | {"not_answered_yet", "asks_more_at", "open_until", "whom_to_call"}
    | {f"operator.{text}.{part}" for text in LETTERS.values() for part in ("subject", "text")},
}

NUMBERS = {"come", "least", "done", "asked", "many"}
"""What a notification may say beside its words: how many come, how much was done, or is left
(`notifications.announce.numbers`).
"""

everywhere = pytest.mark.parametrize("language", LANGUAGES)


@pytest.mark.parametrize("family", NEEDED)
def test_every_code_has_its_sentence_and_no_sentence_is_for_nobody(family: str) -> None:
    there = {key.partition(".")[2] for key in keys("en") if key.partition(".")[0] == family}
    assert there == NEEDED[family]


def test_there_are_no_sentences_of_an_unknown_kind() -> None:
    assert {key.partition(".")[0] for key in keys("en")} == NEEDED.keys()


def test_the_code_was_read() -> None:
    assert {"somebody_was_faster", "wrong_code", "not_found", "internal"} <= problem_codes()
    assert {"in_the_past", "more_than_remains"} <= field_codes()
    assert any(pattern == r"mail\.code\.text" for pattern, _ in sentences_said())


@everywhere
def test_the_same_keys_in_every_language(language: str) -> None:
    assert keys(language) == keys("en") == FORMS[language].keys()


@everywhere
def test_every_sentence_is_there_and_trimmed(language: str) -> None:
    for key, forms in FORMS[language].items():
        for form in forms:
            assert form, key
            assert form == form.strip(), key


@everywhere
def test_the_same_parameters_in_every_language(language: str) -> None:
    for key, forms in FORMS[language].items():
        for form in forms:
            assert placeholders(form) == asks_for(key), (key, form)


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_nothing_was_left_in_english(language: str) -> None:
    same = {key for key, forms in FORMS[language].items() if forms == FORMS["en"][key]}
    assert same == NAMES


def test_whoever_raises_a_problem_hands_over_what_its_sentence_needs() -> None:
    for family, code, params in raised():
        for key in keys("en") & {f"{family}.{code}", f"{family}.{code}.title", f"{family}.{code}.detail"}:
            assert params is None or asks_for(key) <= params, key


def test_whoever_says_a_sentence_knows_its_key_and_its_parameters() -> None:
    for pattern, params in sentences_said():
        meant = [key for key in keys("en") if re.fullmatch(pattern, key)]
        assert meant, pattern
        if len(meant) == 1 and params is not None:
            assert asks_for(meant[0]) <= params, meant


@everywhere
def test_people_are_called_people(language: str) -> None:
    word = re.compile(rf"\b({FORBIDDEN[language]})\b", re.IGNORECASE)
    for key, forms in FORMS[language].items():
        for form in forms:
            assert not word.search(form), (key, form)


@everywhere
def test_a_notification_is_short_and_tells_nothing_private(language: str) -> None:
    names = [FORMS[language][f"category.{slug}"][0].casefold() for slug in CATEGORIES]
    for template in TEMPLATES:
        [title], [text] = (FORMS[language][f"notification.{template}.{part}"] for part in ("title", "text"))
        assert len(title) <= 60, title
        assert len(text) <= 150, text
        assert len(f"{title}{text}".encode()) <= 512, "a push has 1 KiB for everything"
        assert placeholders(title) | placeholders(text) <= NUMBERS
        words = f" {title} {text} ".casefold()
        assert not [name for name in names if f" {name} " in words]


@everywhere
def test_every_plural_form_is_there(language: str) -> None:
    book, wanted = BOOKS[language], get_plural(language)
    assert (book.num_plurals, book.plural_expr) == tuple(wanted)
    for message in book:
        if not isinstance(message.id, str):
            assert message.id[1] == COUNTED[key_of(message)]
            assert message.id[1] in asks_for(key_of(message))
            assert len(forms_of(message)) == wanted[0], message.id


@everywhere
@pytest.mark.parametrize("key", COUNTED)
def test_any_number_can_be_said(key: str, language: str) -> None:
    rest = dict.fromkeys(asks_for(key) - {COUNTED[key]}, "x")
    for number in range(130):
        assert str(number) in say(key, language, **rest, **{COUNTED[key]: number})


def test_arabic_counts_in_six_ways() -> None:
    said = [
        say("problem.wrong_code.detail", "ar", tries_left=n).replace(str(n), "#")
        for n in (0, 1, 2, 3, 11, 100)
    ]
    assert len(set(said[:5])) == 5
    assert "محاولتان" in said[2]
    assert "محاولات" in said[3]


def test_english_has_one_try_and_several_tries() -> None:
    assert say("problem.wrong_code.detail", "en", tries_left=1).endswith("1 try left.")
    assert say("problem.wrong_code.detail", "en", tries_left=4).endswith("4 tries left.")


def test_only_arabic_runs_from_right_to_left() -> None:
    assert [language for language in LANGUAGES if is_rtl(language)] == ["ar"]
    assert is_rtl("ar-EG")
    assert not is_rtl("he"), "who is spoken to in English reads from left to right"


def test_an_arabic_sentence_begins_from_the_right() -> None:
    """Where nothing else tells a screen the direction, the first letter does (UAX 9, rule P2)."""
    for key in keys("ar") - NAMES:
        for form in FORMS["ar"][key]:
            strong = (unicodedata.bidirectional(letter) for letter in form)
            assert next(kind for kind in strong if kind in ("L", "R", "AL")) == "AL", (key, form)


@everywhere
def test_a_file_names_its_language_and_no_day_or_place(language: str) -> None:
    text = (LOCALES / f"{language}.po").read_text(encoding="utf-8")
    header = text.partition("\n\n")[0]
    assert f'"Language: {language}\\n"' in header
    assert '"Plural-Forms: nplurals=' in header
    assert not re.search(r"-Date|Generated|Translator|X-", header)
    assert not re.search(r"^#[:,|~]", text, re.MULTILINE), "no source lines, no fuzzy or dead entries"


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_key_stands_once(language: str) -> None:
    """Of two sentences under one key one would be mended, and the other read."""
    text = (Path(catalogue.__file__).parent / "locales" / f"{language}.po").read_text()
    keys = Counter(re.findall(r'^msgid "(.+)"$', text, re.MULTILINE))
    assert [key for key, many in keys.items() if many > 1] == []
