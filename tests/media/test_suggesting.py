from random import Random
from typing import Any
from uuid import UUID

import pytest

from consentsvc.media.suggesting import NEIGHBOURS, Candidate, with_causes

pytestmark = pytest.mark.rule("A1")

OTTERS, FOXES = UUID(int=1), UUID(int=2)


def child(name: str, **rest: Any) -> Candidate:
    return Candidate(**{"id": UUID(int=sum(map(ord, name))), "name": name, "takes_part": True, **rest})


def otter(name: str, **rest: Any) -> Candidate:
    return child(name, class_id=OTTERS, class_name="Otters", **rest)


def fox(name: str, **rest: Any) -> Candidate:
    return child(name, class_id=FOXES, class_name="Foxes", **rest)


ORDERED = [
    (otter("Nia", before=1, times=3), "in the picture before"),
    (child("Omar", after=1, times=9, takes_part=False), "in the next picture"),
    (fox("Pia", after=2, times=9), "2 pictures on"),
    (fox("Quin", before=3, after=7), "3 pictures before"),
    (fox("Rosa", times=4), "Foxes, as others here"),
    (fox("Sam"), "Foxes, as others here"),
    (otter("Tom", before=NEIGHBOURS + 1, times=4), "in 4 pictures of this event"),
    (otter("Uma", times=1), "in 1 picture of this event"),
    (otter("Abe"), "takes part"),
    (child("Bea"), "takes part"),
    (child("Zoe", takes_part=False, times=5), "in 5 pictures of this event"),
    (fox("Ann", before=1, times=2, is_here=True), "in this picture already"),
]


def test_they_come_in_the_order_of_how_likely_they_are_each_with_its_cause() -> None:
    mixed = [candidate for candidate, _ in ORDERED]
    Random(5).shuffle(mixed)
    assert [(each.name, why) for each, why in with_causes(mixed)] == [(each.name, why) for each, why in ORDERED]


def test_the_class_counts_only_when_somebody_of_it_is_here() -> None:
    assert [(each.name, why) for each, why in with_causes([fox("Sam"), otter("Abe")])] == [
        ("Abe", "takes part"),
        ("Sam", "takes part"),
    ]


def test_an_adult_is_suggested_by_the_pictures_alone() -> None:
    near, far, nowhere = (Candidate(UUID(int=each), name) for each, name in enumerate(("Ms Near", "Mr Far", "Ms Nowhere")))
    near, far = Candidate(near.id, near.name, before=1), Candidate(far.id, far.name, times=2)
    assert [why for _, why in with_causes([nowhere, far, near])] == ["in the picture before", "in 2 pictures of this event", ""]
