"""Beside a crowd stands the name of nobody who may be in it (P2, E6)."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from uuid import UUID, uuid4

import pytest
from starlette.testclient import TestClient

from consentsvc.consent import opt_outs
from consentsvc.consent.opt_outs import Wish
from consentsvc.events.models import Event
from consentsvc.kernel.access import Actor
from consentsvc.kernel.database import begin
from consentsvc.kernel.errors import Refused
from consentsvc.publishing import galleries, service, together
from consentsvc.publishing.names import ChildName, Seen, told_of_crowd
from consentsvc.publishing.schemas import PlacementItem
from tests.publishing.crowds import crowd_photo, look_at, make_large, taking_part
from tests.publishing.stage import Stage

pytestmark = pytest.mark.rule("P2", "E6")


def child(name: str) -> ChildName:
    """'First|Last', or 'First|Last|Known as'."""
    return ChildName(uuid4(), *name.split("|"))


FIELD = Seen(
    crowd=frozenset(
        map(
            child,
            [
                "Amy|Smith",
                "Zoë|Brânduș-O’Neill",
                "Rose|Hill",
                "Wei|王",
                "Tom|Green",
                "Benjamin|Okafor|Bibo",
                "Ola|Khan",
                "Ali|Khan",
            ],
        )
    ),
    places=("Park Hill", "Oakfield Primary"),
)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Amy Smith runs", ["full name"]),
        ("A Smith in the crowd", ["surname"]),
        ("smith, second from the left", ["surname"]),
        ("Die Familie Brandus", ["surname"]),
        ("amysmith_sportsday.jpg", ["full name"]),
        ("follow @bokafor", ["surname"]),
        ("Go, Bibo!", ["particular nickname"]),
        ("小王在操场", []),
        ("Amy Smith and Tom Green", ["full name", "full name"]),
        ("Everybody with the name of Khan", ["surname"]),
        ("Hill wins at Park Hill", ["surname"]),
    ],
)
def test_a_name_of_anybody_who_may_be_in_it_is_found(text: str, said: list[str]) -> None:
    told = told_of_crowd({"caption": text}, FIELD)
    assert (
        sorted(next(kind for kind in ("full name", "surname", "particular nickname") if kind in each.text) for each in told)
        == said
    )
    assert {(each.rule, each.code, each.about) for each in told} <= {("P2", "name_told", None)}


@pytest.mark.parametrize(
    "text",
    [
        "Amy and Rose are first",  # among many a first name tells nobody
        "The crowd on the green hill",
        "Sports day at Park Hill",
        "OAKFIELD PRIMARY in the sun",
        "Blacksmiths at work",
        "A.S. and P.E.",
        "",
    ],
)
def test_what_names_nobody_may_stand_there(text: str) -> None:
    assert told_of_crowd({"caption": text}, FIELD) == ()
    assert told_of_crowd({"caption": f"{text} Amy Smith"}, Seen()) == (), "where no crowd is to be seen, nobody is looked for"


# With a database


@pytest.fixture
def picture(stage: Stage) -> UUID:
    """A crowd at a large event in which Amira Khan and Ben O'Neill take part; somebody looked at it."""
    stage.everybody_agrees()
    make_large(stage, (stage.cast.amira, stage.cast.ben))
    photo_id = crowd_photo(stage)
    look_at(stage, photo_id)
    return photo_id


def place(stage: Stage, photo_id: UUID, caption: str, alt: str = "Many people on a field"):
    item = PlacementItem(photo_id=photo_id, caption=caption, alt=alt)
    return service.place(stage.actor(stage.cast.publisher), stage.channel.id, item)


@pytest.mark.parametrize(
    ("caption", "alt"), [("Amira Khan in front", "Many people"), ("The first heat", "Mr and Mrs O’Neill"), ("khan.jpg", "Many")]
)
def test_words_that_name_somebody_who_takes_part_are_refused(stage: Stage, picture: UUID, caption: str, alt: str) -> None:
    with pytest.raises(Refused) as refused:
        place(stage, picture, caption, alt)
    assert {(each.rule, each.about) for each in refused.value.reasons} == {("P2", None)}
    assert place(stage, picture, "Amira at Planting day").showing, "a first name tells nobody among many"


def test_words_go_away_as_soon_as_whom_they_name_takes_part_or_is_opted_out(
    stage: Stage, picture: UUID, anyone: TestClient
) -> None:
    placed = place(stage, picture, "Eze and Garden", "Many people")
    assert placed.caption == "Eze and Garden"
    gallery = f"/g/{stage.channel.code}.json"
    (shown,) = anyone.get(gallery).json()["pictures"]
    assert shown["caption"] == "Eze and Garden"
    with begin(stage.school) as tx:
        tx.add(taking_part(stage, stage.cast.chidi))
    look_at(stage, picture)
    (shown,) = anyone.get(gallery).json()["pictures"]
    assert (shown["caption"], shown["alt"]) == ("", "A picture")


def test_somebody_who_was_opted_out_is_not_named_either(stage: Stage, picture: UUID) -> None:
    with begin(stage.school) as tx:
        opt_outs.opt_out(tx, Actor("public", None, stage.school), tx.get_one(Event, stage.event), Wish("Chidi Eze"))
    look_at(stage, picture)
    with pytest.raises(Refused):
        place(stage, picture, "The Eze family waves")


def test_together_with_other_texts_its_own_words_name_nobody_who_may_be_in_it(stage: Stage, picture: UUID) -> None:
    with begin(stage.school) as tx:
        channel = together.channel(tx, stage.school, stage.channel.id)
        one = together.candidates(tx, stage.actor(stage.cast.publisher), channel, [picture], "printed_newsletter")[picture]
    said = {"text": "Amira Khan has won the reading prize"}
    assert [each.rule for each in together.told(said, [one], one)] == ["P2"]
    assert together.told(said, [one]) == (), "elsewhere in an issue it tells nothing of the crowd"


def test_a_gallery_of_crowds_asks_who_takes_part_once(
    stage: Stage, picture: UUID, count_queries: Callable[[], AbstractContextManager[list[str]]]
) -> None:
    def asked() -> int:
        with count_queries() as seen, begin(stage.school) as tx:
            galleries.whole(tx, stage.school, stage.channel.id)
        return len(seen)

    place(stage, picture, "The first heat")
    asked()
    one = asked()
    for _ in range(3):
        other = crowd_photo(stage)
        look_at(stage, other)
        place(stage, other, "The next heat")
    asked()
    assert asked() == one
