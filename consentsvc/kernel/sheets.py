"""CSV files. Reading: the bytes as lines of cells; what can't be read for certain is refused with a sentence that helps.
Writing: no cell is ever run as a formula.

Which columns a file has to have is the business of the room that reads it.
"""

import codecs
import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from consentsvc.kernel.errors import Field, Invalid, TooLarge

MOST_BYTES = 20 * 1024 * 1024
MOST_ROWS = 70_000
MOST_LETTERS_SHOWN = 20  # cells

SAVE_AS = "Open it in your spreadsheet program, save it as ‘CSV UTF-8’, and choose that file."
_SEPARATORS = (",", ";", "\t")

Encoding = Literal["unicode", "windows-1252"]
Known = Callable[[str], bool]


class UnreadableFile(Invalid):
    """Not a file that we can read as it stands."""

    slug = "unreadable-file"
    title = "We can't read this file"


class UnclearLetters(UnreadableFile):
    """Letters that aren't UTF-8. `fields` show each cell with such a letter as Windows-1252 would read it: a person decides."""

    slug = "unclear-letters"
    title = "We can't be sure of some letters in this file"


@dataclass(frozen=True)
class Sheet:
    """`header`: the first line's cells; `records`: each further line's number in the file, and its cells. Empty lines are left out."""

    header: tuple[str, ...]
    records: Sequence[tuple[int, list[str]]]


def read(data: bytes, is_known: Known, *, encoding: Encoding = "unicode", expected: str = "") -> Sheet:
    """The file's first line and all others, separated by comma, semicolon or tab.

    is_known: whether a cell of the first line names a column that the caller knows; the separator is the one that shows the most of
    them, then the most cells. encoding: anything but Unicode is a person's choice, never a guess. expected: a sentence on what such
    a file holds, for refusals. Raises UnreadableFile, UnclearLetters or TooLarge, saying what to do.
    """
    check_size(len(data))
    header, lines = opened(data, is_known, encoding=encoding, expected=expected)
    return Sheet(header, _records(lines, expected))


def opened(
    data: bytes, is_known: Known, *, encoding: Encoding = "unicode", expected: str = ""
) -> tuple[tuple[str, ...], Iterator[tuple[int, list[str]]]]:
    """The same one line after the other, of any size; lines that can't be read raise when they are reached."""
    text = _decoded(data, encoding, expected)
    lines = _cells(text, _separator(text, is_known))
    _, header = next(lines, (1, []))
    return tuple(cell.strip() for cell in header), lines


def check_size(size: int) -> None:
    """Raises TooLarge for more bytes than such a file has."""
    if size > MOST_BYTES:
        raise TooLarge(f"This file has more than {MOST_BYTES // 1024**2} MB. Split it into several files.")


def _records(lines: Iterator[tuple[int, list[str]]], expected: str) -> list[tuple[int, list[str]]]:
    records: list[tuple[int, list[str]]] = []
    for record in lines:
        if len(records) == MOST_ROWS:
            raise TooLarge(f"This file has more than {MOST_ROWS:,} rows. Split it into several files.")
        records.append(record)
    if not records:
        raise UnreadableFile(f"This file has no row below its first line. {expected}".rstrip())
    return records


def _decoded(data: bytes, encoding: Encoding, expected: str) -> str:
    if not data.strip():
        raise UnreadableFile(f"This file is empty. {expected}".rstrip())
    if data.startswith(b"PK\x03\x04"):
        raise UnreadableFile(f"This is a workbook or a zip file, not a CSV file. {SAVE_AS}")
    text = _of_unicode(data) if encoding == "unicode" else _of_windows(data)
    if "\0" in text:
        raise UnreadableFile(f"This is not a text file that we can read. {SAVE_AS}")
    return text


def _of_unicode(data: bytes) -> str:
    try:
        return data.decode("utf-16" if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message = f"Line {line} has a letter that isn't saved as UTF-8. {SAVE_AS}"
        # Windows, Mac and DOS tables differ in these very letters: a guess would write names wrong.
        shown = _letters(data)
    raise UnclearLetters(message, fields=shown) if shown else UnreadableFile(message)


def _of_windows(data: bytes) -> str:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        try:
            return data.decode("cp1252")
        except UnicodeDecodeError:
            raise UnreadableFile(f"This file isn't saved as Windows-1252. {SAVE_AS}") from None
    raise UnreadableFile("This file is saved as UTF-8, not as Windows-1252. Choose it again as it is.")


def _letters(data: bytes) -> list[Field]:
    """The cells that have letters in question, as Windows-1252 would read them; empty where it can't be that."""
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        return []
    if "\0" in text or data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return []
    shown: dict[str, Field] = {}
    try:
        for line, cells in _cells(text, _separator(text, lambda _: False)):
            shown |= {cell: Field(f"row {line}", cell[:80]) for cell in cells if not cell.isascii() and cell not in shown}
            if len(shown) >= MOST_LETTERS_SHOWN:
                break
    except UnreadableFile:
        return []
    return list(shown.values())[:MOST_LETTERS_SHOWN]


def _separator(text: str, is_known: Known) -> str:
    return max(_SEPARATORS, key=lambda each: _fit(text, each, is_known))


def _fit(text: str, separator: str, is_known: Known) -> tuple[int, int]:
    try:
        _, header = next(_cells(text, separator), (1, []))
    except UnreadableFile:
        return 0, 0
    return len({cell for cell in header if is_known(cell)}), len(header)


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


# Full-width ones too: some spreadsheet programs take them for the plain ones.
_BEGINS_A_FORMULA = tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")


def csv_bytes(rows: Iterable[Sequence[str]]) -> bytes:
    """A CSV file of these rows that spreadsheet programs open as it is meant: every cell quoted, and none a formula (OWASP)."""
    file = io.StringIO(newline="")
    csv.writer(file, quoting=csv.QUOTE_ALL).writerows([_as_text(cell) for cell in row] for row in rows)
    return codecs.BOM_UTF8 + file.getvalue().encode()


def _as_text(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_BEGINS_A_FORMULA) else cell
