"""What an event's notices say, in English for the catalogues (C17, E2). Values in, sentences out.

A sentence is a text and the values of its gaps; `said` puts it in a language. The public page /n/{code} takes the same sentences.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final

from consentsvc.events.schemas import NoticeKind, Spectators
from consentsvc.kernel import dates, languages
from consentsvc.kernel.languages import LANGUAGES, phrase


@dataclass(frozen=True, slots=True)
class About:
    """What the notices of an event name. `takes_register`: large or public, so that people wear badges (E4)."""

    school: str
    event: str
    on_date: date
    place: str
    takes_register: bool
    spectators: Spectators


WHEN: Final = phrase("We plan to take pictures at %(event)s on %(day)s. The place is %(place)s.")
BY_BADGES: Final = phrase(
    "Each person who takes pictures for the school wears a badge. They have shown us who they are, and they have signed our rules."
)
BY_STAFF: Final = phrase("Staff of the school take the pictures.")
USES: Final = phrase("We use a picture of your child only in ways that your answers to us allow.")
CROWD: Final = phrase(
    "Wide pictures of the whole crowd are different: we may show them without asking. "
    "Nobody is close up or named in them, and no child is in them whose family said no."
)
OPT_OUT: Final = phrase(
    "If you do not want your child in pictures of this day, scan the code or open this page. You need no account. It counts at once."
)
TELL_STAFF: Final = phrase("You can also tell a member of staff at any time, on the day too.")
ASK: Final = phrase("If something is not clear, ask the school.")
TODAY: Final = phrase("Pictures are taken here today.")
SIGN: Final = phrase("If you do not want your child in a picture, scan this code or tell a member of staff. It counts at once.")
READ_OUT: Final = phrase(
    "If you do not want your child in a picture, tell a member of staff, or scan the code on the sign at the door. It counts at once."
)
BADGES: Final = phrase("People who take pictures for the school wear a badge. You can scan a badge to check it.")
TELL_US: Final = phrase("If you are worried about somebody who takes pictures, please tell a member of staff.")
WELCOME: Final = phrase("Welcome to %(event)s.")

OF_SPECTATORS: Final[Mapping[Spectators, str]] = MappingProxyType(
    {
        "allowed": phrase("You may take pictures for your own family. Please do not post pictures of other children."),
        "registered_only": phrase(
            "Please take pictures or videos only if we have put you on our list. Ask a member of staff how."
        ),
        "none": phrase("Please take no pictures or videos yourself at this event."),
    }
)
"""The rule for spectators (E1), as they read it."""

HEADINGS: Final[Mapping[NoticeKind, str]] = MappingProxyType(
    {
        "advance_letter": phrase("Pictures at %(event)s"),
        "door_sign": phrase("Pictures are taken here today"),
        "announcement": phrase("Please read this out"),
        "programme_text": phrase("Pictures today"),
    }
)
SCAN: Final = phrase("Scan the code, or open:")
QR_SAYS: Final = phrase("A square code that opens the page below.")


def paragraphs(kind: NoticeKind, about: About) -> Sequence[str]:
    """What the notice says, in order, in English with its gaps."""
    return [text for text in _SAYS[kind](about) if text]


def about_pictures(about: About) -> Sequence[str]:
    """By whom pictures are taken, for what, and the rule for spectators: what each notice and the public page have in common."""
    return [text for text in (_by_whom(about), USES, _crowd(about), OF_SPECTATORS[about.spectators]) if text]


def said(language: str, text: str, about: About) -> str:
    """The text in a language, its gaps filled."""
    values = {"event": about.event, "place": about.place, "school": about.school, "day": dates.day(language, about.on_date)}
    return languages.translate(language, text, **{name: _isolated(language, value) for name, value in values.items()})


def _isolated(language: str, value: str) -> str:
    """A name in Latin letters keeps its order, and its brackets, inside a sentence that runs from the right."""
    return f"\u2068{value}\u2069" if LANGUAGES[language].direction == "rtl" else value


def _letter(about: About) -> Iterable[str]:
    return (WHEN, *about_pictures(about), OPT_OUT, TELL_STAFF, ASK)


def _sign(about: About) -> Iterable[str]:
    return (SIGN, OF_SPECTATORS[about.spectators], BADGES if about.takes_register else "")


def _announcement(about: About) -> Iterable[str]:
    return (WELCOME, TODAY, BADGES if about.takes_register else "", READ_OUT, OF_SPECTATORS[about.spectators], TELL_US)


def _programme(about: About) -> Iterable[str]:
    return (TODAY, *about_pictures(about), OPT_OUT, TELL_US)


_SAYS: Final = MappingProxyType(
    {"advance_letter": _letter, "door_sign": _sign, "announcement": _announcement, "programme_text": _programme}
)


def _by_whom(about: About) -> str:
    return BY_BADGES if about.takes_register else BY_STAFF


def _crowd(about: About) -> str:
    return CROWD if about.takes_register else ""
