"""Names, no images (P2): what in a text tells who a child in the picture is. Pure: texts and names in, reasons out.

Read as a list of questions, the fullest name first. Does the text give the full name, the surname, a nickname that only this child
has? Of a child who may not be named: the first name, a short form or another spelling of it? Initials, or a first name with one?

Small letters among other words are only a word ('a red rose', 'the brown dog'); what may be either is a name. Two capitals alone
('AS') are none: they tell nobody who doesn't know already, and stand for too much else.

Beside a crowd nobody knows who is in it (E6): so the full name, the surname and the particular nickname of everybody who may be are
looked for. A first name tells nobody among many.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain, islice, product
from typing import Final, NamedTuple
from uuid import UUID

from nicknames import NickNamer

from consentsvc.kernel.rulebook import Reason
from consentsvc.publishing import spelling
from consentsvc.publishing.everyday import (
    ABBREVIATIONS,
    EVERYDAY,
    GRAMMAR,
    MONTHS,
    PARTICLES,
    PHRASES,
    SAME_NAMES,
    SHORT_FORMS,
    TITLES,
)
from consentsvc.publishing.spelling import Place, Reading

ANYWHERE_FROM: Final = 6
"""A full name of so many letters is told wherever its letters stand in a row: in a tag, an address of a page or of an account."""

IN_ACCOUNT_FROM: Final = 4
"""So is a surname of so many letters, in the name of an account or a file: '@asmith'."""

START: Final = 4
"""Letters by which a name is looked up in a row of letters."""

PART_FROM: Final = 3
"""Part of a double surname tells who it is, from so many letters on; so does a short form of the collected list."""

_FULL, _SURNAME, _UNIQUE, _FIRST, _SHORT = "full name", "surname", "particular nickname", "first name", "nickname"
_WITH_INITIAL, _INITIALS = "first name and an initial", "initials"
_ORDER: Final = (_FULL, _SURNAME, _UNIQUE, _FIRST, _SHORT)
_OF_FIRST_NAMES: Final = frozenset((_FIRST, _SHORT))

_STRETCH: Final = re.compile(r"\S+")
_ACCOUNT: Final = re.compile(r"[@#_]|\.(?:jpe?g|png|webp|gif|hei[cf]|tiff?|mp4|mov|pdf)\b", re.IGNORECASE)
_PAGE: Final = re.compile(r"://|^www\.|^[\w.-]+\.[a-z]{2,}/", re.IGNORECASE)  # the address of one
_PHRASE: Final = re.compile(rf"\b(?:{'|'.join(map(re.escape, PHRASES))})\b", re.IGNORECASE)
_DOTTED: Final = re.compile(r"(?<![^\W_])([^\W\d_])\.[^\S\n]{0,2}([^\W\d_])\.")
_INITIAL: Final = re.compile(r"[^\S\n]{0,2}[(_-]?([^\W\d_])(?![^\W_])(?!['’](?!s\b))")
_WORDS_BEFORE: Final = re.compile(r"([^\W_]+)\W+([^\W_]+)\W*$|([^\W_]+)\W*$|$")
_POSSESSIVE: Final = re.compile(r"['’]s?\b|['’](?=\s)")
_AFTER_AN_INITIAL: Final = re.compile(r"(?<![^\W_])[^\W\d_]\. ?\Z")
_A_NUMBER: Final = re.compile(r"\W{0,2}\d")
_ARABIC: Final = re.compile("[\u0600-\u06ff]")
_ENDS_A_SENTENCE: Final = frozenset('.!?:;\n•–—|"“”(/')
_POINTS_AT: Final = frozenset(
    "a an the this that these those some any no every each his her their our my your its in on at".split()
)
_SPEAKS_TO: Final = frozenset(
    "done congratulations congrats birthday named called dear thanks hello meet bravo hurray hooray".split()
)
_BESIDE_FIRST_NAMES: Final = frozenset("and with by from for to".split())
_BESIDE_SURNAMES: Final = frozenset(("and", "by"))
_BEFORE_MONTHS: Final = frozenset("in early late mid during since until every last next this on".split())


@dataclass(frozen=True, slots=True)
class ChildName:
    """A child who is shown in the picture. `known_as`: what they are called, where that isn't the first name."""

    id: UUID
    first_name: str
    last_name: str
    known_as: str | None = None

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}"

    @property
    def given_names(self) -> Sequence[str]:
        """What they are called by, as the roster has it."""
        return [self.first_name, *([self.known_as] if self.known_as else [])]


@dataclass(frozen=True, slots=True)
class Seen:
    """Whose names may not stand beside a picture: the children who are named in what goes out of it, and where a crowd is to be seen
    there, everybody who may be in it.

    places: of a crowd, what the school and the place of the event are called; these may stand beside it, whoever is called so too.
    """

    children: Sequence[ChildName] = ()
    crowd: frozenset[ChildName] = frozenset()
    places: tuple[str, ...] = ()


NOBODY: Final = Seen()


class _Name(NamedTuple):
    """What may not stand beside the picture. `meant`: the name as the roster has it, or as people know it."""

    kind: str
    meant: str
    is_plural: bool = False


class _Names(NamedTuple):
    """A child's names, by every form that each can have in a text, and what else is looked for. All in plain small letters.

    accounts: the surname with the first name's initial, as accounts are called. initials: of the first and the last name.
    """

    by_form: Mapping[str, Sequence[_Name]]
    first_names: Set[str]
    in_one_row: Set[str]
    surnames: Set[str]
    accounts: Set[str]
    initials: Set[str]
    last_initials: Set[str]


class _Crowd(NamedTuple):
    """Many children, by what a text can hold of their names: it is read once, however many they are.

    by_form: by words. by_start: by the first letters of each name that is looked for in a row of letters.
    """

    by_form: Mapping[str, Set[ChildName]]
    by_start: Mapping[str, Set[tuple[str, ChildName]]]


class _Found(NamedTuple):
    """What a text gives of a child's name: the words as they stand there; and whether they are a word of every day too."""

    kind: str
    words: str
    meant: str
    is_everyday: bool = False


def names_told(texts: Mapping[str, str], children: Collection[ChildName], may_be_named: Collection[UUID]) -> tuple[Reason, ...]:
    """One reason for each text ('caption', 'alternative text') and child whose name it gives (P2).

    A first name alone, or an ordinary short form of it, may stand there for the children who `may_be_named` by it (C12).
    """
    told = ((where, child, _told(text, child, child.id in may_be_named)) for where, text in texts.items() for child in children)
    return tuple(_reason(where, child, found) for where, child, found in told if found)


def told_of_crowd(texts: Mapping[str, str], seen: Seen) -> tuple[Reason, ...]:
    """One reason for each text and name in it of anybody who may be in the picture's crowd, however many are so called (P2)."""
    if not seen.crowd:
        return ()
    told = ((where, each) for where, text in texts.items() for each in _of_crowd(_without(text, seen.places), seen.crowd))
    return tuple(dict.fromkeys(_reason_of_crowd(where, found) for where, found in told))


def _without(text: str, phrases: Collection[str]) -> str:
    """The text without these phrases, wherever they stand as words of their own."""
    wanted = "|".join(re.escape(each) for each in phrases if each)
    return re.sub(rf"(?<!\w)(?:{wanted})(?!\w)", "…", text, flags=re.IGNORECASE) if wanted else text


def _of_crowd(text: str, crowd: frozenset[ChildName]) -> Iterator[_Found]:
    """The fullest name of each child in a crowd that the text gives."""
    reading = spelling.read(text)
    for child in _perhaps(reading, _crowd(crowd)):
        of_one = chain(
            _in_one_row(reading, child),
            _in_an_address(reading, child),
            _in_words(reading, child, may_be_named=True),
            _without_spaces(reading, child, may_be_named=True),
        )
        yield from islice(of_one, 1)


def _perhaps(reading: Reading, crowd: _Crowd) -> Set[ChildName]:
    """The few whose names the text may give."""
    letters = "".join(letters for letters, _ in reading.stretches)
    starts = {letters[at : at + size] for at in range(len(letters)) for size in range(2, START + 1)}
    in_rows = {child for start in starts & crowd.by_start.keys() for name, child in crowd.by_start[start] if name in letters}
    return in_rows.union(*(crowd.by_form[key] for key in crowd.by_form.keys() & reading.places.keys()))


@lru_cache(maxsize=8)
def _crowd(children: frozenset[ChildName]) -> _Crowd:
    by_form: dict[str, set[ChildName]] = defaultdict(set)
    by_start: dict[str, set[tuple[str, ChildName]]] = defaultdict(set)
    for child in children:
        names = _names_of(child)
        telling = {form for form, given in names.by_form.items() if any(each.kind not in _OF_FIRST_NAMES for each in given)}
        for form in telling | names.accounts:
            by_form[form].add(child)
        for name in names.in_one_row | names.surnames | names.accounts | _forms_without_spaces(child):
            by_start[name[:START]].add((name, child))
    return _Crowd(by_form, by_start)


def _forms_without_spaces(child: ChildName) -> Set[str]:
    names = (child.full_name, f"{child.last_name} {child.first_name}", child.last_name)
    return {form for name in names if spelling.is_without_spaces(name) for form in spelling.forms(name) if len(form) > 1}


@lru_cache(maxsize=65_536)
def _told(text: str, child: ChildName, may_be_named: bool) -> _Found | None:
    """The fullest name of the child that the text gives."""
    reading = spelling.read(text)
    found = chain(
        _in_one_row(reading, child),
        _in_an_address(reading, child),
        _in_words(reading, child, may_be_named),
        _without_spaces(reading, child, may_be_named),
        _with_an_initial(reading, child),
        _initials(text, child),
    )
    return next(found, None)


def _reason(where: str, child: ChildName, found: _Found) -> Reason:
    name = "" if spelling.forms(found.words) & spelling.forms(found.meant) else f" They are called “{found.meant}”."
    text = f"The {where} gives the {found.kind} of a child in the picture: “{found.words}”.{name}"
    return Reason("P2", "name_told", str(child.id), text, _mend(where, found))


def _reason_of_crowd(where: str, found: _Found) -> Reason:
    """The same for each of several who are so called."""
    text = f"The {where} gives the {found.kind} of a child who may be in this crowd: “{found.words}”."
    return Reason("P2", "name_told", None, text, _mend(where, found))


def _mend(where: str, found: _Found) -> str:
    if found.kind == _UNIQUE:
        return (
            f"Take it out of the {where}: only this child has it. An ordinary first name may stand there where the family allows."
        )
    if found.kind == _WITH_INITIAL:
        return f"Take the initial out of the {where}."
    other = (
        "write it in small letters, or use another word" if found.is_everyday and found.words[0].isupper() else "use another word"
    )
    return f"Take it out of the {where}. If it means something else, {other}."


def _in_one_row(reading: Reading, child: ChildName) -> Iterator[_Found]:
    """A full name in a stretch without a space, and a surname in the name of an account or a file."""
    names, accounts = _names_of(child), _accounts(reading.text)
    for letters, place in reading.stretches:
        if any(name in letters for name in names.in_one_row):
            yield _Found(_FULL, _words_at(reading, place), child.full_name)
        if accounts and _is_within(place, accounts) and _is_account_of(letters, names):
            yield _Found(_SURNAME, _words_at(reading, place), child.last_name)


def _in_an_address(reading: Reading, child: ChildName) -> Iterator[_Found]:
    """'/asmith', which many pages of people are called."""
    pages = [found.span() for found in _STRETCH.finditer(reading.text) if _PAGE.search(found[0])]
    for key in _names_of(child).accounts & reading.places.keys() if pages else ():
        for place in reading.places[key]:
            if _is_within(place, pages):
                yield _Found(_SURNAME, _words_at(reading, place), child.last_name)


def _is_account_of(letters: str, names: _Names) -> bool:
    return letters in names.accounts or any(surname in letters for surname in names.surnames)


def _in_words(reading: Reading, child: ChildName, may_be_named: bool) -> Iterator[_Found]:
    forms = _names_of(child).by_form
    given = [(name, key) for key in forms.keys() & reading.places.keys() for name in forms[key]]
    for name, key in sorted(given, key=lambda each: (_ORDER.index(each[0].kind), each[1])):
        if may_be_named and name.kind in _OF_FIRST_NAMES:
            continue
        for place in reading.places[key]:
            if _is_meant(reading.text, key, place, name):
                yield _Found(name.kind, _words_at(reading, place), name.meant, _is_everyday(key))


def _without_spaces(reading: Reading, child: ChildName, may_be_named: bool) -> Iterator[_Found]:
    """Names in a script that puts no spaces between words, from two characters on."""
    letters = "".join(letters for letters, _ in reading.stretches) if spelling.is_without_spaces(reading.text) else ""
    names = [(_FULL, child.full_name), (_FULL, f"{child.last_name} {child.first_name}"), (_SURNAME, child.last_name)]
    names += [] if may_be_named else [(_FIRST, name) for name in child.given_names]
    for kind, name in names if letters else ():
        if spelling.is_without_spaces(name) and any(len(form) > 1 and form in letters for form in spelling.forms(name)):
            yield _Found(kind, name, name)


def _with_an_initial(reading: Reading, child: ChildName) -> Iterator[_Found]:
    """'Amy S' tells more than 'Amy'."""
    names = _names_of(child)
    for place in (place for key in names.first_names & reading.places.keys() for place in reading.places[key]):
        after = _INITIAL.match(reading.text, place.end)
        if after and after[1].isupper() and _initial(after[1]) in names.last_initials:
            yield _Found(_WITH_INITIAL, reading.text[place.start : after.end()], child.full_name)


def _initials(text: str, child: ChildName) -> Iterator[_Found]:
    """'A.S.', but not 'P.E.'."""
    for found in _DOTTED.finditer(text):
        first, last = map(_initial, found.groups())
        if found[1].isupper() and f"{first}{last}" in _names_of(child).initials - ABBREVIATIONS:
            yield _Found(_INITIALS, found[0], child.full_name)


def _initial(name: str) -> str:
    return next((form[:1] for form in sorted(spelling.forms(name))), "")


@lru_cache(maxsize=16_384)
def _names_of(child: ChildName) -> _Names:
    by_form: dict[str, dict[_Name, None]] = defaultdict(dict)
    for name, forms in chain(_fuller(child), _by_surname(child), _by_first_name(child)):
        for form in forms:
            by_form[form][name] = None
    firsts = {_initial(name) for name in child.given_names}
    lasts = {_initial(word) for word in (child.last_name, *spelling.words_of(child.last_name))}
    surnames = [form for form in spelling.forms(child.last_name) if " " not in form and len(form) >= IN_ACCOUNT_FROM]
    return _Names(
        by_form={form: tuple(names) for form, names in by_form.items()},
        first_names={form for form, names in by_form.items() if any(name.kind in _OF_FIRST_NAMES for name in names)},
        in_one_row={form for form in _full_names(child) if " " not in form and len(form) >= ANYWHERE_FROM},
        surnames={form for form in surnames if form not in EVERYDAY},
        accounts={each for form in surnames for first in firsts for each in (f"{first}{form}", f"{form}{first}")},
        initials={f"{first}{last}" for first in firsts for last in lasts},
        last_initials=lasts,
    )


def _fuller(child: ChildName) -> Iterator[tuple[_Name, Iterable[str]]]:
    yield _Name(_FULL, child.full_name), _full_names(child)
    if child.known_as and not _is_ordinary(child):
        yield _Name(_UNIQUE, child.known_as), spelling.forms(child.known_as)


def _full_names(child: ChildName) -> set[str]:
    """The first name or one of its words with the surname or one of its parts, in either order."""
    firsts = {form for name in child.given_names for each in (name, *_parts(name)) for form in spelling.forms(each)}
    lasts = {form for each in (child.last_name, *_surname_parts(child.last_name)) for form in spelling.forms(each)}
    both = [*product(firsts, lasts), *product(lasts, firsts)]
    return {between.join(pair) for pair in both for between in (" ", "")}


def _by_surname(child: ChildName) -> Iterator[tuple[_Name, Iterable[str]]]:
    name = _Name(_SURNAME, child.last_name)
    yield name, spelling.forms(child.last_name)
    yield name, _written_otherwise(child.last_name)
    for part in _surname_parts(child.last_name):
        yield name, {part} | _written_otherwise(part)
    yield name._replace(is_plural=True), _plurals(spelling.forms(child.last_name))


def _by_first_name(child: ChildName) -> Iterator[tuple[_Name, Iterable[str]]]:
    for given in child.given_names:
        name = _Name(_FIRST, given)
        words = {form for word in _parts(given) for form in spelling.forms(word)}
        yield name, _with_little_words(spelling.forms(given) | words)
        yield name, _written_otherwise(given) | {other for word in words for other in _written_otherwise(word)}
        yield name._replace(is_plural=True), _plurals(words)
        yield _Name(_SHORT, given), _short_forms(given)


def _parts(name: str) -> list[str]:
    words = spelling.words_of(name)
    return [word for word in words if len(words) == 1 or (len(word) > 1 and word not in PARTICLES)]


def _surname_parts(name: str) -> list[str]:
    """Of 'Smith-Jones': both; of 'van der Berg': 'berg'; of 'O’Brien': 'brien'."""
    words = spelling.words_of(name)
    tails = [word for tail in re.split("['’ʼ]", name)[1:] for word in spelling.words_of(tail) if len(word) > PART_FROM]
    return [word for word in [*words, *tails] if len(word) >= PART_FROM and word not in PARTICLES]


def _written_otherwise(name: str) -> set[str]:
    """Other spellings that people take for the same name: Mohammed and Muhammad, McDonald and MacDonald, Kowalski and Kowalska."""
    forms = spelling.forms(name)
    same = {other for group in SAME_NAMES if group & forms for other in group}
    scottish = {re.sub("^mac", "mc", form) if form.startswith("mac") else re.sub("^mc", "mac", form) for form in forms}
    slavic = {form[:-1] + end for form in forms if re.search("([sc]k|dzk)[iay]$", form) for end in "iay"}
    slavic |= {form[: -len(end)] + other for form in forms for end, other in _ENDINGS if form.endswith(end)}
    return (same | scottish | slavic) - forms


_HISSING: Final = ("s", "x", "z", "sh", "ch")
_ENDINGS: Final = (("ova", "ov"), ("ova", ""), ("eva", "ev"), ("ov", "ova"), ("ev", "eva"), ("ina", "in"))


def _plurals(forms: Iterable[str]) -> set[str]:
    """'The Smiths', and 'Amys drawing' without its apostrophe."""
    long = [form for form in forms if len(form) >= PART_FROM]
    return {f"{form}s" for form in long} | {f"{form}es" for form in long if form.endswith(_HISSING)}


def _with_little_words(forms: Iterable[str]) -> set[str]:
    """In Arabic 'and', 'for' and 'with' are written together with the name."""
    forms = set(forms)
    return forms | {f"{little}{form}" for form in forms if _ARABIC.search(form) for little in "ولب"}


@cache
def _short_forms(name: str) -> frozenset[str]:
    """Nicknames that people know for this name: of the collected list, and of our own."""
    words = {form for word in _parts(name) for form in spelling.forms(word)}
    words |= {other for word in words for other in _written_otherwise(word)}
    collected = {short for word in words for short in _nicknames().nicknames_of(word) if len(short) >= PART_FROM}
    return frozenset(collected.union(*(SHORT_FORMS.get(word, ()) for word in words)) - words)


def _is_ordinary(child: ChildName) -> bool:
    """Whether many children are called so: it is the first name, a short form of it, or a name on one of the lists."""
    forms = spelling.forms(child.known_as or "")
    of_first_name = _short_forms(child.first_name).union(*(spelling.forms(part) for part in _parts(child.first_name)))
    return bool(forms & (of_first_name | _known_names()))


@cache
def _nicknames() -> NickNamer:
    return NickNamer()


@cache
def _known_names() -> frozenset[str]:
    listed = {*_nicknames().nickname_lookup, *_nicknames().canonical_lookup, *SHORT_FORMS}
    return frozenset(listed.union(*SHORT_FORMS.values(), *SAME_NAMES))


def _is_meant(text: str, key: str, place: Place, name: _Name) -> bool:
    """Whether this is the name, and not only a word; where it may be either, it is the name."""
    _, before = _words_before(text, place)
    if name.is_plural and before.casefold() in TITLES:
        return False  # 'Mrs Roberts' beside a Robert
    if not _is_everyday(key):
        return True
    if _is_within(place, [found.span() for found in _PHRASE.finditer(text)]):
        return False
    return _looks_like_a_name(text, key, place, name)


def _looks_like_a_name(text: str, key: str, place: Place, name: _Name) -> bool:
    """Whether a word of every day is a name in this place."""
    if text[place.start].islower():
        beside = _BESIDE_SURNAMES if name.kind == _SURNAME else _BESIDE_FIRST_NAMES
        return _is_meant_in_small_letters(text, key, place, beside)
    if _AFTER_AN_INITIAL.search(text, 0, place.start):
        return True
    if key in GRAMMAR:
        return not _begins_a_sentence(text, place) and not text.isupper()
    _, before = _words_before(text, place)
    return not (key in MONTHS and (before.casefold() in _BEFORE_MONTHS or before.isdigit() or _A_NUMBER.match(text, place.end)))


def _is_meant_in_small_letters(text: str, key: str, place: Place, beside: Set[str]) -> bool:
    earlier, before = _words_before(text, place)
    if before.casefold() in _SPEAKS_TO or _is_within(place, _accounts(text)):
        return True
    is_pointed_at = not _POINTS_AT.isdisjoint({before.casefold(), earlier.casefold()})
    if key in GRAMMAR or is_pointed_at:
        return False
    if _POSSESSIVE.match(text, place.end) or (before == "and" and earlier[:1].isupper() and not earlier.endswith("s")):
        return True
    has_no_capitals = text == text.lower()
    return has_no_capitals and (_begins_a_sentence(text, place) or before in beside)


def _words_before(text: str, place: Place) -> tuple[str, str]:
    """The last two words before it, the nearer one last."""
    earlier, before, alone = re.search(_WORDS_BEFORE, text[max(0, place.start - 60) : place.start]).groups()  # type: ignore[union-attr]
    return earlier or "", before or alone or ""


def _begins_a_sentence(text: str, place: Place) -> bool:
    before = text[: place.start].rstrip(" \t'‘’*#")
    return not before or before[-1] in _ENDS_A_SENTENCE


def _is_everyday(key: str) -> bool:
    return all(not EVERYDAY.isdisjoint((word, word.removesuffix("s"), word.removesuffix("es"))) for word in key.split())


@lru_cache(maxsize=1024)
def _accounts(text: str) -> Sequence[tuple[int, int]]:
    return [found.span() for found in _STRETCH.finditer(text) if _ACCOUNT.search(found[0])]


def _is_within(place: Place, spans: Iterable[tuple[int, int]]) -> bool:
    return any(start <= place.start and place.end <= end for start, end in spans)


def _words_at(reading: Reading, place: Place) -> str:
    return reading.text[place.start : place.end]
