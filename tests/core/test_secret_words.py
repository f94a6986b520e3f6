"""Secret words are as long as they say, and every letter of them can be read off a card."""

import pytest

from core.crypto.secret_words import LETTERS, new_secret


@pytest.mark.parametrize(("bits", "letters"), [(50, 10), (80, 16), (100, 20), (128, 26)])
def test_a_word_has_a_letter_for_every_five_bits(bits: int, letters: int) -> None:
    word = new_secret(bits)
    assert len(word) == letters
    assert set(word) <= set(LETTERS)
    assert word != new_secret(bits)


def test_no_letter_is_mistaken_for_another() -> None:
    assert len(LETTERS) == len(set(LETTERS)) == 32
    assert not set(LETTERS) & set("01IO")
