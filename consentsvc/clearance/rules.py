"""May this picture go out for this purpose? (W1, W2, W3, P1, C12, and the consent of everybody in it.)

Read as a list of questions: is the purpose known, is the scan done, is everybody accounted for, has a reviewer counted
the people as they are now, has a family asked to take this very picture down, does each person shown allow it, and does the
picture keep to their conditions? Nothing here knows a database, a clock or a session.
A picture is cleared only where no question has left a reason.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from types import MappingProxyType
from typing import Final, Literal, NamedTuple, TypeGuard
from uuid import UUID

from consentsvc.consent import rules as consent
from consentsvc.consent.rules import Standing
from consentsvc.forms.purposes import PURPOSES, Condition
from consentsvc.kernel.rulebook import Reason
from consentsvc.media import rules as media
from consentsvc.media.rules import HeadCount, Person
from consentsvc.media.schemas import ScanState
from consentsvc.schools.policy import SchoolPolicy

Outcome = Literal["cleared", "blocked", "needs_person"]


@dataclass(frozen=True, slots=True)
class PersonFacts(Person):
    """A person in the photo, with their standings: by purpose, for the photo's event; a purpose that is missing here denies.

    height: of their face, as a share of the picture's; None where nobody knows.
    """

    standings: Mapping[str, Standing]
    height: float | None


@dataclass(frozen=True, slots=True)
class PhotoFacts:
    """All that a clearance depends on. A review made for another `people_version` doesn't count.

    taken_down: the children whose family, or who themselves, asked to take this picture down.
    """

    id: UUID
    scan: ScanState
    people_version: int
    people: tuple[PersonFacts, ...]
    review: HeadCount | None
    taken_down: frozenset[UUID]
    policy: SchoolPolicy


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether one photo may go out for one purpose.

    blocked: a rule denies. needs_person: only somebody's act is missing. Both deny.
    reasons: who is not accounted for, who wants it taken down, who does not allow it, or not so (each by number), then the head
        count; none where cleared.
    holds_until: the first day on which time alone could change it; None: no such day.
    cover: ids of the people whom every rendition must cover.
    may_be_named: ids of the children whose first name may stand beside it (P2).
    """

    outcome: Outcome
    reasons: tuple[Reason, ...]
    holds_until: date | None
    cover: tuple[UUID, ...]
    may_be_named: frozenset[UUID]

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
            "Ask the family. Or redact {who}, crop the picture so that {who} is not in it, or delete it.",
        ),
        "taken_down": _Words(
            "C4", "{who}, or their family, asked to take this picture down.", "Use another picture, or redact {who} in this one."
        ),
        "group_only": _Words(
            "C12",
            "{who} may be shown only in a group, and fewer than {smallest} children are shown here.",
            "Choose a picture of a larger group, or redact {who} in this one.",
        ),
        "close_up": _Words(
            "C12", "{who} may not be shown close up.", "Choose a picture taken from further away, or redact {who} in this one."
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
    reasons = (
        *media.unaccounted(people),
        *_taken_down(shown, photo.taken_down),
        *_without_consent(shown, purpose, today),
        *_against_conditions(shown, purpose, photo.policy),
        *uncounted,
    )
    return Decision(_outcome(reasons), reasons, _first_change(shown, purpose), _to_cover(people), _may_be_named(shown, purpose))


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


def _taken_down(shown: Iterable[PersonFacts], by: Collection[UUID]) -> Iterator[Reason]:
    """A family's no to this one picture, for every use, while their child is to be seen in it (C4, C16)."""
    for person in shown:
        if person.who in by:
            yield _say("taken_down", person.id, who=person.name)


def _against_conditions(shown: Sequence[PersonFacts], purpose: str, policy: SchoolPolicy) -> Iterator[Reason]:
    """Whose conditions this picture doesn't keep (C12). A face of unknown height may be a close-up."""
    children = sum(person.resolution == "child" for person in shown)
    for person in shown:
        conditions = _conditions(person, purpose)
        if "group_only" in conditions and children < policy.smallest_group:
            yield _say("group_only", person.id, who=person.name, smallest=policy.smallest_group)
        if "no_close_up" in conditions and (person.height is None or person.height > policy.close_up_share):
            yield _say("close_up", person.id, who=person.name)


def _may_be_named(shown: Iterable[PersonFacts], purpose: str) -> frozenset[UUID]:
    return frozenset(person.who for person in shown if person.who and "first_name" in _conditions(person, purpose))


def _conditions(person: PersonFacts, purpose: str) -> frozenset[Condition]:
    standing = person.standings.get(purpose)
    return standing.conditions if _allows(standing, purpose) else frozenset()


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
    return Decision("blocked", (reason,), None, (), frozenset())


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
