"""What bytes are lines of cells."""

import pytest

from consentsvc.kernel import sheets
from consentsvc.kernel.errors import TooLarge
from consentsvc.kernel.sheets import UnclearLetters, UnreadableFile

TEXT = 'Name,Town\r\nZoë,Llandŵr\r\nO\'Neill,"Ely, Cambs"\r\n'


def read(data: bytes, **options) -> sheets.Sheet:
    return sheets.read(data, lambda cell: cell in ("Name", "Town"), **options)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_unicode_is_read_with_and_without_a_mark(encoding):
    found = read(TEXT.encode(encoding))
    assert found.header == ("Name", "Town")
    assert found.records == [(2, ["Zoë", "Llandŵr"]), (3, ["O'Neill", "Ely, Cambs"])]


@pytest.mark.parametrize(
    ("text", "first"), [("a;b,c;d\n1;2,3;4\n", ["1", "2,3", "4"]), ("a,b;c,d\n1,2;3,4\n", ["1", "2;3", "4"])]
)
def test_of_unknown_columns_the_separator_shows_the_most(text, first):
    assert read(text.encode()).records == [(2, first)]


def test_known_columns_say_which_separator_it_is():
    assert read(b"Name;Town;a,b,c\nAda;Ely;1,2,3\n").header == ("Name", "Town", "a,b,c")


def test_letters_in_question_are_shown_and_never_guessed():
    with pytest.raises(UnclearLetters) as refusal:
        read("Name,Town\nZoë,Ely\nAnn,Ely\nRenée,Ely\n".encode("cp1252"))
    assert [(each.where, each.message) for each in refusal.value.fields] == [("row 2", "Zoë"), ("row 4", "Renée")]
    assert refusal.value.type == "/problems/unclear-letters"


def test_windows_letters_are_read_when_a_person_says_so():
    assert read("Name,Town\nZoë,Ely\n".encode("cp1252"), encoding="windows-1252").records == [(2, ["Zoë", "Ely"])]


@pytest.mark.parametrize("data", [TEXT.encode(), b"Name,Town\nAnn,Ely\n", b"Name,Town\nZo\x81,Ely\n"])
def test_what_is_not_windows_is_refused_as_that(data):
    with pytest.raises(UnreadableFile, match="unreadable-file"):
        read(data, encoding="windows-1252")


def test_bytes_that_windows_does_not_know_are_no_letters_in_question():
    with pytest.raises(UnreadableFile) as refusal:
        read(b"Name,Town\nZo\x81,Ely\n")
    assert refusal.value.type == "/problems/unreadable-file"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "empty. Names and towns."),
        (b"Name,Town\n", "no row below its first line. Names and towns."),
        (b"PK\x03\x04", "zip file"),
        (b'Name,Town\n"Ann,Ely\n', "quotes in line 2"),
        (b"Name,Town\nAn\0n,Ely\n", "not a text file"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_sentence(data, message):
    with pytest.raises(UnreadableFile) as refusal:
        read(data, expected="Names and towns.")
    assert message in refusal.value.detail


def test_too_much_is_refused():
    with pytest.raises(TooLarge):
        read(b"x" * (sheets.MOST_BYTES + 1))
    with pytest.raises(TooLarge):
        read(b"Name,Town\n" + b"a,b\n" * (sheets.MOST_ROWS + 1))
