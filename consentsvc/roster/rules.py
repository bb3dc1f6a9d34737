"""What a row of a roster file must be. Pure: cells in; a row, or problems in plain words, out. Nothing is guessed."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache

LONGEST_NAME = 200
LONGEST_EMAIL = 254
LONGEST_PHONE = 50
YOUNGEST, OLDEST = 1, 19  # years
EMAIL = r"^[^@\s\x00-\x1f\x7f]+@[^@\s.\x00-\x1f\x7f]+(\.[^@\s.\x00-\x1f\x7f]+)+$"
MOST_GUARDIANS = 4

CHILD_COLUMNS = ("ref", "first_name", "last_name", "born_on", "class")
MORE_OF_CHILD = ("left_on", "looked_after", "known_as")
_NEEDED_OF_GUARDIAN = ("name", "email", "phone", "relationship", "responsibility")
MORE_OF_GUARDIAN = ("ref", "language", "no_contact", "local_authority")
_OF_GUARDIAN = ("ref", *_NEEDED_OF_GUARDIAN, "language", "no_contact", "local_authority")
YES_OR_NO: Mapping[str, bool] = {"yes": True, "no": False}
HAS_LEFT = "left"  # instead of a day
FURTHEST_LEAVING = 400  # days ahead
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_UNSEEN = re.compile("[\u00ad\u200b\u202a-\u202e\u2066-\u2069\ufeff]")
_PERHAPS_TWICE = re.compile("[\u00c2-\u00f4][\u0080-\u00bf\u0152-\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]")
_SPREADSHEET_ERROR = re.compile(r"#(N/A|REF!|NAME\?|VALUE!|DIV/0!|NUM!|NULL!|#+)", re.IGNORECASE)
_SHORTENED_NUMBER = re.compile(r"\d([.,]\d+)?E\+\d+", re.IGNORECASE | re.ASCII)
_ISO = re.compile(r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})", re.ASCII)
_BRITISH = re.compile(r"(?P<day>\d{1,2})/(?P<month>\d{1,2})/(?P<year>\d{4})", re.ASCII)


@cache
def guardian_columns(place: int, parts: tuple[str, ...] = _OF_GUARDIAN) -> tuple[str, ...]:
    """The columns of a child's first, second … guardian."""
    return tuple(f"guardian_{place}_{part}" for part in parts)


COLUMNS = (
    *CHILD_COLUMNS,
    *MORE_OF_CHILD,
    *(name for place in range(1, MOST_GUARDIANS + 1) for name in guardian_columns(place)),
)
EXPECTED = (
    f"The columns are: {', '.join(CHILD_COLUMNS)}; and for each parent or carer {', '.join(guardian_columns(1))}, "
    f"then the same with guardian_2, up to guardian_{MOST_GUARDIANS}. "
    f"These may be left out: {', '.join((*MORE_OF_CHILD, *guardian_columns(1, MORE_OF_GUARDIAN)))}."
)


@dataclass(frozen=True)
class RowProblem:
    """What is wrong in one cell, or, without a column, in a whole row. `row` is the line in the file."""

    row: int
    column: str | None
    message: str


@dataclass(frozen=True)
class Contents:
    """A roster file of whatever kind under our columns.

    problems: found on the way here. called: what the file itself calls a column of ours. notes: what whoever imports it should know.
    quiet: columns in which an empty cell says nothing.
    """

    columns: Sequence[str]
    records: Sequence[tuple[int, Sequence[str]]]
    problems: Sequence[RowProblem] = ()
    called: Mapping[str, str] = field(default_factory=dict)
    notes: Sequence[str] = ()
    quiet: frozenset[str] = frozenset()


@dataclass(frozen=True)
class GuardianCells:
    """A guardian as a row names them; `place` is the number in the columns' names.

    None for responsibility, language and local_authority: the file doesn't say. `unsaid`: of e-mail and phone, what it doesn't speak
    of. `no_contact` bars this person; nothing in a file lets them in again (G3).
    """

    place: int
    ref: str | None
    name: str
    email: str | None
    phone: str | None
    relationship: str
    responsibility: bool | None
    language: str | None = None
    no_contact: bool = False
    local_authority: bool | None = None
    unsaid: frozenset[str] = frozenset()

    def says(self, part: str) -> bool:
        """Whether the file speaks of this part: what it is silent on stays as it is."""
        silent_by = {"no_contact": False, **dict.fromkeys(("responsibility", "language", "local_authority"))}
        return part not in self.unsaid and (part not in silent_by or getattr(self, part) is not silent_by[part])

    def column(self, part: str) -> str:
        """The name of this guardian's column."""
        return f"guardian_{self.place}_{part}"


@dataclass(frozen=True)
class RosterRow:
    """A row without problems.

    `left_on` None: the child is here. `looked_after` None: the file doesn't say. `known_as`: what they are called, where that isn't
    the first name. `unsaid`: of `born_on`, `class_name` and `known_as`, what it doesn't speak of; `left_on`, where it
    says that they have left, but not when, so that this stands for today.
    """

    row: int
    ref: str
    first_name: str
    last_name: str
    born_on: date | None
    class_name: str | None
    guardians: tuple[GuardianCells, ...]
    left_on: date | None = None
    looked_after: bool | None = None
    known_as: str | None = None
    unsaid: frozenset[str] = frozenset()


def columns_of(header: Sequence[str]) -> tuple[str, ...]:
    """The columns that a header names, however it writes capitals, spaces and underscores; an unknown one as it stands."""
    return tuple(_KNOWN.get(_plain(cell), cell.strip()) for cell in header)


def is_column(header: str) -> bool:
    """Whether this cell of a first line names one of our columns, however it is written."""
    return _plain(header) in _KNOWN


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
    columns: Sequence[str],
    records: Iterable[tuple[int, Sequence[str]]],
    today: date,
    quiet: Collection[str] = (),
    languages: Collection[str] = (),
) -> tuple[list[RosterRow], list[RowProblem]]:
    """The rows that can be used, and every problem of the others. `records`: line in the file and its cells.

    quiet: columns in which an empty cell says nothing, so that what is known stays. languages: the codes that we write in.
    """
    rows: list[RosterRow] = []
    problems: list[RowProblem] = []
    first_line: dict[str, int] = {}
    for line, cells in records:
        reading = _Reading(line, columns, cells, quiet, languages)
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


def birthday(born_on: date, age: int) -> date:
    """The day on which somebody reaches an age; born on 29 February, as the database has it: the 28th of a common year."""
    try:
        return born_on.replace(year=born_on.year + age)
    except ValueError:
        return born_on.replace(year=born_on.year + age, day=28)


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

    def __init__(
        self, line: int, columns: Sequence[str], cells: Sequence[str], quiet: Collection[str], languages: Collection[str]
    ) -> None:
        self.line = line
        self.quiet = quiet
        self.languages = languages
        self.problems: list[RowProblem] = []
        self.cells: Mapping[str, str] = {name: _clean(cell) for name, cell in zip(columns, cells, strict=False)}
        if len(cells) != len(columns):
            self.wrong(
                None,
                f"This row has {len(cells)} cells where the first line has {len(columns)}. "
                "A separator may be missing, or stand in a name without quotes.",
            )
        elif cells and _plain(cells[0]) == _plain(columns[0]) and columns_of(cells) == tuple(columns):
            self.wrong(None, "This row names the columns again. Take it out: only the first line names them.")

    def wrong(self, column: str | None, message: str) -> None:
        self.problems.append(RowProblem(self.line, column, message))

    def is_silent(self, column: str) -> bool:
        """Whether the file says nothing here: no such column, or an empty cell that means just that."""
        return column not in self.cells or (column in self.quiet and not self.cells[column])

    def perhaps(self, column: str, longest: int = LONGEST_NAME) -> str | None:
        """A cell that may be empty."""
        text = self.cells.get(column, "")
        if text and (problem := _text_problem(text, longest)):
            self.wrong(column, problem)
        return text or None

    def needed(self, column: str, longest: int = LONGEST_NAME) -> str:
        """A cell that has to say something."""
        text = self.perhaps(column, longest)
        if text is None:
            self.wrong(column, "This is missing.")
        return text or ""

    def name(self, column: str) -> str:
        """A person's name, or a part of it."""
        so_far = len(self.problems)
        text = self.needed(column)
        if not text.isalpha() and len(self.problems) == so_far and (problem := _name_problem(text)):
            self.wrong(column, problem)
        return text

    def yes_or_no(self, column: str, about: str) -> bool:
        """A cell that has to say yes or no."""
        text = self.needed(column)
        if text and text.casefold() not in YES_OR_NO:
            self.wrong(column, f"This says ‘{_short(text)}’. Write yes or no: {about}.")
        return YES_OR_NO.get(text.casefold(), False)

    def perhaps_yes_or_no(self, column: str, about: str) -> bool | None:
        """Yes, no, or nothing said."""
        return self.yes_or_no(column, about) if self.cells.get(column) else None

    def day(self, column: str) -> date | None:
        """A date, where the cell has one that can be understood."""
        text = self.perhaps(column)
        found = read_date(text) if text else None
        if text and found is None:
            self.wrong(column, f"‘{_short(text)}’ is not a date we understand. Write 2016-05-31 or 31/05/2016.")
        return found


def _text_problem(text: str, longest: int) -> str | None:
    """Why this can't be what somebody wrote, in a sentence; None: it can."""
    if len(text) > longest:
        return f"This is longer than {longest} characters."
    if not text.isascii() and (problem := _letter_problem(text)):
        return problem
    if _CONTROL.search(text):
        return "This has a line break or another character that can't stand here."
    return _spreadsheet_problem(text) if text[0] in "=@#0123456789" else None


def _spreadsheet_problem(text: str) -> str | None:
    if text[0] in "=@":
        return f"‘{_short(text)}’ looks like a formula. Write the text itself."
    if _SPREADSHEET_ERROR.fullmatch(text):
        return f"‘{_short(text)}’ is an error of a spreadsheet program. Write what should stand here."
    if _SHORTENED_NUMBER.fullmatch(text):
        return f"‘{_short(text)}’ is a number that a spreadsheet program has shortened. Write all of its digits."
    return None


def _letter_problem(text: str) -> str | None:
    if "\ufffd" in text:
        return "This has lost a letter (�). Save the file again as ‘CSV UTF-8’."
    if _UNSEEN.search(text):
        return "This has a character that can't be seen. Write it anew."
    if (meant := _saved_twice(text)) is not None:
        return (
            f"The letters of ‘{_short(text)}’ were changed on the way; it may have been ‘{_short(meant)}’. Export the file again."
        )
    return None


def _saved_twice(text: str) -> str | None:
    """What this said before somebody read its UTF-8 as Windows-1252; None where that can't have been."""
    try:
        return text.encode("cp1252").decode("utf-8") if _PERHAPS_TWICE.search(text) else None
    except UnicodeError:
        return None


def _name_problem(text: str) -> str | None:
    """Why this isn't a name: a wrong column, or lost letters."""
    if "?" in text:
        return f"‘{_short(text)}’ has a question mark, where a letter may have been lost."
    if "@" in text:
        return f"‘{_short(text)}’ looks like an e-mail address. Have the columns shifted?"
    if not any(letter.isalpha() for letter in text):
        return f"‘{_short(text)}’ is not a name. Have the columns shifted?"
    if text[0] in "+-" and any(letter in "+*/()" for letter in text):
        return f"‘{_short(text)}’ looks like a formula. Write the text itself."
    return None


def _read_row(reading: _Reading, today: date) -> RosterRow | None:
    if reading.problems:  # shifted cells say nothing
        return None
    has_left = reading.cells.get("left_on", "").casefold() == HAS_LEFT
    left_on = today if has_left else _leaving(reading, today)
    unsaid = {name for name, column in _MAY_BE_UNSAID.items() if reading.is_silent(column)}
    row = RosterRow(
        row=reading.line,
        ref=reading.needed("ref"),
        first_name=reading.name("first_name"),
        last_name=reading.name("last_name"),
        born_on=_birth(reading, min(today, left_on or today)),
        class_name=reading.perhaps("class"),
        guardians=tuple(
            _read_guardian(reading, place) for place in range(1, MOST_GUARDIANS + 1) if _names_somebody(reading, place)
        ),
        left_on=left_on,
        looked_after=reading.perhaps_yes_or_no("looked_after", "whether this child is in the care of a local authority"),
        known_as=_known_as(reading),
        unsaid=frozenset(unsaid | {"left_on"} if has_left else unsaid),
    )
    _check_guardians(reading, row)
    return row if row.ref else None


def _known_as(reading: _Reading) -> str | None:
    """Many systems repeat the first name here."""
    if not reading.cells.get("known_as"):
        return None
    name = reading.name("known_as")
    return None if name.casefold() == reading.cells.get("first_name", "").casefold() else name


def _birth(reading: _Reading, at: date) -> date | None:
    """at: the last day that the child is here, on which they must have been of an age."""
    if reading.is_silent("born_on"):
        return None
    reading.needed("born_on")
    born_on = reading.day("born_on")
    if born_on and (problem := birth_problem(born_on, at)):
        reading.wrong("born_on", problem)
    return born_on


def _leaving(reading: _Reading, today: date) -> date | None:
    left_on = reading.day("left_on")
    if left_on and (left_on - today).days > FURTHEST_LEAVING:
        reading.wrong("left_on", "This date is more than a year away. Is it right?")
    return left_on


def _names_somebody(reading: _Reading, place: int) -> bool:
    return any(reading.cells.get(column) for column in guardian_columns(place))


def _read_guardian(reading: _Reading, place: int) -> GuardianCells:
    ref, name, email, phone, relationship, responsibility, language, no_contact, local_authority = guardian_columns(place)
    return GuardianCells(
        place=place,
        ref=reading.perhaps(ref),
        name=reading.name(name),
        email=_email(reading, email),
        phone=_phone(reading, phone),
        relationship=reading.needed(relationship),
        responsibility=None if reading.is_silent(responsibility) else reading.yes_or_no(responsibility, _RESPONSIBILITY),
        language=_language(reading, language),
        no_contact=bool(reading.perhaps_yes_or_no(no_contact, "whether this person must not be contacted")),
        local_authority=reading.perhaps_yes_or_no(
            local_authority, "whether this is the local authority's social worker of a child in its care"
        ),
        unsaid=frozenset(part for part, column in (("email", email), ("phone", phone)) if reading.is_silent(column)),
    )


_RESPONSIBILITY = "whether this person holds parental responsibility"
_MAY_BE_UNSAID = {"born_on": "born_on", "class_name": "class", "known_as": "known_as"}


def _email(reading: _Reading, column: str) -> str | None:
    text = reading.perhaps(column, LONGEST_EMAIL)
    if text and not re.fullmatch(EMAIL, text):
        reading.wrong(column, f"‘{_short(text)}’ is not an e-mail address.")
    return text


def _phone(reading: _Reading, column: str) -> str | None:
    text = reading.perhaps(column, LONGEST_PHONE)
    if text and ("@" in text or not any(letter.isdigit() for letter in text)):
        reading.wrong(column, f"‘{_short(text)}’ is not a phone number. Have the columns shifted?")
    return text


def _language(reading: _Reading, column: str) -> str | None:
    text = reading.perhaps(column)
    if text and text.casefold() not in reading.languages:
        reading.wrong(
            column, f"‘{_short(text)}’ is not a language that we write in. Write one of {', '.join(reading.languages)}."
        )
    return text.casefold() if text else None


def _check_guardians(reading: _Reading, row: RosterRow) -> None:
    _check_same_guardian(reading, row.guardians)
    _check_no_contact(reading, row.guardians)
    for guardian in row.guardians:
        if guardian.local_authority and row.looked_after is False:
            reading.wrong(
                guardian.column("local_authority"),
                "This is yes, but looked_after is no: a social worker decides for a child in care.",
            )


def _check_same_guardian(reading: _Reading, guardians: Sequence[GuardianCells]) -> None:
    seen: dict[object, GuardianCells] = {}
    for guardian in guardians:
        person = guardian.ref or (guardian.name.casefold(), (guardian.email or "").casefold())
        if seen.setdefault(person, guardian) is not guardian:
            reading.wrong(
                guardian.column("ref" if guardian.ref else "name"), f"This is the same person as guardian_{seen[person].place}."
            )


def _check_no_contact(reading: _Reading, guardians: Sequence[GuardianCells]) -> None:
    """What is written to another parent must not reach somebody who is barred (G3)."""
    barred = {guardian.email.casefold() for guardian in guardians if guardian.no_contact and guardian.email}
    for guardian in guardians:
        if not guardian.no_contact and guardian.email and guardian.email.casefold() in barred:
            reading.wrong(guardian.column("email"), "This is also the address of somebody who must not be contacted.")


def _needed(columns: Sequence[str]) -> list[str]:
    needed = list(CHILD_COLUMNS)
    for place in range(1, MOST_GUARDIANS + 1):
        if not set(guardian_columns(place)).isdisjoint(columns):
            needed += guardian_columns(place, _NEEDED_OF_GUARDIAN)
    return needed


def _plain(header: str) -> str:
    return re.sub(r"[\s_]+", "", header).casefold()


_KNOWN = {_plain(name): name for name in COLUMNS}


def _clean(cell: str) -> str:
    return cell.strip() if cell.isascii() else unicodedata.normalize("NFC", cell.strip())


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:39]}…"


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f"‘{_short(name)}’" for name in names)
