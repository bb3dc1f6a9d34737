"""What a roster file would change. Pure: rows and the roster as it stands in; a plan, or problems in plain words, out.

Children are known by their ref; guardians by theirs, else within the child by name or e-mail. Whoever the file doesn't name stays
as they are. Somebody barred from contact stays barred, and doesn't come back by a file (G3, barring.py).
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

Change = Literal["added", "changed", "unchanged"]

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


@dataclass(frozen=True)
class KnownTie:
    """A guardian of one child."""

    id: UUID
    guardian: KnownGuardian
    relationship: str
    responsibility: bool
    contact_barred: bool


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
        return _differing(
            self.cells, self.guardian, ("ref", "name", "email", "phone") if self.cells.ref else ("name", "email", "phone")
        )

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
        return _differing(self.cells, self.tie, ("relationship", "responsibility"))


@dataclass(frozen=True)
class RowPlan:
    """A row, the child it is about where they are known, and their guardians."""

    row: RosterRow
    child: KnownChild | None
    guardians: tuple[GuardianPlan, ...]

    @cached_property
    def child_columns(self) -> list[str]:
        """The child's own columns that differ from the roster."""
        names = {"first_name": "first_name", "last_name": "last_name", "born_on": "born_on", "class_name": "class"}
        return [column for name, column in names.items() if getattr(self.row, name) != getattr(self.child, name, None)]

    @cached_property
    def columns(self) -> list[str]:
        """Every column that differs from the roster."""
        return self.child_columns + [name for each in self.guardians for name in (*each.person_columns, *each.tie_columns)]

    @cached_property
    def change(self) -> Change:
        if self.child is None:
            return "added"
        return "changed" if self.columns else "unchanged"


@dataclass(frozen=True)
class Plan:
    """What a whole file would do."""

    rows: Sequence[RowPlan]
    problems: Sequence[RowProblem]
    not_in_file: int

    def count(self, change: Change) -> int:
        """How many rows do that."""
        return sum(each.change == change for each in self.rows)

    def fingerprint(self) -> str:
        """Differs when the roster's side of any change differs: what was looked at is then no longer what would be done."""
        known = [
            (each.row.row, each.child, [g.guardian for g in each.guardians if g.tie is None])
            for each in self.rows
            if each.change != "unchanged"
        ]
        return hashlib.sha256(repr(known).encode()).hexdigest()


def plan(rows: Sequence[RosterRow], roster: KnownRoster) -> Plan:
    """What these rows would change on this roster, and which of them can't be used."""
    planned: list[RowPlan] = []
    problems: list[RowProblem] = []
    people: dict[object, GuardianPlan] = {}
    for row in rows:
        each, wrong = _plan_row(row, roster)
        wrong += _disagreements(each, people)
        problems += wrong
        if not wrong:
            planned.append(each)
    here = sum(child.left_on is None for child in roster.children.values())
    named = sum(row.ref in roster.children and roster.children[row.ref].left_on is None for row in rows)
    return Plan(planned, problems, not_in_file=here - named)


def _plan_row(row: RosterRow, roster: KnownRoster) -> tuple[RowPlan, list[RowProblem]]:
    child = roster.children.get(row.ref)
    matching = _Matching(row, child, roster)
    planned = RowPlan(row, child, matching.guardians())
    return planned, [*_child_problems(row, child), *matching.unclear.values(), *_barred(planned, roster)]


def _child_problems(row: RosterRow, child: KnownChild | None) -> Iterable[RowProblem]:
    if child is None:
        return
    if child.left_on:
        yield RowProblem(
            row.row,
            "ref",
            f"This child left on {child.left_on:%d/%m/%Y}. Take the leaving date off on the child's page, or the row out of the file.",
        )
    if (row.first_name, row.last_name) != (child.first_name, child.last_name) and row.born_on != child.born_on:
        yield RowProblem(
            row.row,
            "ref",
            f"‘{row.ref}’ is the number of a child with another name and another date of birth. Each child needs a number of their own.",
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
        stays_barred = each.tie is not None and each.tie.contact_barred
        if not stays_barred and roster.barred.may_return(child_id, each.brings_traces, is_somebody_new=each.brings_somebody_new):
            yield RowProblem(planned.row.row, each.cells.column("name"), _NOT_BY_FILE)


def _disagreements(planned: RowPlan, people: dict[object, GuardianPlan]) -> Iterable[RowProblem]:
    """Where this row says something else about a guardian than an earlier row. Notes the new ones in `people`."""
    for each in planned.guardians:
        before = people.setdefault(each.person, each)
        parts = ("name", "email", "phone", "ref") if before.cells.ref and each.cells.ref else ("name", "email", "phone")
        if any(getattr(before.cells, part) != getattr(each.cells, part) for part in parts):
            yield RowProblem(planned.row.row, each.cells.column("name"), "Another row has other details for the same person.")


def _differing(cells: GuardianCells, known: KnownGuardian | KnownTie | None, parts: Sequence[str]) -> list[str]:
    return [cells.column(part) for part in parts if known is None or getattr(cells, part) != getattr(known, part)]
