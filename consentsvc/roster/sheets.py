"""A CSV file under our own columns. Others are read by a mapping (mapping.py), or as OneRoster (oneroster.py)."""

from collections.abc import Sequence
from dataclasses import dataclass

from consentsvc.kernel import sheets
from consentsvc.kernel.sheets import Encoding, UnreadableFile
from consentsvc.roster import rules

FEWEST_TO_MAP = 3  # columns; with fewer there is nothing to choose from


class MappingNeeded(UnreadableFile):
    """A CSV file under other columns than ours: somebody has to say which is which."""

    slug = "mapping-needed"
    title = "Say which column is which"


@dataclass(frozen=True)
class Sheet:
    """`columns` as the rules name them; `records`: each line's number in the file, and its cells. Empty lines are left out."""

    columns: tuple[str, ...]
    records: Sequence[tuple[int, Sequence[str]]]


def read(data: bytes, encoding: Encoding = "unicode") -> Sheet:
    """The file's columns and lines. Raises UnreadableFile, UnclearLetters, MappingNeeded or TooLarge, saying what to do."""
    found = as_it_is(data, encoding)
    columns = rules.columns_of(found.header)
    if problem := rules.header_problem(columns):
        raise (MappingNeeded if len(columns) >= FEWEST_TO_MAP else UnreadableFile)(problem)
    return Sheet(columns, found.records)


def as_it_is(data: bytes, encoding: Encoding = "unicode") -> sheets.Sheet:
    """The file under its own columns. Raises UnreadableFile, UnclearLetters or TooLarge."""
    return sheets.read(data, rules.is_column, encoding=encoding, expected=rules.EXPECTED)
