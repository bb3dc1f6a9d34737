"""Decisions from the facts in the database, one by one and by the thousand."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import event, insert
from sqlmodel import Session

from consentsvc.clearance import service
from consentsvc.forms.purposes import PURPOSES
from consentsvc.kernel import clock, database, postgres
from consentsvc.kernel.database import begin
from consentsvc.kernel.errors import Invalid, NotFound
from consentsvc.media.models import PersonInPhoto, Photo, Review
from tests.people import cast_at
from tests.publishing.stage import PURPOSE, Stage

CountQueries = Callable[[], AbstractContextManager[list[str]]]


def outcomes(stage: Stage, photo: UUID) -> dict[str, str]:
    with begin(stage.school) as tx:
        clearance = service.clearance_of(tx, stage.actor(stage.cast.publisher), photo)
    return {each.purpose: each.outcome for each in clearance.purposes}


def codes(stage: Stage, photo: UUID, purpose: str = PURPOSE, *, as_lead: bool = False) -> list[str]:
    person = stage.cast.lead if as_lead else stage.cast.publisher
    with begin(stage.school) as tx:
        clearance = service.clearance_of(tx, stage.actor(person), photo)
    return [reason.code for each in clearance.purposes if each.purpose == purpose for reason in each.reasons]


@pytest.mark.rule("P1", "C1")
def test_each_purpose_is_cleared_on_its_own(stage: Stage) -> None:
    stage.everybody_agrees("website")
    assert outcomes(stage, stage.photo()) == {purpose: "cleared" if purpose == "website" else "blocked" for purpose in PURPOSES}


@pytest.mark.rule("C14")
def test_an_adult_in_the_picture_has_a_say(stage: Stage) -> None:
    stage.everybody_agrees()
    stage.adult_answer("refused")
    assert codes(stage, stage.photo(), as_lead=True) == ["refused"]


@pytest.mark.rule("C9")
def test_an_answer_for_another_event_is_not_heard(stage: Stage) -> None:
    stage.everybody_agrees()
    here = stage.photo()
    elsewhere = stage.another_event()
    stage.answer(stage.cast.ben, stage.cast.ben_mother, "refused", event_id=elsewhere)
    stage.event = elsewhere
    there = stage.photo()
    assert [outcomes(stage, photo)[PURPOSE] for photo in (here, there)] == ["cleared", "blocked"]
    with begin(stage.school) as tx:
        decided = service.decide_for(tx, stage.school, [(here, PURPOSE), (there, PURPOSE)])
    assert [decided[photo, PURPOSE].decision.is_cleared for photo in (here, there)] == [True, False]


@pytest.mark.rule("W2")
def test_only_the_newest_head_count_is_heard(stage: Stage) -> None:
    stage.everybody_agrees()
    photo = stage.photo()
    stage.retag(photo, {stage.cast.ben.id: None})
    assert codes(stage, photo) == ["changed_since_review"]
    stage.review(photo)
    assert codes(stage, photo) == []


@pytest.mark.rule("W3")
def test_a_child_with_no_purpose_left_is_pointed_out(stage: Stage) -> None:
    stage.everybody_agrees()
    photo = stage.photo([stage.cast.ben, stage.cast.chidi])
    with begin(stage.school) as tx:
        clearance = service.clearance_of(tx, stage.actor(stage.cast.publisher), photo)
    assert [reason.rule for reason in clearance.shown_nowhere] == ["W3"]
    assert "Chidi" in clearance.shown_nowhere[0].text


@pytest.mark.rule("R1", "R2")
@pytest.mark.promise("F1")
def test_a_restriction_reads_as_a_missing_answer_for_all_but_leads(stage: Stage) -> None:
    stage.everybody_agrees()
    photo = stage.photo([stage.cast.amira])
    stage.restrict(stage.cast.amira)
    assert codes(stage, photo, as_lead=True) == ["restricted"]
    assert codes(stage, photo) == ["no_yes"]
    with begin(stage.school) as tx:
        restricted = service.clearance_of(tx, stage.actor(stage.cast.publisher), photo).model_dump_json()
        unanswered = service.clearance_of(tx, stage.actor(stage.cast.publisher), stage.photo([stage.cast.chidi], (50, 40)))
    assert _without_ids(restricted).replace("Amira Khan", "Chidi Eze") == _without_ids(unanswered.model_dump_json())


def _without_ids(text: str) -> str:
    return re.sub(r"[0-9a-f-]{36}", "…", text)


def test_a_thousand_photos_take_as_many_queries_as_one(stage: Stage, count_queries: CountQueries) -> None:
    stage.everybody_agrees()
    photos = [stage.photo([stage.cast.amira, stage.cast.ms_okafor]), *a_thousand_more(stage)]

    def clear(some: list[UUID]) -> int:
        with begin(stage.school) as tx, count_queries() as queries:
            rows = service.clearances(tx, stage.actor(stage.cast.publisher), some, None, list(PURPOSES)).items
        assert [row.photo_id for row in rows] == some
        assert {row.outcomes[PURPOSE] for row in rows} == {"cleared"}
        return len(queries)

    assert clear(photos) == clear(photos[:1]) <= 16

    def decide(some: list[UUID]) -> int:
        with begin(stage.school) as tx, count_queries() as queries:
            assert len(service.decide_for(tx, stage.school, [(photo, PURPOSE) for photo in some])) == len(some)
        return len(queries)

    assert decide(photos) == decide(photos[:1]) <= 18


def a_thousand_more(stage: Stage) -> list[UUID]:
    ids = [uuid4() for _ in range(1000)]
    owned = {"school_id": stage.school}
    about = {"event_id": stage.event, "type": "image/jpeg", "size": 1, "file_name": "x.jpg", "width": 4, "height": 3}
    state = {"has_location": False, "uploaded_at": clock.now(), "scan_state": "scanned", "people_version": 1, "version": 1}
    amira = {"x": 0.1, "y": 0.1, "w": 0.1, "h": 0.1, "number": 1, "resolution": "child", "child_id": stage.cast.amira.id}
    count = {"people_version": 1, "head_count": 1, "by": stage.cast.publisher.id, "at": clock.now()}
    with begin(stage.school) as tx:
        tx.execute(insert(Photo), [{**owned, "id": each, "sha256": f"{each.int:064x}", **about, **state} for each in ids])
        tx.execute(insert(PersonInPhoto), [{**owned, "id": uuid4(), "photo_id": each, **amira} for each in ids])
        tx.execute(insert(Review), [{**owned, "id": uuid4(), "photo_id": each, **count} for each in ids])
    return ids


@pytest.mark.rule("A6")
def test_another_schools_photo_is_as_unknown_as_none(stage: Stage) -> None:
    photo, stranger = stage.photo(), stage.actor(stage.cast.other_head)
    for wanted in (photo, uuid4()):
        with begin(stage.cast.elmbank.id) as tx, pytest.raises(NotFound):
            service.clearance_of(tx, stranger, wanted)
        with begin(stage.cast.elmbank.id) as tx, pytest.raises(NotFound):
            service.clearances(tx, stranger, [wanted], None, ["website"])
        with begin(stage.cast.elmbank.id) as tx:
            assert service.decide_for(tx, stage.cast.elmbank.id, [(wanted, "website")]) == {}


def test_photos_are_wanted_by_their_ids_or_by_their_event(stage: Stage) -> None:
    photos = [stage.photo(size=(40 + n, 30)) for n in range(3)]
    actor = stage.actor(stage.cast.teacher)
    with begin(stage.school) as tx:
        by_event = service.clearances(tx, actor, None, stage.event, ["website"])
        assert sorted(row.photo_id for row in by_event.items) == sorted(photos)
        assert service.clearances(tx, actor, [], None, ["website"]).items == []
        with pytest.raises(NotFound):
            service.clearances(tx, actor, None, uuid4(), ["website"])
        for both in ((None, None), (photos, stage.event)):
            with pytest.raises(Invalid):
                service.clearances(tx, actor, *both, ["website"])


@pytest.mark.rule("P1")
@pytest.mark.parametrize("query", ["FROM people_in_photos", "FROM answers"])
def test_facts_that_change_while_they_are_read_are_read_again(query: str, committed: postgres.Server, folder: Path) -> None:
    """A withdrawal is committed by another connection, between two queries of a decision."""
    with Session(database.engine(), expire_on_commit=False) as tx:
        stage = Stage(cast_at(tx))
    stage.everybody_agrees()
    use = (stage.photo(), PURPOSE)
    withdrawals = iter([lambda: stage.answer(stage.cast.amira, stage.cast.amira_mother, "withdrawn")])

    def in_between(*execution: object) -> None:
        if query in str(execution[2]):
            next(withdrawals, lambda: None)()

    event.listen(database.engine(), "after_cursor_execute", in_between)
    with begin(stage.school) as tx:
        decided = service.decide_for(tx, stage.school, [use])[use]
    event.remove(database.engine(), "after_cursor_execute", in_between)
    assert next(withdrawals, None) is None
    with begin(stage.school) as tx:
        now = service.decide_for(tx, stage.school, [use])[use]
    assert not decided.decision.is_cleared
    assert decided == now
