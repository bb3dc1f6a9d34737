"""Families' texts in every language: looked up, counted, refused where a translation could break a page."""

import pytest
from babel import Locale
from babel.messages.catalog import Message

from consentsvc.kernel import languages
from consentsvc.kernel.languages import LANGUAGES, best, is_sound, translate, translate_many, translations, usable

ALL_BUT_ENGLISH = [code for code in LANGUAGES if code != "en"]


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_language_has_its_own_name_direction_and_locale(code):
    language = LANGUAGES[code]
    locale = Locale.parse(language.locale)
    assert language.direction == locale.character_order.replace("left-to-right", "ltr").replace("right-to-left", "rtl")
    assert language.name.casefold() in (locale.language_name.casefold(), "简体中文", "soomaali")


def test_a_text_is_found_by_its_english_and_filled_in():
    assert translate("ur", "Pictures of %(name)s", name="Zoë") == "Zoë کی تصویریں"
    assert translate("en", "Pictures of %(name)s", name="Zoë") == "Pictures of Zoë"


def test_a_text_without_translation_stands_in_english():
    assert translate("cy", "No such sentence, %(name)s.", name="Zoë") == "No such sentence, Zoë."
    assert translate_many("tr", "%(num)d such thing", "%(num)d such things", 2) == "2 such things"
    assert not languages.is_translated("cy", "No such sentence, %(name)s.")


def test_nothing_is_translated_to_nothing():
    assert translate("ur", "") == ""


def test_numbers_of_things_take_the_form_of_the_language():
    told = [translate_many("cy", "Answer %(num)d question", "Answer %(num)d questions", number) for number in (1, 2, 3, 5)]
    assert told == ["Atebwch 1 cwestiwn", "Atebwch 2 gwestiwn", "Atebwch 3 chwestiwn", "Atebwch 5 cwestiwn"]


HEAD = 'msgid ""\nmsgstr ""\n"Language: cy\\n"\n'
FORMS = {"en": 2, "cy": 5, "pl": 3, "ro": 3, "ur": 2, "pa": 2, "bn": 2, "ar": 6, "so": 2, "tr": 1, "zh": 1, "uk": 3}


@pytest.mark.parametrize("code", ALL_BUT_ENGLISH)
def test_every_catalogue_has_the_plural_forms_of_its_language(code):
    catalogue = languages.read((languages.CATALOGUES / f"{code}.po").read_text(encoding="utf-8"), code)
    assert catalogue.num_plurals == FORMS[code]
    used = {translations(code).plural(number) for number in range(0, 200)}  # type: ignore[attr-defined]
    assert used == set(range(FORMS[code]))


@pytest.mark.rule("C17")
@pytest.mark.parametrize("code", LANGUAGES)
def test_what_nobody_has_checked_says_so_in_that_language_and_in_english(code):
    told = languages.unchecked_notice(code)
    assert (told == ()) == languages.is_checked(code)
    assert not told or told[-1] == languages.UNCHECKED
    assert len(told) == len(set(told))


@pytest.mark.rule("C17")
@pytest.mark.parametrize(("checked_by", "expected"), [("", ""), (" ", ""), (" A. Jones, 3 May 2026", "A. Jones, 3 May 2026")])
def test_a_catalogue_says_who_has_checked_it(checked_by, expected):
    assert usable(f'{HEAD}"X-Checked-By:{checked_by}\\n"\n', "cy").checked_by == expected


@pytest.mark.parametrize(
    ("english", "translation", "sound"),
    [
        ("Pictures of %(name)s", "Lluniau %(name)s", True),
        ("Pictures of %(name)s", "Lluniau", False),
        ("Pictures of %(name)s", "Lluniau %(enw)s", False),
        ("Pictures of %(name)s", "Lluniau %(name)d", False),
        ("Pictures", "Lluniau 100 %", False),
        ("Pictures", "Lluniau %s", False),
        ("Pictures", "<b>Lluniau</b>", False),
        ("Pictures", "Lluniau <script", False),
        ("Pictures", "Lluniau &lt;", False),
        ("<b>Pictures</b>", "<b>Lluniau</b>", True),
        ("Pictures", '<a href="https://elsewhere.example">Lluniau</a>', False),
        (("%(num)d picture", "%(num)d pictures"), ("%(num)d llun", "%(num)d llun", "%(num)d lun"), True),
        (("%(num)d picture", "%(num)d pictures"), ("%(num)d llun", "dau lun"), False),
        (("One picture", "%(num)d pictures"), ("Un llun", "%(num)d llun"), True),
    ],
)
def test_a_translation_that_could_break_a_page_is_not_sound(english, translation, sound):
    assert is_sound(Message(english, translation)) is sound


@pytest.mark.parametrize("code", ALL_BUT_ENGLISH)
def test_no_catalogue_has_a_translation_that_could_break_a_page(code):
    text = (languages.CATALOGUES / f"{code}.po").read_text(encoding="utf-8")
    bad = [message.id for message in languages.read(text, code) if message.id and message.string and not is_sound(message)]
    assert bad == []


def test_an_unsound_translation_and_a_doubtful_one_give_way_to_english():
    texts = usable(
        f'{HEAD}\nmsgid "Pictures of %(name)s"\nmsgstr "Lluniau %(enw)s"\n'
        '\nmsgid "Yes"\nmsgstr "Ie"\n'
        '\n#, fuzzy\nmsgid "No"\nmsgstr "Na"\n',
        "cy",
    )
    assert [message.id for message in texts.catalogue if message.id] == ["Yes"]


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ("", "en"),
        ("ur", "ur"),
        ("ur-PK,en;q=0.8", "ur"),
        ("fr-FR,fr;q=0.9,cy;q=0.5,en;q=0.1", "cy"),
        ("cy;q=0.2, ur;q=0.7", "ur"),
        ("pl,ur;q=0.1", "ur"),  # Polish isn't offered
        ("ur;q=0", "en"),
        ("ur;q=nonsense", "en"),
        ("*", "en"),
        (";;;,,,=", "en"),
        ("ur," * 5000, "ur"),
    ],
)
def test_a_browser_gets_the_offered_language_that_it_likes_best(wanted, expected):
    assert best(wanted, ("en", "cy", "ur")) == expected
