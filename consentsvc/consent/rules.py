"""What all answers and restrictions come to: the standing of a person for one purpose (C1 to C14, R1, R2).

Read as a list of questions: is it restricted? has anybody said anything? does a no stand? does a yes count?
Nothing here knows a database, a clock or a name; order is by `seq` alone.

- A yes *counts* only while its speaker can agree, before it runs out, and until the person leaves (C5, C11).
  A yes that doesn't count is as if never said, so a no that it had undone stands again.
- A no *stands* until a later yes that counts, by the same speaker, undoes it (C9). A no never runs out.
- Speakers are weighed one by one, then together: one yes is enough where nobody's no stands (C6).
- From the 18th birthday only the person's own answers are heard: a no of any age, a yes only if it was said on or after that
  day (C11). So a birthday ends answers and never makes one count: time alone never turns a deny into an allow.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from types import MappingProxyType
from typing import Final, Literal, NamedTuple
from uuid import UUID

from consentsvc.forms.purposes import PURPOSES
from consentsvc.kernel.rulebook import Reason

Said = Literal["given", "refused", "withdrawn"]
State = Literal[
    "given",
    "refused",
    "withdrawn",
    "conflict",
    "expired",
    "not_answered",
    "not_asked",
    "restricted",
]


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody said for a person and a purpose, perhaps for one event.

    by: the guardian; None where the person answers for themself.
    can_agree: has parental responsibility now; for the person's own answer: can decide for themself.
        (A child's own yes never counts, whatever this says: neither before the 18th birthday nor after it.)
    event: None for a general answer.
    expires_on: the first day on which a yes no longer counts; a no keeps counting.
    said_on: the day, on the school's calendar, on which it was said.
    """

    seq: int
    purpose: str
    said: Said
    by: UUID | None
    can_agree: bool
    event: UUID | None
    expires_on: date | None
    said_on: date


@dataclass(frozen=True, slots=True)
class Restriction:
    """A lead's hold that is in force: one that was lifted isn't passed. No purposes: every purpose (R1)."""

    seq: int
    purposes: frozenset[str] | None

    def covers(self, purpose: str) -> bool:
        return not self.purposes or purpose in self.purposes


@dataclass(frozen=True, slots=True)
class Standing:
    """What everything comes to, for one purpose. Only `given` allows; every other state has a reason.

    holds_until: the first day on which time alone could change it; None: no such day.
    decided_by: `seq` of the answers that decided, in order; where restricted, of the restrictions.
    """

    purpose: str
    state: State
    reasons: tuple[Reason, ...]
    holds_until: date | None
    decided_by: tuple[int, ...]

    @property
    def allows(self) -> bool:
        return self.state == "given"


class _Words(NamedTuple):
    rule: str
    text: str
    mend: str | None


_WORDS: Final[Mapping[str, _Words]] = MappingProxyType(
    {
        "unknown_purpose": _Words("C1", "Nobody is asked about this use, so nobody can have agreed to it.", None),
        "not_asked": _Words("C2", "Nobody has been asked for {who} about {use} yet.", "Ask for an answer."),
        "not_answered": _Words("C2", "Nobody has answered for {who} for {use} yet.", "Ask for an answer."),
        "no_yes": _Words("C2", "There is no yes that counts for {who} for {use}.", "Ask the office about it."),
        "refused": _Words("C2", "The answer for {who} for {use} is no.", None),
        "withdrawn": _Words("C4", "The yes for {who} for {use} was taken back.", None),
        "refused_for_event": _Words("C9", "The answer for {who} for {use} at this event is no.", None),
        "withdrawn_for_event": _Words("C9", "The yes for {who} for {use} was taken back for this event.", None),
        "refused_by_other": _Words("C5", "Somebody who can't agree for {who} said no to {use}. Their no counts.", None),
        "cannot_agree": _Words(
            "C5",
            "The yes for {who} for {use} came from somebody who can't agree.",
            "Ask somebody who can agree.",
        ),
        "conflict": _Words(
            "C6",
            "Two people who can agree for {who} have given different answers for {use}.",
            "Settle it with both of them.",
        ),
        "expired": _Words("C11", "The yes for {who} for {use} has run out.", "Ask again."),
        "left": _Words("C11", "The yes for {who} for {use} ended when they left.", None),
        "came_of_age": _Words(
            "C11",
            "Only {who} can answer for {use} now, because they are 18.",
            "Ask them for an answer of their own.",
        ),
        "restricted": _Words("R1", "A safeguarding lead has restricted {who}.", None),
    }
)

REASON_CODES: Final = tuple(_WORDS)
"""Every code that a standing's reasons can have."""


def explain(code: str, purpose: str, who: str = "this person", about: str | None = None) -> Reason:
    """Put the reason `code` into words, about `who` (a display name). Raises KeyError for an unknown code."""
    words = _WORDS[code]
    known = PURPOSES.get(purpose)
    text = words.text.format(who=who, use=known.use if known else "this use")
    return Reason(words.rule, code, about, text, words.mend)


_explain_unnamed = lru_cache(maxsize=1024)(explain)


def standing(
    answers: Iterable[Answer],
    restrictions: Iterable[Restriction],
    purpose: str,
    event: UUID | None,
    *,
    left_on: date | None,
    born_on: date | None,
    today: date,
    asked: bool,
) -> Standing:
    """What one person's answers and restrictions come to, for a purpose and perhaps an event, on `today`.

    Answers for other purposes and events may be passed; they aren't heard. A purpose that isn't in the
    catalogue denies.

    left_on: the first day on which the person isn't at the school.
    born_on: None for an adult, or where nobody knows; then no 18th birthday ends an answer.
    asked: somebody was asked about this purpose.
    """
    if purpose not in PURPOSES:
        return _standing(purpose, "not_asked", ["unknown_purpose"])
    if holds := [hold for hold in restrictions if hold.covers(purpose)]:
        return _standing(purpose, "restricted", ["restricted"], holds)
    said = [answer for answer in answers if answer.purpose == purpose and answer.event in (None, event)]
    if not said:
        missing: State = "not_answered" if asked else "not_asked"
        return _standing(purpose, missing, [missing])
    return _weighed(purpose, said, _Life(left_on, born_on and eighteenth_birthday(born_on), today))


def as_seen(standing: Standing, may_know_restriction: bool) -> Standing:
    """The standing as a reader may know it: for all but leads, a restriction is a plain missing answer (R2).

    So is never having been asked: otherwise a restriction would show among children nobody has asked yet.
    """
    if may_know_restriction or standing.state not in ("restricted", "not_asked"):
        return standing
    return _standing(standing.purpose, "not_answered", ["not_answered"])


def unexplained(standing: Standing) -> Standing:
    """The standing for a reader who isn't told what anybody said: a yes that counts, or none, whatever the cause (R2, F1)."""
    return standing if standing.allows else _standing(standing.purpose, "not_answered", ["no_yes"])


def eighteenth_birthday(born_on: date) -> date:
    """The day on which somebody turns 18; 1 March for those born on 29 February where there is none."""
    try:
        return born_on.replace(year=born_on.year + 18)
    except ValueError:
        return date(born_on.year + 18, 3, 1)


class _Life(NamedTuple):
    """The days that end answers by themselves (C11)."""

    left_on: date | None
    adult_on: date | None
    today: date

    @property
    def has_left(self) -> bool:
        return self.left_on is not None and self.left_on <= self.today

    @property
    def came_of_age(self) -> bool:
        return self.adult_on is not None and self.adult_on <= self.today

    @property
    def is_minor(self) -> bool:
        return self.adult_on is not None and self.today < self.adult_on

    def counts(self, yes: Answer) -> bool:
        """Whether this yes counts today (C5, C11)."""
        return self.has_authority(yes) and not self.has_left and not self.is_over(yes)

    def has_authority(self, yes: Answer) -> bool:
        return yes.can_agree and not (yes.by is None and self.is_minor)

    def is_over(self, yes: Answer) -> bool:
        return yes.expires_on is not None and yes.expires_on <= self.today

    def is_a_childs_yes(self, answer: Answer) -> bool:
        return answer.said == "given" and self.adult_on is not None and answer.said_on < self.adult_on

    def first_change(self, yeses: Iterable[Answer]) -> date | None:
        """The first day to come on which a yes, the childhood or the time at the school ends."""
        days = [yes.expires_on for yes in yeses]
        days += [self.left_on, self.adult_on]
        return min((day for day in days if day is not None and day > self.today), default=None)


class _Voice(NamedTuple):
    """What one speaker's answers come to: the newest no that stands, else the newest yes that counts."""

    no: Answer | None
    yes: Answer | None


class _Verdict(NamedTuple):
    state: State
    codes: Iterable[str]
    decided_by: Iterable[Answer]


def _weighed(purpose: str, said: Sequence[Answer], life: _Life) -> Standing:
    if life.came_of_age:
        said = [answer for answer in said if answer.by is None and not life.is_a_childs_yes(answer)]
        if not said:
            return _standing(purpose, "expired", ["came_of_age"])
    counting = [answer for answer in said if answer.said == "given" and life.counts(answer)]
    voices = [_voice(said, counting, by) for by in {answer.by for answer in said}]
    return _standing(purpose, *_verdict(said, voices, life), life.first_change(counting))


def _voice(said: Iterable[Answer], counting: Iterable[Answer], by: UUID | None) -> _Voice:
    yeses = [yes for yes in counting if yes.by == by]
    nos = [answer for answer in said if answer.by == by and answer.said != "given"]
    standing_nos = [no for no in nos if not any(_undoes(yes, no) for yes in yeses)]
    if standing_nos:
        return _Voice(max(standing_nos, key=_seq), None)
    return _Voice(None, max(yeses, key=_seq, default=None))


def _undoes(yes: Answer, no: Answer) -> bool:
    """Whether a yes undoes a no of the same speaker: it is later, and for the event where the no was (C9)."""
    return yes.seq > no.seq and no.event in (None, yes.event)


def _verdict(said: Sequence[Answer], voices: Iterable[_Voice], life: _Life) -> _Verdict:
    nos = sorted((voice.no for voice in voices if voice.no), key=_seq)
    yeses = [voice.yes for voice in voices if voice.yes]
    if yeses and any(_can_disagree(no) for no in nos):
        return _Verdict("conflict", ["conflict"], nos + yeses)
    if nos:
        endings = [_ending(no, said, life) for no in nos]
        return _Verdict(endings[-1][0], [code for _, code in endings], nos)
    if yeses:
        return _Verdict("given", [], yeses)
    return _without_a_word_that_counts(said, life)


def _can_disagree(no: Answer) -> bool:
    """Whether a no beside another's yes is a conflict (C6): it is a guardian's who could agree."""
    return no.can_agree and no.by is not None


def _ending(no: Answer, said: Iterable[Answer], life: _Life) -> tuple[State, str]:
    """The state and reason code of a no that stands. One that a yes had undone until it ran out is expired."""
    if any(yes.said == "given" and yes.by == no.by and life.has_authority(yes) and _undoes(yes, no) for yes in said):
        return "expired", "left" if life.has_left else "expired"
    state: State = "withdrawn" if no.said == "withdrawn" else "refused"
    if no.by is not None and not no.can_agree:
        return state, "refused_by_other"
    return state, f"{state}_for_event" if no.event else state


def _without_a_word_that_counts(said: Iterable[Answer], life: _Life) -> _Verdict:
    over = [yes for yes in said if life.has_authority(yes)]
    if not over:
        return _Verdict("not_answered", ["cannot_agree"], [])
    return _Verdict("expired", ["left" if life.has_left else "expired"], [max(over, key=_seq)])


def _standing(
    purpose: str,
    state: State,
    codes: Iterable[str],
    decided_by: Iterable[Answer | Restriction] = (),
    holds_until: date | None = None,
) -> Standing:
    reasons = tuple(_explain_unnamed(code, purpose) for code in dict.fromkeys(codes))
    return Standing(purpose, state, reasons, holds_until, tuple(sorted(each.seq for each in decided_by)))


def _seq(answer: Answer) -> int:
    return answer.seq
