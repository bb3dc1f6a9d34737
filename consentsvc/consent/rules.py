"""What everything said comes to: the standing of a person for one purpose (C1 to C15, R1, R2).

Read as a list of questions: is it restricted? can the person be shown at all? does it rest on consent, or on public task? has
anybody said anything? does a no stand? does a yes count? Nothing here knows a database, a clock or a name; order is by `seq` alone.

- A yes is *live* from its check on (C15), unless it was marked as a mistake, until it runs out, the person leaves, comes back, or
  somebody else comes to decide for them (C8, C11). A yes that isn't live is as if never said.
- A live yes *agrees* where its speaker can agree (C5, C8). It also takes back the same speaker's own earlier no, whoever they are;
  only a yes for the same event takes back a no for it (C9), and an old paper or an imported answer takes back nothing.
- A no *stands* until it is taken back. It never runs out, and counts at once, whoever says it (C5, C7).
- Speakers are weighed one by one, then together: one yes is enough where nobody's no stands (C6). Where the school says so, a young
  person's own yes is needed too (C7).
- A condition on a yes is a partial no: anybody's stands until the same speaker's later yes replaces it (C12).
- On public task a use needs no yes; a no denies all the same, and so does an objection (C13).
- An opt-out is somebody's no for one event, whoever they are (E3). Only a later yes for the same event, by somebody who can agree,
  undoes it (C9).
- From the 18th birthday only the person's own yes counts, said on or after that day (C11). So a birthday ends answers and never makes
  one count: time alone never turns a deny into an allow.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from types import MappingProxyType
from typing import Final, Literal, NamedTuple
from uuid import UUID

from consentsvc.forms.purposes import PURPOSES, Basis, Condition
from consentsvc.kernel.rulebook import Reason

Said = Literal["given", "refused", "withdrawn"]
Method = Literal["online", "paper", "in_person", "phone", "imported"]
YoungPeople = Literal["veto", "both_must_agree"]
State = Literal[
    "given",
    "public_task",
    "refused",
    "withdrawn",
    "conflict",
    "expired",
    "invalidated",
    "unverified",
    "not_answered",
    "not_asked",
    "objected",
    "restricted",
]
ALLOWING: Final = ("given", "public_task")


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody said for a person and a purpose, perhaps for one event.

    by: the guardian; None where the person answers for themself.
    can_agree: had the authority when it was said, and has it now (C5, C8); for the person's own answer: True. A child's own yes never
      agrees.
    event: None for a general answer.
    expires_on: the first day on which a yes no longer counts; a no keeps counting.
    said_on: the day, on the school's calendar, on which it reached us. signed_on: the day on the paper, or in the imported file.
    is_checked: False for a yes on paper that no second person has confirmed (C15).
    is_invalid: marked as a mistake, or rejected when it was checked, or its question has changed since (C2).
    """

    seq: int
    purpose: str
    said: Said
    by: UUID | None
    can_agree: bool
    event: UUID | None
    expires_on: date | None
    said_on: date
    method: Method = "online"
    signed_on: date | None = None
    conditions: frozenset[Condition] = frozenset()
    is_checked: bool = True
    is_invalid: bool = False

    @property
    def spoken_on(self) -> date:
        """The day on which it was said: of a paper or an imported answer, the day that stands there, if that is earlier."""
        return min(self.said_on, self.signed_on or self.said_on)


@dataclass(frozen=True, slots=True)
class Restriction:
    """A lead's hold that is in force: one that was lifted isn't passed. No purposes: every purpose (R1)."""

    seq: int
    purposes: frozenset[str] | None

    def covers(self, purpose: str) -> bool:
        return not self.purposes or purpose in self.purposes


@dataclass(frozen=True, slots=True)
class Objection:
    """An objection that is open or upheld: one that was overruled or taken back isn't passed (C13). by: as in Answer."""

    seq: int
    purpose: str
    by: UUID | None


@dataclass(frozen=True, slots=True)
class OptOut:
    """Somebody's word, without an account, that the person is not to be photographed at an event (E3): one that staff ended isn't passed.

    after_answer: `seq` of the last answer before it. said_on: the day, on the school's calendar, on which it reached us.
    """

    seq: int
    event: UUID
    after_answer: int
    said_on: date


@dataclass(frozen=True, slots=True)
class Life:
    """What a standing needs to know of a person besides words.

    born_on: None for an adult. left_on: the first day on which the person isn't at the school. asked: somebody was asked.
    yes_counts_after: `seq` of the last answer before the child came back, or went into or out of care; older yeses have ended.
    yes_counts_from: the day on which they had left, or went into or out of care; a paper signed before it has ended too.
    has_capacity: as it was assessed last; None: nobody has assessed it (C7, C14).
    """

    born_on: date | None
    left_on: date | None
    asked: bool
    looked_after: bool = False
    yes_counts_after: int | None = None
    has_capacity: bool | None = None
    yes_counts_from: date | None = None


@dataclass(frozen=True, slots=True)
class Terms:
    """What the school has chosen for a purpose. is_asked: it stands on the form. capacity_age: from which a young person is asked."""

    basis: Basis = "consent"
    is_asked: bool = True
    young_people: YoungPeople = "veto"
    capacity_age: int = 13


@dataclass(frozen=True, slots=True)
class Standing:
    """What everything comes to, for one purpose. Only `given` and `public_task` allow; every other state has a reason.

    holds_until: the first day on which time alone could change it; None: no such day.
    decided_by: `seq` of the answers that decided, in order; where restricted, of the restrictions; where objected, of the objections;
        where opted out, of the opt-outs.
    conditions: on what it is allowed (C12); none where it isn't allowed. basis: of the purpose at this school.
    """

    purpose: str
    state: State
    reasons: tuple[Reason, ...]
    holds_until: date | None
    decided_by: tuple[int, ...]
    conditions: frozenset[Condition]
    basis: Basis

    @property
    def allows(self) -> bool:
        return self.state in ALLOWING


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
        "invalidated": _Words("C2", "The yes for {who} for {use} doesn't count any more.", "Ask again."),
        "refused": _Words("C2", "The answer for {who} for {use} is no.", None),
        "withdrawn": _Words("C4", "The yes for {who} for {use} was taken back.", None),
        "refused_for_event": _Words("C9", "The answer for {who} for {use} at this event is no.", None),
        "withdrawn_for_event": _Words("C9", "The yes for {who} for {use} was taken back for this event.", None),
        "refused_by_other": _Words("C5", "Somebody who can't agree for {who} said no to {use}. Their no counts.", None),
        "refused_by_child": _Words("C7", "{who} said no to {use}. The child's own no counts.", None),
        "cannot_agree": _Words(
            "C5",
            "The yes for {who} for {use} came from somebody who can't agree.",
            "Ask somebody who can agree.",
        ),
        "not_the_social_worker": _Words(
            "C8",
            "The yes for {who} for {use} came from somebody who can't agree. The local authority's social worker decides.",
            "Ask the social worker.",
        ),
        "conflict": _Words(
            "C6",
            "Two people who can agree for {who} have given different answers for {use}.",
            "Settle it with both of them.",
        ),
        "own_yes_missing": _Words("C7", "{who} has not said yes to {use}. At this school, they are asked too.", "Ask {who}."),
        "expired": _Words("C11", "The yes for {who} for {use} has run out.", "Ask again."),
        "left": _Words("C11", "The yes for {who} for {use} ended when they left.", None),
        "has_left": _Words("C11", "{who} has left, so pictures of them aren't used for {use} any more.", None),
        "ended": _Words(
            "C11",
            "The yes for {who} for {use} is from before they came back, or before somebody else came to decide for them.",
            "Ask again.",
        ),
        "came_of_age": _Words(
            "C11",
            "Only {who} can answer for {use} now, because they are 18.",
            "Ask them for an answer of their own.",
        ),
        "objected": _Words("C13", "There is an objection to {use} for {who}.", "Handle the objection."),
        "opted_out": _Words(
            "E3",
            "Somebody asked that {who} is not photographed at this event. That counts as a no to {use}.",
            "Ask the family. Their yes for this event undoes it.",
        ),
        "no_capacity": _Words("C14", "{who} can't decide about {use} for themself, so they are not shown.", None),
        "not_checked": _Words(
            "C15",
            "The yes on paper for {who} for {use} waits for a second person to check it.",
            "Ask a colleague to check the form.",
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
    return Reason(words.rule, code, about, text[:1].upper() + text[1:], words.mend and words.mend.format(who=who))


_explain_unnamed = lru_cache(maxsize=1024)(explain)

CONSENT: Final = Terms()
"""A purpose that is asked for and rests on consent, at a school that has chosen nothing else."""


def standing(
    answers: Iterable[Answer],
    restrictions: Iterable[Restriction],
    purpose: str,
    event: UUID | None,
    *,
    life: Life,
    today: date,
    terms: Terms = CONSENT,
    objections: Sequence[Objection] = (),
    opt_outs: Sequence[OptOut] = (),
) -> Standing:
    """What one person's answers, restrictions, objections and opt-outs come to, for a purpose and perhaps an event, on `today`.

    What was said about other purposes and events may be passed; it isn't heard. A purpose that isn't in the
    catalogue denies.
    """
    if purpose not in PURPOSES:
        return _denied(purpose, "not_asked", ["unknown_purpose"])
    case = _Case.of(life, terms, today)
    if holds := [hold for hold in restrictions if hold.covers(purpose)]:
        return _denied(purpose, "restricted", ["restricted"], terms.basis, holds)
    said = [answer for answer in answers if answer.purpose == purpose and answer.event in (None, event)]
    by_words = _by_words(purpose, said, case)
    if objections and by_words.allows and (stand := _heard_objections(said, case, objections, purpose)):
        return _denied(purpose, "objected", ["objected"], terms.basis, stand, by_words.holds_until)
    if by_words.allows and (out := _heard_opt_outs(said, case, opt_outs, event)):
        return _denied(purpose, "refused", ["opted_out"], terms.basis, out, by_words.holds_until)
    return by_words


def as_seen(standing: Standing, may_know_restriction: bool) -> Standing:
    """The standing as a reader may know it: for all but leads, a restriction is a plain missing answer (R2).

    So is an objection, and never having been asked: otherwise a restriction would show among children nobody has asked yet.
    Where a use rests on public task no answer is missing, so every child who may not be shown looks the same.
    """
    if may_know_restriction or standing.allows:
        return standing
    if standing.basis == "public_task":
        return unexplained(standing)
    if standing.state in ("restricted", "objected", "not_asked"):
        return _denied(standing.purpose, "not_answered", ["not_answered"])
    return standing


def unexplained(standing: Standing) -> Standing:
    """The standing for a reader who isn't told what anybody said: a yes that counts, or none, whatever the cause (R2, F1)."""
    return standing if standing.allows else _denied(standing.purpose, "not_answered", ["no_yes"], standing.basis)


def pulled(standing: Standing) -> Standing:
    """The standing of somebody whose pictures are out of service while a report is looked into (M7): for every reader, the leads too,
    what a plain missing answer comes to. Only who reads the report knows why.
    """
    on_public_task = standing.basis == "public_task"
    code = "no_yes" if on_public_task else "not_answered"
    return _denied(standing.purpose, "not_answered", [code], standing.basis if on_public_task else "consent")


@lru_cache(maxsize=16_384)
def eighteenth_birthday(born_on: date) -> date:
    """The day on which somebody turns 18; 1 March for those born on 29 February where there is none."""
    return birthday(born_on, 18)


def birthday(born_on: date, age: int) -> date:
    """The day on which somebody turns `age`; 1 March for those born on 29 February where there is none."""
    try:
        return born_on.replace(year=born_on.year + age)
    except ValueError:
        return date(born_on.year + age, 3, 1)


class _Case(NamedTuple):
    """A person's life and a purpose's terms on one day, and what they mean for an answer."""

    life: Life
    terms: Terms
    today: date
    adult_on: date | None

    @classmethod
    def of(cls, life: Life, terms: Terms, today: date) -> "_Case":
        return cls(life, terms, today, life.born_on and eighteenth_birthday(life.born_on))

    @property
    def has_left(self) -> bool:
        return self.life.left_on is not None and self.life.left_on <= self.today

    @property
    def came_of_age(self) -> bool:
        return self.adult_on is not None and self.adult_on <= self.today

    @property
    def is_minor(self) -> bool:
        return self.adult_on is not None and self.today < self.adult_on

    @property
    def cannot_decide(self) -> bool:
        """An adult, or somebody who has come of age, without capacity (C14)."""
        return self.life.has_capacity is False and not self.is_minor

    @property
    def is_on_public_task(self) -> bool:
        """Never for a looked-after child (C8)."""
        return self.terms.basis == "public_task" and not self.life.looked_after

    @property
    def asked_too_on(self) -> date | None:
        """The day from which a minor is asked by age alone; None: no such day (C7)."""
        if self.terms.young_people == "veto" or self.life.has_capacity is not None or self.life.born_on is None:
            return None
        return birthday(self.life.born_on, self.terms.capacity_age)

    @property
    def needs_own_yes(self) -> bool:
        """Whether a minor's own yes is needed beside an adult's (C7)."""
        if self.terms.young_people == "veto" or not self.is_minor:
            return False
        return bool(self.life.has_capacity) or (self.asked_too_on is not None and self.asked_too_on <= self.today)

    def is_live(self, yes: Answer) -> bool:
        """Whether this yes counts for anything today (C2, C8, C11, C15)."""
        return yes.is_checked and not yes.is_invalid and not self.has_ended(yes)

    def has_ended(self, yes: Answer) -> bool:
        return self.has_left or self.is_from_before(yes) or self.is_over(yes)

    def is_from_before(self, yes: Answer) -> bool:
        if self.life.yes_counts_after is not None and yes.seq <= self.life.yes_counts_after:
            return True
        began = self.life.yes_counts_from
        return began is not None and yes.signed_on is not None and yes.signed_on < began

    def is_over(self, yes: Answer) -> bool:
        return yes.expires_on is not None and yes.expires_on <= self.today

    def agrees(self, yes: Answer) -> bool:
        """Whether this yes is live, and its speaker can agree (C5, C8)."""
        return self.has_authority(yes) and self.is_live(yes)

    def has_authority(self, yes: Answer) -> bool:
        return yes.can_agree and not self.is_a_childs(yes)

    def is_a_childs(self, answer: Answer) -> bool:
        return answer.by is None and self.adult_on is not None and answer.spoken_on < self.adult_on

    def is_own_yes(self, yes: Answer) -> bool:
        """Whether it is the minor's own, said when they could decide for themself (C7)."""
        return yes.by is None and (self.asked_too_on is None or self.asked_too_on <= yes.spoken_on)

    def first_change(self, yeses: Iterable[Answer]) -> date | None:
        """The first day to come on which a yes, the childhood or the time at the school ends, or the child is asked too."""
        days = [yes.expires_on for yes in yeses]
        days += [self.life.left_on, self.adult_on, self.asked_too_on]
        return min((day for day in days if day is not None and day > self.today), default=None)


Weight = Literal[
    "counts",
    "own_yes",
    "stands",
    "undone",
    "replaced",
    "taken_back",
    "not_for_this_event",
    "may_be_older",
    "run_out",
    "ended",
    "left",
    "came_of_age",
    "no_authority",
    "not_the_social_worker",
    "childs_yes",
    "no_capacity",
    "not_checked",
    "invalidated",
    "other_event",
]
"""What one answer weighs in a standing."""


def weighed(
    answers: Iterable[Answer], purpose: str, event: UUID | None, *, life: Life, today: date, terms: Terms = CONSENT
) -> Mapping[int, Weight]:
    """What each answer for the purpose weighs, by its `seq`: how the words alone come to what `standing` says."""
    case = _Case.of(life, terms, today)
    said = [answer for answer in answers if answer.purpose == purpose]
    here = [answer for answer in said if answer.event in (None, event)]
    heard = _heard(here, case) if case.is_on_public_task else _on_consent_heard(here, case)
    live = [answer for answer in heard if answer.said == "given" and case.is_live(answer)]
    return {answer.seq: _weight(answer, event, heard, live, case) for answer in said}


def _weight(answer: Answer, event: UUID | None, heard: Sequence[Answer], live: Sequence[Answer], case: _Case) -> Weight:
    if answer.event not in (None, event):
        return "other_event"
    if answer not in heard:
        return "came_of_age"
    if answer.said != "given":
        return "undone" if _is_replaced(answer, live) else "stands"
    return _flaw(answer, case) or _overtaken(answer, heard, live) or _worth(answer, case)


def _flaw(yes: Answer, case: _Case) -> Weight | None:
    """Why this yes isn't live."""
    flaws: tuple[tuple[bool, Weight], ...] = (
        (yes.is_invalid, "invalidated"),
        (not yes.is_checked, "not_checked"),
        (case.has_left, "left"),
        (case.is_from_before(yes), "ended"),
        (case.is_over(yes), "run_out"),
    )
    return next((weight for is_so, weight in flaws if is_so), None)


def _overtaken(yes: Answer, heard: Iterable[Answer], live: Sequence[Answer]) -> Weight | None:
    """What else the same speaker said that leaves nothing of this yes."""
    nos = [no for no in heard if no.by == yes.by and no.said != "given" and not _is_replaced(no, live)]
    if any(no.seq > yes.seq for no in nos):
        return "taken_back"
    if nos:
        return "not_for_this_event" if any(no.event not in (None, yes.event) for no in nos) else "may_be_older"
    return "replaced" if _is_replaced(yes, live) else None


def _worth(yes: Answer, case: _Case) -> Weight:
    if case.cannot_decide:
        return "no_capacity"
    if case.is_a_childs(yes):
        return "own_yes" if case.needs_own_yes and case.is_own_yes(yes) else "childs_yes"
    if not yes.can_agree:
        return "not_the_social_worker" if case.life.looked_after else "no_authority"
    return "counts"


class _Voice(NamedTuple):
    """What one speaker's answers come to: the newest no that stands, else the newest yes that agrees."""

    no: Answer | None
    yes: Answer | None


class _Verdict(NamedTuple):
    state: State
    codes: Iterable[str]
    decided_by: Iterable[Answer]


def _by_words(purpose: str, said: Sequence[Answer], case: _Case) -> Standing:
    """What the answers alone come to."""
    if case.cannot_decide:
        return _denied(purpose, "not_answered", ["no_capacity"], case.terms.basis)
    if case.is_on_public_task:
        return _weighed(purpose, _heard(said, case), case, _on_public_task)
    if not said:
        missing: State = "not_answered" if case.life.asked and case.terms.is_asked else "not_asked"
        return _denied(purpose, missing, [missing], case.terms.basis)
    return _weighed(purpose, _on_consent_heard(said, case), case, _on_consent)


def _on_consent_heard(said: Sequence[Answer], case: _Case) -> Sequence[Answer]:
    """From the 18th birthday only the person (C11)."""
    return [answer for answer in said if answer.by is None] if case.came_of_age else said


def _heard(said: Sequence[Answer], case: _Case) -> Sequence[Answer]:
    """Who is heard where nobody has to say yes: from the 18th birthday the person alone, once they have said yes (C11, C13)."""
    own = [answer for answer in said if answer.by is None]
    return own if case.came_of_age and any(case.agrees(yes) for yes in own if yes.said == "given") else said


def _heard_objections(said: Sequence[Answer], case: _Case, objections: Iterable[Objection], purpose: str) -> Sequence[Objection]:
    speaks_alone = case.came_of_age and any(
        answer.said == "given" and answer.by is None and case.agrees(answer) for answer in said
    )
    return [each for each in objections if each.purpose == purpose and (each.by is None or not speaks_alone)]


def _heard_opt_outs(said: Sequence[Answer], case: _Case, opt_outs: Iterable[OptOut], event: UUID | None) -> Sequence[OptOut]:
    """The opt-outs for this event that no yes has undone (C9, E3)."""
    here = [each for each in opt_outs if each.event == event]
    if not here:
        return here
    yeses = [yes for yes in _on_consent_heard(said, case) if yes.said == "given" and yes.event == event and case.agrees(yes)]
    return [each for each in here if not any(_was_said_after(yes, each) for yes in yeses)]


def _was_said_after(yes: Answer, opt_out: OptOut) -> bool:
    """A paper signed on the day of the opt-out, or before, may be older than it; so may an imported answer."""
    if yes.seq <= opt_out.after_answer or yes.method == "imported":
        return False
    if yes.signed_on is None:
        return yes.method != "paper"
    return yes.signed_on > opt_out.said_on


def _weighed(
    purpose: str,
    said: Sequence[Answer],
    case: _Case,
    verdict_on: Callable[[Sequence[Answer], Sequence[_Voice], _Case], _Verdict],
) -> Standing:
    live = [answer for answer in said if answer.said == "given" and case.is_live(answer)]
    voices = [_voice(said, live, by, case) for by in {answer.by for answer in said}]
    state, codes, decided_by = verdict_on(said, voices, case)
    until = case.first_change(live)
    if state not in ALLOWING:
        return _denied(purpose, state, codes, case.terms.basis, decided_by, until)
    return Standing(purpose, state, (), until, _seqs(decided_by), _conditions(said, live, case), case.terms.basis)


def _voice(said: Iterable[Answer], live: Iterable[Answer], by: UUID | None, case: _Case) -> _Voice:
    yeses = [yes for yes in live if yes.by == by]
    nos = [answer for answer in said if answer.by == by and answer.said != "given"]
    standing_nos = [no for no in nos if not any(_undoes(yes, no) for yes in yeses)]
    if standing_nos:
        return _Voice(max(standing_nos, key=_seq), None)
    return _Voice(None, max((yes for yes in yeses if case.has_authority(yes)), key=_seq, default=None))


def _undoes(yes: Answer, earlier: Answer) -> bool:
    """Whether a yes undoes what the same speaker said before it, for the event where that was (C9)."""
    return yes.seq > earlier.seq and earlier.event in (None, yes.event) and not _may_be_older(yes, earlier)


def _may_be_older(yes: Answer, earlier: Answer) -> bool:
    """Whether a yes that reached us later may have been said before: an imported one, or a paper without a day, or with an older one.

    Of two papers of one day the one typed in last puts the other right; a paper may be older than a click on the same day.
    """
    if yes.method == "imported" or (yes.method == "paper" and yes.signed_on is None):
        return True
    if yes.signed_on is None:
        return False
    return yes.signed_on < earlier.signed_on if earlier.signed_on else yes.signed_on <= earlier.said_on


def _on_public_task(said: Sequence[Answer], voices: Sequence[_Voice], case: _Case) -> _Verdict:
    """No yes is needed, and a no denies (C13)."""
    if case.has_left:
        return _Verdict("expired", ["has_left"], [])
    nos = _nos(voices)
    return _refused(nos, said, case) if nos else _Verdict("public_task", [], [])


def _on_consent(said: Sequence[Answer], voices: Sequence[_Voice], case: _Case) -> _Verdict:
    nos, yeses = _nos(voices), [voice.yes for voice in voices if voice.yes]
    if yeses and any(_can_disagree(no) for no in nos):
        return _Verdict("conflict", ["conflict"], nos + yeses)
    if nos:
        return _refused(nos, said, case)
    if not yeses:
        return _without_a_yes_that_agrees(said, case)
    if case.needs_own_yes:
        own = [yes for yes in said if yes.said == "given" and case.is_live(yes) and case.is_own_yes(yes)]
        return _Verdict("given", [], [*yeses, max(own, key=_seq)]) if own else _Verdict("not_answered", ["own_yes_missing"], [])
    return _Verdict("given", [], yeses)


def _nos(voices: Iterable[_Voice]) -> list[Answer]:
    return sorted((voice.no for voice in voices if voice.no), key=_seq)


def _can_disagree(no: Answer) -> bool:
    """Whether a no beside another's yes is a conflict (C6): it is a guardian's who could agree."""
    return no.can_agree and no.by is not None


def _refused(nos: Sequence[Answer], said: Iterable[Answer], case: _Case) -> _Verdict:
    endings = [_ending(no, said, case) for no in nos]
    return _Verdict(endings[-1][0], [code for _, code in endings], nos)


def _ending(no: Answer, said: Iterable[Answer], case: _Case) -> tuple[State, str]:
    """The state and reason code of a no that stands. One that a yes had undone until it ended is expired."""
    ended = [yes for yes in said if yes.said == "given" and yes.by == no.by and _has_undone(yes, no, case)]
    if ended:
        return _end_of(max(ended, key=_seq), case)
    state: State = "withdrawn" if no.said == "withdrawn" else "refused"
    if no.by is None and case.is_minor:
        return state, "refused_by_child"
    if no.by is not None and not no.can_agree:
        return state, "refused_by_other"
    return state, f"{state}_for_event" if no.event else state


def _has_undone(yes: Answer, no: Answer, case: _Case) -> bool:
    return yes.is_checked and not yes.is_invalid and case.has_authority(yes) and _undoes(yes, no)


def _without_a_yes_that_agrees(said: Iterable[Answer], case: _Case) -> _Verdict:
    yeses = [yes for yes in said if yes.said == "given" and case.has_authority(yes)]
    if yeses:
        newest = max(yeses, key=_seq)
        state, code = _end_of(newest, case)
        return _Verdict(state, [code], [newest])
    if case.came_of_age:
        return _Verdict("expired", ["came_of_age"], [])
    return _Verdict("not_answered", ["not_the_social_worker" if case.life.looked_after else "cannot_agree"], [])


def _end_of(yes: Answer, case: _Case) -> tuple[State, str]:
    """The state and reason code of a yes with authority that isn't live."""
    if case.has_left:
        return "expired", "left"
    if yes.is_invalid:
        return "invalidated", "invalidated"
    if not yes.is_checked:
        return "unverified", "not_checked"
    return "expired", "ended" if case.is_from_before(yes) else "expired"


def _conditions(said: Sequence[Answer], live: Sequence[Answer], case: _Case) -> frozenset[Condition]:
    """The strictest of all that was said with a yes and not replaced since (C12).

    Also of a yes that doesn't count: its condition is a partial no. A first name takes everybody's leave, and a yes that agrees.
    """
    if not any(answer.conditions for answer in said):
        return _NO_CONDITIONS
    yeses = [answer for answer in said if answer.said == "given" and not _is_replaced(answer, live)]
    conditions = frozenset(each for yes in yeses for each in yes.conditions)
    named = all("first_name" in yes.conditions for yes in yeses) and any(case.agrees(yes) for yes in yeses)
    return conditions if named and "not_named" not in conditions else conditions - {"first_name"}


def _is_replaced(earlier: Answer, live: Iterable[Answer]) -> bool:
    return any(yes.by == earlier.by and _undoes(yes, earlier) for yes in live)


def _denied(
    purpose: str,
    state: State,
    codes: Iterable[str],
    basis: Basis = "consent",
    decided_by: Iterable[Answer | Restriction | Objection | OptOut] = (),
    holds_until: date | None = None,
) -> Standing:
    reasons = tuple(_explain_unnamed(code, purpose) for code in dict.fromkeys(codes))
    return Standing(purpose, state, reasons, holds_until, _seqs(decided_by), _NO_CONDITIONS, basis)


_NO_CONDITIONS: Final[frozenset[Condition]] = frozenset()


def _seqs(decided_by: Iterable[Answer | Restriction | Objection | OptOut]) -> tuple[int, ...]:
    return tuple(sorted(each.seq for each in decided_by))


def _seq(answer: Answer) -> int:
    return answer.seq
