"""The truth table: what is said, and what it comes to, as sentences that a safeguarding lead can check against the rulebook.

Each row is a test. What was said is written so:

    mother yes, father no @trip, mother yes paper signed yesterday group_only

In order, each answer with its speaker, its word (yes, no, back: took a yes back) and what else is known of it. `self`, `child`: the
person themself. A mother and a father have parental responsibility, a stepfather and a carer don't (nor a parent who spoke
`without_responsibility`); the `worker` is the social worker of the local authority. `unless` names what is unlike an ordinary child of 8 at an ordinary school, asked about the website.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as with_default
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any, Final, get_args
from uuid import UUID

from consentsvc.consent import rules
from consentsvc.consent.rules import Answer, Life, Objection, OptOut, Restriction, Standing, Terms
from consentsvc.forms.purposes import Condition

TODAY: Final = date(2026, 5, 12)
TRIP: Final = UUID(int=1)
DAYS: Final[Mapping[str, date]] = MappingProxyType(
    {
        "last_year": date(2025, 5, 12),
        "yesterday": TODAY - timedelta(days=1),
        "today": TODAY,
        "tomorrow": TODAY + timedelta(days=1),
        "next_year": date(2027, 5, 12),
    }
)
SPEAKERS: Final[Mapping[str, UUID | None]] = MappingProxyType(
    {
        "mother": UUID(int=11),
        "father": UUID(int=12),
        "stepfather": UUID(int=13),
        "carer": UUID(int=14),
        "worker": UUID(int=15),
        "child": None,
        "self": None,
    }
)
EVENTS: Final[Mapping[str, UUID]] = MappingProxyType({"@trip": TRIP, "@fair": UUID(int=2)})
_SAID: Final[Mapping[str, rules.Said]] = MappingProxyType({"yes": "given", "no": "refused", "back": "withdrawn"})
_FLAGS: Final[Mapping[str, Mapping[str, Any]]] = MappingProxyType(
    {
        "phone": {"method": "phone"},
        "paper": {"method": "paper"},
        "imported": {"method": "imported"},
        "unchecked": {"is_checked": False},
        "rejected": {"is_invalid": True},
        "mistake": {"is_invalid": True},
        "without_responsibility": {},
        **{name: {"event": event} for name, event in EVENTS.items()},
    }
)
_DATED: Final[Mapping[str, str]] = MappingProxyType({"until": "expires_on", "said": "said_on", "signed": "signed_on"})


@dataclass(frozen=True, slots=True)
class Example:
    """One row. `rule`: what it is an example of. `cites`: the rules that the standing's reasons name; none where it allows."""

    rule: str
    story: str
    said: str
    unless: str
    state: rules.State
    cites: tuple[str, ...]
    conditions: frozenset[Condition]


@dataclass
class Circumstances:
    """An ordinary child of 8, asked about the website; each word of `unless` changes something."""

    life: dict[str, Any] = with_default(default_factory=lambda: {"born_on": date(2017, 9, 4), "left_on": None, "asked": True})
    terms: dict[str, Any] = with_default(default_factory=dict)
    holds: list[Restriction] = with_default(default_factory=list)
    objections: list[Objection] = with_default(default_factory=list)
    opt_outs: list[OptOut] = with_default(default_factory=list)
    event: UUID | None = None
    purpose: str = "website"
    without_responsibility: set[str] = with_default(default_factory=lambda: {"stepfather", "carer", "worker"})


def _life(**fields: Any) -> Callable[[Circumstances], None]:
    return lambda case: case.life.update(fields)


def _terms(**fields: Any) -> Callable[[Circumstances], None]:
    return lambda case: case.terms.update(fields)


def _set(**fields: Any) -> Callable[[Circumstances], None]:
    return lambda case: case.__dict__.update(fields)


def _objection(by: str) -> Callable[[Circumstances], None]:
    return lambda case: case.objections.append(Objection(99, "website", SPEAKERS[by]))


def _opt_out(event: str, after_answer: int) -> Callable[[Circumstances], None]:
    return lambda case: case.opt_outs.append(OptOut(99, EVENTS[event], after_answer, TODAY))


def _lost(parent: str) -> Callable[[Circumstances], None]:
    return lambda case: case.without_responsibility.add(parent)


def _hold(purpose: str | None) -> Callable[[Circumstances], None]:
    return lambda case: case.holds.append(Restriction(99, frozenset({purpose}) if purpose else None))


_UNLESS: Final[Mapping[str, Callable[[Circumstances], None]]] = MappingProxyType(
    {
        "at the trip": _set(event=TRIP),
        "asked about the newsletter": _set(purpose="printed_newsletter"),
        "asked about billboards": _set(purpose="billboards"),
        "nobody was asked": _life(asked=False),
        "not on the school's form": _terms(is_asked=False),
        "left yesterday": _life(left_on=DAYS["yesterday"]),
        "leaves tomorrow": _life(left_on=DAYS["tomorrow"]),
        "came back after the first answer": _life(yes_counts_after=1),
        "came back after the second answer": _life(yes_counts_after=2),
        "went into care after the first answer": _life(yes_counts_after=1, looked_after=True),
        "out of care since the first answer": _life(yes_counts_after=1),
        "left yesterday and came back": _life(yes_counts_from=DAYS["yesterday"]),
        "out of care since yesterday": _life(yes_counts_from=DAYS["yesterday"]),
        "in care": _life(looked_after=True),
        "12 years old": _life(born_on=date(2013, 9, 4)),
        "14 years old": _life(born_on=date(2011, 9, 4)),
        "13 today": _life(born_on=date(2013, 5, 12)),
        "13 tomorrow": _life(born_on=date(2013, 5, 13)),
        "18 tomorrow": _life(born_on=date(2008, 5, 13)),
        "18 today": _life(born_on=date(2008, 5, 12)),
        "an adult": _life(born_on=None),
        "can decide": _life(has_capacity=True),
        "can't decide": _life(has_capacity=False),
        "both must agree": _terms(young_people="both_must_agree"),
        "public task": _terms(basis="public_task"),
        "the mother objects": _objection("mother"),
        "the child objects": _objection("child"),
        "opted out of the trip": _opt_out("@trip", 0),
        "opted out of the trip after the first answer": _opt_out("@trip", 1),
        "opted out of the trip after the second answer": _opt_out("@trip", 2),
        "opted out of the fair after the first answer": _opt_out("@fair", 1),
        "restricted": _hold(None),
        "restricted for the website": _hold("website"),
        "restricted for the press": _hold("press"),
        "the father lost responsibility": _lost("father"),
        "the mother lost responsibility": _lost("mother"),
    }
)


def standing_of(example: Example, today: date = TODAY) -> Standing:
    """What the example comes to."""
    case = circumstances(example.unless)
    return rules.standing(
        heard(example),
        case.holds,
        case.purpose,
        case.event,
        life=Life(**case.life),
        today=today,
        terms=Terms(**case.terms),
        objections=case.objections,
        opt_outs=case.opt_outs,
    )


def heard(example: Example) -> Sequence[Answer]:
    """What was said, as the rules take it. Raises KeyError for a word that isn't in the notation."""
    case = circumstances(example.unless)
    spoken = [words.split() for words in example.said.split(", ") if words]
    return [_answer(seq, words, case) for seq, words in enumerate(spoken, start=1)]


def circumstances(unless: str) -> Circumstances:
    """An ordinary child, but for the words of `unless`. Raises KeyError for words that aren't in the notation."""
    case = Circumstances()
    for words in filter(None, unless.split(", ")):
        _UNLESS[words](case)
    return case


def _answer(seq: int, words: Sequence[str], case: Circumstances) -> Answer:
    speaker, said, *rest = words
    fields: dict[str, Any] = {"event": None, "expires_on": None, "said_on": TODAY}
    for more in _details(iter(rest)):
        fields.update(more)
    return Answer(
        seq=seq,
        purpose="website",
        said=_SAID[said],
        by=SPEAKERS[speaker],
        can_agree=_can_agree(speaker, case) and "without_responsibility" not in rest,
        conditions=_conditions(rest),
        **fields,
    )


def _details(words: Iterator[str]) -> Iterator[Mapping[str, Any]]:
    for word in words:
        if word in _DATED:
            yield {_DATED[word]: DAYS[next(words)]}
        elif word not in get_args(Condition):
            yield _FLAGS[word]


def _can_agree(speaker: str, case: Circumstances) -> bool:
    """By the roster: parental responsibility; in care, the local authority (C5, C8)."""
    if SPEAKERS[speaker] is None:
        return True
    return speaker == "worker" if case.life.get("looked_after") else speaker not in case.without_responsibility


def _conditions(words: Sequence[str]) -> frozenset[Condition]:
    return frozenset(condition for condition in get_args(Condition) if condition in words)


def _row(rule: str, story: str, said: str, unless: str, comes_to: str) -> Example:
    """`comes_to`: the state, then the rules that it cites and the conditions on it."""
    state, *rest = comes_to.split()
    conditions = _conditions(rest)
    cites = tuple(word for word in rest if word not in conditions)
    return Example(rule, story, said, unless, state, cites, conditions)  # type: ignore[arg-type]


# fmt: off
EXAMPLES: Final[Sequence[Example]] = (
    # C1
    _row("C1", "The mother said yes to the website. Asked about the newsletter, that says nothing.", "mother yes", "asked about the newsletter", "not_answered C2"),
    _row("C1", "The mother said no to the website. For the newsletter she hasn't said anything yet.", "mother no", "asked about the newsletter", "not_answered C2"),
    _row("C1", "Nobody is asked about billboards, so no yes can count for them.", "mother yes", "asked about billboards", "not_asked C1"),
    # C2
    _row("C2", "The family has a link and hasn't answered.", "", "", "not_answered C2"),
    _row("C2", "Nobody has been asked yet.", "", "nobody was asked", "not_asked C2"),
    _row("C2", "The school has taken the use off its form, and nobody had answered.", "", "not on the school's form", "not_asked C2"),
    _row("C2", "The school has taken the use off its form; the mother's earlier yes stays.", "mother yes", "not on the school's form", "given"),
    _row("C2", "The school has taken the use off its form; the mother's earlier no stays.", "mother no", "not on the school's form", "refused C2"),
    _row("C2", "The mother said yes.", "mother yes", "", "given"),
    _row("C2", "The father said yes; the mother hasn't answered.", "father yes", "", "given"),
    _row("C2", "Both parents said yes.", "mother yes, father yes", "", "given"),
    _row("C2", "The mother said no.", "mother no", "", "refused C2"),
    _row("C2", "Both parents said no.", "mother no, father no", "", "refused C2"),
    _row("C2", "The mother took back a yes that we have no record of.", "mother back", "", "withdrawn C4"),
    _row("C2", "The mother's yes was entered by mistake.", "mother yes mistake", "", "invalidated C2"),
    _row("C2", "The mother's yes was entered by mistake; the father's was not.", "mother yes mistake, father yes", "", "given"),
    _row("C2", "The mother's second yes was entered by mistake; her first one stands.", "mother yes, mother yes mistake", "", "given"),
    _row("C2", "The mother said no; a yes entered for her afterwards was a mistake.", "mother no, mother yes mistake", "", "refused C2"),
    _row("C2", "The question has changed since the mother's yes, and she has said yes to the new one.", "mother yes mistake, mother yes", "", "given"),
    _row("C2", "The father's yes was a mistake and the mother said no.", "father yes mistake, mother no", "", "refused C2"),
    # C4
    _row("C4", "The mother said yes and took it back.", "mother yes, mother back", "", "withdrawn C4"),
    _row("C4", "The mother said yes, and later no.", "mother yes, mother no", "", "refused C2"),
    _row("C4", "The mother said no, and later yes.", "mother no, mother yes", "", "given"),
    _row("C4", "The mother took her yes back, then agreed again.", "mother yes, mother back, mother yes", "", "given"),
    _row("C4", "The mother changed her mind four times; the last word is taking it back.", "mother yes, mother back, mother yes, mother back", "", "withdrawn C4"),
    _row("C4", "The mother said no, then took back a yes: both are a no, the last word names it.", "mother no, mother back", "", "withdrawn C4"),
    _row("C4", "The mother took her yes back, then said no.", "mother yes, mother back, mother no", "", "refused C2"),
    _row("C4", "The only parent who answered took it back; the other never answered.", "father yes, father back", "", "withdrawn C4"),
    _row("C4", "After the withdrawal a paper arrives that was signed before it: it undoes nothing.", "mother yes said last_year, mother back said yesterday, mother yes paper signed last_year", "", "withdrawn C4"),
    _row("C4", "After the withdrawal a paper arrives that was signed after it, and is checked.", "mother back said yesterday, mother yes paper signed today", "", "given"),
    _row("C4", "A paper signed on the day of the withdrawal, handed in after it, may be older: it takes nothing back.", "mother back said yesterday, mother yes paper signed yesterday", "", "withdrawn C4"),
    _row("C4", "After the withdrawal an undated paper arrives: it undoes nothing.", "mother yes, mother back, mother yes paper", "", "withdrawn C4"),
    _row("C4", "A paper yes signed after a paper no counts, though the no was typed in later than it was signed.", "mother no paper signed last_year said yesterday, mother yes paper signed yesterday", "", "given"),
    _row("C4", "A yes taken over from the old system undoes no withdrawal.", "mother back, mother yes imported", "", "withdrawn C4"),
    _row("C4", "A no taken over from the old system counts at once.", "mother yes, mother no imported", "", "refused C2"),
    _row("C4", "A yes taken over from the old system, and nothing else.", "mother yes imported signed last_year", "", "given"),
    _row("C4", "A yes taken over from the old system for the father, after the mother's no.", "mother no, father yes imported", "", "conflict C6"),
    _row("C4", "After an imported no the mother says yes on the phone.", "mother no imported, mother yes phone", "", "given"),
    # C5
    _row("C5", "The stepfather, who has no parental responsibility, said yes.", "stepfather yes", "", "not_answered C5"),
    _row("C5", "The stepfather said no: anybody's no counts.", "stepfather no", "", "refused C5"),
    _row("C5", "The stepfather took back a yes.", "stepfather back", "", "withdrawn C5"),
    _row("C5", "The mother said yes, the stepfather no.", "mother yes, stepfather no", "", "refused C5"),
    _row("C5", "The stepfather's no came first.", "stepfather no, mother yes", "", "refused C5"),
    _row("C5", "The stepfather said no, then took his no back: the mother's yes counts.", "mother yes, stepfather no, stepfather yes", "", "given"),
    _row("C5", "The stepfather took his own no back; nobody who can agree has answered.", "stepfather no, stepfather yes", "", "not_answered C5"),
    _row("C5", "The mother can't take back the stepfather's no.", "stepfather no, mother yes, mother yes", "", "refused C5"),
    _row("C5", "The stepfather's yes doesn't take back the mother's no.", "mother no, stepfather yes", "", "refused C2"),
    _row("C5", "The mother and the stepfather both said yes.", "mother yes, stepfather yes", "", "given"),
    _row("C5", "The father lost parental responsibility after his yes.", "father yes", "the father lost responsibility", "not_answered C5"),
    _row("C5", "The father lost parental responsibility after his no: the no stays.", "father no, mother yes", "the father lost responsibility", "refused C5"),
    _row("C5", "The father, without responsibility now, had taken back his own no.", "father no, father yes, mother yes", "the father lost responsibility", "given"),
    _row("C5", "The father's parental responsibility was noted only after his yes: that yes still doesn't count.", "father yes without_responsibility", "", "not_answered C5"),
    _row("C5", "Since his parental responsibility was noted, the father has said yes again.", "father yes without_responsibility, father yes", "", "given"),
    _row("C5", "The father's parental responsibility was noted only after his no: the no stays.", "mother yes, father no without_responsibility", "", "refused C5"),
    _row("C5", "Both parents lost parental responsibility after their yeses.", "mother yes, father yes", "the father lost responsibility, the mother lost responsibility", "not_answered C5"),
    _row("C5", "The stepfather said no to the trip only: at the trip it is a no.", "mother yes, stepfather no @trip", "at the trip", "refused C5"),
    _row("C5", "The stepfather said no to the trip only: elsewhere the mother's yes counts.", "mother yes, stepfather no @trip", "", "given"),
    _row("C5", "The mother said no and so did the stepfather: both reasons are given.", "mother no, stepfather no", "", "refused C2 C5"),
    # C6
    _row("C6", "The mother said yes, the father no.", "mother yes, father no", "", "conflict C6"),
    _row("C6", "The father said no, the mother said yes after him.", "father no, mother yes", "", "conflict C6"),
    _row("C6", "Both parents said yes; the father took his back.", "mother yes, father yes, father back", "", "conflict C6"),
    _row("C6", "They disagreed, and the father has come round.", "mother yes, father no, father yes", "", "given"),
    _row("C6", "They disagreed, and the mother has come round.", "mother yes, father no, mother back", "", "withdrawn C2 C4"),
    _row("C6", "They disagreed, and the mother said no too.", "mother yes, father no, mother no", "", "refused C2"),
    _row("C6", "The mother saying yes once more doesn't settle it.", "mother yes, father no, mother yes", "", "conflict C6"),
    _row("C6", "They disagree, and the stepfather said no as well.", "mother yes, father no, stepfather no", "", "conflict C6"),
    _row("C6", "They disagree about the trip only: at the trip.", "mother yes, father no @trip", "at the trip", "conflict C6"),
    _row("C6", "They disagree about the trip only: elsewhere it is a yes.", "mother yes, father no @trip", "", "given"),
    _row("C6", "The father says no in general, the mother yes to the trip.", "father no, mother yes @trip", "at the trip", "conflict C6"),
    _row("C6", "The mother's yes has run out, the father said no: nobody disagrees any more.", "mother yes until yesterday, father no", "", "refused C2"),
    _row("C6", "The mother's yes waits for its check, the father said no.", "mother yes paper signed today unchecked, father no", "", "refused C2"),
    # C7
    _row("C7", "Both parents said yes, the child said no.", "mother yes, father yes, child no", "", "refused C7"),
    _row("C7", "The child said no first, the mother yes after it.", "child no, mother yes", "", "refused C7"),
    _row("C7", "The child took a yes back: that is a no too.", "mother yes, child yes, child back", "", "withdrawn C7"),
    _row("C7", "The child said no, then yes: the child's own no is gone, and the mother's yes counts.", "mother yes, child no, child yes", "", "given"),
    _row("C7", "The child said yes; no adult has answered.", "child yes", "", "not_answered C5"),
    _row("C7", "The child said yes, the mother no.", "child yes, mother no", "", "refused C2"),
    _row("C7", "The child said no to the trip: at the trip.", "mother yes, child no @trip", "at the trip", "refused C7"),
    _row("C7", "The child said no to the trip: elsewhere the mother's yes counts.", "mother yes, child no @trip", "", "given"),
    _row("C7", "The mother disagrees with the child, and with the father.", "mother yes, father no, child no", "", "conflict C6"),
    _row("C7", "At 14, where a veto is enough, nobody has to ask the young person.", "mother yes", "14 years old", "given"),
    _row("C7", "At 14, where both must agree, the young person hasn't answered.", "mother yes", "14 years old, both must agree", "not_answered C7"),
    _row("C7", "At 14, where both must agree, both said yes.", "mother yes, child yes", "14 years old, both must agree", "given"),
    _row("C7", "At 14, where both must agree, only the young person said yes.", "child yes", "14 years old, both must agree", "not_answered C5"),
    _row("C7", "At 14, where both must agree, the young person said no.", "mother yes, child no", "14 years old, both must agree", "refused C7"),
    _row("C7", "At 14, where both must agree, the young person's yes has run out.", "mother yes, child yes until yesterday", "14 years old, both must agree", "not_answered C7"),
    _row("C7", "At 14, where both must agree, the young person's paper waits for its check.", "mother yes, child yes paper signed today unchecked", "14 years old, both must agree", "not_answered C7"),
    _row("C7", "At 14, where both must agree, the young person said yes to the trip: at the trip.", "mother yes, child yes @trip", "14 years old, both must agree, at the trip", "given"),
    _row("C7", "At 14, where both must agree, the young person said yes to the trip: elsewhere it isn't enough.", "mother yes, child yes @trip", "14 years old, both must agree", "not_answered C7"),
    _row("C7", "At 14, assessed as not able to decide, nobody waits for the young person's yes.", "mother yes", "14 years old, both must agree, can't decide", "given"),
    _row("C7", "At 14, assessed as not able to decide: the young person's no counts all the same.", "mother yes, child no", "14 years old, both must agree, can't decide", "refused C7"),
    _row("C7", "At 8, where both must agree, the child is too young to be waited for.", "mother yes", "both must agree", "given"),
    _row("C7", "At 8, assessed as able to decide, the child's yes is needed.", "mother yes", "both must agree, can decide", "not_answered C7"),
    _row("C7", "At 8, assessed as able to decide, both said yes.", "mother yes, child yes", "both must agree, can decide", "given"),
    _row("C7", "A paper that the young person signed before the 13th birthday arrives after it.", "mother yes, child yes paper signed yesterday", "13 today, both must agree", "not_answered C7"),
    _row("C7", "On the 13th birthday the young person is asked too.", "mother yes", "13 today, both must agree", "not_answered C7"),
    _row("C7", "What the child said before turning 13 isn't the yes that is needed then.", "mother yes, child yes said yesterday", "13 today, both must agree", "not_answered C7"),
    _row("C7", "On the day before the 13th birthday the mother's yes is enough.", "mother yes", "13 tomorrow, both must agree", "given"),
    # C8
    _row("C8", "In care: the social worker said yes.", "worker yes", "in care", "given"),
    _row("C8", "In care: the social worker said no.", "worker no", "in care", "refused C2"),
    _row("C8", "In care: the social worker took the yes back.", "worker yes, worker back", "in care", "withdrawn C4"),
    _row("C8", "In care: nobody has answered.", "", "in care", "not_answered C2"),
    _row("C8", "In care: the foster carer said yes.", "carer yes", "in care", "not_answered C8"),
    _row("C8", "In care: the mother said yes.", "mother yes", "in care", "not_answered C8"),
    _row("C8", "In care: the mother and the social worker said yes.", "mother yes, worker yes", "in care", "given"),
    _row("C8", "In care: the foster carer said no to the social worker's yes.", "worker yes, carer no", "in care", "refused C5"),
    _row("C8", "In care: the mother said no to the social worker's yes.", "worker yes, mother no", "in care", "refused C5"),
    _row("C8", "In care: the child said no.", "worker yes, child no", "in care", "refused C7"),
    _row("C8", "The mother said yes; then the child went into care.", "mother yes", "went into care after the first answer", "not_answered C8"),
    _row("C8", "The mother said yes, the child went into care, the social worker said yes.", "mother yes, worker yes", "went into care after the first answer", "given"),
    _row("C8", "The social worker's yes was from before the child went into care.", "worker yes", "went into care after the first answer", "expired C11"),
    _row("C8", "The social worker said yes; the child is out of care again.", "worker yes", "out of care since the first answer", "not_answered C5"),
    _row("C8", "The mother's yes from before care doesn't come back when care ends.", "mother yes", "out of care since the first answer", "expired C11"),
    _row("C8", "The child is out of care again, and the mother has said yes since.", "worker yes, mother yes", "out of care since the first answer", "given"),
    _row("C8", "A social worker can't agree for a child who isn't in care.", "worker yes", "", "not_answered C5"),
    _row("C8", "Public task is never taken for a child in care.", "", "in care, public task", "not_answered C2"),
    _row("C8", "In care, with public task: the social worker's own yes counts.", "worker yes", "in care, public task", "given"),
    _row("C8", "In care at 14, where both must agree: the young person is asked too.", "worker yes", "in care, 14 years old, both must agree", "not_answered C7"),
    # C9
    _row("C9", "A general yes counts at the trip.", "mother yes", "at the trip", "given"),
    _row("C9", "A general no counts at the trip.", "mother no", "at the trip", "refused C2"),
    _row("C9", "A yes for the trip counts at the trip.", "mother yes @trip", "at the trip", "given"),
    _row("C9", "A yes for the trip says nothing in general.", "mother yes @trip", "", "not_answered C2"),
    _row("C9", "A yes for the fair says nothing about the trip.", "mother yes @fair", "at the trip", "not_answered C2"),
    _row("C9", "A no for the trip is no general no.", "mother no @trip", "", "not_answered C2"),
    _row("C9", "A no for the trip beats the general yes there.", "mother yes, mother no @trip", "at the trip", "refused C9"),
    _row("C9", "A no for the trip leaves the general yes alone elsewhere.", "mother yes, mother no @trip", "", "given"),
    _row("C9", "The yes was taken back for the trip.", "mother yes, mother back @trip", "at the trip", "withdrawn C9"),
    _row("C9", "A later general yes doesn't undo the no for the trip.", "mother no @trip, mother yes", "at the trip", "refused C9"),
    _row("C9", "A yes for the fair doesn't undo the no for the trip.", "mother no @trip, mother yes @fair", "at the trip", "refused C9"),
    _row("C9", "A yes for the trip undoes the no for the trip.", "mother no @trip, mother yes @trip", "at the trip", "given"),
    _row("C9", "No, yes and no again for the trip.", "mother no @trip, mother yes @trip, mother no @trip", "at the trip", "refused C9"),
    _row("C9", "A yes for the trip beats the earlier general no, there.", "mother no, mother yes @trip", "at the trip", "given"),
    _row("C9", "A yes for the trip leaves the general no alone elsewhere.", "mother no, mother yes @trip", "", "refused C2"),
    _row("C9", "A general no after the yes for the trip beats it.", "mother yes @trip, mother no", "at the trip", "refused C2"),
    _row("C9", "A general yes undoes the later general no, for the trip as well.", "mother yes @trip, mother no, mother yes", "at the trip", "given"),
    _row("C9", "Two nos, general and for the trip; the general yes undoes only the general one.", "mother no, mother no @trip, mother yes", "at the trip", "refused C9"),
    _row("C9", "Two nos, general and for the trip; a yes for the trip undoes both there.", "mother no, mother no @trip, mother yes @trip", "at the trip", "given"),
    _row("C9", "A family opted out at the trip, and the school has a yes on paper from before.", "mother yes paper signed last_year, mother no @trip", "at the trip", "refused C9"),
    # C11
    _row("C11", "The yes ran out yesterday.", "mother yes until yesterday", "", "expired C11"),
    _row("C11", "The yes runs out today: it doesn't count today any more.", "mother yes until today", "", "expired C11"),
    _row("C11", "The yes runs out tomorrow.", "mother yes until tomorrow", "", "given"),
    _row("C11", "The old yes has run out, and there is a new one.", "mother yes until yesterday, mother yes", "", "given"),
    _row("C11", "The mother's yes has run out, the father's hasn't.", "mother yes until yesterday, father yes", "", "given"),
    _row("C11", "A no doesn't run out.", "mother no until yesterday", "", "refused C2"),
    _row("C11", "The yes after the no has run out: the no stands again.", "mother no, mother yes until yesterday", "", "expired C11"),
    _row("C11", "The yes for the trip after the no for the trip has run out.", "mother no @trip, mother yes @trip until yesterday", "at the trip", "expired C11"),
    _row("C11", "The yes for the trip has run out, the general one hasn't.", "mother yes, mother yes @trip until yesterday", "at the trip", "given"),
    _row("C11", "The child has left.", "mother yes", "left yesterday", "expired C11"),
    _row("C11", "The child leaves tomorrow.", "mother yes", "leaves tomorrow", "given"),
    _row("C11", "The child has left, and nobody had answered.", "", "left yesterday", "not_answered C2"),
    _row("C11", "The child has left; the father's no stays on record.", "mother yes, father no", "left yesterday", "refused C2"),
    _row("C11", "The child left and came back: the yes from before doesn't count.", "mother yes", "came back after the first answer", "expired C11"),
    _row("C11", "The child left and came back, and the mother said yes again.", "mother yes, mother yes", "came back after the first answer", "given"),
    _row("C11", "The child left and came back: a paper signed before they left arrives late.", "mother yes paper signed last_year", "left yesterday and came back", "expired C11"),
    _row("C11", "The child left and came back: a paper signed since.", "mother yes paper signed yesterday", "left yesterday and came back", "given"),
    _row("C11", "The child left and came back: a yes from the old system, from before.", "mother yes imported signed last_year", "left yesterday and came back", "expired C11"),
    _row("C11", "The child left and came back: the no from before still stands.", "mother no, father yes", "came back after the first answer", "conflict C6"),
    _row("C11", "The child came back: a no that an old yes had undone stands again.", "mother no, mother yes", "came back after the second answer", "expired C11"),
    _row("C11", "The day before the 18th birthday the mother's yes counts.", "mother yes", "18 tomorrow", "given"),
    _row("C11", "On the 18th birthday the mother's yes ends.", "mother yes", "18 today", "expired C11"),
    _row("C11", "On the 18th birthday the parents' no isn't heard any more, and nothing takes its place.", "mother no, father no", "18 today", "expired C11"),
    _row("C11", "At 18 they said yes themself.", "mother no, self yes", "18 today", "given"),
    _row("C11", "At 18 they said no themself.", "mother yes, self no", "18 today", "refused C2"),
    _row("C11", "What they said before turning 18 doesn't become a yes.", "mother yes, self yes said yesterday", "18 today", "expired C11"),
    _row("C11", "A paper that they signed before turning 18 arrives after it.", "self yes paper signed yesterday", "18 today", "expired C11"),
    _row("C11", "A paper that they signed on the 18th birthday.", "self yes paper signed today", "18 today", "given"),
    _row("C11", "Their no from before turning 18 still counts.", "mother yes, self no said yesterday", "18 today", "refused C2"),
    _row("C11", "Their no from before turning 18, and a yes since.", "self no said yesterday, self yes", "18 today", "given"),
    _row("C11", "At 18, nobody has ever answered.", "", "18 today", "not_answered C2"),
    # C12
    _row("C12", "The mother said yes, only in a group.", "mother yes group_only", "", "given group_only"),
    _row("C12", "The mother said yes, only in a group; the father, no close-up. Both count.", "mother yes group_only, father yes no_close_up", "", "given group_only no_close_up"),
    _row("C12", "The mother allows the first name; nobody else has answered.", "mother yes first_name", "", "given first_name"),
    _row("C12", "The mother allows the first name, the father said nothing of it.", "mother yes first_name, father yes", "", "given"),
    _row("C12", "Both parents allow the first name.", "mother yes first_name, father yes first_name", "", "given first_name"),
    _row("C12", "The mother allows the first name, the father wants no name.", "mother yes first_name, father yes not_named", "", "given not_named"),
    _row("C12", "The mother said yes again, and without a condition this time.", "mother yes group_only, mother yes", "", "given"),
    _row("C12", "The mother said yes again, and added a condition.", "mother yes, mother yes group_only", "", "given group_only"),
    _row("C12", "The mother's yes without a condition was a mistake: her condition stays.", "mother yes group_only, mother yes mistake", "", "given group_only"),
    _row("C12", "The stepfather can't agree, but his condition counts, as his no would.", "mother yes, stepfather yes group_only", "", "given group_only"),
    _row("C12", "The child doesn't want to be named.", "mother yes first_name, child yes not_named", "", "given not_named"),
    _row("C12", "A paper with a condition waits for its check: the condition counts at once.", "mother yes, father yes paper signed today unchecked no_close_up", "", "given no_close_up"),
    _row("C12", "An old paper without a condition arrives late: the newer condition stays.", "mother yes group_only said yesterday, mother yes paper signed last_year", "", "given group_only"),
    _row("C12", "Last year's condition stays until the mother answers again.", "mother yes group_only until yesterday, father yes", "", "given group_only"),
    _row("C12", "A condition for the trip holds at the trip.", "mother yes, mother yes @trip group_only", "at the trip", "given group_only"),
    _row("C12", "A condition for the trip doesn't hold elsewhere.", "mother yes, mother yes @trip group_only", "", "given"),
    _row("C12", "A later general yes doesn't lift the condition for the trip.", "mother yes @trip group_only, mother yes", "at the trip", "given group_only"),
    _row("C12", "A yes for the trip lifts the general condition, there.", "mother yes group_only, mother yes @trip", "at the trip", "given"),
    _row("C12", "A condition doesn't turn a no into a yes.", "mother yes group_only, father no", "", "conflict C6"),
    # C13
    _row("C13", "On public task nobody has to say yes.", "", "public task", "public_task"),
    _row("C13", "On public task nobody has even been asked.", "", "public task, nobody was asked", "public_task"),
    _row("C13", "On public task, the mother said no: that denies all the same.", "mother no", "public task", "refused C2"),
    _row("C13", "On public task, the mother took back a yes from before.", "mother yes, mother back", "public task", "withdrawn C4"),
    _row("C13", "On public task, the stepfather said no.", "stepfather no", "public task", "refused C5"),
    _row("C13", "On public task, the child said no.", "child no", "public task", "refused C7"),
    _row("C13", "On public task, the mother said no and the father yes: the no stands.", "mother no, father yes", "public task", "refused C2"),
    _row("C13", "On public task, the mother took her no back.", "mother no, mother yes", "public task", "public_task"),
    _row("C13", "On public task, a no for the trip denies there.", "mother no @trip", "public task, at the trip", "refused C9"),
    _row("C13", "On public task, a no for the trip changes nothing elsewhere.", "mother no @trip", "public task", "public_task"),
    _row("C13", "On public task, the mother objects.", "", "public task, the mother objects", "objected C13"),
    _row("C13", "On public task, the mother objects though both parents said yes.", "mother yes, father yes", "public task, the mother objects", "objected C13"),
    _row("C13", "On public task, the child objects.", "", "public task, the child objects", "objected C13"),
    _row("C13", "An objection that stands denies on consent as well.", "mother yes", "the mother objects", "objected C13"),
    _row("C13", "On public task, the child has left.", "", "public task, left yesterday", "expired C11"),
    _row("C13", "On public task, the mother's condition holds.", "mother yes group_only", "public task", "public_task group_only"),
    _row("C13", "On public task, a young person's own yes isn't waited for.", "", "public task, 14 years old, both must agree", "public_task"),
    _row("C13", "On public task at 18, the mother's objection stands until they say yes themself.", "", "public task, 18 today, the mother objects", "objected C13"),
    _row("C13", "On public task at 18, they said yes themself: the mother isn't heard any more.", "self yes", "public task, 18 today, the mother objects", "public_task"),
    _row("C13", "On public task at 18, their own objection stands.", "self yes", "public task, 18 today, the child objects", "objected C13"),
    _row("C13", "On public task, restricted: nobody is told so but the lead.", "mother yes", "public task, restricted", "restricted R1"),
    # C14
    _row("C14", "A member of staff hasn't answered.", "", "an adult", "not_answered C2"),
    _row("C14", "A member of staff said yes.", "self yes", "an adult", "given"),
    _row("C14", "A member of staff said no.", "self no", "an adult", "refused C2"),
    _row("C14", "A volunteer took the yes back.", "self yes, self back", "an adult", "withdrawn C4"),
    _row("C14", "A visitor's yes has run out.", "self yes until yesterday", "an adult", "expired C11"),
    _row("C14", "An adult who can't decide isn't shown, whatever they said.", "self yes", "an adult, can't decide", "not_answered C14"),
    _row("C14", "An adult who can't decide hasn't said anything.", "", "an adult, can't decide", "not_answered C14"),
    _row("C14", "At 18, somebody who can't decide isn't shown.", "self yes", "18 today, can't decide", "not_answered C14"),
    _row("C14", "At 18, somebody who can't decide isn't shown on public task either.", "", "18 today, can't decide, public task", "not_answered C14"),
    _row("C14", "A child of 8 who can't decide: the mother decides, as for any child.", "mother yes", "can't decide", "given"),
    _row("C14", "A volunteer said yes, but not to be named.", "self yes not_named", "an adult", "given not_named"),
    # C15
    _row("C15", "A yes on paper waits for the second person.", "mother yes paper signed today unchecked", "", "unverified C15"),
    _row("C15", "A yes on paper has been checked.", "mother yes paper signed today", "", "given"),
    _row("C15", "A yes on paper was rejected: it wasn't what the paper says.", "mother yes paper signed today rejected", "", "invalidated C2"),
    _row("C15", "A no on paper counts at once.", "mother yes, mother no paper signed today unchecked", "", "refused C2"),
    _row("C15", "A rejected no still counts: somebody has to say yes again.", "mother yes, mother no paper signed today rejected", "", "refused C2"),
    _row("C15", "The father's paper waits; the mother's yes online counts.", "mother yes, father yes paper signed today unchecked", "", "given"),
    _row("C15", "The paper that would undo the no waits for its check.", "mother no, mother yes paper signed today unchecked", "", "refused C2"),
    _row("C15", "The paper that undoes the no has been checked.", "mother no said yesterday, mother yes paper signed today", "", "given"),
    _row("C15", "The paper has been checked, and has run out.", "mother yes paper signed last_year until yesterday", "", "expired C11"),
    _row("C15", "The stepfather's paper has been checked: he still can't agree.", "stepfather yes paper signed today", "", "not_answered C5"),
    # R1
    _row("R1", "The lead has restricted the child, whatever anybody agreed.", "mother yes, father yes", "restricted", "restricted R1"),
    _row("R1", "Restricted, and nobody has answered.", "", "restricted", "restricted R1"),
    _row("R1", "Restricted, and the mother said no.", "mother no", "restricted", "restricted R1"),
    _row("R1", "Restricted for the website.", "mother yes", "restricted for the website", "restricted R1"),
    _row("R1", "Restricted for the press: the website goes on.", "mother yes", "restricted for the press", "given"),
    _row("R1", "Restricted for everything and for the press.", "mother yes", "restricted, restricted for the press", "restricted R1"),
    _row("R1", "Restricted, and in care with the social worker's yes.", "worker yes", "in care, restricted", "restricted R1"),
    _row("R1", "Restricted at 18, with a yes of their own.", "self yes", "18 today, restricted", "restricted R1"),
    # R2
    _row("R2", "Restricted, at the trip, with a yes for the trip.", "mother yes @trip", "restricted, at the trip", "restricted R1"),
    _row("R2", "Restricted and objected to: the restriction is what the lead sees.", "mother yes", "restricted, the mother objects", "restricted R1"),
    # R3
    _row("R3", "The restriction was lifted: the mother's yes counts again.", "mother yes", "", "given"),
    _row("R3", "The restriction was lifted; what the father refused meanwhile stands.", "mother yes, father no", "", "conflict C6"),
    # E3
    _row("E3", "Both parents said yes; somebody opted the child out of the trip.", "mother yes, father yes", "at the trip, opted out of the trip after the second answer", "refused E3"),
    _row("E3", "Somebody opted the child out of the trip: elsewhere the mother's yes counts.", "mother yes", "opted out of the trip after the first answer", "given"),
    _row("E3", "Somebody opted the child out of the fair: at the trip the mother's yes counts.", "mother yes", "at the trip, opted out of the fair after the first answer", "given"),
    _row("E3", "The mother said yes to the trip before somebody opted the child out of it.", "mother yes @trip", "at the trip, opted out of the trip after the first answer", "refused E3"),
    _row("E3", "After the opt-out, the mother said yes to the trip: that undoes it.", "mother yes, mother yes @trip", "at the trip, opted out of the trip after the first answer", "given"),
    _row("E3", "After the opt-out, the mother said yes in general: that says nothing of the trip.", "mother yes", "at the trip, opted out of the trip", "refused E3"),
    _row("E3", "After the opt-out, the stepfather said yes to the trip: he can't agree.", "mother yes, stepfather yes @trip", "at the trip, opted out of the trip after the first answer", "refused E3"),
    _row("E3", "After the opt-out, the mother said yes to the trip, and took it back.", "mother yes, mother yes @trip, mother back @trip", "at the trip, opted out of the trip after the first answer", "withdrawn C9"),
    _row("E3", "The yes that undid the opt-out has run out: the opt-out stands again.", "mother yes, mother yes @trip until yesterday", "at the trip, opted out of the trip after the first answer", "refused E3"),
    _row("E3", "After the opt-out a paper for the trip arrives, signed the day before: it undoes nothing.", "mother yes, mother yes @trip paper signed yesterday", "at the trip, opted out of the trip after the first answer", "refused E3"),
    _row("E3", "After the opt-out a paper for the trip arrives, signed on the same day: it may be older.", "mother yes, mother yes @trip paper signed today", "at the trip, opted out of the trip after the first answer", "refused E3"),
    _row("E3", "After the opt-out an undated paper for the trip arrives: it may be older.", "mother yes, mother yes @trip paper", "at the trip, opted out of the trip after the first answer", "refused E3"),
    _row("E3", "After the opt-out a yes for the trip is taken over from the old system: it may be older.", "mother yes, mother yes @trip imported", "at the trip, opted out of the trip after the first answer", "refused E3"),
    _row("E3", "After the opt-out the child said yes to the trip: the child's own yes isn't enough.", "mother yes, child yes @trip", "at the trip, opted out of the trip after the first answer", "refused E3"),
    _row("E3", "Somebody opted the child out, and nobody had answered.", "", "at the trip, opted out of the trip", "not_answered C2"),
    _row("E3", "Somebody opted the child out, and the parents disagree.", "mother yes, father no", "at the trip, opted out of the trip after the second answer", "conflict C6"),
    _row("E3", "On public task, an opt-out denies at that event.", "", "public task, at the trip, opted out of the trip", "refused E3"),
    _row("E3", "On public task, an opt-out changes nothing elsewhere.", "", "public task, opted out of the trip", "public_task"),
    _row("E3", "Opted out and restricted: the restriction is what the lead sees.", "mother yes", "at the trip, opted out of the trip after the first answer, restricted", "restricted R1"),
    _row("E3", "In care, opted out: the social worker's later yes to the trip undoes it.", "worker yes, worker yes @trip", "in care, at the trip, opted out of the trip after the first answer", "given"),
    _row("E3", "At 18, opted out: the mother's later yes to the trip isn't heard.", "self yes, mother yes @trip", "18 today, at the trip, opted out of the trip after the first answer", "refused E3"),
    _row("E3", "At 18, opted out: their own later yes to the trip undoes it.", "self yes, self yes @trip", "18 today, at the trip, opted out of the trip after the first answer", "given"),
)
# fmt: on
