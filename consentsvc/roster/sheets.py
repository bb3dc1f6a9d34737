"""The bytes of a CSV file as lines of cells. What can't be read for certain is refused with a sentence that helps."""

import codecs
import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from consentsvc.kernel.errors import Invalid, TooLarge
from consentsvc.roster import rules

MOST_BYTES = 20 * 1024 * 1024
MOST_ROWS = 70_000

_SEPARATORS = (",", ";", "\t")
_SAVE_AS = "Open it in your spreadsheet program, save it as ‘CSV UTF-8’, and choose that file."


class UnreadableFile(Invalid):
    """Not a roster file that we can read as it stands."""

    slug = "unreadable-file"
    title = "We can't read this file"


@dataclass(frozen=True)
class Sheet:
    """`columns` as the rules name them; `records`: each line's number in the file, and its cells. Empty lines are left out."""

    columns: tuple[str, ...]
    records: Sequence[tuple[int, list[str]]]


def read(data: bytes) -> Sheet:
    """The file's columns and lines. Raises UnreadableFile or TooLarge, saying what to do."""
    check_size(len(data))
    text = _decoded(data)
    lines = _cells(text, _separator(text))
    _, header = next(lines, (1, []))
    columns = rules.columns_of(header)
    if problem := rules.header_problem(columns):
        raise UnreadableFile(problem)
    return Sheet(columns, _records(lines))


def check_size(size: int) -> None:
    """Raises TooLarge for more bytes than a roster has."""
    if size > MOST_BYTES:
        raise TooLarge(f"This file has more than {MOST_BYTES // 1024**2} MB. Split it into several files.")


def _records(lines: Iterator[tuple[int, list[str]]]) -> list[tuple[int, list[str]]]:
    records: list[tuple[int, list[str]]] = []
    for record in lines:
        if len(records) == MOST_ROWS:
            raise TooLarge(f"This file has more than {MOST_ROWS:,} rows. Split it into several files.")
        records.append(record)
    if not records:
        raise UnreadableFile(f"This file has no row below its first line. {rules.EXPECTED}")
    return records


def _decoded(data: bytes) -> str:
    if not data.strip():
        raise UnreadableFile(f"This file is empty. {rules.EXPECTED}")
    if data.startswith(b"PK\x03\x04"):
        raise UnreadableFile(f"This is a workbook or a zip file, not a CSV file. {_SAVE_AS}")
    try:
        text = data.decode("utf-16" if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        # Windows, Mac and DOS tables differ in these very letters: a guess would write names wrong.
        raise UnreadableFile(f"Line {line} has a letter that isn't saved as UTF-8. {_SAVE_AS}") from None
    if "\0" in text:
        raise UnreadableFile(f"This is not a text file that we can read. {_SAVE_AS}")
    return text


def _separator(text: str) -> str:
    """The one of the separators under which the first line names the most columns that we know."""
    return max(_SEPARATORS, key=lambda each: _known_columns(text, each))


def _known_columns(text: str, separator: str) -> int:
    try:
        _, header = next(_cells(text, separator), (1, []))
    except UnreadableFile:
        return 0
    return len(set(rules.COLUMNS) & set(rules.columns_of(header)))


def _cells(text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    """Each line that isn't empty, with the number of the line that it begins on."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    begins = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield begins, cells
            begins = reader.line_num + 1
    except csv.Error:
        raise UnreadableFile(
            f"The quotes in line {begins} don't match. A name with quotes or a separator in it stands in quotes."
        ) from None
