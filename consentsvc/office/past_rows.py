"""Answers that a school took before it used the service: what a row of the file must be, and what it would do. Pure; nothing is guessed.

A row doesn't beat what the same person has said here. Of several rows of one person for one use, the newest counts.
"""

import hashlib
import json
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Final, Literal, NamedTuple
from uuid import UUID

from consentsvc.consent.speakers import Authority
from consentsvc.forms.purposes import PURPOSES
from consentsvc.roster.rules import YES_OR_NO, RowProblem, read_date

Change = Literal["added", "already_here", "answered_here", "newer_in_file", "left"]
Said = Literal["given", "refused"]

COLUMNS: Final = ("child_ref", "guardian_ref", "guardian_name", "guardian_email", "purpose", "answer", "answered_on", "evidence")
NEEDED: Final = ("child_ref", "purpose", "answer", "answered_on")
OF_GUARDIAN: Final = ("guardian_ref", "guardian_name", "guardian_email")
EXPECTED: Final = (
    f"The columns are: {', '.join(NEEDED)}; at least one of {', '.join(OF_GUARDIAN)}; "
    "and, if you like, evidence: where the paper is."
)
LONGEST: Final = 500  # characters of a cell


@dataclass(frozen=True)
class PastRow:
    """A row that can be read. Of the guardian's parts at least one is said."""

    row: int
    child_ref: str
    guardian_ref: str
    guardian_name: str
    guardian_email: str
    purpose: str
    said: Said
    answered_on: date
    evidence: str

    @property
    def guardian(self) -> str:
        return self.guardian_name or self.guardian_email or self.guardian_ref


@dataclass(frozen=True)
class KnownGuardian:
    id: UUID
    ref: str | None
    name: str
    email: str | None
    authority: Authority

    def is_named_by(self, row: PastRow) -> bool:
        """Whether every part that the row gives is this person's."""
        pairs = ((row.guardian_ref, self.ref), (row.guardian_name, self.name), (row.guardian_email, self.email))
        return all(_folded(said) == _folded(known or "") for said, known in pairs if said)


@dataclass(frozen=True)
class KnownChild:
    id: UUID
    name: str
    has_left: bool
    looked_after: bool
    guardians: tuple[KnownGuardian, ...]


class Known(NamedTuple):
    """What is here already of one person for one child and use. `imported_on`: the day of the newest that was taken over."""

    in_person: bool
    imported_on: date | None


NOTHING: Final = Known(in_person=False, imported_on=None)
Here = Mapping[tuple[UUID, UUID, str], Known]
"""By child, guardian and purpose."""


@dataclass(frozen=True)
class Line:
    """What a row would do. `counts`: False for a yes of somebody who can't agree: it is kept, and allows nothing (C5)."""

    row: PastRow
    child: KnownChild
    guardian: KnownGuardian
    change: Change

    @property
    def key(self) -> tuple[UUID, UUID, str]:
        return self.child.id, self.guardian.id, self.row.purpose

    @property
    def counts(self) -> bool:
        return self.row.said == "refused" or self.guardian.authority != "none"


@dataclass(frozen=True)
class Plan:
    lines: tuple[Line, ...]
    problems: tuple[RowProblem, ...]

    def fingerprint(self) -> str:
        """Stands for exactly what would be done."""
        told = [(asdict(line.row), line.key, line.guardian.authority, line.change) for line in self.lines]
        return hashlib.sha256(json.dumps(told, default=str).encode()).hexdigest()


def columns_of(header: Sequence[str]) -> tuple[str, ...]:
    """The columns that a header names, however it writes capitals, spaces and underscores; an unknown one as it stands."""
    return tuple(_KNOWN.get(_plain(cell), cell.strip()) for cell in header)


def is_column(cell: str) -> bool:
    """Whether this cell of a first line names one of our columns."""
    return _plain(cell) in _KNOWN


def header_problem(columns: Sequence[str]) -> str | None:
    """Why a file with these columns can't be read; None: it can."""
    if unknown := [name for name in columns if name not in COLUMNS]:
        return f"Not a column that we know: {_listed(unknown)}. {EXPECTED}"
    if twice := [name for name in COLUMNS if columns.count(name) > 1]:
        return f"In the first line twice: {_listed(twice)}. {EXPECTED}"
    if missing := [name for name in NEEDED if name not in columns]:
        return f"Missing from the first line: {_listed(missing)}. {EXPECTED}"
    if not set(OF_GUARDIAN) & set(columns):
        return f"No column says who answered. {EXPECTED}"
    return None


def read_rows(
    columns: Sequence[str], records: Iterable[tuple[int, Sequence[str]]], today: date, oldest_yes: date
) -> tuple[list[PastRow], list[RowProblem]]:
    """The rows that can be used, and every problem of the others. oldest_yes: an earlier yes isn't taken over (C11)."""
    rows: list[PastRow] = []
    problems: list[RowProblem] = []
    for line, cells in records:
        reading = _Reading(line, columns, cells)
        row = reading.row(today, oldest_yes)
        if row is not None:
            rows.append(row)
        problems += reading.problems
    return rows, problems


def plan(rows: Iterable[PastRow], known: Mapping[str, KnownChild], here: Here) -> Plan:
    """What these rows would do at the school as it is: by the child's number, and the guardian's number, name or e-mail address."""
    lines: list[Line] = []
    problems: list[RowProblem] = []
    for row in rows:
        child = known.get(row.child_ref)
        found = [each for each in child.guardians if each.is_named_by(row)] if child else []
        if child is not None and len(found) == 1:
            lines.append(Line(row, child, found[0], _change(row, child, here.get((child.id, found[0].id, row.purpose), NOTHING))))
        else:
            problems.append(_unknown(row, child, len(found)))
    problems += _contradictions(lines)
    return Plan(tuple(_newest_only(lines)), tuple(problems))


def _change(row: PastRow, child: KnownChild, here: Known) -> Change:
    if child.has_left:
        return "left"
    if here.in_person:
        return "answered_here"
    if here.imported_on is not None and here.imported_on >= row.answered_on:
        return "already_here"
    return "added"


def _unknown(row: PastRow, child: KnownChild | None, found: int) -> RowProblem:
    if child is None:
        return RowProblem(row.row, "child_ref", f"No child here has the number ‘{_short(row.child_ref)}’.")
    said = next(column for column in OF_GUARDIAN if getattr(row, column))
    if found:
        message = f"More than one parent or carer of this child is ‘{_short(row.guardian)}’. Give their number or e-mail address."
    else:
        message = f"No parent or carer of this child is ‘{_short(row.guardian)}’."
    return RowProblem(row.row, said, message)


def _contradictions(lines: Iterable[Line]) -> list[RowProblem]:
    """Rows in which one person says yes and no to the same on one day."""
    first: dict[tuple[object, ...], Line] = {}
    problems = []
    for line in lines:
        before = first.setdefault((*line.key, line.row.answered_on), line)
        if before.row.said != line.row.said:
            message = f"Row {before.row.row} says the opposite, of the same person and day."
            problems.append(RowProblem(line.row.row, "answer", message))
    return problems


def _newest_only(lines: Iterable[Line]) -> list[Line]:
    """Of the rows that would be added for one person and use, the newest; the first of two that say the same on one day."""
    together: dict[tuple[UUID, UUID, str], list[Line]] = defaultdict(list)
    lines = list(lines)
    for line in lines:
        together[line.key].append(line)
    newest = {key: max(each, key=lambda line: (line.row.answered_on, -line.row.row)).row.row for key, each in together.items()}
    return [
        Line(line.row, line.child, line.guardian, "newer_in_file")
        if line.change == "added" and newest[line.key] != line.row.row
        else line
        for line in lines
    ]


class _Reading:
    """The cells of one line, and what is found wrong while they are read."""

    def __init__(self, line: int, columns: Sequence[str], cells: Sequence[str]) -> None:
        self.line = line
        self.problems: list[RowProblem] = []
        self.cells = {name: unicodedata.normalize("NFC", cell.strip()) for name, cell in zip(columns, cells, strict=False)}
        if len(cells) != len(columns):
            self.wrong(
                None, f"This row has {len(cells)} cells where the first line has {len(columns)}. A separator may be missing."
            )

    def row(self, today: date, oldest_yes: date) -> PastRow | None:
        if self.problems:  # shifted cells say nothing
            return None
        row = PastRow(
            row=self.line,
            child_ref=self.needed("child_ref"),
            guardian_ref=self.text("guardian_ref"),
            guardian_name=self.text("guardian_name"),
            guardian_email=self.text("guardian_email"),
            purpose=self.purpose(),
            said="given" if self.says_yes() else "refused",
            answered_on=self.day(today),
            evidence=self.text("evidence"),
        )
        if not row.guardian:
            self.wrong(None, "This row doesn't say who answered.")
        if row.said == "given" and row.answered_on < oldest_yes and not self.problems:
            self.wrong("answered_on", "This yes is too old to be taken over. Take the row out, and ask again.")
        return None if self.problems else row

    def wrong(self, column: str | None, message: str) -> None:
        self.problems.append(RowProblem(self.line, column, message))

    def text(self, column: str) -> str:
        text = self.cells.get(column, "")
        if len(text) > LONGEST:
            self.wrong(column, f"This is longer than {LONGEST} characters.")
        elif _UNREADABLE.search(text):
            self.wrong(column, "This has a character that can't stand here. Write it anew.")
        return text

    def needed(self, column: str) -> str:
        text = self.text(column)
        if not text:
            self.wrong(column, "This is missing.")
        return text

    def purpose(self) -> str:
        text = self.needed("purpose")
        found = _PURPOSES.get(_plain(text))
        if text and found is None:
            self.wrong("purpose", f"‘{_short(text)}’ is not a use that we ask for. Use one of: {', '.join(PURPOSES)}.")
        return found or ""

    def says_yes(self) -> bool:
        text = self.needed("answer")
        if text and text.casefold() not in YES_OR_NO:
            self.wrong("answer", f"This says ‘{_short(text)}’. Write yes or no.")
        return YES_OR_NO.get(text.casefold(), False)

    def day(self, today: date) -> date:
        text = self.needed("answered_on")
        found = read_date(text)
        if text and found is None:
            self.wrong("answered_on", f"‘{_short(text)}’ is not a date we understand. Write 2026-05-31 or 31/05/2026.")
        elif found and found > today:
            self.wrong("answered_on", "This date is in the future.")
        elif found and found.year < _EARLIEST:
            self.wrong("answered_on", f"This date is before {_EARLIEST}. Is it right?")
        return found or today


_EARLIEST = 2000
_UNREADABLE = re.compile("[\x00-\x1f\x7f-\x9f\ufffd\u200b\u202a-\u202e\u2066-\u2069]")


def _plain(header: str) -> str:
    return re.sub(r"[\s_]+", "", header).casefold()


def _folded(text: str) -> str:
    return unicodedata.normalize("NFC", " ".join(text.split())).casefold()


_KNOWN = {_plain(name): name for name in COLUMNS}
_PURPOSES = {_plain(word): each.id for each in PURPOSES.values() for word in (each.id, each.name)}


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:39]}…"


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f"‘{_short(name)}’" for name in names)
