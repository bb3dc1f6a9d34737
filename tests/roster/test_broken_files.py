"""Files as they come broken: each is refused, in the row that is wrong, with a sentence that helps. Nothing of it is applied."""

import pytest

from consentsvc.roster.models import Child
from tests.roster.files import guardian, row, sheet

GOOD = {**row(ref="Z9", first_name="Zoë", last_name="O'Neill"), **guardian(ref="")}
HEADER = "ref,first_name,last_name,born_on,class\r\n"
FULL = ("left_on", "looked_after", "guardian_1_language", "guardian_1_no_contact", "guardian_1_local_authority")


def broken(**cells: str) -> str:
    """A file whose third row has these cells."""
    return sheet({**dict.fromkeys(FULL, ""), **GOOD}, {**GOOD, "ref": "Z8", "guardian_1_ref": "", **cells})


def lines(*each: str) -> str:
    return HEADER + "".join(line + "\r\n" for line in each)


ROWS = {
    "no number": (broken(ref=""), 3, "ref", "missing"),
    "no first name": (broken(first_name=""), 3, "first_name", "missing"),
    "no last name": (broken(last_name=" "), 3, "last_name", "missing"),
    "no birthday": (broken(born_on=""), 3, "born_on", "missing"),
    "a birthday with dots": (broken(born_on="31.05.2016"), 3, "born_on", "not a date"),
    "an American birthday": (broken(born_on="05/31/2016"), 3, "born_on", "not a date"),
    "two digits for a year": (broken(born_on="31/05/16"), 3, "born_on", "not a date"),
    "a day that never was": (broken(born_on="2016-02-30"), 3, "born_on", "not a date"),
    "a spreadsheet's day number": (broken(born_on="42521"), 3, "born_on", "not a date"),
    "a birthday to come": (broken(born_on="2099-01-01"), 3, "born_on", "in the future"),
    "a grandparent": (broken(born_on="1950-01-01"), 3, "born_on", "years old"),
    "the number of another row": (broken(ref="Z9"), 3, "ref", "also in row 2"),
    "a lost letter": (broken(first_name="Zo�"), 3, "first_name", "lost a letter"),
    "a letter lost as a question mark": (broken(first_name="Zo?"), 3, "first_name", "question mark"),
    "letters saved twice": (broken(first_name="ZoÃ«"), 3, "first_name", "may have been ‘Zoë’"),
    "an apostrophe saved twice": (broken(last_name="Oâ€™Neill"), 3, "last_name", "may have been ‘O’Neill’"),
    "a letter that can't be seen": (broken(last_name="O\u200bNeill"), 3, "last_name", "can't be seen"),
    "letters turned around": (broken(last_name="\u202eNeill"), 3, "last_name", "can't be seen"),
    "a line break in a name": (broken(last_name="O'\nNeill"), 3, "last_name", "line break"),
    "a formula for a name": (broken(last_name="=A1&B1"), 3, "last_name", "formula"),
    "a formula for a class": (broken(**{"class": "=HYPERLINK(A1)"}), 3, "class", "formula"),
    "a spreadsheet's error": (broken(**{"class": "#N/A"}), 3, "class", "error of a spreadsheet"),
    "hashes for a number": (broken(ref="#####"), 3, "ref", "error of a spreadsheet"),
    "a shortened number": (broken(ref="8.23200E+11"), 3, "ref", "shortened"),
    "a birthday for a name": (broken(first_name="2016-05-31"), 3, "first_name", "columns shifted"),
    "an address for a name": (broken(guardian_1_name="sana@family.example"), 3, "guardian_1_name", "columns shifted"),
    "an address for a phone": (broken(guardian_1_phone="sana@family.example"), 3, "guardian_1_phone", "columns shifted"),
    "words for a phone": (broken(guardian_1_phone="mother"), 3, "guardian_1_phone", "not a phone number"),
    "no e-mail address": (broken(guardian_1_email="sana at home"), 3, "guardian_1_email", "not an e-mail address"),
    "two e-mail addresses": (broken(guardian_1_email="a@b.example; c@d.example"), 3, "guardian_1_email", "not an e-mail address"),
    "a parent without a name": (broken(guardian_1_name=""), 3, "guardian_1_name", "missing"),
    "perhaps responsible": (broken(guardian_1_responsibility="perhaps"), 3, "guardian_1_responsibility", "yes or no"),
    "Y for yes": (broken(guardian_1_responsibility="Y"), 3, "guardian_1_responsibility", "yes or no"),
    "an unknown language": (broken(guardian_1_language="klingon"), 3, "guardian_1_language", "not a language"),
    "perhaps looked after": (broken(looked_after="perhaps"), 3, "looked_after", "yes or no"),
    "perhaps barred": (broken(guardian_1_no_contact="see file"), 3, "guardian_1_no_contact", "yes or no"),
    "a social worker of no child in care": (
        broken(looked_after="no", guardian_1_local_authority="yes"), 3, "guardian_1_local_authority", "looked_after is no",
    ),
    "a leaving day that is none": (broken(left_on="summer"), 3, "left_on", "not a date"),
    "a leaving day years away": (broken(left_on="2099-07-20"), 3, "left_on", "more than a year away"),
    "a name too long": (broken(first_name="x" * 201), 3, "first_name", "longer than 200"),
    "the same person twice": (
        sheet(GOOD, {**row(ref="Z8"), **guardian(1), **guardian(2)}), 3, "guardian_2_ref", "same person as guardian_1",
    ),
    "one who is barred behind another's address": (
        sheet({**row(ref="Z8"), **guardian(1), "guardian_1_no_contact": "yes", **guardian(2, ref="", name="Imran Khan")}),
        2, "guardian_2_email", "must not be contacted",
    ),
    "another row says otherwise of a parent": (
        sheet({**row(ref="Z8"), **guardian(ref="P1")}, {**row(ref="Z7", first_name="Una"), **guardian(ref="P1", phone="01632 1")}),
        3, "guardian_1_name", "other details",
    ),
    "a cell too few": (lines("Z8,Zoë,O'Neill,2016-05-31"), 2, None, "4 cells where the first line has 5"),
    "a cell too many": (lines("Z8,Zoë,O'Neill,jr,2016-05-31,Owls"), 2, None, "6 cells where the first line has 5"),
    "another separator in one row": (lines("Z8,Zoë,O'Neill,2016-05-31,Owls", "Z7;Una;O'Neill;2016-05-31;Owls"), 3, None, "1 cells"),
    "columns shifted by one": (lines("Zoë,O'Neill,2016-05-31,Owls,"), 2, "born_on", "not a date"),
    "a second header": (lines("Z8,Zoë,O'Neill,2016-05-31,Owls", HEADER.strip()), 3, None, "names the columns again"),
    "a total at the end": (lines("Z8,Zoë,O'Neill,2016-05-31,Owls", "Total,1,,,"), 3, "last_name", "missing"),
    "a number of somebody else": (lines("A1,Una,O'Neill,2016-05-31,Owls"), 2, "ref", "another name and another date of birth"),
}  # fmt: skip


@pytest.fixture
def read_file(client_for, people):
    office = client_for(people.office)

    def read(data: bytes):
        return office.post("/api/roster/imports", content=data)

    return read


@pytest.mark.parametrize(("text", "line", "column", "message"), ROWS.values(), ids=ROWS)
def test_a_broken_row_is_named_and_nothing_can_be_applied(read_file, text, line, column, message):
    preview = read_file(text.encode("utf-8", "surrogatepass")).json()
    assert preview["can_apply"] is False
    assert (line, column) in {(each["row"], each["column"]) for each in preview["problems"]}
    assert message in next(each["message"] for each in preview["problems"] if (each["row"], each["column"]) == (line, column))


FILES = {
    "nothing": (b"", "unreadable-file", "empty"),
    "only the columns": (HEADER.encode(), "unreadable-file", "no row below"),
    "a picture": (b"\x89PNG\r\n\x1a\n\x00\x00", "unreadable-file", "UTF-8"),
    "an old workbook": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 20, "unreadable-file", "UTF-8"),
    "a page": (b"<html><body>Sign in</body></html>\n<p>\n", "unreadable-file", "Not a column"),
    "a quote that never ends": (lines('Z8,"Zoë,O\'Neill,2016-05-31,Owls').encode(), "unreadable-file", "quotes in line 2"),
    "half of a UTF-16 letter": (lines("Z8,Zoë,O'Neill,2016-05-31,").encode("utf-16")[:-1], "unreadable-file", "UTF-8"),
    "letters of Windows": (lines("Z8,Zoë,O'Neill,2016-05-31,").encode("cp1252"), "unclear-letters", "isn't saved as UTF-8"),
    "a column twice": (("ref," + lines("Z8,Z8,Zoë,O'Neill,2016-05-31,")).encode(), "mapping-needed", "twice"),
    "a column missing": (b"ref,first_name,last_name,born_on\r\nZ8,Zo,N,2016-05-31\r\n", "mapping-needed", "Missing"),
    "a title above the columns": (b"Spring list,,,,\r\n" + HEADER.encode() + b"Z8,Zo,N,2016-05-31,\r\n", "mapping-needed", "Not a column"),
    "two separators in the first line": (
        b"ref,first_name;last_name,born_on,class\r\nZ8,Zo;N,2016-05-31,\r\n", "mapping-needed", "Not a column",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("data", "kind", "message"), FILES.values(), ids=FILES)
def test_a_broken_file_is_refused_whole(tx, people, read_file, data, kind, message):
    refused = read_file(data)
    assert (refused.status_code, refused.json()["type"]) == (422, f"/problems/{kind}")
    assert message in refused.json()["detail"]
    assert tx.get(Child, people.amira.id) is not None
