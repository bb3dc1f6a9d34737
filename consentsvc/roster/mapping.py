"""A CSV file of another system under our columns, by what the office chose. Pure. Suggestions are only that: a person says yes.

What could be read in two ways (03/04/2016; 'Khan, Amira') is chosen, never guessed. A choice is remembered with the file's columns.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Final, Literal

from pydantic import Field, StringConstraints

from consentsvc.kernel.schemas import Input
from consentsvc.roster.rules import (
    CHILD_COLUMNS,
    COLUMNS,
    HAS_LEFT,
    MOST_GUARDIANS,
    YES_OR_NO,
    Contents,
    RowProblem,
    guardian_columns,
)

MOST_VALUES = 12  # shown of a column
MOST_COLUMNS = 200

Part = Literal["whole", "before_comma", "after_comma"]
DateOrder = Literal["day-month-year", "month-day-year", "year-month-day"]
Text = Annotated[str, StringConstraints(max_length=200)]

_NEEDED_OF_GUARDIAN = ("name", "relationship")
_ONLY_FROM_FILE = ("ref", "first_name", "last_name", "known_as", "born_on", "left_on")
_DATES = ("born_on", "left_on")
_LONGEST_LANGUAGE = 10  # which codes there are, the rules of a row know
_YES_OR_NO = ("looked_after", "responsibility", "no_contact", "local_authority")
_TELLS_SOMEBODY = ("ref", "name", "email", "phone")
_MONTHS: Final = {
    name: number
    for number, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), start=1)
}  # fmt: skip
_DATE = re.compile(r"(\w+)[-/. ](\w+)[-/. ](\w+)(?: 00:00(?::00)?)?", re.ASCII)


class Source(Input):
    """Where one of our columns comes from: columns of the file (joined by a space), or the same words for every row.

    words: what the file says, and what that means to us; where there are any, other words are a problem of their row.
    """

    column: Text
    from_columns: list[Text] = Field(default_factory=list, max_length=4)
    fixed: Text | None = None
    part: Part = "whole"
    words: dict[Text, Text] = Field(default_factory=dict, max_length=100)


class ColumnChoices(Input):
    """What the office said about a CSV file of another system."""

    kind: Literal["csv"] = "csv"
    sources: list[Source] = Field(max_length=MOST_COLUMNS)
    dates: DateOrder


@dataclass(frozen=True)
class FileColumn:
    """A column of a file: its first different values, and the orders in which every date of it can be read (none: not dates)."""

    name: str
    values: Sequence[str]
    has_more: bool
    date_orders: Sequence[DateOrder]


def names_of(header: Sequence[str]) -> tuple[str, ...]:
    """A name for each column: one that stands twice is counted, an empty one too."""
    names: list[str] = []
    for place, cell in enumerate(header, start=1):
        name = cell.strip() or f"column {place}"
        same = sum(each == name or each.startswith(f"{name} (") for each in names)
        names.append(f"{name} ({same + 1})" if name in names else name)
    return tuple(names)


def fingerprint(header: Sequence[str]) -> str:
    """The same for the same columns in the same order."""
    return hashlib.sha256("\n".join(_plain(cell) for cell in header).encode()).hexdigest()


def columns_of(header: Sequence[str], records: Sequence[tuple[int, Sequence[str]]]) -> list[FileColumn]:
    """What is in each column of a file."""
    names = names_of(header)
    whole = [cells for _, cells in records if len(cells) == len(header)]
    return [_column(name, [cells[place].strip() for cells in whole]) for place, name in enumerate(names)]


def choices_problem(choices: ColumnChoices, header: Sequence[str]) -> str | None:
    """Why a file can't be read by these choices, in a sentence; None: it can."""
    chosen = {source.column: source for source in choices.sources}
    if len(chosen) < len(choices.sources):
        return "One of our columns is chosen twice."
    if missing := [name for name in _needed(chosen) if name not in chosen]:
        return f"Say which column of the file holds: {', '.join(missing)}."
    names = set(names_of(header))
    return next((problem for source in choices.sources if (problem := _source_problem(source, names))), None)


def read(choices: ColumnChoices, header: Sequence[str], records: Iterable[tuple[int, Sequence[str]]]) -> Contents:
    """The file under our columns. The choices have been found to fit (choices_problem)."""
    reading = _Reading(choices, header)
    for line, cells in records:
        reading.take(line, cells)
    called = {source.column: " + ".join(source.from_columns) or source.column for source in choices.sources}
    return Contents([source.column for source in choices.sources], reading.records, reading.problems, called)


def read_date(text: str, order: DateOrder) -> date | None:
    """A date written in this order, with a month by number or by name; None for anything else."""
    found = _DATE.fullmatch(text)
    if found is None:
        return None
    parts = dict(zip(order.split("-"), found.groups(), strict=True))
    month = _MONTHS.get(parts["month"][:3].casefold(), parts["month"])
    try:
        return date(int(parts["year"]), int(month), int(parts["day"])) if len(parts["year"]) == 4 else None
    except ValueError:
        return None


def suggest(columns: Sequence[FileColumn]) -> tuple[list[Source], DateOrder | None]:
    """What the columns of a file seem to hold, by the names that other systems give them; the order of dates where only one fits."""
    by_name = {_plain(column.name): column for column in reversed(columns)}
    sources = [*_child_sources(by_name), *_guardian_sources(columns)]
    born = next((by_name[_plain(source.from_columns[0])] for source in sources if source.column == "born_on"), None)
    orders = born.date_orders if born else ()
    return sources, orders[0] if len(orders) == 1 else None


class _Reading:
    """The lines of a file on their way under our columns."""

    def __init__(self, choices: ColumnChoices, header: Sequence[str]) -> None:
        self.choices = choices
        self.header = list(header)
        self.places = {name: place for place, name in enumerate(names_of(header))}
        self.records: list[tuple[int, list[str]]] = []
        self.problems: list[RowProblem] = []
        self.words = {
            source.column: {said.strip().casefold(): ours for said, ours in source.words.items()} for source in choices.sources
        }
        self.guardians = {source.column: _guardian_of(source.column) for source in choices.sources}

    def take(self, line: int, cells: Sequence[str]) -> None:
        if problem := self._shape_problem(cells):
            self.problems.append(RowProblem(line, None, problem))
            return
        somebody = {self.guardians[each.column] for each in self.choices.sources if self._tells_somebody(each, cells)}
        read = [self._cell(line, source, cells, somebody) for source in self.choices.sources]
        self.records.append((line, read))

    def _shape_problem(self, cells: Sequence[str]) -> str | None:
        if len(cells) != len(self.header):
            return (
                f"This row has {len(cells)} cells where the first line has {len(self.header)}. "
                "A separator may be missing, or stand in a name without quotes."
            )
        if cells[0].strip() == self.header[0] and [cell.strip() for cell in cells] == self.header:
            return "This row names the columns again. Take it out: only the first line names them."
        return None

    def _tells_somebody(self, source: Source, cells: Sequence[str]) -> bool:
        part = source.column.rpartition("_")[2]
        return bool(self.guardians[source.column] and part in _TELLS_SOMEBODY and self._said(source, cells))

    def _said(self, source: Source, cells: Sequence[str]) -> str:
        return " ".join(filter(None, (cells[self.places[name]].strip() for name in source.from_columns)))

    def _cell(self, line: int, source: Source, cells: Sequence[str], somebody: set[str]) -> str:
        guardian = self.guardians[source.column]
        if guardian and guardian not in somebody:
            return ""
        if source.fixed is not None:
            return source.fixed
        text, problem = self._meant(source, self._said(source, cells))
        if problem:
            self.problems.append(RowProblem(line, " + ".join(source.from_columns), problem))
        return text

    def _meant(self, source: Source, said: str) -> tuple[str, str | None]:
        if source.part != "whole":
            return _part(said, source.part)
        words = self.words[source.column]
        if words:
            ours = words.get(said.casefold())
            return (ours, None) if ours is not None else (said, _unknown_word(said))
        if source.column in _DATES and said:
            found = read_date(said, self.choices.dates)
            return (
                (found.isoformat(), None) if found else (said, f"‘{said[:40]}’ is not a date in the order {self.choices.dates}.")
            )
        return said, None


def _unknown_word(said: str) -> str:
    shown = f"‘{said[:40]}’ is" if said else "An empty cell is"
    return f"{shown} none of the words that you gave a meaning to."


def _part(said: str, part: Part) -> tuple[str, str | None]:
    before, comma, after = said.partition(",")
    if said and (not comma or "," in after):
        return said, f"‘{said[:40]}’ has not one comma: we can't tell the surname from the first name."
    return (before if part == "before_comma" else after).strip(), None


def _needed(chosen: Mapping[str, Source]) -> list[str]:
    needed = list(CHILD_COLUMNS)
    for place in range(1, MOST_GUARDIANS + 1):
        if not chosen.keys().isdisjoint(guardian_columns(place)):
            needed += guardian_columns(place, _NEEDED_OF_GUARDIAN)
    return needed


def _source_problem(source: Source, names: set[str]) -> str | None:
    if source.column not in COLUMNS:
        return f"‘{source.column}’ is not one of our columns."
    if bool(source.from_columns) == (source.fixed is not None):
        return f"Choose a column of the file or fixed words for {source.column}: one of them."
    if source.fixed is not None and source.column in _ONLY_FROM_FILE:
        return f"{source.column} can't be the same for every child."
    if unknown := [name for name in source.from_columns if name not in names]:
        return f"The file has no column ‘{unknown[0]}’."
    if wrong := [word for word in source.words.values() if not _may_mean(source.column, word)]:
        return f"‘{wrong[0]}’ is not what {source.column} can say."
    return None


def _may_mean(column: str, word: str) -> bool:
    part = column.partition("_")[2].partition("_")[2] if column.startswith("guardian_") else column
    if part in _YES_OR_NO:
        return word in YES_OR_NO or (word == "" and part != "responsibility")
    if part == "language":
        return len(word) <= _LONGEST_LANGUAGE
    if part == "left_on":
        return word in (HAS_LEFT, "")
    return part in ("relationship", "class")


def _guardian_of(column: str) -> str:
    """'guardian_1', or nothing for a column about the child."""
    return "_".join(column.split("_")[:2]) if column.startswith("guardian_") else ""


def _column(name: str, cells: Sequence[str]) -> FileColumn:
    different = dict.fromkeys(cells)
    values = list(different)
    orders: tuple[DateOrder, ...] = ("day-month-year", "month-day-year", "year-month-day")
    said = [value for value in values if value]
    fitting = [order for order in orders if said and all(read_date(value, order) for value in said)]
    return FileColumn(name, [value[:80] for value in values[:MOST_VALUES]], len(values) > MOST_VALUES, fitting)


# Names that other systems give to what we ask for; the first that a file has is suggested.
_OF_CHILD: Final[Mapping[str, Sequence[str]]] = {
    "ref": (
        "upn uniquepupilnumber pupilupn ref reference admissionnumber admissionno admno adno pupilid studentid arborstudentid "
        "misid externalid personid studentnumber pupilnumber id"
    ).split(),
    "first_name": (
        "forename firstname legalforename legalfirstname givenname preferredforename preferredfirstname chosenforename "
        "chosenfirstname pupilforename studentfirstname"
    ).split(),
    "last_name": (
        "surname lastname legalsurname legallastname familyname preferredsurname preferredlastname chosensurname pupilsurname "
        "studentlastname"
    ).split(),
    "known_as": (
        "knownas knownasname preferredforename preferredfirstname chosenforename chosenfirstname preferredname usualforename nickname"
    ).split(),
    "born_on": "dob dateofbirth birthdate birthday dateofbirthddmmyyyy pupildob bornon".split(),
    "class": (
        "reggroup registrationgroup regform registrationform registration form formgroup class classname tutorgroup reg "
        "currentregistrationform"
    ).split(),
    "left_on": "leavingdate dateofleaving leftdate dol lefton leaverdate dateleft".split(),
    "looked_after": "lookedafter incare lac cla childlookedafter lookedafterchild incarelac inlacare currentlyincare".split(),
}
_OF_GUARDIAN: Final[Mapping[str, Sequence[str]]] = {
    "ref": "id ref contactid personid externalid".split(),
    "name": " name fullname contactname".split(" "),
    "email": "email emailaddress mainemail primaryemail homeemail emailhome".split(),
    "phone": (
        "mobile mobilephone mobilenumber mobiletelephone phone phonenumber telephone telephonenumber mainphone maintelephone "
        "hometelephone homephone tel"
    ).split(),
    "relationship": "relationship relation relationshiptopupil relationshiptostudent relationshiptype".split(),
    "responsibility": "parentalresponsibility responsibility hasparentalresponsibility pr legalguardian".split(),
    "language": "language correspondencelanguage firstlanguage preferredlanguage".split(),
    "no_contact": "nocontact donotcontact contactbarred".split(),
}
_OF_NAME: Final = ("forename firstname givenname".split(), "surname lastname familyname".split())
_SOMEBODY = re.compile(r"(?:priority|parentcarer|parentguardian|parentalcontact|contact|parent|guardian|carer)(\d)(.*)")
_WHO = re.compile(r"^(?:contact|parent|guardian|carer)s?")
_PARTS: Final = {name for names in (*_OF_GUARDIAN.values(), *_OF_NAME) for name in names}
_YES_WORDS: Final[Mapping[str, str]] = {
    "y": "yes", "yes": "yes", "true": "yes", "t": "yes", "1": "yes",
    "n": "no", "no": "no", "false": "no", "f": "no", "0": "no",
}  # fmt: skip


def _child_sources(by_name: Mapping[str, FileColumn]) -> Iterable[Source]:
    first_name = _of_child("first_name", by_name)
    for ours in _OF_CHILD:
        found = _of_child(ours, by_name)
        if found and (ours != "known_as" or found is not first_name):
            yield _source(ours, found)


def _of_child(ours: str, by_name: Mapping[str, FileColumn]) -> FileColumn | None:
    return next((by_name[name] for name in _OF_CHILD[ours] if name in by_name), None)


def _guardian_sources(columns: Sequence[FileColumn]) -> Iterable[Source]:
    people: dict[str, dict[str, FileColumn]] = {}
    for column in columns:
        found = _SOMEBODY.fullmatch(_plain(column.name))
        if found and 1 <= int(found[1]) <= MOST_GUARDIANS:
            part = found[2] if found[2] in _PARTS else _WHO.sub("", found[2])
            people.setdefault(found[1], {}).setdefault(part, column)
    for place, parts in sorted(people.items()):
        for ours, theirs in _OF_GUARDIAN.items():
            found_part = next((parts[name] for name in theirs if name in parts), None)
            if found_part:
                yield _source(f"guardian_{place}_{ours}", found_part)
            elif ours == "name" and (named := _joined(parts)):
                yield Source(column=f"guardian_{place}_name", from_columns=named)


def _joined(parts: Mapping[str, FileColumn]) -> list[str]:
    found = [next((parts[name].name for name in names if name in parts), None) for names in _OF_NAME]
    return [name for name in found if name] if all(found) else []


def _source(ours: str, column: FileColumn) -> Source:
    part = ours.partition("_")[2].partition("_")[2] if ours.startswith("guardian_") else ours
    words = (
        {value: _YES_WORDS.get(value.casefold(), "") for value in column.values}
        if part in _YES_OR_NO and not column.has_more
        else {}
    )
    is_clear = all(word or not said for said, word in words.items())
    told = {said: word for said, word in words.items() if word or part != "responsibility"}
    return Source(column=ours, from_columns=[column.name], words=told if is_clear else {})


def _plain(name: str) -> str:
    return re.sub(r"[\W_]+", "", name).casefold()
