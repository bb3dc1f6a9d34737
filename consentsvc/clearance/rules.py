"""May this picture go out for this purpose? (W1, W2, W3, P1, and the consent of everybody in it.)

Read as a list of questions: is the purpose known, is the scan done, is everybody accounted for, has a reviewer counted
the people as they are now, does each person shown allow it? Nothing here knows a database, a clock or a session.
A picture is cleared only where no question has left a reason.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from types import MappingProxyType
from typing import Final, Literal, NamedTuple, TypeGuard
from uuid import UUID

from consentsvc.consent import rules as consent
from consentsvc.consent.rules import Standing
from consentsvc.forms.purposes import PURPOSES
from consentsvc.kernel.rulebook import Reason
from consentsvc.media import rules as media
from consentsvc.media.rules import HeadCount, Person
from consentsvc.media.schemas import ScanState

Outcome = Literal["cleared", "blocked", "needs_person"]


@dataclass(frozen=True, slots=True)
class PersonFacts(Person):
    """A person in the photo, with their standings: by purpose, for the photo's event; a purpose that is missing here denies."""

    standings: Mapping[str, Standing]


@dataclass(frozen=True, slots=True)
class PhotoFacts:
    """All that a clearance depends on. A review made for another `people_version` doesn't count."""

    id: UUID
    scan: ScanState
    people_version: int
    people: tuple[PersonFacts, ...]
    review: HeadCount | None


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether one photo may go out for one purpose.

    blocked: a rule denies. needs_person: only somebody's act is missing. Both deny.
    reasons: who is not accounted for, who does not allow it (each by number), then the head count; none where cleared.
    holds_until: the first day on which time alone could change it; None: no such day.
    cover: ids of the people whom every rendition must cover.
    """

    outcome: Outcome
    reasons: tuple[Reason, ...]
    holds_until: date | None
    cover: tuple[UUID, ...]

    @property
    def is_cleared(self) -> bool:
        return self.outcome == "cleared"


class _Words(NamedTuple):
    rule: str
    text: str
    mend: str


_WORDS: Final[Mapping[str, _Words]] = MappingProxyType(
    {
        "scan_waiting": _Words("W1", "This picture has not been searched for faces yet.", "Wait a moment."),
        "scan_failed": _Words("W1", "This picture could not be searched for faces.", "Try the scan again."),
        "shown_nowhere": _Words(
            "W3",
            "There is nowhere that a picture of {who} may be shown.",
            "Redact {who}, crop the picture so that {who} is not in it, or delete it.",
        ),
        "out_of_date": _Words("P1", "The answer for {who} has to be looked up again.", "Try again."),
    }
)

_ACTS_OF_A_PERSON: Final = frozenset(media.REASON_CODES)
"""What only somebody's act is missing for; every other reason, known or not, blocks."""

REASON_CODES: Final = (*consent.REASON_CODES, *media.REASON_CODES, *_WORDS)
"""Every code that a clearance's reasons can have."""


def decide(photo: PhotoFacts, purpose: str, today: date) -> Decision:
    """Decide for one purpose on `today`, the school's date. Whatever is open, failed or unknown denies."""
    if purpose not in PURPOSES:
        return _blocked(consent.explain("unknown_purpose", purpose, about=str(photo.id)))
    if photo.scan != "scanned":
        return _blocked(_say("scan_failed" if photo.scan == "failed" else "scan_waiting", photo.id))
    people = _by_number(photo.people)
    shown = [person for person in people if person.is_shown]
    uncounted = media.uncounted(photo.id, photo.people_version, len(people), photo.review)
    reasons = (*media.unaccounted(people), *_without_consent(shown, purpose, today), *uncounted)
    return Decision(_outcome(reasons), reasons, _first_change(shown, purpose), _to_cover(people))


def shown_nowhere(photo: PhotoFacts) -> tuple[Reason, ...]:
    """One reason for each child in the photo who may not be shown for any purpose at all (W3).

    Needs the standings for every purpose: one that is missing counts as a no.
    """
    children = [person for person in _by_number(photo.people) if person.is_shown and person.resolution == "child"]
    return tuple(
        _say("shown_nowhere", child.id, who=child.name)
        for child in children
        if not any(_allows(child.standings.get(purpose), purpose) for purpose in PURPOSES)
    )


def as_seen(photo: PhotoFacts, may_know_answers: bool, may_know_restriction: bool) -> PhotoFacts:
    """The facts as a reader may know them (R2): decided from these, a restriction is a plain missing answer.

    Who may not read answers is told only that there is no yes that counts: a picture that was placed and has no answer any more
    would give a restriction away. The outcome is the same as from the facts themselves; only the reasons differ.
    """
    if may_know_restriction:
        return photo
    seen = partial(consent.as_seen, may_know_restriction=False) if may_know_answers else consent.unexplained
    return replace(photo, people=tuple(_person_as_seen(person, seen) for person in photo.people))


def _person_as_seen(person: PersonFacts, seen: Callable[[Standing], Standing]) -> PersonFacts:
    return replace(person, standings={purpose: seen(standing) for purpose, standing in person.standings.items()})


def _without_consent(shown: Iterable[PersonFacts], purpose: str, today: date) -> Iterator[Reason]:
    """Why the people who are shown don't allow this purpose (P1, C14)."""
    for person in shown:
        standing = person.standings.get(purpose)
        if not _allows(standing, purpose):
            yield from _denials(standing, purpose, person)
        elif standing.holds_until is not None and standing.holds_until <= today:
            yield _say("out_of_date", person.id, who=person.name)


def _denials(standing: Standing | None, purpose: str, person: PersonFacts) -> Iterator[Reason]:
    reasons = standing.reasons if standing is not None and standing.purpose == purpose else ()
    for code in [reason.code for reason in reasons] or ["not_answered"]:
        yield _consent_reason(code, purpose, person)


def _allows(standing: Standing | None, purpose: str) -> TypeGuard[Standing]:
    return standing is not None and standing.purpose == purpose and standing.allows


def _outcome(reasons: Iterable[Reason]) -> Outcome:
    codes = {reason.code for reason in reasons}
    if not codes:
        return "cleared"
    return "needs_person" if codes <= _ACTS_OF_A_PERSON else "blocked"


def _blocked(reason: Reason) -> Decision:
    return Decision("blocked", (reason,), None, ())


def _first_change(shown: Iterable[PersonFacts], purpose: str) -> date | None:
    standings = (person.standings.get(purpose) for person in shown)
    return min((each.holds_until for each in standings if each and each.holds_until), default=None)


def _to_cover(people: Iterable[PersonFacts]) -> tuple[UUID, ...]:
    return tuple(person.id for person in people if person.resolution == "redacted")


def _by_number(people: Iterable[PersonFacts]) -> list[PersonFacts]:
    return sorted(people, key=lambda person: (person.number, person.id))


def _say(code: str, about: UUID, **values: object) -> Reason:
    words = _WORDS[code]
    return Reason(words.rule, code, str(about), words.text.format(**values), words.mend.format(**values))


def _consent_reason(code: str, purpose: str, person: PersonFacts) -> Reason:
    """The standing's reason, about this person by name, with the way out that every picture has: redaction."""
    reason = consent.explain(code, purpose, person.name, str(person.id))
    redaction = f"Redact {person.name} in this picture."
    return replace(reason, mend=f"{reason.mend} Or redact {person.name} in this picture." if reason.mend else redaction)
