"""What a file would change on a roster that is there already."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from consentsvc.roster.matching import KnownChild, KnownGuardian, KnownRoster, KnownTie, Plan, plan
from consentsvc.roster.rules import GuardianCells, RosterRow

TODAY = date(2026, 5, 12)
SANA = KnownGuardian(UUID(int=1), "G1", "Sana Khan", "sana@family.example", None)
IMRAN = KnownGuardian(UUID(int=2), None, "Imran Khan", "home@family.example", None)
SANA_TIE = KnownTie(UUID(int=11), SANA, "mother", True, False)
IMRAN_TIE = KnownTie(UUID(int=12), IMRAN, "father", True, False)
AMIRA = KnownChild(UUID(int=21), "A1", "Amira", "Khan", date(2016, 5, 31), "Hedgehogs", None, (SANA_TIE, IMRAN_TIE))

MOTHER = GuardianCells(1, "G1", "Sana Khan", "sana@family.example", None, "mother", True)
FATHER = GuardianCells(2, None, "Imran Khan", "home@family.example", None, "father", True)
ROW = RosterRow(2, "A1", "Amira", "Khan", date(2016, 5, 31), "Hedgehogs", (MOTHER, FATHER))


def roster(*children: KnownChild) -> KnownRoster:
    people = [tie.guardian for child in children for tie in child.ties]
    return KnownRoster({child.ref: child for child in children}, {each.ref: each for each in people if each.ref})


def planned(*rows: RosterRow, here: tuple[KnownChild, ...] = (AMIRA,)) -> Plan:
    return plan(rows, roster(*here), TODAY)


def test_the_same_again_changes_nothing():
    [row] = planned(ROW).rows
    assert (row.change, row.columns) == ("unchanged", [])


def test_a_child_who_is_not_here_is_added():
    [row] = planned(ROW, here=()).rows
    assert row.change == "added"


@pytest.mark.parametrize(
    ("row", "columns"),
    [
        (replace(ROW, class_name="Owls"), ["class"]),
        (replace(ROW, class_name=None), ["class"]),
        (replace(ROW, born_on=date(2016, 5, 30)), ["born_on"]),
        (replace(ROW, first_name="Amirah"), ["first_name"]),
        (replace(ROW, guardians=(replace(MOTHER, email=None), FATHER)), ["guardian_1_email"]),
        (replace(ROW, guardians=(replace(MOTHER, responsibility=False), FATHER)), ["guardian_1_responsibility"]),
        (replace(ROW, guardians=(replace(FATHER, name="Imran A. Khan"),)), ["guardian_2_name"]),
        (replace(ROW, guardians=(replace(FATHER, email="new@family.example"),)), ["guardian_2_email"]),
        (replace(ROW, guardians=(replace(FATHER, ref="G2"),)), ["guardian_2_ref"]),
    ],
)
def test_a_change_names_the_columns_that_differ(row, columns):
    [each] = planned(row).rows
    assert (each.change, each.columns) == ("changed", columns)


def test_whoever_the_file_does_not_name_stays():
    ben = replace(AMIRA, id=UUID(int=22), ref="B2", ties=())
    left = replace(AMIRA, id=UUID(int=23), ref="C3", ties=(), left_on=date(2025, 7, 20))
    whole = planned(replace(ROW, guardians=()), here=(AMIRA, ben, left))
    assert (whole.rows[0].change, len(whole.missing)) == ("unchanged", 1)


def test_two_refs_are_two_people_whatever_their_names():
    other = replace(MOTHER, ref="G9")
    [row] = planned(replace(ROW, guardians=(other,))).rows
    assert row.guardians[0].guardian is None


def test_parents_who_share_an_address_are_told_apart_by_name():
    shared = replace(SANA, ref=None, email="home@family.example")
    child = replace(AMIRA, ties=(replace(SANA_TIE, guardian=shared), IMRAN_TIE))
    cells = (replace(MOTHER, ref=None, email="home@family.example"), FATHER)
    [row] = planned(replace(ROW, guardians=cells), here=(child,)).rows
    assert row.change == "unchanged"


def test_who_shares_an_address_is_never_guessed():
    shared = replace(SANA, ref=None, email="home@family.example")
    child = replace(AMIRA, ties=(replace(SANA_TIE, guardian=shared), IMRAN_TIE))
    cells = replace(FATHER, name="I. Khan")
    [problem] = planned(replace(ROW, guardians=(cells,)), here=(child,)).problems
    assert (problem.column, "more than one" in problem.message) == ("guardian_2_email", True)


def test_two_in_the_file_who_may_both_be_one_here_are_never_guessed():
    cells = (replace(FATHER, place=1, name="I. Khan"), replace(FATHER, name="J. Khan"))
    assert [each.column for each in planned(replace(ROW, guardians=cells)).problems] == ["guardian_1_email", "guardian_2_email"]


def test_a_number_given_to_somebody_else_is_refused():
    [problem] = planned(replace(ROW, first_name="Ben", born_on=date(2017, 1, 1))).problems
    assert (problem.row, problem.column) == (2, "ref")


LEFT = replace(AMIRA, left_on=date(2025, 7, 20))
GONE = replace(ROW, left_on=date(2026, 5, 1))


@pytest.mark.rule("C11")
@pytest.mark.parametrize(
    ("row", "here", "change", "columns"),
    [
        (ROW, LEFT, "returned", ["left_on"]),
        (replace(ROW, class_name="Owls"), LEFT, "returned", ["class", "left_on"]),
        (GONE, AMIRA, "left", ["left_on"]),
        (replace(ROW, left_on=date(2026, 7, 20)), AMIRA, "left", ["left_on"]),
        (GONE, LEFT, "changed", ["left_on"]),
        (replace(ROW, left_on=LEFT.left_on), LEFT, "unchanged", []),
        (replace(GONE, unsaid=frozenset({"left_on"})), LEFT, "unchanged", []),
        (replace(GONE, unsaid=frozenset({"left_on"})), AMIRA, "left", ["left_on"]),
        (ROW, replace(AMIRA, left_on=date(2026, 7, 20)), "unchanged", []),
    ],
)
def test_leaving_and_coming_back_are_changes_of_their_own(row, here, change, columns):
    [each] = planned(row, here=(here,)).rows
    assert (each.change, each.columns) == (change, columns)


def test_nobody_is_put_on_the_roster_only_to_have_left_it():
    whole = planned(replace(GONE, born_on=None, unsaid=frozenset({"born_on"})), here=())
    assert ([each.change for each in whole.rows], whole.problems) == (["unchanged"], [])


def test_a_child_who_leaves_before_their_birth_is_refused():
    [problem] = planned(replace(ROW, left_on=ROW.born_on)).problems
    assert (problem.column, "before they were born" in problem.message) == ("left_on", True)


@pytest.mark.parametrize(
    ("row", "here", "columns"),
    [
        (replace(ROW, looked_after=True), AMIRA, ["looked_after"]),
        (replace(ROW, looked_after=False), replace(AMIRA, looked_after=True), ["looked_after"]),
        (ROW, replace(AMIRA, looked_after=True), []),
        (replace(ROW, guardians=(replace(MOTHER, language="ur"),)), AMIRA, ["guardian_1_language"]),
        (replace(ROW, guardians=(replace(MOTHER, no_contact=True),)), AMIRA, ["guardian_1_no_contact"]),
        (replace(ROW, guardians=(replace(MOTHER, local_authority=True),)), AMIRA, ["guardian_1_local_authority"]),
        (replace(ROW, guardians=(replace(MOTHER, responsibility=None),)), AMIRA, []),
        (replace(ROW, guardians=(replace(MOTHER, email=None, unsaid=frozenset({"email"})),)), AMIRA, []),
        (replace(ROW, born_on=None, class_name=None, unsaid=frozenset({"born_on", "class_name"})), AMIRA, []),
    ],
)
def test_what_a_file_is_silent_on_stays(row, here, columns):
    [each] = planned(row, here=(here,)).rows
    assert each.columns == columns


def test_a_new_child_needs_a_date_of_birth():
    [problem] = planned(replace(ROW, born_on=None, unsaid=frozenset({"born_on"})), here=()).problems
    assert (problem.column, "none is known" in problem.message) == ("born_on", True)


def test_a_child_under_another_number_is_no_second_child():
    [problem] = planned(replace(ROW, ref="NEW")).problems
    assert (problem.column, "under the number ‘A1’" in problem.message) == ("ref", True)


def test_two_children_of_one_name_and_birthday_whom_the_file_tells_apart_are_two():
    assert planned(ROW, replace(ROW, row=3, ref="B2", guardians=())).problems == []


@pytest.mark.rule("C5")
def test_new_guardians_of_whom_the_file_says_no_responsibility_are_counted():
    silent = replace(ROW, ref="B2", first_name="Ben", guardians=(replace(MOTHER, responsibility=None), FATHER))
    assert planned(silent, here=()).without_responsibility == 1
    assert planned(replace(ROW, guardians=(replace(MOTHER, responsibility=None),))).without_responsibility == 0


def test_two_rows_that_say_different_things_about_one_person_are_refused():
    sibling = replace(ROW, row=3, ref="B2", first_name="Ben", guardians=(replace(MOTHER, phone="01632 960002"),))
    whole = planned(ROW, sibling)
    assert [(each.row, each.column) for each in whole.problems] == [(3, "guardian_1_name")]


def test_brothers_and_sisters_share_a_guardian_by_ref():
    sibling = replace(ROW, row=3, ref="B2", first_name="Ben", guardians=(MOTHER,))
    assert planned(ROW, sibling).rows[1].guardians[0].guardian == SANA


# Barred from contact (G3)

PHONE = "07700 900002"
BARRED = replace(AMIRA, ties=(SANA_TIE, replace(IMRAN_TIE, guardian=replace(IMRAN, phone=PHONE), contact_barred=True)))


@pytest.mark.promise("G3")
@pytest.mark.parametrize(
    "cells",
    [
        replace(FATHER, name="I. Khan", email=None),
        replace(FATHER, name="Somebody Else", email="else@family.example"),
        replace(FATHER, ref="G7", name="I. Khan", email=None),
    ],
)
def test_a_file_adds_nobody_to_a_child_from_whom_somebody_is_barred(cells):
    [problem] = planned(replace(ROW, guardians=(MOTHER, cells)), here=(BARRED,)).problems
    assert "barred" in problem.message


@pytest.mark.promise("G3")
@pytest.mark.parametrize("traces", [{"email": IMRAN.email}, {"email": None, "phone": "(0044) 7700 900002"}])
def test_a_file_ties_a_barred_person_to_no_other_child(traces):
    ben = replace(ROW, row=3, ref="B2", first_name="Ben", guardians=(replace(FATHER, place=1, name="I. K.", **traces),))
    [problem] = planned(ben, here=(BARRED,)).problems
    assert (problem.row, problem.column) == (3, "guardian_1_name")


@pytest.mark.promise("G3")
def test_a_barred_person_whom_the_file_names_is_the_one_who_is_barred():
    [row] = planned(replace(ROW, guardians=(MOTHER, replace(FATHER, email="new@family.example"))), here=(BARRED,)).rows
    assert row.guardians[1].tie.contact_barred


@pytest.mark.promise("G3")
@pytest.mark.parametrize(
    "cells",
    [
        replace(MOTHER, name="I. Khan"),
        replace(MOTHER, email=IMRAN.email.upper()),
        replace(MOTHER, phone="+44 7700 900002"),
    ],
)
def test_a_file_makes_nobody_else_into_the_one_who_is_barred(cells):
    [problem] = planned(replace(ROW, guardians=(cells,)), here=(BARRED,)).problems
    assert (problem.column, "barred" in problem.message) == ("guardian_1_name", True)


def test_a_file_corrects_the_details_of_a_guardian_beside_one_who_is_barred():
    assert planned(replace(ROW, guardians=(replace(MOTHER, phone="07700 900009"),)), here=(BARRED,)).problems == []


@pytest.mark.promise("G3")
def test_a_file_bars_and_never_lets_in_again():
    barring = planned(replace(ROW, guardians=(MOTHER, replace(FATHER, no_contact=True))))
    assert [each.columns for each in barring.rows] == [["guardian_2_no_contact"]]
    letting_in = planned(ROW, here=(replace(AMIRA, ties=(SANA_TIE, replace(IMRAN_TIE, contact_barred=True))),))
    assert [each.columns for each in letting_in.rows] == [[]]


@pytest.mark.promise("G3")
def test_somebody_who_is_barred_at_once_may_be_noted_by_a_file():
    other = replace(FATHER, name="Step Father", email="step@family.example", no_contact=True)
    assert planned(replace(ROW, guardians=(MOTHER, other)), here=(BARRED,)).problems == []


# The fingerprint


def test_a_fingerprint_differs_when_the_roster_behind_a_change_does():
    change = replace(ROW, class_name="Owls")
    before = planned(change).fingerprint()
    assert before == planned(change).fingerprint()
    assert before != planned(change, here=(replace(AMIRA, class_name="Foxes"),)).fingerprint()
    assert before != planned(change, here=(replace(AMIRA, ties=(SANA_TIE,)),)).fingerprint()
    assert before != planned(change, here=(replace(AMIRA, class_name="Owls"),)).fingerprint()
