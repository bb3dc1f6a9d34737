"""Files of other systems, by what the office says about them."""

from datetime import date

import pytest

from consentsvc.roster import mapping, rules
from consentsvc.roster.mapping import ColumnChoices, Source

TODAY = date(2026, 5, 12)
SIMS = ("UPN", "Legal Surname", "Forename", "DOB", "Reg Group", "In Care", "Priority 1 Contact Name", "Priority 1 Relationship",
        "Priority 1 Email", "Priority 1 Mobile", "Priority 1 Parental Responsibility")  # fmt: skip
LINES = [
    (2, ["U1", "Khan", "Amira", "31/05/2016", "3H", "N", "Sana Khan", "Mother", "sana@family.example", "01632 960001", "Y"]),
    (3, ["U2", "O'Neill", "Ben", "03/04/2016", "3H", "Y", "", "", "", "", ""]),
]
CHILD = [
    Source(column="ref", from_columns=["UPN"]),
    Source(column="first_name", from_columns=["Forename"]),
    Source(column="last_name", from_columns=["Legal Surname"]),
    Source(column="born_on", from_columns=["DOB"]),
    Source(column="class", from_columns=["Reg Group"]),
]


def choices(*more: Source, dates="day-month-year", child=CHILD) -> ColumnChoices:
    return ColumnChoices(sources=[*child, *more], dates=dates)


def rows(chosen: ColumnChoices, header=SIMS, lines=LINES):
    assert mapping.choices_problem(chosen, header) is None
    found = mapping.read(chosen, header, lines)
    good, problems = rules.check_rows(found.columns, found.records, TODAY, found.quiet)
    return good, [*found.problems, *problems], found


# Suggestions


def test_the_columns_of_other_systems_are_suggested():
    sources, dates = mapping.suggest(mapping.columns_of(SIMS, LINES))
    assert {source.column: source.from_columns for source in sources} == {
        "ref": ["UPN"],
        "first_name": ["Forename"],
        "last_name": ["Legal Surname"],
        "born_on": ["DOB"],
        "class": ["Reg Group"],
        "looked_after": ["In Care"],
        "guardian_1_name": ["Priority 1 Contact Name"],
        "guardian_1_email": ["Priority 1 Email"],
        "guardian_1_phone": ["Priority 1 Mobile"],
        "guardian_1_relationship": ["Priority 1 Relationship"],
        "guardian_1_responsibility": ["Priority 1 Parental Responsibility"],
    }
    assert dates == "day-month-year"
    assert next(source.words for source in sources if source.column == "looked_after") == {"N": "no", "Y": "yes"}
    assert next(source.words for source in sources if source.column == "guardian_1_responsibility") == {"Y": "yes"}


@pytest.mark.parametrize(
    ("header", "first_name", "known_as"),
    [
        (["UPN", "Legal Forename", "Preferred Forename"], ["Legal Forename"], ["Preferred Forename"]),
        (["UPN", "Forename", "Known as"], ["Forename"], ["Known as"]),
        (["UPN", "Preferred Forename"], ["Preferred Forename"], None),
    ],
)
def test_what_a_child_is_called_is_suggested_beside_the_first_name(header, first_name, known_as):
    sources, _ = mapping.suggest(mapping.columns_of(header, []))
    found = {source.column: source.from_columns for source in sources}
    assert (found["first_name"], found.get("known_as")) == (first_name, known_as)


@pytest.mark.parametrize(
    ("header", "ours"),
    [
        ("Legal Forename", "first_name"),
        ("Preferred Surname", "last_name"),
        ("Date of birth", "born_on"),
        ("Registration Form", "class"),
        ("Admission number", "ref"),
        ("Date of Leaving", "left_on"),
        ("Parent 2 email address", "guardian_2_email"),
        ("Contact 1: Telephone", "guardian_1_phone"),
        ("Priority 2 Contact", "guardian_2_name"),
    ],
)
def test_many_names_of_a_column_are_known(header, ours):
    sources, _ = mapping.suggest(mapping.columns_of([header], [(2, ["x"])]))
    assert [source.column for source in sources] == [ours]


def test_a_first_and_a_last_name_of_a_parent_are_suggested_together():
    sources, _ = mapping.suggest(mapping.columns_of(["Contact 1 Surname", "Contact 1 Forename"], [(2, ["Khan", "Sana"])]))
    assert [(source.column, source.from_columns) for source in sources] == [
        ("guardian_1_name", ["Contact 1 Forename", "Contact 1 Surname"])
    ]


def test_one_column_with_both_names_is_nothing_to_guess():
    sources, _ = mapping.suggest(mapping.columns_of(["Pupil name"], [(2, ["Khan, Amira"])]))
    assert sources == []


@pytest.mark.parametrize(
    ("cells", "orders"),
    [
        (["03/04/2016", "01/02/2015"], ["day-month-year", "month-day-year"]),
        (["03/04/2016", "31/02/2015"], []),
        (["03/04/2016", "31/01/2015"], ["day-month-year"]),
        (["2016-05-31"], ["year-month-day"]),
        (["31-May-2016"], ["day-month-year"]),
        (["May 31 2016"], ["month-day-year"]),
        (["31/05/16"], []),
        (["", "x"], []),
        ([""], []),
    ],
)
def test_an_order_of_dates_is_offered_only_where_every_date_fits(cells, orders):
    [column] = mapping.columns_of(["DOB"], [(2, [cell]) for cell in cells])
    assert column.date_orders == orders


def test_dates_that_fit_two_orders_are_asked_about():
    _, dates = mapping.suggest(mapping.columns_of(["DOB"], [(2, ["03/04/2016"])]))
    assert dates is None


# Reading by choices


def test_a_file_is_read_by_what_was_chosen():
    parent = [
        Source(column="guardian_1_name", from_columns=["Priority 1 Contact Name"]),
        Source(column="guardian_1_relationship", from_columns=["Priority 1 Relationship"]),
        Source(
            column="guardian_1_responsibility", from_columns=["Priority 1 Parental Responsibility"], words={"Y": "yes", "": "no"}
        ),
        Source(column="looked_after", from_columns=["In Care"], words={"Y": "yes", "N": "no"}),
    ]
    [amira, ben], problems, _ = rows(choices(*parent))
    assert problems == []
    assert (amira.ref, amira.first_name, amira.born_on, amira.looked_after) == ("U1", "Amira", date(2016, 5, 31), False)
    assert (amira.guardians[0].name, amira.guardians[0].responsibility) == ("Sana Khan", True)
    assert (ben.born_on, ben.looked_after, ben.guardians) == (date(2016, 4, 3), True, ())


@pytest.mark.parametrize(("order", "born_on"), [("day-month-year", date(2016, 4, 3)), ("month-day-year", date(2016, 3, 4))])
def test_a_date_means_what_was_chosen(order, born_on):
    [ben], problems, _ = rows(choices(dates=order), lines=LINES[1:])
    assert (ben.born_on, problems) == (born_on, [])


def test_a_name_is_split_at_its_comma_where_that_was_chosen():
    header = ("UPN", "Name", "DOB", "Form")
    child = [
        Source(column="ref", from_columns=["UPN"]),
        Source(column="first_name", from_columns=["Name"], part="after_comma"),
        Source(column="last_name", from_columns=["Name"], part="before_comma"),
        Source(column="born_on", from_columns=["DOB"]),
        Source(column="class", from_columns=["Form"]),
    ]
    lines = [(2, ["1", "O'Neill-Şahin, Zoë Ann", "2016-05-31", "A"]), (3, ["2", "Khan Amira", "2016-05-31", "A"])]
    found, problems, _ = rows(choices(child=child, dates="year-month-day"), header, lines)
    assert (found[0].first_name, found[0].last_name) == ("Zoë Ann", "O'Neill-Şahin")
    assert {(each.row, each.column) for each in problems} == {(3, "Name")}
    assert "one comma" in problems[0].message


def test_what_a_file_does_not_have_it_is_silent_on():
    parent = [
        Source(column="guardian_1_name", from_columns=["Priority 1 Contact Name"]),
        Source(column="guardian_1_relationship", fixed="parent or carer"),
    ]
    [amira, ben], problems, _ = rows(choices(*parent))
    assert problems == []
    [parent] = amira.guardians
    assert (parent.relationship, parent.responsibility, parent.says("email"), parent.says("phone")) == (
        "parent or carer",
        None,
        False,
        False,
    )
    assert ben.guardians == ()


@pytest.mark.parametrize(
    ("place", "cell", "column", "message"),
    [
        (3, "31/13/2016", "DOB", "not a date in the order day-month-year"),
        (3, "2016-05-31", "DOB", "not a date in the order"),
        (5, "Maybe", "In Care", "‘Maybe’ is none of the words"),
        (5, "", "In Care", "An empty cell is none of the words"),
    ],
)
def test_a_cell_that_does_not_fit_is_named_as_the_file_names_it(place, cell, column, message):
    line = list(LINES[0][1])
    line[place] = cell
    found = mapping.read(
        choices(Source(column="looked_after", from_columns=["In Care"], words={"Y": "yes", "N": "no"})), SIMS, [(7, line)]
    )
    [problem] = found.problems
    assert (problem.row, problem.column) == (7, column)
    assert message in problem.message


@pytest.mark.parametrize(
    ("cells", "message"), [(["U1", "Khan"], "This row has 2 cells"), (list(SIMS), "names the columns again")]
)
def test_a_shifted_line_and_a_second_header_are_problems_of_the_row(cells, message):
    found = mapping.read(choices(), SIMS, [(9, cells)])
    assert (found.records, found.problems[0].row, found.problems[0].column) == ([], 9, None)
    assert message in found.problems[0].message


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (choices(child=CHILD[1:]), "holds: ref"),
        (choices(CHILD[0]), "twice"),
        (choices(Source(column="shoe_size", from_columns=["UPN"])), "not one of our columns"),
        (choices(Source(column="looked_after", from_columns=["Shoes"])), "no column ‘Shoes’"),
        (choices(Source(column="looked_after")), "one of them"),
        (choices(Source(column="looked_after", from_columns=["In Care"], fixed="no")), "one of them"),
        (choices(Source(column="left_on", fixed="2026-01-01")), "can't be the same for every child"),
        (
            choices(Source(column="looked_after", from_columns=["In Care"], words={"Y": "perhaps"})),
            "not what looked_after can say",
        ),
        (choices(Source(column="guardian_1_name", from_columns=["Priority 1 Contact Name"])), "guardian_1_relationship"),
    ],
)
def test_choices_that_cannot_be_are_refused_with_a_sentence(wrong, message):
    assert message in mapping.choices_problem(wrong, SIMS)


def test_columns_of_the_same_name_are_told_apart():
    assert mapping.names_of(["Telephone", "", "Telephone", " "]) == ("Telephone", "column 2", "Telephone (2)", "column 4")


def test_a_file_is_known_again_by_its_columns():
    assert mapping.fingerprint(SIMS) == mapping.fingerprint([name.upper() + " " for name in SIMS])
    assert mapping.fingerprint(SIMS) != mapping.fingerprint([*SIMS, "Shoes"])
    assert mapping.fingerprint(SIMS) != mapping.fingerprint(SIMS[::-1])
