"""What may not stand beside a picture (P2), and how large it goes out (P4)."""

from dataclasses import replace
from uuid import uuid4

import pytest

from consentsvc.forms.purposes import PURPOSES
from consentsvc.publishing.rules import ChildName, longest_edge, names_told
from consentsvc.schools.policy import SchoolPolicy

ZOE = ChildName(uuid4(), "Zoë", "Brânduș-O’Neill")
LEE = ChildName(uuid4(), "Ann", "Lee")


def child(name: str) -> ChildName:
    """A child: the first name, a bar, the surname."""
    return ChildName(uuid4(), *name.split("|"))


@pytest.mark.rule("P2")
@pytest.mark.parametrize(
    "text",
    [
        "Zoë Brânduș-O’Neill reads",
        "zoe BRANDUS-O'NEILL reads",
        "Brandus-O'Neill's class",
        "by Brandus‑O’Neill",
        "Zoë  Brandus-O'Neill",
        "Zoe\nBrandus-O'Neill",
    ],
)
def test_a_surname_or_full_name_is_told_however_it_is_written(text: str) -> None:
    (reason,) = names_told({"caption": text}, [ZOE, LEE], ())
    assert (reason.rule, reason.about) == ("P2", str(ZOE.id))


TOLD = [
    ("Amy|Smith-Jones", "The Smith Jones twins", "surname"),
    ("Amy|Smith-Jones", "Jones wins", "surname"),
    ("Amy|Smith Jones", "By Smith-Jones", "surname"),
    ("Amy|Smithjones", "By Smith-Jones", "surname"),
    ("Amy|O'Neil", "Team ONeil", "surname"),
    ("Amy|ONeil", "The O’Neil’s garden", "surname"),
    ("Amy|Mcdonald", "McDonald!", "surname"),
    ("Amy|McDonald", "MCDONALD", "surname"),
    ("Amy|Smith", "Smi\u00adth", "surname"),
    ("Amy|Smith", "S\u200bmith's", "surname"),
    ("Amy|Smith", "Ｓｍｉｔｈ", "surname"),
    ("Amy|Smith", "Smith2015", "surname"),
    ("Ewa|Łuczak", "Luczak", "surname"),
    ("Ewa|Luczak", "łuczak", "surname"),
    ("Ida|Sørensen", "Sorensen", "surname"),
    ("Ida|Soerensen", "Sørensen", "surname"),
    ("Max|Müller", "Mueller", "surname"),
    ("Max|Mueller", "Mu\u0308ller", "surname"),
    ("Max|Groß", "GROSS", "surname"),
    ("Max|Đorđević", "Dordevic", "surname"),
    ("Max|Kjær", "Kjaer", "surname"),
    ("Amy|Smith", "@AmySmith", "full name"),
    ("Amy|Smith", "Amy_Smith", "full name"),
    ("Amy|Smith", "see amysmith.example", "full name"),
    ("Amy|Smith", "#wellDoneAmysmith2", "full name"),
    ("Amy|Smith", "Smith, Amy", "full name"),
    ("Amy|Smith", "Amy reads", "first name"),
    ("Amy|Smith", "amy’s turn", "first name"),
    ("Amy Rose|Smith", "Amy reads", "first name"),
    ("Zoë|Smith", "ZOE", "first name"),
    ("Grace|Smith", "Saying grace", "first name"),
    ("Rose|Smith", "A rose for everybody", "first name"),
    ("Will|Smith", "They will win", "first name"),
    ("May|Smith", "The first of May", "first name"),
    ("राम|शर्मा", "राम पढ़ता है", "first name"),
]


@pytest.mark.rule("P2")
@pytest.mark.parametrize(("name", "text", "kind"), TOLD)
def test_a_name_is_told_in_every_spelling(name: str, text: str, kind: str) -> None:
    (reason,) = names_told({"caption": text}, [child(name)], ())
    assert f"gives the {kind} of a child" in reason.text


@pytest.mark.rule("P2")
@pytest.mark.parametrize("text", ["", "A sleeping child", "Leeds", "Ashlee", "Two children by the lee-side", "Annual fair"])
def test_other_words_are_not_taken_for_a_name(text: str) -> None:
    told = names_told({"caption": text}, [ZOE, replace(LEE, last_name="Lees")], ())
    assert told == ()


@pytest.mark.rule("P2")
@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Ina|Ash", "In a garden, washing up"),
        ("Asa|Nguyen", "Dressed as a tree"),
        ("Iman|Ali", "I'm an elephant"),
        ("Al|Li", "A ballistic experiment"),
        ("Mina|van der Berg", "A van on the way, der Weg"),
        ("Jo|-", "Jonquils - and tulips"),
    ],
)
def test_words_that_only_touch_are_no_name(name: str, text: str) -> None:
    assert names_told({"caption": text}, [child(name)], ()) == ()


@pytest.mark.rule("P2")
def test_the_reason_says_what_was_found_and_what_to_do() -> None:
    (reason,) = names_told({"alternative text": "A rose garden"}, [child("Rose|Smith")], ())
    assert reason.text == "The alternative text gives the first name of a child in the picture: “Rose”."
    assert reason.mend == "Take it out of the alternative text. If it means something else, use another word."


def test_each_text_and_child_has_a_reason_of_its_own() -> None:
    told = names_told({"caption": "Ann Lee", "alternative text": "Lee and Brandus-O'Neill"}, [ZOE, LEE], ())
    assert [(reason.about, reason.text.split()[1]) for reason in told] == [
        (str(LEE.id), "caption"),
        (str(ZOE.id), "alternative"),
        (str(LEE.id), "alternative"),
    ]


@pytest.mark.rule("P4")
@pytest.mark.parametrize("purpose", PURPOSES)
@pytest.mark.parametrize("children", [0, 1, 2])
def test_a_single_child_on_the_open_web_goes_out_smaller(purpose: str, children: int) -> None:
    policy = SchoolPolicy(open_web_longest_edge=1500, single_child_longest_edge=700)
    alone_for_all = children == 1 and PURPOSES[purpose].audience == "open web"
    assert longest_edge(policy, purpose, children) == (700 if alone_for_all else 1500)


@pytest.mark.rule("P2")
@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Ann wins the race", 0),
        ("Ann Lee wins the race", 1),
        ("Miss Lee wins the race", 1),
        ("Ann and Zoe win the race", 1),
    ],
)
def test_a_first_name_that_is_allowed_may_stand_there_and_nothing_more(text: str, told: int) -> None:
    assert len(names_told({"caption": text}, [ZOE, LEE], {LEE.id})) == told
