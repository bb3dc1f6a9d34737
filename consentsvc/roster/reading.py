"""A roster file of any kind: what is in it, and its contents under our columns. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from consentsvc.kernel.sheets import Encoding, UnreadableFile
from consentsvc.roster import archives, mapping, oneroster, sheets
from consentsvc.roster.mapping import ColumnChoices, FileColumn
from consentsvc.roster.oneroster import OneRosterChoices
from consentsvc.roster.rules import Contents, columns_of, header_problem

Choices = Annotated[ColumnChoices | OneRosterChoices, Field(discriminator="kind")]


@dataclass(frozen=True)
class Kind:
    """A file as it was found. `fingerprint`: what choices about such files are remembered by; none for our own columns."""

    kind: Literal["own", "csv", "oneroster"]
    fingerprint: str | None
    header: Sequence[str] = ()
    columns: Sequence[FileColumn] = ()


def kind_of(data: bytes, encoding: Encoding) -> Kind:
    """What file this is. Raises UnreadableFile, UnclearLetters or TooLarge."""
    if archives.is_zip(data):
        oneroster.version_of(archives.unpacked(data))
        return Kind("oneroster", oneroster.FINGERPRINT)
    found = sheets.as_it_is(data, encoding)
    if header_problem(columns_of(found.header)) is None:
        return Kind("own", None)
    if len(found.header) < sheets.FEWEST_TO_MAP:
        sheets.read(data, encoding)  # says what is wrong with it
    return Kind("csv", mapping.fingerprint(found.header), found.header, mapping.columns_of(found.header, found.records))


@dataclass(frozen=True)
class Remembered:
    """What was said, under a name, about files with this fingerprint."""

    name: str
    fingerprint: str
    choices: Choices


def contents(data: bytes, remembered: Remembered | None, encoding: Encoding, today: date) -> Contents:
    """What the file says, under our columns. Raises UnreadableFile, UnclearLetters, MappingNeeded or TooLarge."""
    choices = remembered.choices if remembered else None
    if archives.is_zip(data):
        if isinstance(choices, ColumnChoices):
            raise _other_file(remembered)
        return oneroster.read(archives.unpacked(data), choices or OneRosterChoices(), today)
    if choices is None:
        own = sheets.read(data, encoding)
        return Contents(own.columns, own.records)
    found = sheets.as_it_is(data, encoding)
    if (
        not isinstance(choices, ColumnChoices)
        or remembered is None
        or mapping.fingerprint(found.header) != remembered.fingerprint
    ):
        raise _other_file(remembered)
    if problem := mapping.choices_problem(choices, found.header):
        raise UnreadableFile(f"This file doesn't fit what was said about it. {problem}")
    return mapping.read(choices, found.header, found.records)


def _other_file(remembered: Remembered | None) -> UnreadableFile:
    name = remembered.name if remembered else ""
    return UnreadableFile(f"This file has other columns than those of ‘{name}’. Say anew which is which.", slug="other-columns")
