"""What a row of a roster file must be. Pure: cells in; a row, or problems in plain words, out. Nothing is guessed."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

LONGEST_NAME = 200
LONGEST_EMAIL = 254
LONGEST_PHONE = 50
YOUNGEST, OLDEST = 1, 19  # years
EMAIL = r"^[^@\s\x00-\x1f\x7f]+@[^@\s.\x00-\x1f\x7f]+(\.[^@\s.\x00-\x1f\x7f]+)+$"
MOST_GUARDIANS = 4

CHILD_COLUMNS = ("ref", "first_name", "last_name", "born_on", "class")
_NEEDED_OF_GUARDIAN = ("name", "email", "phone", "relationship", "responsibility")
_OF_GUARDIAN = ("ref", *_NEEDED_OF_GUARDIAN)
_RESPONSIBILITY = {"yes": True, "no": False}
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_ISO = re.compile(r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})", re.ASCII)
_BRITISH = re.compile(r"(?P<day>\d{1,2})/(?P<month>\d{1,2})/(?P<year>\d{4})", re.ASCII)


@cache
def guardian_columns(place: int, parts: tuple[str, ...] = _OF_GUARDIAN) -> tuple[str, ...]:
    """The columns of a child's first, second … guardian."""
    return tuple(f"guardian_{place}_{part}" for part in parts)


COLUMNS = (*CHILD_COLUMNS, *(name for place in range(1, MOST_GUARDIANS + 1) for name in guardian_columns(place)))
EXPECTED = (
    f"The columns are: {', '.join(CHILD_COLUMNS)}; and for each parent or carer {', '.join(guardian_columns(1))} "
    f"(guardian_1_ref may be left out), then the same with guardian_2, up to guardian_{MOST_GUARDIANS}."
)


@dataclass(frozen=True)
class RowProblem:
    """What is wrong in one cell, or, without a column, in a whole row. `row` is the line in the file."""

    row: int
    column: str | None
    message: str


@dataclass(frozen=True)
class GuardianCells:
    """A guardian as a row names them; `place` is the number in the columns' names."""

    place: int
    ref: str | None
    name: str
    email: str | None
    phone: str | None
    relationship: str
    responsibility: bool

    def column(self, part: str) -> str:
        """The name of this guardian's column."""
        return f"guardian_{self.place}_{part}"


@dataclass(frozen=True)
class RosterRow:
    """A row without problems."""

    row: int
    ref: str
    first_name: str
    last_name: str
    born_on: date
    class_name: str | None
    guardians: tuple[GuardianCells, ...]


def columns_of(header: Sequence[str]) -> tuple[str, ...]:
    """The columns that a header names, however it writes capitals, spaces and underscores; an unknown one as it stands."""
    known = {_plain(name): name for name in COLUMNS}
    return tuple(known.get(_plain(cell), cell.strip()) for cell in header)


def header_problem(columns: Sequence[str]) -> str | None:
    """Why a file with these columns can't be read, in a sentence that lists the expected ones; None: it can."""
    if unknown := [name for name in columns if name not in COLUMNS]:
        return f"Not a column that we know: {_listed(unknown)}. {EXPECTED}"
    if twice := [name for name in COLUMNS if columns.count(name) > 1]:
        return f"In the first line twice: {_listed(twice)}. {EXPECTED}"
    if missing := [name for name in _needed(columns) if name not in columns]:
        return f"Missing from the first line: {_listed(missing)}. {EXPECTED}"
    return None


def check_rows(
    columns: Sequence[str], records: Iterable[tuple[int, Sequence[str]]], today: date
) -> tuple[list[RosterRow], list[RowProblem]]:
    """The rows that can be used, and every problem of the others. `records`: line in the file and its cells."""
    rows: list[RosterRow] = []
    problems: list[RowProblem] = []
    first_line: dict[str, int] = {}
    for line, cells in records:
        reading = _Reading(line, columns, cells)
        row = _read_row(reading, today)
        if row and first_line.setdefault(row.ref, line) != line:
            reading.wrong(
                "ref", f"‘{row.ref}’ is also in row {first_line[row.ref]}. Each child has one row and a number of their own."
            )
        if row and not reading.problems:
            rows.append(row)
        problems += reading.problems
    return rows, problems


def read_date(text: str) -> date | None:
    """A date written as 2016-05-31 or 31/05/2016; None for anything else."""
    found = _ISO.fullmatch(text) or _BRITISH.fullmatch(text)
    try:
        return date(**{part: int(digits) for part, digits in found.groupdict().items()}) if found else None
    except ValueError:
        return None


def birth_problem(born_on: date, today: date) -> str | None:
    """Why nobody on a roster was born on that day; None: somebody can be."""
    if born_on > today:
        return "This date is in the future."
    age = today.year - born_on.year - ((today.month, today.day) < (born_on.month, born_on.day))
    if age < YOUNGEST:
        return "This child would be less than a year old."
    if age > OLDEST:
        return f"This child would be {age} years old; the oldest can be {OLDEST}."
    return None


class _Reading:
    """The cells of one line, and what is found wrong while they are read."""

    def __init__(self, line: int, columns: Sequence[str], cells: Sequence[str]) -> None:
        self.line = line
        self.problems: list[RowProblem] = []
        self.cells: Mapping[str, str] = {name: _clean(cell) for name, cell in zip(columns, cells, strict=False)}
        if len(cells) != len(columns):
            self.wrong(
                None,
                f"This row has {len(cells)} cells where the first line has {len(columns)}. "
                "A separator may be missing, or stand in a name without quotes.",
            )

    def wrong(self, column: str | None, message: str) -> None:
        self.problems.append(RowProblem(self.line, column, message))

    def perhaps(self, column: str, longest: int = LONGEST_NAME) -> str | None:
        """A cell that may be empty."""
        text = self.cells.get(column, "")
        if len(text) > longest:
            self.wrong(column, f"This is longer than {longest} characters.")
        elif _CONTROL.search(text):
            self.wrong(column, "This has a line break or another character that can't stand here.")
        elif "\ufffd" in text:
            self.wrong(column, "This has lost a letter (�). Save the file again as ‘CSV UTF-8’.")
        return text or None

    def needed(self, column: str, longest: int = LONGEST_NAME) -> str:
        """A cell that has to say something."""
        text = self.perhaps(column, longest)
        if text is None:
            self.wrong(column, "This is missing.")
        return text or ""


def _read_row(reading: _Reading, today: date) -> RosterRow | None:
    if reading.problems:  # shifted cells say nothing
        return None
    row = RosterRow(
        row=reading.line,
        ref=reading.needed("ref"),
        first_name=reading.needed("first_name"),
        last_name=reading.needed("last_name"),
        born_on=_birth(reading, today),
        class_name=reading.perhaps("class"),
        guardians=tuple(
            _read_guardian(reading, place) for place in range(1, MOST_GUARDIANS + 1) if _names_somebody(reading, place)
        ),
    )
    _check_same_guardian(reading, row.guardians)
    return row if row.ref else None


def _birth(reading: _Reading, today: date) -> date:
    text = reading.needed("born_on")
    born_on = read_date(text)
    if text and born_on is None:
        reading.wrong("born_on", f"‘{_short(text)}’ is not a date we understand. Write 2016-05-31 or 31/05/2016.")
    if born_on and (problem := birth_problem(born_on, today)):
        reading.wrong("born_on", problem)
    return born_on or today


def _names_somebody(reading: _Reading, place: int) -> bool:
    return any(reading.cells.get(column) for column in guardian_columns(place))


def _read_guardian(reading: _Reading, place: int) -> GuardianCells:
    ref, name, email, phone, relationship, responsibility = guardian_columns(place)
    return GuardianCells(
        place=place,
        ref=reading.perhaps(ref),
        name=reading.needed(name),
        email=_email(reading, email),
        phone=reading.perhaps(phone, LONGEST_PHONE),
        relationship=reading.needed(relationship),
        responsibility=_yes_or_no(reading, responsibility),
    )


def _email(reading: _Reading, column: str) -> str | None:
    text = reading.perhaps(column, LONGEST_EMAIL)
    if text and not re.fullmatch(EMAIL, text):
        reading.wrong(column, f"‘{_short(text)}’ is not an e-mail address.")
    return text


def _yes_or_no(reading: _Reading, column: str) -> bool:
    text = reading.needed(column)
    if text and text.casefold() not in _RESPONSIBILITY:
        reading.wrong(column, f"This says ‘{_short(text)}’. Write yes or no: whether this person holds parental responsibility.")
    return _RESPONSIBILITY.get(text.casefold(), False)


def _check_same_guardian(reading: _Reading, guardians: Sequence[GuardianCells]) -> None:
    seen: dict[object, GuardianCells] = {}
    for guardian in guardians:
        person = guardian.ref or (guardian.name.casefold(), (guardian.email or "").casefold())
        if seen.setdefault(person, guardian) is not guardian:
            reading.wrong(
                guardian.column("ref" if guardian.ref else "name"), f"This is the same person as guardian_{seen[person].place}."
            )


def _needed(columns: Sequence[str]) -> list[str]:
    needed = list(CHILD_COLUMNS)
    for place in range(1, MOST_GUARDIANS + 1):
        if set(guardian_columns(place)) & set(columns):
            needed += guardian_columns(place, _NEEDED_OF_GUARDIAN)
    return needed


def _plain(header: str) -> str:
    return re.sub(r"[\s_]+", "", header).casefold()


def _clean(cell: str) -> str:
    return cell.strip() if cell.isascii() else unicodedata.normalize("NFC", cell.strip())


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:39]}…"


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f"‘{_short(name)}’" for name in names)
