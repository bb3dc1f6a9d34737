"""What may not stand beside a picture (P2), and how large it goes out (P4)."""

from dataclasses import replace
from uuid import uuid4

import pytest

from consentsvc.consent.purposes import PURPOSES
from consentsvc.publishing.rules import ChildName, longest_edge, names_told
from consentsvc.schools.policy import SchoolPolicy

ZOE = ChildName(uuid4(), "Zoë", "Brânduș-O’Neill")
LEE = ChildName(uuid4(), "Ann", "Lee")


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
    (reason,) = names_told({"caption": text}, [ZOE, LEE])
    assert (reason.rule, reason.about) == ("P2", str(ZOE.id))


@pytest.mark.rule("P2")
@pytest.mark.parametrize(
    "text", ["", "Zoë reads", "Ann sleeps", "A sleeping child", "Leeds", "Ashlee", "Two children by the lee-side"]
)
def test_other_words_are_not_taken_for_a_name(text: str) -> None:
    told = names_told({"caption": text}, [ZOE, replace(LEE, last_name="Lees")])
    assert told == ()


def test_each_text_and_child_has_a_reason_of_its_own() -> None:
    told = names_told({"caption": "Ann Lee", "alternative text": "Lee and Brandus-O'Neill"}, [ZOE, LEE])
    assert [(reason.about, reason.text.split()[1]) for reason in told] == [
        (str(LEE.id), "caption"),
        (str(ZOE.id), "alternative"),
        (str(LEE.id), "alternative"),
    ]
    assert not any("Lee" in reason.text for reason in told)


@pytest.mark.rule("P4")
@pytest.mark.parametrize("purpose", PURPOSES)
@pytest.mark.parametrize("children", [0, 1, 2])
def test_a_single_child_on_the_open_web_goes_out_smaller(purpose: str, children: int) -> None:
    policy = SchoolPolicy(open_web_longest_edge=1500, single_child_longest_edge=700)
    alone_for_all = children == 1 and PURPOSES[purpose].audience == "open web"
    assert longest_edge(policy, purpose, children) == (700 if alone_for_all else 1500)
