"""May this picture go out for this purpose? (W1, W2, W3, P1, and the consent of everybody in it.)

Read as a list of questions: is the purpose known, is the scan done, is everybody accounted for, has a reviewer counted
the people as they are now, does each person shown allow it? Nothing here knows a database, a clock or a session.
A picture is cleared only where no question has left a reason.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import Final, Literal, NamedTuple, TypeGuard
from uuid import UUID

from consentsvc.consent import rules as consent
from consentsvc.consent.purposes import PURPOSES
from consentsvc.consent.rules import Standing
from consentsvc.kernel.rulebook import Reason

ScanState = Literal["waiting", "scanned", "failed"]
Resolution = Literal["open", "child", "adult", "redacted", "not_identifiable"]
Outcome = Literal["cleared", "blocked", "needs_person"]


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """A face that was found or a person whom somebody marked, and who it was resolved as (W2).

    who: the child's or adult's id; None for the other resolutions.
    name: how the reasons call that child or adult.
    standings: by purpose, for the photo's event; a purpose that is missing here denies.
    reason: why a person is not identifiable.
    """

    id: UUID
    number: int
    resolution: Resolution
    who: UUID | None
    name: str
    standings: Mapping[str, Standing]
    reason: str | None

    @property
    def is_shown(self) -> bool:
        """Whether a named child or adult is to be seen here."""
        return self.resolution in ("child", "adult") and self.who is not None


@dataclass(frozen=True, slots=True)
class Review:
    """A named person's head count, for the people as they were at `people_version`."""

    head_count: int
    people_version: int


@dataclass(frozen=True, slots=True)
class PhotoFacts:
    """All that a clearance depends on. A review made for another `people_version` doesn't count."""

    id: UUID
    scan: ScanState
    people_version: int
    people: tuple[PersonFacts, ...]
    review: Review | None


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
        "face_open": _Words(
            "W2", "Face {number} has not been named yet.", "Name face {number}, redact it, or say why nobody can tell who it is."
        ),
        "no_reason": _Words(
            "W2", "Nobody has said why face {number} is not identifiable.", "Say why nobody can tell who face {number} is."
        ),
        "named_twice": _Words("W2", "{who} is named more than once in this picture.", "Name each person once."),
        "not_reviewed": _Words("W2", "Nobody has confirmed yet how many people are in this picture.", "Count the people."),
        "changed_since_review": _Words(
            "W2", "Who is in this picture was changed after the people were counted.", "Count the people again."
        ),
        "head_count": _Words(
            "W2", "The reviewer counted {counted}, but {marked} marked.", "Mark everybody in the picture, or count again."
        ),
        "shown_nowhere": _Words(
            "W3",
            "There is nowhere that a picture of {who} may be shown.",
            "Redact {who}, crop the picture so that {who} is not in it, or delete it.",
        ),
        "out_of_date": _Words("P1", "The answer for {who} has to be looked up again.", "Try again."),
    }
)

_ACTS_OF_A_PERSON: Final = frozenset(
    {"face_open", "no_reason", "named_twice", "not_reviewed", "changed_since_review", "head_count"}
)
"""What only somebody's act is missing for; every other reason, known or not, blocks."""

REASON_CODES: Final = (*consent.REASON_CODES, *_WORDS)
"""Every code that a clearance's reasons can have."""


def decide(photo: PhotoFacts, purpose: str, today: date) -> Decision:
    """Decide for one purpose on `today`, the school's date. Whatever is open, failed or unknown denies."""
    if purpose not in PURPOSES:
        return _blocked(consent.explain("unknown_purpose", purpose, about=str(photo.id)))
    if photo.scan != "scanned":
        return _blocked(_say("scan_failed" if photo.scan == "failed" else "scan_waiting", photo.id))
    people = _by_number(photo.people)
    shown = [person for person in people if person.is_shown]
    reasons = (*_unaccounted(people, shown), *_without_consent(shown, purpose, today), *_uncounted(photo))
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


def as_seen(photo: PhotoFacts, may_know_restriction: bool) -> PhotoFacts:
    """The facts as a reader may know them: decided from these, a restriction is a plain missing answer (R2).

    The outcome is the same as from the facts themselves; only the reasons differ.
    """
    if may_know_restriction:
        return photo
    return replace(photo, people=tuple(_person_as_seen(person) for person in photo.people))


def _person_as_seen(person: PersonFacts) -> PersonFacts:
    seen = {purpose: consent.as_seen(standing, False) for purpose, standing in person.standings.items()}
    return replace(person, standings=seen)


def _unaccounted(people: Iterable[PersonFacts], shown: Iterable[PersonFacts]) -> Iterator[Reason]:
    """What is missing so that each person in the photo is accounted for (W2)."""
    times = Counter(person.who for person in shown)
    for person in people:
        if person.is_shown:
            if times[person.who] > 1:
                yield _say("named_twice", person.id, who=person.name)
        elif person.resolution == "not_identifiable":
            if not (person.reason or "").strip():
                yield _say("no_reason", person.id, number=person.number)
        elif person.resolution != "redacted":
            yield _say("face_open", person.id, number=person.number)


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


def _uncounted(photo: PhotoFacts) -> Iterator[Reason]:
    """What is missing of the head count (W2)."""
    if photo.review is None:
        yield _say("not_reviewed", photo.id)
    elif photo.review.people_version != photo.people_version:
        yield _say("changed_since_review", photo.id)
    elif photo.review.head_count != len(photo.people):
        counted, marked = photo.review.head_count, len(photo.people)
        yield _say("head_count", photo.id, counted=counted, marked=f"{marked} {'is' if marked == 1 else 'are'}")


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
