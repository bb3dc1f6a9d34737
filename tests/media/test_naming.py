from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import event as sql_events
from sqlmodel import Session, select
from starlette.testclient import TestClient

from consentsvc.audit.models import AuditEntry
from consentsvc.events.models import Event, Participant
from consentsvc.kernel import clock
from consentsvc.kernel.access import Actor, Permission
from consentsvc.kernel.errors import Invalid, NotFound
from consentsvc.media import naming, service
from consentsvc.media.schemas import AlikePhoto, PersonChange, PhotoDetail, Suggestion
from tests.media.album import acting, event_at, resolve, said, scanned_at
from tests.people import Cast, Person

NOON = datetime(2026, 6, 12, 12, tzinfo=clock.LOCAL)
SCENE, OTHER = "0f" * 32, "c3" * 32


@pytest.fixture
def publisher(people: Cast) -> Actor:
    return acting(people.publisher)


@pytest.fixture
def three(tx: Session, sports_day: Event, publisher: Actor) -> list[PhotoDetail]:
    """Three pictures of two faces, a minute apart, that came in the other order."""
    return [taken(tx, sports_day, minutes=minutes) for minutes in (2, 1, 0)][::-1]


def taken(tx: Session, event: Event, minutes: int, likeness: str = SCENE, faces: int = 2) -> PhotoDetail:
    photo = scanned_at(tx, event, faces, f"IMG_{minutes}_{uuid4()}.jpg")
    photo.taken_at, photo.likeness = NOON + timedelta(minutes=minutes), likeness
    tx.add(photo)
    tx.flush()
    return service.detail(tx, event.school_id, photo.id)


def take_part(tx: Session, event: Event, *children: UUID) -> None:
    for child in children:
        tx.add(Participant(school_id=event.school_id, event_id=event.id, child_id=child))
    tx.flush()


def name(tx: Session, actor: Actor, photo: PhotoDetail, *who: UUID) -> PhotoDetail:
    """The children's names on the first faces from the left; the others stay as they are."""
    people = said(photo)
    for each, child in zip(people, who, strict=False):
        each.resolution, each.child_id = "child", child
    return resolve(tx, actor, photo, people)


def told(suggested: list[Suggestion]) -> list[tuple[str, str]]:
    return [(each.name, each.why) for each in suggested]


def alike(photo: PhotoDetail, *who: UUID, head_count: int | None = None) -> AlikePhoto:
    people = [
        PersonChange(id=face.id, resolution="child", child_id=child) if child else PersonChange(id=face.id, resolution="open")
        for face, child in zip(photo.people_in_photo, [*who, *[None] * len(photo.people_in_photo)], strict=False)
    ]
    return AlikePhoto(photo_id=photo.id, people_version=photo.people_version, people=people, head_count=head_count)


# Suggestions.


@pytest.mark.rule("A1")
def test_who_is_suggested_and_why(
    tx: Session, publisher: Actor, people: Cast, sports_day: Event, three: list[PhotoDetail]
) -> None:
    take_part(tx, sports_day, people.amira.id, people.ben.id)
    first, here, last = three
    name(tx, publisher, last, people.chidi.id)
    name(tx, publisher, first, people.ben.id)
    found = naming.suggestions(tx, publisher, here.id)
    assert told(found.children) == [
        ("Ben O'Neill", "in the picture before"),
        ("Chidi Eze", "in the next picture"),
        ("Amira Khan", "takes part"),
    ]
    assert [each.takes_part for each in found.children] == [True, False, True]
    assert found.adults == []

    name(tx, publisher, here, people.ben.id)
    assert told(naming.suggestions(tx, publisher, here.id).children) == [
        ("Chidi Eze", "in the next picture"),
        ("Amira Khan", "Hedgehogs, as others here"),
        ("Ben O'Neill", "in this picture already"),
    ]


def test_an_adult_who_was_named_nearby_is_suggested(
    tx: Session, publisher: Actor, people: Cast, three: list[PhotoDetail]
) -> None:
    first, here, _ = three
    face, other = said(first)
    resolve(tx, publisher, first, [PersonChange(id=face.id, resolution="adult", adult_id=people.ms_okafor.id), other])
    assert told(naming.suggestions(tx, publisher, here.id).adults) == [("Ms Okafor", "in the picture before")]


def test_another_events_pictures_say_nothing(tx: Session, publisher: Actor, people: Cast, sports_day: Event) -> None:
    here, elsewhere = taken(tx, sports_day, 0), taken(tx, event_at(tx, people.oakfield.id, "Fair"), 0)
    name(tx, publisher, elsewhere, people.amira.id)
    assert naming.suggestions(tx, publisher, here.id).children == []


def test_who_may_not_see_children_hears_only_of_those_in_the_pictures(
    tx: Session, publisher: Actor, people: Cast, sports_day: Event, three: list[PhotoDetail]
) -> None:
    take_part(tx, sports_day, people.amira.id)
    name(tx, publisher, three[0], people.ben.id)
    program = replace(publisher, kind="token", scopes=frozenset({Permission.PHOTO_RESOLVE}))
    assert [each.name for each in naming.suggestions(tx, program, three[1].id).children] == ["Ben O'Neill"]


def test_the_number_of_statements_does_not_grow_with_the_event(
    tx: Session, publisher: Actor, people: Cast, sports_day: Event, three: list[PhotoDetail]
) -> None:
    def asked() -> int:
        statements: list[str] = []
        listen = (tx.get_bind(), "before_cursor_execute", lambda *seen: statements.append(seen[2]))
        sql_events.listen(*listen)
        naming.suggestions(tx, publisher, three[1].id)
        sql_events.remove(*listen)
        return len(statements)

    name(tx, publisher, three[0], people.amira.id)
    before = asked()
    for minutes in range(10, 20):
        name(tx, publisher, taken(tx, sports_day, minutes), people.ben.id, people.chidi.id)
    assert asked() == before


# Nobody is two people in one picture.


@pytest.mark.rule("W2")
def test_a_second_face_of_the_same_name_is_refused_at_once(
    tx: Session, publisher: Actor, people: Cast, three: list[PhotoDetail]
) -> None:
    with pytest.raises(Invalid) as refused:
        name(tx, publisher, three[0], people.amira.id, people.amira.id)
    assert [field.where for field in refused.value.fields] == ["body.people.1.child_id"]
    adults = [replace_with_adult(each, people.ms_okafor.id) for each in said(three[0])]
    with pytest.raises(Invalid) as refused:
        resolve(tx, publisher, three[0], adults)
    assert [field.where for field in refused.value.fields] == ["body.people.1.adult_id"]


def replace_with_adult(person: PersonChange, adult: UUID) -> PersonChange:
    return PersonChange(id=person.id, resolution="adult", adult_id=adult)


# Pictures that are alike.


def test_pictures_that_are_alike_stand_in_one_group(tx: Session, publisher: Actor, sports_day: Event) -> None:
    first, second = taken(tx, sports_day, 5), taken(tx, sports_day, 0)
    taken(tx, sports_day, 2, OTHER)
    scanned_at(tx, sports_day, 1, "no likeness.jpg")
    assert [group.photo_ids for group in naming.groups(tx, publisher, sports_day.id).groups] == [[second.id, first.id]]


def test_what_was_said_of_one_is_applied_to_the_others(
    tx: Session, publisher: Actor, people: Cast, three: list[PhotoDetail]
) -> None:
    like, second, third = three
    both = (people.amira.id, people.ben.id)
    items = naming.apply_to(publisher, like.id, [alike(second, *both, head_count=2), alike(third, *both)])
    assert [(item.photo_id, item.outcome) for item in items] == [(second.id, "applied"), (third.id, "applied")]
    tx.expire_all()
    one, other = (service.photo(tx, publisher, each.id) for each in (second, third))
    assert [item.photo for item in items] == [one, other]
    assert (one.open, one.reviewed, other.open, other.reviewed) == (0, True, 0, False)
    assert one.review is not None
    assert one.review.by.id == people.publisher.id


@pytest.mark.rule("W2")
@pytest.mark.parametrize("wrong", ["old version", "head count", "open face", "twice", "another event", "unknown"])
def test_each_picture_is_answered_and_what_is_refused_stays_as_it_was(
    tx: Session, publisher: Actor, people: Cast, three: list[PhotoDetail], wrong: str
) -> None:
    like, second, third = three
    amira, ben = people.amira.id, people.ben.id
    elsewhere = taken(tx, event_at(tx, people.oakfield.id, "Fair"), 0)
    bad, problem = {
        "old version": (alike(third, amira, ben).model_copy(update={"people_version": 7}), "people-changed"),
        "head count": (alike(third, amira, ben, head_count=3), "not-accounted-for"),
        "open face": (alike(third, amira, head_count=2), "not-accounted-for"),
        "twice": (alike(third, amira, amira), "invalid"),
        "another event": (alike(elsewhere, amira, ben), "not-found"),
        "unknown": (alike(third, amira).model_copy(update={"photo_id": uuid4()}), "not-found"),
    }[wrong]
    refused, applied = naming.apply_to(publisher, like.id, [bad, alike(second, amira, ben)])
    assert (refused.outcome, refused.problem and refused.problem.type) == ("refused", f"/problems/{problem}")
    assert (applied.outcome, applied.photo and applied.photo.open) == ("applied", 0)
    for photo in (third, elsewhere):
        assert service.photo(tx, publisher, photo.id) == photo


@pytest.mark.rule("W2")
def test_only_a_reviewer_who_signed_in_counts(tx: Session, publisher: Actor, people: Cast, three: list[PhotoDetail]) -> None:
    like, second, third = three
    both = (people.amira.id, people.ben.id)
    for actor in (acting(people.teacher), replace(publisher, kind="token")):
        counted, named = naming.apply_to(actor, like.id, [alike(second, *both, head_count=2), alike(third, *both)])
        assert (counted.outcome, counted.problem and counted.problem.status) == ("refused", 403)
        assert named.outcome == "applied"
        assert service.photo(tx, publisher, second.id) == second
        third = named.photo or third


def test_each_application_is_recorded_with_what_it_was_like(
    tx: Session, publisher: Actor, people: Cast, three: list[PhotoDetail]
) -> None:
    like, second, third = three
    naming.apply_to(publisher, like.id, [alike(second, people.amira.id), alike(third, head_count=9)])
    tx.commit()
    entries = tx.exec(select(AuditEntry.verb, AuditEntry.thing_id).where(AuditEntry.school_id == publisher.school)).all()
    assert entries == [("photo:apply", second.id), ("photo:resolve", second.id)]


def test_a_photo_that_is_not_there_is_like_nothing(publisher: Actor, three: list[PhotoDetail]) -> None:
    with pytest.raises(NotFound):
        naming.apply_to(publisher, uuid4(), [alike(three[0])])


# Over HTTP.


def test_the_three_routes(
    tx: Session, people: Cast, client_for: Callable[[Person], TestClient], three: list[PhotoDetail]
) -> None:
    tx.commit()
    like, second, third = three
    teacher = client_for(people.teacher)
    groups = teacher.get("/api/photos/groups", params={"event_id": str(like.event_id)}).json()
    assert groups == {"groups": [{"photo_ids": [str(each.id) for each in three]}]}
    assert teacher.get(f"/api/photos/{like.id}/suggestions").json() == {"children": [], "adults": []}
    items = [alike(second, people.amira.id).model_dump(mode="json"), alike(third, head_count=1).model_dump(mode="json")]
    applied, refused = teacher.post(f"/api/photos/{like.id}/apply-to", json={"items": items}).json()["items"]
    assert (applied["photo"]["open"], applied["problem"]) == (1, None)
    assert (refused["photo"], refused["problem"]["status"]) == (None, 403)
    assert teacher.get(f"/api/photos/{like.id}/suggestions").json()["children"][0]["why"] == "in the next picture"
