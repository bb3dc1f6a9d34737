"""What families read (C17): every text is in the catalogues, in plain English, and each translation fits its English."""

import pytest

from consentsvc.kernel.languages import CATALOGUES, LANGUAGES
from consentsvc.kernel.messages import TEMPLATE, collect, update, written
from tests.promises.plain_english import grade, hard_words, syllables, words

COLLECTED = collect()
TEXTS = [text for message in COLLECTED if message.id for text in ([message.id] if isinstance(message.id, str) else message.id)]
SENTENCES = [text for text in TEXTS if text.rstrip()[-1] in ".?!"]
READING_AGE_11 = 6.0
ONE_SENTENCE = 8.0  # a single one may be a little harder; many may not


def test_the_template_of_the_catalogues_holds_every_text() -> None:
    assert TEMPLATE.read_bytes() == written(COLLECTED), "run `make messages`"


@pytest.mark.parametrize("code", [code for code in LANGUAGES if code != "en"])
def test_every_catalogue_holds_every_text(code: str) -> None:
    assert (CATALOGUES / f"{code}.po").read_bytes() == update(code, COLLECTED), "run `make messages`"


def test_there_is_no_catalogue_without_its_language() -> None:
    assert {path.stem for path in CATALOGUES.glob("*.po")} == set(LANGUAGES) - {"en"}


@pytest.mark.rule("C17")
def test_the_texts_as_a_whole_can_be_read_at_nine_to_eleven() -> None:
    assert len(SENTENCES) > 50
    assert grade(SENTENCES) <= READING_AGE_11


@pytest.mark.rule("C17")
def test_no_longer_text_is_much_harder_than_the_rest() -> None:
    longer = [text for text in SENTENCES if len(words(text)) >= 8]
    assert [text for text in longer if grade([text]) > ONE_SENTENCE] == []


@pytest.mark.rule("C17")
def test_no_text_has_a_word_that_families_may_not_know() -> None:
    """Write it in plain words, or say in plain_english.KNOWN why it must be this one."""
    assert {word: text for text in TEXTS for word in hard_words(text)} == {}


@pytest.mark.parametrize(
    ("word", "expected"), [("no", 1), ("picture", 2), ("pictures", 2), ("named", 1), ("again", 2), ("family", 3), ("little", 2)]
)
def test_syllables_are_counted_as_they_are_spoken(word: str, expected: int) -> None:
    assert syllables(word) == expected


def test_officials_english_fails() -> None:
    """The gate can close: a sentence of the kind that it is there for."""
    official = (
        "Pursuant to the applicable legislation, notification of the withdrawal of consent must be submitted to the institution."
    )
    assert grade([official]) > ONE_SENTENCE
    assert "pursuant" in hard_words(official)
