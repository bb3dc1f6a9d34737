"""What a roster file would change. Pure: rows and the roster as it stands in; a plan, or problems in plain words, out.

Children are known by their ref; guardians by theirs, else within the child by name or e-mail. What the file is silent on stays as
it is. A child who had left and is named as present comes back, and that is a change of its own (C11). Whoever the file doesn't name
is listed: the office says whether they stay or have left. Somebody barred from contact stays barred, and doesn't come back by a file
(G3, barring.py).
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Literal
from uuid import UUID

from consentsvc.roster.barring import Barred, BarredTie, Trace, is_other_name, traces
from consentsvc.roster.rules import GuardianCells, RosterRow, RowProblem

Change = Literal["added", "changed", "returned", "left", "unchanged"]

_NOT_BY_FILE = (
    "This person can't be added or renamed by a file, because somebody is barred from contact. "
    "Do it on the child's page, with the safeguarding lead."
)


@dataclass(frozen=True)
class KnownGuardian:
    id: UUID
    ref: str | None
    name: str
    email: str | None
    phone: str | None
    language: str | None = None


@dataclass(frozen=True)
class KnownTie:
    """A guardian of one child."""

    id: UUID
    guardian: KnownGuardian
    relationship: str
    responsibility: bool
    contact_barred: bool
    local_authority: bool = False

    @property
    def no_contact(self) -> bool:
        """As the file's column calls it."""
        return self.contact_barred


@dataclass(frozen=True)
class KnownChild:
    id: UUID
    ref: str
    first_name: str
    last_name: str
    born_on: date
    class_name: str | None
    left_on: date | None
    ties: tuple[KnownTie, ...]
    looked_after: bool = False
    known_as: str | None = None

    @property
    def identity(self) -> tuple[str, str, date]:
        """What two numbers for the same child have in common."""
        return self.first_name.casefold(), self.last_name.casefold(), self.born_on

    def has_left(self, today: date) -> bool:
        """Whether they are no longer here."""
        return self.left_on is not None and self.left_on <= today


@dataclass(frozen=True)
class KnownRoster:
    """A school's roster as it stands; `guardians`: those with a ref, by ref."""

    children: Mapping[str, KnownChild]
    guardians: Mapping[str, KnownGuardian]

    @cached_property
    def barred(self) -> Barred:
        """Everybody who is barred from contact with a child."""
        return Barred.of(
            BarredTie(child.id, tie.guardian.id, tie.guardian.email, tie.guardian.phone)
            for child in self.children.values()
            for tie in child.ties
            if tie.contact_barred
        )


@dataclass(frozen=True)
class GuardianPlan:
    """A guardian of a row: who it is, and the tie to the child, where they are known."""

    cells: GuardianCells
    guardian: KnownGuardian | None
    tie: KnownTie | None

    @property
    def person(self) -> object:
        """The same for the same person, in every row."""
        return self.guardian.id if self.guardian else self.cells.ref or self

    @property
    def person_columns(self) -> list[str]:
        """The columns that differ from what is known about the guardian."""
        parts = ("name", "email", "phone", "language")
        return _differing(self.cells, self.guardian, ("ref", *parts) if self.cells.ref else parts)

    @property
    def brings_somebody_new(self) -> bool:
        """Whether the child gets a guardian, or a guardian another name."""
        return self.tie is None or is_other_name(self.cells.name, self.tie.guardian.name)

    @property
    def brings_traces(self) -> set[Trace]:
        """What the row newly says of the person that somebody could be known again by."""
        known = self.tie.guardian if self.tie else None
        brought = traces(self.cells.email, self.cells.phone) - (traces(known.email, known.phone) if known else set())
        return brought | ({self.guardian.id} if self.guardian and self.tie is None else set())

    @property
    def tie_columns(self) -> list[str]:
        """The columns that differ from what is known about the tie."""
        return _differing(self.cells, self.tie, ("relationship", "responsibility", "no_contact", "local_authority"))

    @property
    def lacks_responsibility_unsaid(self) -> bool:
        """A new tie without parental responsibility, only because the file doesn't speak of it."""
        return self.tie is None and self.cells.responsibility is None


@dataclass(frozen=True)
class RowPlan:
    """A row, the child it is about where they are known, and their guardians.

    has_left: as the roster knows it. is_leaver: as the row says.
    """

    row: RosterRow
    child: KnownChild | None
    guardians: tuple[GuardianPlan, ...]
    has_left: bool = False
    is_leaver: bool = False

    @cached_property
    def child_columns(self) -> list[str]:
        """The child's own columns that differ from the roster."""
        names = {
            "first_name": "first_name",
            "last_name": "last_name",
            "known_as": "known_as",
            "born_on": "born_on",
            "class_name": "class",
        }
        differing = [column for name, column in names.items() if self._differs(name)]
        if self.row.looked_after is not None and self.row.looked_after != (self.child and self.child.looked_after):
            differing.append("looked_after")
        return [*differing, "left_on"] if self.comes_back or self._leaves else differing

    @cached_property
    def columns(self) -> list[str]:
        """Every column that differs from the roster."""
        return self.child_columns + [name for each in self.guardians for name in (*each.person_columns, *each.tie_columns)]

    @cached_property
    def change(self) -> Change:
        if self.child is None:
            return "unchanged" if self.is_leaver else "added"  # nobody is put on the roster only to have left it
        if self.comes_back:
            return "returned"
        if self._leaves and not self.has_left:
            return "left"
        return "changed" if self.columns else "unchanged"

    @property
    def comes_back(self) -> bool:
        """Whether a child who had left is here again."""
        return self.has_left and self.row.left_on is None

    @property
    def _leaves(self) -> bool:
        is_known = self.has_left and "left_on" in self.row.unsaid
        return self.child is not None and self.row.left_on not in (None, self.child.left_on) and not is_known

    def _differs(self, name: str) -> bool:
        return name not in self.row.unsaid and getattr(self.row, name) != getattr(self.child, name, None)


@dataclass(frozen=True)
class Plan:
    """What a whole file would do. `missing`: the children who are here and whom it doesn't name."""

    rows: Sequence[RowPlan]
    problems: Sequence[RowProblem]
    missing: Sequence[KnownChild]
    here: int

    def count(self, change: Change) -> int:
        """How many rows do that."""
        return sum(each.change == change for each in self.rows)

    @property
    def without_responsibility(self) -> int:
        """How many new parents and carers hold no parental responsibility because the file doesn't speak of it."""
        return sum(each.lacks_responsibility_unsaid for row in self.rows for each in row.guardians)

    def fingerprint(self) -> str:
        """Differs when the roster's side of any change differs: what was looked at is then no longer what would be done."""
        known = hashlib.sha256()
        for each in self.rows:
            if each.change != "unchanged":
                new_ties = [guardian.guardian for guardian in each.guardians if guardian.tie is None]
                known.update(repr((each.row.row, each.child, new_ties)).encode())
        return known.hexdigest()


def plan(rows: Sequence[RosterRow], roster: KnownRoster, today: date) -> Plan:
    """What these rows would change on this roster, and which of them can't be used."""
    planned: list[RowPlan] = []
    problems: list[RowProblem] = []
    people: dict[object, GuardianPlan] = {}
    named = {row.ref for row in rows}
    doubles = {child.identity: child for child in roster.children.values() if child.ref not in named}
    for row in rows:
        each, wrong = _plan_row(row, roster, today)
        wrong += [*_disagreements(each, people), *_double(each, doubles)]
        problems += wrong
        if not wrong:
            planned.append(each)
    here = [child for child in roster.children.values() if not child.has_left(today)]
    return Plan(planned, problems, [child for child in here if child.ref not in named], len(here))


def _plan_row(row: RosterRow, roster: KnownRoster, today: date) -> tuple[RowPlan, list[RowProblem]]:
    child = roster.children.get(row.ref)
    matching = _Matching(row, child, roster)
    planned = RowPlan(
        row,
        child,
        matching.guardians(),
        has_left=child is not None and child.has_left(today),
        is_leaver=row.left_on is not None and row.left_on <= today,
    )
    if child is None and planned.is_leaver:
        return planned, []
    return planned, [*_child_problems(row, child), *matching.unclear.values(), *_barred(planned, roster)]


def _child_problems(row: RosterRow, child: KnownChild | None) -> Iterable[RowProblem]:
    born_on = row.born_on or (child.born_on if child else None)
    if born_on is None:
        yield RowProblem(row.row, "born_on", "There is no date of birth for this child, and none is known.")
    if row.left_on and born_on and row.left_on <= born_on:
        yield RowProblem(row.row, "left_on", "This child would have left before they were born.")
    if child and (row.first_name, row.last_name) != (child.first_name, child.last_name) and born_on != child.born_on:
        yield RowProblem(
            row.row,
            "ref",
            f"‘{row.ref}’ is the number of a child with another name and another date of birth. Each child needs a number of their own.",
        )


def _double(planned: RowPlan, doubles: Mapping[tuple[str, str, date], KnownChild]) -> Iterable[RowProblem]:
    """A child who would stand on the roster twice: a no under one number wouldn't hold for the other."""
    row = planned.row
    if planned.change == "added" and row.born_on is not None:
        other = doubles.get((row.first_name.casefold(), row.last_name.casefold(), row.born_on))
        if other:
            yield RowProblem(
                row.row,
                "ref",
                f"A child of this name and date of birth is on the roster under the number ‘{other.ref}’. Give both the same number. "
                "If this is somebody else, add them by hand first.",
            )


class _Matching:
    """Finds a row's guardians: by ref, then by name and e-mail, by name, by e-mail, among the child's own that are left."""

    def __init__(self, row: RosterRow, child: KnownChild | None, roster: KnownRoster) -> None:
        self.row = row
        self.roster = roster
        self.free = list(child.ties) if child else []
        self.found: dict[int, GuardianPlan] = {}
        self.unclear: dict[int, RowProblem] = {}

    def guardians(self) -> tuple[GuardianPlan, ...]:
        for cells in self.row.guardians:
            self._by_ref(cells)
        self._within_child("name", lambda cells, known: _same_name(cells, known) and _same_email(cells, known))
        self._within_child("name", _same_name)
        self._within_child("email", _same_email)
        return tuple(self.found.get(cells.place) or GuardianPlan(cells, None, None) for cells in self.row.guardians)

    def _by_ref(self, cells: GuardianCells) -> None:
        known = self.roster.guardians.get(cells.ref) if cells.ref else None
        if known:
            self._take(cells, known, next((tie for tie in self.free if tie.guardian.id == known.id), None))

    def _within_child(self, part: str, is_same: Callable[[GuardianCells, KnownGuardian], bool]) -> None:
        left = [cells for cells in self.row.guardians if cells.place not in self.found]
        alike = [[tie for tie in self.free if is_same(cells, tie.guardian) and _may_be(cells, tie.guardian)] for cells in left]
        for cells, ties in zip(left, alike, strict=True):
            if len(ties) == 1 and sum(ties[0] in each for each in alike) == 1:
                self._take(cells, ties[0].guardian, ties[0])
            elif ties:
                problem = RowProblem(
                    self.row.row, cells.column(part), "This fits more than one of this child's parents and carers."
                )
                self.unclear.setdefault(cells.place, problem)

    def _take(self, cells: GuardianCells, known: KnownGuardian, tie: KnownTie | None) -> None:
        self.found[cells.place] = GuardianPlan(cells, known, tie)
        if tie:
            self.free.remove(tie)


def _same_name(cells: GuardianCells, known: KnownGuardian) -> bool:
    return cells.name.casefold() == known.name.casefold()


def _same_email(cells: GuardianCells, known: KnownGuardian) -> bool:
    return bool(cells.email and known.email and cells.email.casefold() == known.email.casefold())


def _may_be(cells: GuardianCells, known: KnownGuardian) -> bool:
    """Two different refs are two people, whatever their names."""
    return not (cells.ref and known.ref)


def _barred(planned: RowPlan, roster: KnownRoster) -> Iterable[RowProblem]:
    child_id = planned.child.id if planned.child else None
    for each in planned.guardians:
        stays_barred = each.cells.no_contact or (each.tie is not None and each.tie.contact_barred)
        if not stays_barred and roster.barred.may_return(child_id, each.brings_traces, is_somebody_new=each.brings_somebody_new):
            yield RowProblem(planned.row.row, each.cells.column("name"), _NOT_BY_FILE)


def _disagreements(planned: RowPlan, people: dict[object, GuardianPlan]) -> Iterable[RowProblem]:
    """Where this row says something else about a guardian than an earlier row. Notes the new ones in `people`."""
    for each in planned.guardians:
        before = people.setdefault(each.person, each)
        if before is not each and any(
            _disagree(part, before.cells, each.cells) for part in ("name", "email", "phone", "language", "ref")
        ):
            yield RowProblem(planned.row.row, each.cells.column("name"), "Another row has other details for the same person.")


def _disagree(part: str, one: GuardianCells, other: GuardianCells) -> bool:
    if part == "ref":
        return bool(one.ref and other.ref and one.ref != other.ref)
    return one.says(part) and other.says(part) and getattr(one, part) != getattr(other, part)


def _differing(cells: GuardianCells, known: KnownGuardian | KnownTie | None, parts: Sequence[str]) -> list[str]:
    return [
        cells.column(part)
        for part in parts
        if cells.says(part) and (known is None or getattr(cells, part) != getattr(known, part))
    ]
