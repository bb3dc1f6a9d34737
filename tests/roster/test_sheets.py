"""What bytes are a file that we can read."""

import pytest

from consentsvc.kernel.errors import TooLarge
from consentsvc.kernel.sheets import MOST_BYTES, MOST_ROWS, UnreadableFile
from consentsvc.roster import sheets
from tests.roster.files import AMIRA, guardian, row, sheet

TEXT = sheet(row(first_name="Zoë", last_name="O'Neill; the 2nd, “Zo”"))
CELLS = ["A1", "Zoë", "O'Neill; the 2nd, “Zo”", "2016-05-31", "Hedgehogs"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_unicode_is_read_with_and_without_a_mark(encoding):
    read = sheets.read(TEXT.encode(encoding))
    assert read.columns == tuple(AMIRA)
    assert read.records == [(2, CELLS)]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_the_separator_is_taken_from_the_first_line(separator):
    assert sheets.read(sheet(row(last_name="a,b;c"), separator=separator).encode()).records[0][1][2] == "a,b;c"


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_lines_are_counted_as_an_editor_shows_them(line_end):
    text = sheet(row(), row(ref="B2", first_name="Be\nn"), row(ref="C3")).replace("\r\n", line_end)
    text = text.replace("Be\nn", f"Be{line_end}n")
    assert [line for line, _ in sheets.read(text.encode()).records] == [2, 3, 5]


def test_empty_lines_are_no_rows():
    assert [line for line, _ in sheets.read((sheet(row()) + "\r\n,,,,\r\n" + "A2,B,C,2016-05-31,\r\n").encode()).records] == [
        2,
        5,
    ]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "empty"),
        (b"\r\n \r\n", "empty"),
        (b"PK\x03\x04workbook", "workbook"),
        (TEXT.encode("cp1252"), "Line 2 has a letter that isn't saved as UTF-8"),
        (sheet(row()).encode("utf-16-le"), "not a text file"),
        (TEXT.encode("utf-16")[:-1], "UTF-8"),
        (b"\x89PNG\r\n\x1a\n\x00", "UTF-8"),
        (b"ref,first_name,last_name,born_on,class\r\n", "no row below"),
        (b"first_name,last_name\r\nAmira,Khan\r\n", "Missing from the first line: ‘ref’"),
        (b"hello\r\nyou", "Not a column that we know: ‘hello’"),
        (
            b'ref,first_name,last_name,born_on,class\r\nA1,"Amira,Khan,2016-05-31,\r\nB2,Ben,Eze,2016-05-31,\r\n',
            "quotes in line 2",
        ),
        (b'ref,first_name,last_name,born_on,class\r\nA1,"Am"ira,Khan,2016-05-31,\r\n', "quotes in line 2"),
    ],
)
def test_what_cannot_be_read_for_certain_is_refused_with_a_sentence(data, message):
    with pytest.raises(UnreadableFile) as refusal:
        sheets.read(data)
    assert message in refusal.value.detail


def test_too_many_bytes_are_refused():
    with pytest.raises(TooLarge, match="too-large"):
        sheets.read(b"x" * (MOST_BYTES + 1))


def test_too_many_rows_are_refused():
    with pytest.raises(TooLarge):
        sheets.read(b"ref,first_name,last_name,born_on,class\n" + b"1,a,b,2016-05-31,\n" * (MOST_ROWS + 1))


def test_a_guardian_makes_no_difference_to_reading():
    assert len(sheets.read(sheet({**row(), **guardian()}).encode()).columns) == 11
