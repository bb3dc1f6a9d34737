"""Roster files as schools send them."""

COLUMNS = ("ref", "first_name", "last_name", "born_on", "class")
GUARDIAN = ("ref", "name", "email", "phone", "relationship", "responsibility")
AMIRA = {"ref": "A1", "first_name": "Amira", "last_name": "Khan", "born_on": "2016-05-31", "class": "Hedgehogs"}
MOTHER = {
    "ref": "G1",
    "name": "Sana Khan",
    "email": "sana@family.example",
    "phone": "01632 960001",
    "relationship": "mother",
    "responsibility": "yes",
}


def row(**cells: str) -> dict[str, str]:
    """A row about Amira, with these cells instead."""
    return {**AMIRA, **cells}


def guardian(place: int = 1, **cells: str) -> dict[str, str]:
    """The cells of Amira's mother, with these instead."""
    return {f"guardian_{place}_{part}": text for part, text in {**MOTHER, **cells}.items()}


def sheet(*rows: dict[str, str], separator: str = ",") -> str:
    """The rows as a file; its columns are those that any row names."""
    columns = list(dict.fromkeys(name for each in rows for name in each))
    lines = [columns, *([each.get(name, "") for name in columns] for each in rows)]
    return "".join(separator.join(_quoted(cell) for cell in line) + "\r\n" for line in lines)


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"'
