"""What a row must be, row by bad row."""

from datetime import date

import pytest

from consentsvc.roster import rules
from tests.roster.files import AMIRA, guardian, row

TODAY = date(2026, 5, 12)


def check(*rows: dict[str, str]) -> tuple[list[rules.RosterRow], list[rules.RowProblem]]:
    columns = list(dict.fromkeys(name for each in rows for name in each))
    records = [(line, [each.get(name, "") for name in columns]) for line, each in enumerate(rows, start=2)]
    return rules.check_rows(columns, records, TODAY)


def test_a_whole_row_is_read_as_it_stands():
    [read], problems = check({**row(first_name=" Zoë ", **{"class": ""}), **guardian()})
    assert problems == []
    assert read == rules.RosterRow(
        row=2,
        ref="A1",
        first_name="Zoë",
        last_name="Khan",
        born_on=date(2016, 5, 31),
        class_name=None,
        guardians=(rules.GuardianCells(1, "G1", "Sana Khan", "sana@family.example", "01632 960001", "mother", True),),
        unsaid=frozenset({"known_as"}),
    )


@pytest.mark.rule("P2")
@pytest.mark.parametrize(("cell", "known_as"), [("Mia", "Mia"), ("", None), ("Amira", None), (" AMIRA ", None)])
def test_what_a_child_is_called_is_kept_where_it_is_another_name(cell: str, known_as: str | None) -> None:
    [read], problems = check(row(known_as=cell))
    assert (problems, read.known_as, read.unsaid) == ([], known_as, frozenset())


@pytest.mark.parametrize(
    ("cells", "column", "message"),
    [
        (row(first_name=""), "first_name", "missing"),
        (row(last_name="   "), "last_name", "missing"),
        (row(ref=""), "ref", "missing"),
        (row(born_on=""), "born_on", "missing"),
        (row(born_on="31.05.2016"), "born_on", "not a date"),
        (row(born_on="05/31/2016"), "born_on", "not a date"),
        (row(born_on="2016-02-30"), "born_on", "not a date"),
        (row(born_on="31/05/16"), "born_on", "not a date"),
        (row(born_on="٣١/٠٥/٢٠١٦ "), "born_on", "not a date"),
        (row(born_on="2027-01-01"), "born_on", "future"),
        (row(born_on="2025-05-13"), "born_on", "less than a year"),
        (row(born_on="2006-05-12"), "born_on", "20 years old"),
        (row(first_name="Ami\nra"), "first_name", "line break"),
        (row(first_name="Ami\x00ra"), "first_name", "can't stand here"),
        (row(first_name="Zo\ufffd"), "first_name", "lost a letter"),
        (row(last_name="x" * 201), "last_name", "longer than 200"),
        ({**row(), **guardian(name="")}, "guardian_1_name", "missing"),
        ({**row(), **guardian(2, name="", ref="")}, "guardian_2_name", "missing"),
        ({**row(), **guardian(email="sana at home")}, "guardian_1_email", "not an e-mail address"),
        ({**row(), **guardian(email="sana@home")}, "guardian_1_email", "not an e-mail address"),
        ({**row(), **guardian(responsibility="maybe")}, "guardian_1_responsibility", "yes or no"),
        ({**row(), **guardian(responsibility="")}, "guardian_1_responsibility", "missing"),
        ({**row(), **guardian(relationship="")}, "guardian_1_relationship", "missing"),
        ({**row(), **guardian(phone="0" * 51)}, "guardian_1_phone", "longer than 50"),
        ({**row(), **guardian(1), **guardian(2)}, "guardian_2_ref", "same person as guardian_1"),
        ({**row(), **guardian(1, ref=""), **guardian(2, ref="")}, "guardian_2_name", "same person as guardian_1"),
    ],
)
def test_a_bad_cell_is_named_and_its_row_is_not_used(cells, column, message):
    rows, [problem] = check(cells)
    assert rows == []
    assert (problem.row, problem.column) == (2, column)
    assert message in problem.message


@pytest.mark.parametrize("text", ["2025-05-12", "2006-05-13", "12/05/2025", "1/9/2015", "2016-02-29"])
def test_dates_of_children_from_one_to_nineteen_are_understood(text):
    rows, problems = check(row(born_on=text))
    assert (len(rows), problems) == (1, [])


@pytest.mark.parametrize(("word", "holds"), [("yes", True), ("Yes", True), ("NO", False)])
def test_responsibility_is_yes_or_no_in_any_capitals(word, holds):
    [read], _ = check({**row(), **guardian(responsibility=word)})
    assert read.guardians[0].responsibility is holds


def test_a_number_that_stands_twice_is_named_with_the_row_before():
    rows, [problem] = check(row(), row(first_name="Ben"))
    assert [each.first_name for each in rows] == ["Amira"]
    assert (problem.row, problem.column) == (3, "ref")
    assert "row 2" in problem.message


@pytest.mark.parametrize(
    "cells", [["A1", "Amira", "Khan", "2016-05-31"], ["A1", "Amira", "Khan", "x", "2016-05-31", "Hedgehogs"]]
)
def test_shifted_cells_are_one_problem_of_the_whole_row(cells):
    rows, [problem] = rules.check_rows(rules.CHILD_COLUMNS, [(7, cells)], TODAY)
    assert rows == []
    assert (problem.row, problem.column) == (7, None)
    assert f"{len(cells)} cells" in problem.message


def test_every_problem_of_a_row_is_named():
    _, problems = check({**row(first_name="", born_on="soon"), **guardian(email="?")})
    assert [each.column for each in problems] == ["first_name", "born_on", "guardian_1_email"]


@pytest.mark.parametrize("text", ["=1+1", "+44 1632", "@SUM(A1)", "-2", "=cmd|'/c calc'!A1", "+cmd(1)"])
def test_a_formula_or_a_number_is_no_name(text):
    rows, [problem] = check(row(last_name=text))
    assert (rows, problem.column) == ([], "last_name")


def test_an_accent_is_the_same_letter_however_it_was_typed():
    [read], _ = check(row(first_name="Zoe\u0308"))
    assert read.first_name == "Zoë"


# The header


@pytest.mark.parametrize("written", ["First Name", "FIRST_NAME", "firstname", " first_name "])
def test_a_header_is_known_however_it_is_written(written):
    assert rules.columns_of([written]) == ("first_name",)


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ([*AMIRA, "shoe_size"], "Not a column that we know: ‘shoe_size’"),
        ([*AMIRA, "ref"], "twice: ‘ref’"),
        (["ref", "first_name", "born_on", "class"], "Missing from the first line: ‘last_name’"),
        ([*AMIRA, "guardian_2_name"], "‘guardian_2_email’"),
        ([*AMIRA, ""], "Not a column"),
    ],
)
def test_other_columns_are_refused_with_a_list_of_the_expected_ones(columns, message):
    problem = rules.header_problem(columns)
    assert message in problem
    assert "ref, first_name, last_name, born_on, class" in problem


def test_guardians_and_their_refs_may_be_left_out():
    assert rules.header_problem(list(AMIRA)) is None
    assert rules.header_problem([*AMIRA, *rules.guardian_columns(1)[1:]]) is None
