"""The CSV files of OneRoster 1.1 and 1.2 under our columns. Pure: files in; rows, problems and notes out.

OneRoster knows nothing of parental responsibility (C5): nobody holds it by such a file, unless the office has said that a
relationship stands for it. It comes whole ('bulk'); a file of changes alone ('delta') is refused.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from pydantic import Field

from consentsvc.kernel import sheets
from consentsvc.kernel.schemas import Input
from consentsvc.kernel.sheets import UnreadableFile
from consentsvc.roster.rules import CHILD_COLUMNS, HAS_LEFT, MOST_GUARDIANS, Contents, RowProblem, guardian_columns

VERSIONS = ("1.1", "1.2")
FINGERPRINT = "oneroster"  # instead of a first line: it is the same for everybody

Relationship = Literal["parent", "guardian", "relative"]
_RELATIONSHIPS: Final[tuple[Relationship, ...]] = ("parent", "guardian", "relative")
_USED: Final[Mapping[str, tuple[str, ...]]] = {
    "users": (
        "sourcedId",
        "status",
        "givenName",
        "familyName",
        "preferredGivenName",
        "identifier",
        "email",
        "sms",
        "phone",
        "agentSourcedIds",
    ),
    "roles": ("userSourcedId", "status", "role", "beginDate", "endDate", "orgSourcedId"),
    "demographics": ("sourcedId", "status", "birthDate"),
    "orgs": ("sourcedId", "status", "name", "type"),
    "classes": ("sourcedId", "status", "title", "classType"),
    "enrollments": ("status", "classSourcedId", "userSourcedId", "role", "beginDate", "endDate"),
}
_MAY_LACK: Final = {
    "users": {"preferredGivenName", "identifier", "email", "sms", "phone", "agentSourcedIds"},
    "enrollments": {"beginDate", "endDate"},
}
_OF_GUARDIAN = ("ref", "name", "email", "phone", "relationship", "responsibility")
_COLUMNS = (
    *CHILD_COLUMNS,
    "left_on",
    "known_as",
    *(name for place in range(1, MOST_GUARDIANS + 1) for name in guardian_columns(place, _OF_GUARDIAN)),
)
_CALLED: Final = {
    "first_name": "users.csv givenName",
    "last_name": "users.csv familyName",
    "born_on": "demographics.csv birthDate",
    "class": "classes.csv title",
    "left_on": "users.csv status",
    "known_as": "users.csv preferredGivenName",
}
_QUIET = frozenset({"born_on", "class", "known_as"}) | {
    name for place in range(1, MOST_GUARDIANS + 1) for name in guardian_columns(place, ("email", "phone", "responsibility"))
}


class OneRosterChoices(Input):
    """What the office said about OneRoster files: which number is ours, and which relationships hold parental responsibility."""

    kind: Literal["oneroster"] = "oneroster"
    number: Literal["sourcedId", "identifier"] = "sourcedId"
    responsible: list[Relationship] = Field(default_factory=list, max_length=3)


@dataclass(frozen=True)
class _User:
    line: int
    id: str
    is_deleted: bool
    first_name: str
    last_name: str
    known_as: str
    identifier: str
    email: str
    phone: str
    agents: tuple[str, ...]


@dataclass(frozen=True)
class Line:
    """A line of one of the files: where it stands, and the columns that we use."""

    number: int
    cells: Mapping[str, str]

    @property
    def is_deleted(self) -> bool:
        return self.cells["status"].casefold() == "tobedeleted"


def version_of(files: Mapping[str, bytes]) -> str:
    """The version that the manifest names. Raises UnreadableFile where the zip is not a whole OneRoster 1.1 or 1.2."""
    manifest = _manifest(files)
    version = manifest.get("oneroster.version", "")
    found = next((each for each in VERSIONS if version == each or version.startswith(f"{each}.")), None)
    if found is None:
        raise UnreadableFile(f"manifest.csv names OneRoster ‘{version[:20]}’. We read versions 1.1 and 1.2: export one of these.")
    for name in _USED:
        _check_declared(name, manifest.get(f"file.{name}", "absent").casefold(), f"{name}.csv" in files)
    for name in ("users", "roles") if found == "1.2" else ("users",):
        if f"{name}.csv" not in files:
            raise UnreadableFile(f"The zip has no {name}.csv, where OneRoster {found} keeps people. Export it with that file.")
    return found


def read(files: Mapping[str, bytes], choices: OneRosterChoices, today: date) -> Contents:
    """The files under our columns, a row for each student. Raises UnreadableFile or TooLarge."""
    return _Reading(files, choices, today).contents()


class _Reading:
    def __init__(self, files: Mapping[str, bytes], choices: OneRosterChoices, today: date) -> None:
        self.version = version_of(files)
        self.files = files
        self.choices = choices
        self.today = today
        self.problems: list[RowProblem] = []
        self.notes: Counter[str] = Counter()

    def contents(self) -> Contents:
        self.users = self._users()
        roles, schools = self._roles()
        self.students = {id_ for id_, named in roles.items() if "student" in named and id_ in self.users}
        self.relationships = {id_: next((each for each in _RELATIONSHIPS if each in named), None) for id_, named in roles.items()}
        self._check_one_school(schools)
        self.births = {
            line.cells["sourcedId"]: line.cells["birthDate"] for line in self._lines("demographics") if not line.is_deleted
        }
        self.classes = self._homerooms()
        self.parents = self._parents()
        records = [self._record(self.users[id_]) for id_ in self.users if id_ in self.students]
        if not records:
            raise UnreadableFile("There is no student in users.csv. Export the zip with the school's students.")
        self._note_gaps(records)
        called = {**_CALLED, "ref": f"users.csv {self.choices.number}"}
        notes = [text.format(count) for text, count in self.notes.items()]
        return Contents(_COLUMNS, records, self.problems, called, notes, _QUIET)

    def _users(self) -> dict[str, _User]:
        users: dict[str, _User] = {}
        self.roles_of_1_1: dict[str, Line] = {}
        for line in self._lines("users"):
            id_ = line.cells["sourcedId"]
            if not id_:
                self._wrong(line, "users.csv sourcedId", "This is missing.")
            elif id_ in users:
                self._wrong(
                    line, "users.csv sourcedId", f"‘{id_[:40]}’ is also in row {users[id_].line}. Each person has one row."
                )
            else:
                users[id_] = _user(line)
                self.roles_of_1_1[id_] = line
        return users

    def _roles(self) -> tuple[Mapping[str, set[str]], Mapping[str, set[str]]]:
        """Everybody's roles, and each student's schools: in users.csv until 1.1, in roles.csv since."""
        roles: dict[str, set[str]] = defaultdict(set)
        schools: dict[str, set[str]] = defaultdict(set)
        if self.version == "1.1":
            said = (
                (id_, line, line.cells["role"], _listed(line.cells["orgSourcedIds"])) for id_, line in self.roles_of_1_1.items()
            )
        else:
            said = (
                (line.cells["userSourcedId"], line, line.cells["role"], [line.cells["orgSourcedId"]])
                for line in self._lines("roles")
                if self._counts("roles", line)
            )
        for id_, line, role, orgs in said:
            if id_ not in self.users:
                self._wrong(line, "roles.csv userSourcedId", f"No row of users.csv has the number ‘{id_[:40]}’.")
            roles[id_].add(role.strip().casefold())
            schools[id_].update(each for each in orgs if each)
        return roles, schools

    def _check_one_school(self, orgs_of: Mapping[str, set[str]]) -> None:
        named = {line.cells["sourcedId"]: line for line in self._lines("orgs")}
        here = {org for id_ in self.students if not self.users[id_].is_deleted for org in orgs_of.get(id_, ())}
        is_school = {org for org in here if org not in named or named[org].cells["type"].casefold() in ("school", "")}
        if len(is_school) > 1:
            names = sorted(named[org].cells["name"] if org in named else org for org in is_school)
            raise UnreadableFile(
                f"This zip has the students of {len(names)} schools: {', '.join(names[:5])}. Export each school's on its own."
            )

    def _homerooms(self) -> Mapping[str, set[str]]:
        """The names of the classes that each student is registered in."""
        titles = {
            line.cells["sourcedId"]: line.cells["title"]
            for line in self._lines("classes")
            if not line.is_deleted and line.cells["classType"].casefold() == "homeroom"
        }
        found: dict[str, set[str]] = defaultdict(set)
        for line in self._lines("enrollments"):
            title = titles.get(line.cells["classSourcedId"])
            if title and line.cells["role"].casefold() == "student" and self._counts("enrollments", line):
                if line.cells["userSourcedId"] not in self.users:
                    id_ = line.cells["userSourcedId"][:40]
                    self._wrong(line, "enrollments.csv userSourcedId", f"No row of users.csv has the number ‘{id_}’.")
                found[line.cells["userSourcedId"]].add(title)
        return found

    def _parents(self) -> Mapping[str, list[str]]:
        """The people that each student's row names, and those whose own row names the student."""
        found: dict[str, dict[str, None]] = defaultdict(dict)
        for user in self.users.values():
            for other in user.agents:
                if user.id in self.students:
                    found[user.id][other] = None
                elif other in self.students:
                    found[other][user.id] = None
        return {child: list(people) for child, people in found.items()}

    def _record(self, user: _User) -> tuple[int, list[str]]:
        ref = user.identifier if self.choices.number == "identifier" else user.id
        if not ref:
            self.problems.append(
                RowProblem(user.line, "users.csv identifier", "This is missing, and it is the number that you chose.")
            )
            ref = user.id
        classes = self.classes.get(user.id, set())
        if len(classes) > 1:
            message = f"This child is in {len(classes)} homeroom classes: {', '.join(sorted(classes)[:3])}. It can be one."
            self.problems.append(RowProblem(user.line, "enrollments.csv classSourcedId", message))
        child = [ref, user.first_name, user.last_name, self.births.get(user.id, ""), next(iter(classes), "")]
        return user.line, [*child, HAS_LEFT if user.is_deleted else "", user.known_as, *self._guardians(user)]

    def _guardians(self, child: _User) -> list[str]:
        people = [found for id_ in self.parents.get(child.id, ()) if (found := self._guardian(child, id_))]
        if len(people) > MOST_GUARDIANS:
            message = f"This child has {len(people)} parents and carers; we take {MOST_GUARDIANS}."
            self.problems.append(RowProblem(child.line, "users.csv agentSourcedIds", message))
        cells = [cell for each in people[:MOST_GUARDIANS] for cell in each]
        return cells + [""] * (MOST_GUARDIANS * len(_OF_GUARDIAN) - len(cells))

    def _guardian(self, child: _User, id_: str) -> list[str] | None:
        person = self.users.get(id_)
        if person is None:
            message = f"No row of users.csv has the number ‘{id_[:40]}’."
            self.problems.append(RowProblem(child.line, "users.csv agentSourcedIds", message))
            return None
        relationship = self.relationships.get(id_)
        if relationship is None or person.is_deleted:
            self.notes[
                "{:,} times somebody is named beside a child who is no parent, guardian or relative, or is deleted: left out."
            ] += 1
            return None
        name = f"{person.first_name} {person.last_name}".strip()
        return [id_, name, person.email, person.phone, relationship, "yes" if relationship in self.choices.responsible else ""]

    def _note_gaps(self, records: Sequence[tuple[int, Sequence[str]]]) -> None:
        here = [cells for _, cells in records if cells[5] != HAS_LEFT]
        births, classes = sum(not cells[3] for cells in here), sum(not cells[4] for cells in here)
        if births:
            self.notes["{:,} children have no date of birth in demographics.csv: the one that is known stays."] = births
        if classes:
            self.notes["{:,} children are in no homeroom class: the class that is known stays."] = classes

    def _counts(self, name: str, line: Line) -> bool:
        """Whether an enrolment or a role is neither deleted nor over nor yet to begin."""
        days = []
        for column, open_end in (("beginDate", date.min), ("endDate", date.max)):
            text = line.cells[column][:10]
            day = _iso(text) if text else open_end
            if day is None:
                self._wrong(line, f"{name}.csv {column}", f"‘{text}’ is not a date. OneRoster writes 2016-05-31.")
            days.append(day or open_end)
        return not line.is_deleted and days[0] <= self.today <= days[1]

    def _lines(self, name: str) -> Iterator[Line]:
        """The lines of a file that have as many cells as its first; none where it isn't in the zip."""
        for number, cells in _cells(self.files, name, self.version):
            if isinstance(cells, str):
                self.problems.append(RowProblem(number, f"{name}.csv", cells))
                continue
            line = Line(number, cells)
            if cells["status"].casefold() not in ("", "active", "tobedeleted"):
                self._wrong(line, f"{name}.csv status", f"‘{cells['status'][:40]}’ is neither active nor tobedeleted.")
            yield line

    def _wrong(self, line: Line, column: str, message: str) -> None:
        self.problems.append(RowProblem(line.number, column, message))


def _manifest(files: Mapping[str, bytes]) -> Mapping[str, str]:
    if "manifest.csv" not in files:
        raise UnreadableFile("The zip has no manifest.csv, so it is not a OneRoster file. Export it as OneRoster 1.1 or 1.2 CSV.")
    header, lines = sheets.opened(files["manifest.csv"], lambda cell: cell in ("propertyName", "value"))
    if header[:2] != ("propertyName", "value"):
        raise UnreadableFile("The first line of manifest.csv has to be: propertyName,value.")
    return {cells[0].strip(): cells[1].strip() for _, cells in lines if len(cells) >= 2}


def _check_declared(name: str, declared: str, is_there: bool) -> None:
    if declared == "delta":
        raise UnreadableFile(
            f"manifest.csv says that {name}.csv has only what changed (‘delta’). We need all of it: export the files as ‘bulk’."
        )
    if declared not in ("bulk", "absent"):
        raise UnreadableFile(f"manifest.csv says ‘{declared[:20]}’ of {name}.csv. It has to be bulk or absent.")
    if (declared == "bulk") != is_there:
        says, has = ("is there", "isn't") if declared == "bulk" else ("isn't there", "is")
        raise UnreadableFile(f"manifest.csv says that {name}.csv {says}, and it {has}. Export the zip again.")


def _cells(files: Mapping[str, bytes], name: str, version: str) -> Iterable[tuple[int, Mapping[str, str] | str]]:
    """Each line's number, and the cells that we use by their columns, or what is wrong with the line."""
    data = files.get(f"{name}.csv")
    if data is None or not data.strip():
        return
    used = (*_USED[name], "role", "orgSourcedIds") if name == "users" and version == "1.1" else _USED[name]
    header, lines = _opened(name, data, used)
    places = _places(name, header, used)
    for number, cells in lines:
        if len(cells) == len(header):
            yield number, {column: cells[place].strip() if place is not None else "" for column, place in places.items()}
        else:
            yield number, f"This row has {len(cells)} cells where the first line has {len(header)}. A separator may be missing."


def _opened(name: str, data: bytes, used: Sequence[str]) -> tuple[tuple[str, ...], Iterator[tuple[int, list[str]]]]:
    with _naming(name):
        header, lines = sheets.opened(data, lambda cell: cell in used)
    return header, _named(name, lines)


def _named(name: str, lines: Iterator[tuple[int, list[str]]]) -> Iterator[tuple[int, list[str]]]:
    with _naming(name):
        yield from lines


@contextmanager
def _naming(name: str) -> Iterator[None]:
    """A refusal says which file of the zip it is about."""
    try:
        yield
    except UnreadableFile as refusal:
        raise UnreadableFile(f"{name}.csv: {refusal.detail}") from None


def _places(name: str, header: Sequence[str], used: Sequence[str]) -> Mapping[str, int | None]:
    if twice := [column for column in used if header.count(column) > 1]:
        raise UnreadableFile(f"{name}.csv has the column ‘{twice[0]}’ twice. Export the zip again.")
    if missing := [column for column in used if column not in header and column not in _MAY_LACK.get(name, ())]:
        raise UnreadableFile(f"{name}.csv has no column ‘{missing[0]}’. Export the zip again, as OneRoster 1.1 or 1.2.")
    return {column: header.index(column) if column in header else None for column in used}


def _user(line: Line) -> _User:
    cells = line.cells
    return _User(
        line=line.number,
        id=cells["sourcedId"],
        is_deleted=line.is_deleted,
        first_name=cells["givenName"],
        last_name=cells["familyName"],
        known_as=cells["preferredGivenName"],
        identifier=cells["identifier"],
        email=cells["email"],
        phone=cells["phone"] or cells["sms"],
        agents=tuple(_listed(cells["agentSourcedIds"])),
    )


def _iso(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None


def _listed(cell: str) -> list[str]:
    return [each.strip() for each in cell.split(",") if each.strip()]
