"""Whom a reporter may mean by a name (M4). Names in, an answer out: rather one too many, since whoever it may be mustn't read it."""

import re
import unicodedata
from collections.abc import Mapping
from difflib import SequenceMatcher
from typing import Final, Literal
from uuid import UUID

Role = Literal["lead", "head"]
TITLES: Final = frozenset("mr mrs ms miss mx dr sir madam mister head teacher headteacher deputy the coach".split())
FORMS_OF_ADDRESS: Final = frozenset("mr mrs ms miss mx dr sir madam mister".split())
MUCH_ALIKE: Final = 0.75
SHORTEST: Final = 2
"""Of a part of a name that may stand for somebody by itself: longer than an initial."""
SHORTEST_ALIKE: Final = 3
"""Of one that may be spelt otherwise."""


_ROLES: Final[tuple[tuple[Role, re.Pattern[str]], ...]] = (
    ("head", re.compile(r"\b(head|head ?teacher|head ?master|head ?mistress|principal)\b")),
    ("lead", re.compile(r"\b(safeguarding|dsl|ddsl|child protection)\b")),
)


def roles_meant(typed: str) -> list[Role]:
    """The roles whose reports go further up, where somebody is called by one instead of a name."""
    return [role for role, words in _ROLES if words.search(typed.casefold())]


def meant(typed: str, names: Mapping[UUID, str]) -> dict[UUID, bool]:
    """Who of `names` may be meant by what was typed; True: it is that very name."""
    said = parts_of(typed)
    found: dict[UUID, bool] = {}
    for who, name in names.items():
        own = parts_of(name)
        if said and sorted(said) == sorted(own):
            found[who] = True
        elif _may_be(said, own):
            found[who] = False
    return found


def named_in(text: str, names: Mapping[UUID, str]) -> frozenset[UUID]:
    """Who of `names` may be named in a text: by a surname, however it is written; by a first name, or a word much like either, where it
    begins with a capital or follows a title. In a text without capitals each word counts as if it had one.
    """
    words = _words(text)
    has_capitals = text != text.lower()
    likely = [
        word
        for before, word in zip(["", *words], words, strict=False)
        if not has_capitals or word[:1].isupper() or before.casefold() in FORMS_OF_ADDRESS
    ]
    anywhere, as_names = {_plain(word) for word in words}, [_plain(word) for word in likely]
    return frozenset(who for who, name in names.items() if _is_among(parts_of(name), anywhere, as_names, has_capitals))


def parts_of(name: str) -> list[str]:
    """The words of a name in small plain letters, without titles."""
    return [word for word in map(_plain, _words(name)) if word not in TITLES]


def _words(text: str) -> list[str]:
    composed = unicodedata.normalize("NFC", text.replace("'", "").replace("’", ""))
    return "".join(each if each.isalnum() or unicodedata.combining(each) else " " for each in composed).split()


def _plain(word: str) -> str:
    return "".join(each for each in unicodedata.normalize("NFKD", word.casefold()) if not unicodedata.combining(each))


def _is_among(own: list[str], anywhere: set[str], as_names: list[str], has_capitals: bool) -> bool:
    surnames = {part for part in own[1:] or own if len(part) >= SHORTEST_ALIKE}
    if surnames & anywhere:
        return True
    return _may_be(as_names, own) if has_capitals else bool({part for part in own if len(part) >= SHORTEST} & set(as_names))


def _may_be(said: list[str], own: list[str]) -> bool:
    """Whether a word of it is one of the name's, or much like one."""
    return any(_are_alike(word, part) for word in said for part in own if min(len(word), len(part)) >= SHORTEST)


def _are_alike(one: str, other: str) -> bool:
    if one == other or min(len(one), len(other)) < SHORTEST_ALIKE:
        return one == other
    return SequenceMatcher(None, one, other, autojunk=False).ratio() >= MUCH_ALIKE
