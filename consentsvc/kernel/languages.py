"""The languages of families' texts (C17), and every text in them.

A text is written in English where it is used, and looked up by that English in `frontend/parent/translations/<code>.po`.
Adding a language is a line in LANGUAGES and a file there (docs/how-to/add-a-language.md). English stands where a translation
is missing, and where one could break a page: a placeholder that differs, or markup that the English doesn't have.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path
from types import MappingProxyType
from typing import Final, Literal

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from consentsvc.kernel.logs import log

CATALOGUES: Final = Path(__file__).parents[2] / "frontend" / "parent" / "translations"
ENGLISH: Final = "en"


@dataclass(frozen=True, slots=True)
class Language:
    """A language that families may read. `code` is the page's `lang`, `name` its own name, `locale` Babel's, `font` for print."""

    code: str
    name: str
    direction: Literal["ltr", "rtl"]
    locale: str
    font: str


_ALL = (
    Language("en", "English", "ltr", "en_GB", "Noto Sans"),
    Language("cy", "Cymraeg", "ltr", "cy", "Noto Sans"),
    Language("pl", "Polski", "ltr", "pl", "Noto Sans"),
    Language("ro", "Română", "ltr", "ro", "Noto Sans"),
    Language("ur", "اردو", "rtl", "ur", "Noto Nastaliq Urdu"),
    Language("pa", "ਪੰਜਾਬੀ", "ltr", "pa_Guru", "Noto Sans Gurmukhi"),
    Language("bn", "বাংলা", "ltr", "bn", "Noto Sans Bengali"),
    Language("ar", "العربية", "rtl", "ar", "Noto Sans Arabic"),
    Language("so", "Soomaali", "ltr", "so", "Noto Sans"),
    Language("tr", "Türkçe", "ltr", "tr", "Noto Sans"),
    Language("zh", "简体中文", "ltr", "zh_Hans", "Noto Sans SC"),
    Language("uk", "Українська", "ltr", "uk", "Noto Sans"),
)

LANGUAGES: Final[Mapping[str, Language]] = MappingProxyType({language.code: language for language in _ALL})
"""Every language by its code, in the order in which readers choose."""


def phrase(english: str) -> str:
    """Marks a sentence in Python for the catalogues: `phrase("…")` is its English, `translate` and `|translated` look it up."""
    return english


UNCHECKED: Final = phrase("Nobody has checked this translation yet. If something is not clear, ask the school.")


def translate(language: str, text: str, **values: object) -> str:
    """The text in that language, or as it stands. With values, its `%(name)s` are filled in."""
    found = translations(language).gettext(text) if text else ""  # gettext answers "" with the catalogue's header
    return found % values if values else found


def translate_many(language: str, one: str, many: str, number: int, **values: object) -> str:
    """The same for a number of things: `%(num)d` is the number, in the form that the language has for it."""
    return translations(language).ngettext(one, many, number) % {"num": number, **values}


def is_translated(language: str, text: str) -> bool:
    """Whether a reader of that language gets this text in it."""
    return language == ENGLISH or text in _translated(language)


def is_checked(language: str) -> bool:
    """Whether a person has checked the translation (C17): the catalogue's `X-Checked-By` names somebody."""
    return language == ENGLISH or bool(_texts(language).checked_by)


def unchecked_notice(language: str) -> tuple[str, ...]:
    """What readers are told of a translation that nobody has checked (C17): in that language, then in English. Else nothing."""
    if is_checked(language):
        return ()
    return tuple(dict.fromkeys((translate(language, UNCHECKED), UNCHECKED)))


def has_any(language: str) -> bool:
    """Whether anything at all is translated: a language without a word is offered to nobody."""
    return language == ENGLISH or bool(_translated(language))


def best(wanted: str, offered: Iterable[str]) -> str:
    """The offered language that comes first in an Accept-Language header; English where none does."""
    preferences = sorted((_preference(each) for each in wanted.split(",")[:20]), key=lambda each: -each[1])
    return next((code for code, quality in preferences if quality > 0 and code in set(offered)), ENGLISH)


def _preference(item: str) -> tuple[str, float]:
    """('cy', 0.8) for ' cy-GB;q=0.8'. What can't be read is wanted least."""
    tag, _, quality = item.partition(";")
    found = re.fullmatch(r"\s*q\s*=\s*([01](?:\.\d{0,3})?)\s*", quality)
    return tag.strip().lower().split("-")[0], float(found[1]) if found else float(not quality.strip())


def read(text: str, language: str) -> Catalog:
    """A catalogue's text as Babel reads it; broken syntax is an error."""
    return read_po(BytesIO(text.encode()), locale=LANGUAGES[language].locale, abort_invalid=True)


@cache
def translations(language: str) -> NullTranslations:
    """The language's texts as gettext knows them."""
    if language == ENGLISH:
        return NullTranslations()
    compiled = BytesIO()
    write_mo(compiled, _texts(language).catalogue)
    compiled.seek(0)
    return GNUTranslations(compiled)


@dataclass(frozen=True, slots=True)
class Texts:
    """A language's usable translations, and who has checked them (nobody: empty)."""

    catalogue: Catalog
    checked_by: str


def usable(text: str, language: str) -> Texts:
    """What a catalogue's text gives the service: neither what isn't translated, nor what could break a page (logged)."""
    catalogue = read(text, language)
    for message in [each for each in catalogue if each.id]:
        if message.fuzzy or not _strings(message):
            catalogue.delete(message.id)
        elif not is_sound(message):
            log.error("translation_refused", language=language, line=message.lineno)
            catalogue.delete(message.id)
    checked_by = re.search(r'^"X-Checked-By:[ \t]*(.*?)[ \t]*\\n"$', text, re.MULTILINE)
    return Texts(catalogue, checked_by[1] if checked_by else "")


@cache
def _texts(language: str) -> Texts:
    return usable((CATALOGUES / f"{language}.po").read_text(encoding="utf-8"), language)


@cache
def _translated(language: str) -> frozenset[str]:
    return frozenset(_ids(message)[0] for message in _texts(language).catalogue if message.id)


def is_sound(message: Message) -> bool:
    """Whether a translation can stand on a page: the placeholders of its English, no other '%', no markup of its own."""
    expected = [_placeholders(text) for text in _ids(message)]
    allowed_tags = {tag for text in _ids(message) for tag in _markup(text)}
    return all(
        _placeholders(text) in expected and "%" not in _without_placeholders(text) and set(_markup(text)) <= allowed_tags
        for text in _strings(message)
    )


def _ids(message: Message) -> tuple[str, ...]:
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


def _strings(message: Message) -> tuple[str, ...]:
    """The translations that there are; of plurals, all or none."""
    strings = (message.string,) if isinstance(message.string, str) else tuple(message.string or ())
    return strings if strings and all(strings) else ()


PLACEHOLDER: Final = re.compile(r"%\(\w+\)[sd]")


def _placeholders(text: str) -> list[str]:
    return sorted(PLACEHOLDER.findall(text))


def _without_placeholders(text: str) -> str:
    return PLACEHOLDER.sub("", text).replace("%%", "")


def _markup(text: str) -> list[str]:
    return re.findall(r"<[^>]*>?|&#?\w+;|>", text)
