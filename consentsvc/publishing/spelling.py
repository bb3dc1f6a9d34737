"""A text as the names in it may be meant: its words in plain small letters, in each way to read them (P2). Pure.

'Müller' is read as 'muller' and 'mueller', 'O’Neill' as 'o neill' and 'oneill', 'AmySmith' as 'amy smith', 'S m i t h' and 'Sm1th' as
'smith', 'Олена' as 'олена' and 'olena', what is turned round by a mark as it is seen, 'm%C3%BCller' in an address as 'muller'. Each
reading knows the place in the text that it was read from.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import groupby
from typing import Final, NamedTuple
from urllib.parse import unquote

MOST_WORDS: Final = 4
"""A name of more words is found by its parts."""

APART_FROM: Final = 6
"""'Xiao Ming' is read as 'xiaoming' too, from so many letters on: 'in a' is no 'Ina'."""

SPACED_FROM: Final = 3
"""So many letters that stand alone in a row are read as a word: 'S m i t h'."""

_PLAIN: Final = str.maketrans(
    {"ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D", "ð": "d", "Ð": "D", "þ": "th", "Þ": "Th", "ß": "ss", "ẞ": "SS"}
    | {"æ": "ae", "Æ": "Ae", "œ": "oe", "Œ": "Oe", "ı": "i", "ħ": "h", "Ħ": "H", "ŋ": "n", "Ŋ": "N", "ŧ": "t", "Ŧ": "T"}
    | {"ى": "ي", "ی": "ي", "ک": "ك", "ة": "ه", "ۀ": "ه", "ہ": "ه", "ھ": "ه"}
    | dict(zip("ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘꞯʀꜱᴛᴜᴠᴡʏᴢ", "abcdefghijklmnopqrstuvwyz", strict=True))  # small capitals
    | {chr(first + number): chr(ord("A") + number) for first in (0x1F150, 0x1F170) for number in range(26)}  # white on black
)
_IN_TWO_LETTERS: Final = {
    "ä": "ae",
    "Ä": "Ae",
    "ö": "oe",
    "Ö": "Oe",
    "ü": "ue",
    "Ü": "Ue",
    "ø": "oe",
    "Ø": "Oe",
    "å": "aa",
    "Å": "Aa",
}
_SHARED: Final = {
    **dict(zip("абвдежзклмнопрстуфцчшэ", "a b v d e zh z k l m n o p r s t u f ts ch sh e".split(), strict=True)),
    **{"х": "kh", "щ": "shch", "ь": "", "ъ": "", "’": "", "ў": "u"},
    **dict(zip("αβγδεζηθικλμνξοπρσςτυφχψω", "a v g d e z i th i k l m n x o p r s s t y f ch ps o".split(), strict=True)),
}
_OFFICIAL: Final = _SHARED | {
    "г": "h",
    "ґ": "g",
    "и": "y",
    "і": "i",
    "ї": "i",
    "й": "i",
    "є": "ie",
    "ю": "iu",
    "я": "ia",
    "ы": "y",
    "ё": "e",
}
_AT_THE_START: Final = {"Є": "Ye", "Ї": "Yi", "Й": "Y", "Ю": "Yu", "Я": "Ya"}
_POPULAR: Final = _SHARED | {
    "г": "g",
    "ґ": "g",
    "и": "i",
    "і": "i",
    "ї": "yi",
    "й": "y",
    "є": "ye",
    "ю": "yu",
    "я": "ya",
    "ы": "y",
    "ё": "yo",
}
_LOOKS_LIKE: Final = dict(
    zip("аеорсухіјѕһԁɡΑΒΕΖΗΙΚΜΝΟΡΤΥΧАВЕКМНОРСТУХІЈЅ", "aeopcyxijshdgABEZHIKMNOPTYXABEKMHOPCTYXIJS", strict=True)
)
_FIGURES: Final = {
    "0": "o",
    "1": "i",
    "3": "e",
    "4": "a",
    "5": "s",
    "7": "t",
    "8": "b",
    "@": "a",
    "$": "s",
    "!": "i",
    "€": "e",
    "£": "l",
    "|": "l",
}

_FILLERS: Final = "\u115f\u1160"  # letters of Korean that nobody sees
_LETTERS: Final = r"[^\W\d_]"
_WORD: Final = re.compile(rf"(?:Mc|Mac)?(?:[A-Z]+(?![a-z])|[A-Z]?[^\W\d_A-Z]+|{_LETTERS}+?)(?=[A-Z]|[\W\d_]|$)|{_LETTERS}+")
_OTHER_SCRIPT: Final = re.compile("[\u0370-\u03ff\u0400-\u052f]")
_MIXED: Final = re.compile("[A-Za-z][\u0370-\u03ff\u0400-\u052f]|[\u0370-\u03ff\u0400-\u052f][A-Za-z]")
_WITH_FIGURES: Final = re.compile(r"[A-Za-z][!]?[0134578@$€£|]|[0134578@$€£|][A-Za-z]|[A-Za-z]![A-Za-z]")
_WITHOUT_SPACES: Final = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")

_TURNED: Final = re.compile("\u202e([^\u202c\u2069\n]*)")  # from this mark on letters run to the left, until it is ended
_ENCODED: Final = re.compile(r"(?:%[0-9A-Fa-f]{2})+|(?<![^\W_])xn--[A-Za-z0-9-]+")  # in addresses of pages

_Letter = Callable[[str], str]


class Place(NamedTuple):
    """A part of a text: from, and up to."""

    start: int
    end: int


class _Character(NamedTuple):
    """As it is read, and the place that it was read from."""

    character: str
    start: int
    end: int


class _Word(NamedTuple):
    plain: str
    place: Place
    is_joined: bool  # to the word before: nothing stands between them but a mark, as in 'O'Neill', 'Smith-Jones' and 'AmySmith'


@dataclass(frozen=True, slots=True)
class Reading:
    """A text, where each word and row of up to MOST_WORDS words stands in it, and the letters of each of its stretches without a space."""

    text: str
    places: Mapping[str, Sequence[Place]]
    stretches: Sequence[tuple[str, Place]]


@lru_cache(maxsize=1024)
def read(text: str) -> Reading:
    """The text in each way to read it."""
    text = unicodedata.normalize("NFC", text)
    places: dict[str, dict[Place, None]] = defaultdict(dict)
    stretches: dict[tuple[str, Place], None] = {}
    for characters in _as_seen(text):
        for letter in _ways("".join(each.character for each in characters)):
            words = list(_words(characters, letter))
            for key, place in (*_rows(words, text), *_spaced(words, text)):
                places[key][place] = None
            stretches |= dict.fromkeys(_stretches(words, text))
    return Reading(text, {key: tuple(found) for key, found in places.items()}, tuple(stretches))


@cache
def forms(name: str) -> frozenset[str]:
    """A name in each way to write it: its words apart, and together."""
    name = unicodedata.normalize("NFC", name)
    ways = [[word.plain for word in _words(_as_written(name), letter)] for letter in _ways(name)]
    return frozenset(between.join(words) for words in ways for between in (" ", "") if words)


def words_of(name: str) -> list[str]:
    """The words of a name in plain small letters: at spaces and hyphens, not at apostrophes."""
    return [
        "".join(word.plain for word in _words(_as_written(part), _plain))
        for part in re.split(r"[\s\u2010-\u2015\u2212-]+", name)
        if part
    ]


def is_without_spaces(name: str) -> bool:
    """Whether it is written in a script that puts no spaces between words."""
    return bool(_WITHOUT_SPACES.search(name))


def _as_seen(text: str) -> Iterator[Sequence[_Character]]:
    """The text as it is written, and where that differs, as it is seen and as it is meant in an address."""
    written = _as_written(text)
    yield written
    if _TURNED.search(text):
        yield _turned(text, written)
    if _ENCODED.search(text):
        yield _decoded(text, written)


def _as_written(text: str) -> Sequence[_Character]:
    return [_Character(each, at, at + 1) for at, each in enumerate(text)]


def _turned(text: str, written: Sequence[_Character]) -> Sequence[_Character]:
    order = list(written)
    for found in _TURNED.finditer(text):
        start, end = found.span(1)
        order[start:end] = order[start:end][::-1]
    return order


def _decoded(text: str, written: Sequence[_Character]) -> Sequence[_Character]:
    characters, end = [], 0
    for found in _ENCODED.finditer(text):
        meant = [_Character(each, *found.span()) for each in _meant(found[0])]
        characters += [*written[end : found.start()], *meant]
        end = found.end()
    return [*characters, *written[end:]]


def _meant(encoded: str) -> str:
    if encoded.startswith("%"):
        return unquote(encoded)
    try:
        return encoded.removeprefix("xn--").encode().decode("punycode")
    except UnicodeError:
        return encoded


def _ways(text: str) -> Iterator[_Letter]:
    """The ways to read each letter that make a difference to this text."""
    yield _plain
    if any(letter in text for letter in _IN_TWO_LETTERS):
        yield _in_two_letters
    if _OTHER_SCRIPT.search(text):
        yield from (_official, _popular)
    if _MIXED.search(text):
        yield _looks_like
    if _WITH_FIGURES.search(text):
        yield from (_figure, _figure_for_l)


@cache
def _plain(letter: str) -> str:
    """Without accents and other marks; nothing for a character that can't be seen."""
    parts = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", letter).translate(_PLAIN))
    return "".join(part for part in parts if unicodedata.category(part) not in ("Mn", "Mc", "Me", "Cf") and part not in _FILLERS)


def _in_two_letters(letter: str) -> str:
    return _IN_TWO_LETTERS.get(letter) or _plain(letter)


def _official(letter: str) -> str:
    return _AT_THE_START.get(letter) or _in_latin(letter, _OFFICIAL)


def _popular(letter: str) -> str:
    return _in_latin(letter, _POPULAR)


def _in_latin(letter: str, table: Mapping[str, str]) -> str:
    small = letter.lower()
    if small not in table:
        base = _plain(letter)
        return base if base == letter or not base else _in_latin(base, table)
    return table[small] if small == letter else table[small].capitalize()


def _looks_like(letter: str) -> str:
    return _LOOKS_LIKE.get(letter) or _plain(letter)


def _figure(letter: str) -> str:
    return _FIGURES.get(letter) or _plain(letter)


def _figure_for_l(letter: str) -> str:
    return "l" if letter in "1!" else _figure(letter)


def _words(characters: Sequence[_Character], letter: _Letter) -> Iterator[_Word]:
    spelled = [(part, each) for each in characters for part in letter(each.character)]
    plain = "".join(part for part, _ in spelled)
    end = 0
    for found in _WORD.finditer(plain):
        between = plain[end : found.start()]
        joined = bool(end) and len(between) <= 2 and not any(each.isspace() or each.isdigit() for each in between)
        ends = spelled[found.start()][1], spelled[found.end() - 1][1]
        place = Place(min(each.start for each in ends), max(each.end for each in ends))
        yield _Word(found.group().casefold(), place, joined)
        end = found.end()


def _rows(words: Sequence[_Word], text: str) -> Iterator[tuple[str, Place]]:
    """Each word, and each row of words: apart, and together where only a mark joins them, or where it looks like one name."""
    for number, first in enumerate(words):
        start, apart, together, is_joined = first.place.start, first.plain, first.plain, True
        yield apart, first.place
        for word in words[number + 1 : number + MOST_WORDS]:
            apart, together, is_joined = f"{apart} {word.plain}", together + word.plain, is_joined and word.is_joined
            place = Place(start, word.place.end)
            yield apart, place
            if is_joined or (len(together) >= APART_FROM and text[start].isupper()):
                yield together, place


def _spaced(words: Sequence[_Word], text: str) -> Iterator[tuple[str, Place]]:
    """The words that letters standing alone in a row may spell."""
    for is_letter, group in groupby(words, key=lambda word: len(word.plain) == 1):
        run = list(group)
        if not is_letter or len(run) < SPACED_FROM:
            continue
        letters = "".join(word.plain for word in run)
        for start in range(len(run) - SPACED_FROM + 1):
            for end in range(start + SPACED_FROM, min(len(run), start + 24) + 1):
                yield letters[start:end], Place(run[start].place.start, run[end - 1].place.end)


def _stretches(words: Sequence[_Word], text: str) -> Iterator[tuple[str, Place]]:
    stretch: list[_Word] = []
    for word in words:
        if stretch and any(each.isspace() for each in text[stretch[-1].place.end : word.place.start]):
            yield _stretch(stretch)
            stretch = []
        stretch.append(word)
    if stretch:
        yield _stretch(stretch)


def _stretch(words: Sequence[_Word]) -> tuple[str, Place]:
    return "".join(word.plain for word in words), Place(words[0].place.start, words[-1].place.end)
