"""A large event takes pictures in once its notices are given (E2), of photographers on its register alone (E4)."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from httpx2 import Response
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from sqlmodel import Session, select
from starlette.testclient import TestClient

from consentsvc.events import admission, notices
from consentsvc.events.models import NOTICES, ConfirmedNotice, Event, Photographer
from consentsvc.events.schemas import NoticeWord
from consentsvc.kernel import clock
from consentsvc.kernel.database import begin
from consentsvc.media.models import Photo
from tests.media.album import acting, event_at, picture, sha256
from tests.people import NOBODY, Cast, Person

ClientFor = Callable[[Person], TestClient]


@pytest.fixture
def publisher(client_for: ClientFor, people: Cast) -> TestClient:
    return client_for(people.publisher)


@pytest.fixture
def large(tx: Session, people: Cast, sports_day: Event) -> Event:
    """A large event whose notices are all given."""
    sports_day.scale = "large"
    for kind in NOTICES:
        say(tx, people, sports_day, kind)
    tx.commit()
    return sports_day


def say(tx: Session, people: Cast, event: Event, kind: str, *, is_given: bool = True) -> None:
    word: dict[str, Any] = {"event_id": event.id, "kind": kind, "is_given": is_given}
    tx.add(ConfirmedNotice(school_id=event.school_id, **word, by=people.publisher.id, at=clock.now()))
    tx.flush()


def on_register(tx: Session, event: Event, **more: Any) -> Photographer:
    """Somebody with everything in place."""
    now, number = clock.now(), len(tx.exec(select(Photographer)).all()) + 1
    done = {"identity_checked_at": now, "brief_signed_at": now, "badge_number": number, "badge_code": str(uuid4())}
    made = Photographer(school_id=event.school_id, event_id=event.id, name="Ada Marsh", added_at=now, **{**done, **more})
    tx.add(made)
    tx.commit()
    return made


def send(client: TestClient, event: Event, photographer_id: UUID | str | None = None) -> Response:
    data = picture("gold")
    named = {} if photographer_id is None else {"photographer_id": str(photographer_id)}
    return client.put(f"/api/photos/{sha256(data)}", params={"event_id": str(event.id), **named}, content=data)


def reasons(refused: Response) -> list[tuple[str, str, str | None]]:
    assert refused.status_code == 409, refused.text
    return [(each["rule"], each["code"], each["about"]) for each in refused.json()["reasons"]]


def taken_by(tx: Session, answer: Response) -> UUID | None:
    assert answer.status_code == 201, answer.text
    return tx.exec(select(Photo.photographer_id).where(Photo.id == UUID(answer.json()["id"]))).one()


@pytest.mark.rule("E2")
@pytest.mark.parametrize("scale", ["large", "public"])
def test_a_large_event_says_which_notices_it_lacks(
    tx: Session, people: Cast, sports_day: Event, publisher: TestClient, scale: str
) -> None:
    sports_day.scale = scale
    say(tx, people, sports_day, "announcement")
    tx.commit()
    refused = send(publisher, sports_day)
    assert reasons(refused) == [
        ("E2", "notice_missing", "advance_letter"),
        ("E2", "notice_missing", "door_sign"),
        ("E2", "notice_missing", "programme_text"),
    ]
    assert refused.json()["type"] == "/problems/notices-missing"
    assert publisher.get(f"/api/events/{sports_day.id}/admission").json()["reasons"][:3] == refused.json()["reasons"]


@pytest.mark.rule("E2")
def test_a_notice_that_was_taken_back_closes_the_event_again(
    tx: Session, people: Cast, large: Event, publisher: TestClient
) -> None:
    on_register(tx, large, user_id=people.publisher.id)
    say(tx, people, large, "door_sign", is_given=False)
    tx.commit()
    assert reasons(send(publisher, large)) == [("E2", "notice_missing", "door_sign")]
    say(tx, people, large, "door_sign")
    tx.commit()
    assert send(publisher, large).status_code == 201


@pytest.mark.rule("E2", "E4")
def test_an_ordinary_event_asks_for_neither(tx: Session, people: Cast, sports_day: Event, publisher: TestClient) -> None:
    assert publisher.get(f"/api/events/{sports_day.id}/admission").json() == {
        "is_open": True,
        "reasons": [],
        "asks_photographer": False,
        "own": None,
        "photographers": [],
    }
    assert taken_by(tx, send(publisher, sports_day)) is None


@pytest.mark.rule("E4")
def test_a_picture_keeps_who_took_it(tx: Session, large: Event, publisher: TestClient) -> None:
    ada = on_register(tx, large)
    assert taken_by(tx, send(publisher, large, ada.id)) == ada.id


@pytest.mark.rule("E4")
def test_whoever_is_on_the_register_need_not_name_themself(
    tx: Session, people: Cast, client_for: ClientFor, large: Event
) -> None:
    own = on_register(tx, large, user_id=people.photographer.id)
    photographer = client_for(people.photographer)
    assert photographer.get(f"/api/events/{large.id}/admission").json()["own"] == str(own.id)
    assert taken_by(tx, send(photographer, large)) == own.id


@pytest.mark.rule("E4")
def test_who_only_sends_pictures_sends_them_in_their_own_name(
    tx: Session, people: Cast, client_for: ClientFor, large: Event, publisher: TestClient
) -> None:
    ada = on_register(tx, large)
    own = on_register(tx, large, user_id=people.photographer.id, ended_at=clock.now())
    photographer = client_for(people.photographer)
    before = photographer.get(f"/api/events/{large.id}/admission").json()
    assert (before["is_open"], before["photographers"]) == (False, []), (
        "whoever was taken off the register is offered nobody else"
    )
    assert reasons(send(photographer, large, ada.id)) == [("E4", "not_yours", None)]
    own.ended_at = None
    tx.commit()
    assert reasons(send(photographer, large, ada.id)) == [("E4", "not_yours", None)]
    assert [each["id"] for each in photographer.get(f"/api/events/{large.id}/admission").json()["photographers"]] == [str(own.id)]
    assert taken_by(tx, send(photographer, large, own.id)) == own.id
    assert [each["id"] for each in publisher.get(f"/api/events/{large.id}/admission").json()["photographers"]] == [
        str(ada.id),
        str(own.id),
    ]


@pytest.mark.rule("E4")
@pytest.mark.parametrize(
    ("lacking", "code"),
    [
        ({"identity_checked_at": None}, "not_complete"),
        ({"brief_signed_at": None}, "not_complete"),
        ({"identity_checked_at": None, "brief_signed_at": None}, "not_complete"),
        ({"ended_at": clock.now()}, "ended"),
    ],
)
def test_a_photographer_who_is_not_complete_is_refused(
    tx: Session, large: Event, publisher: TestClient, lacking: dict[str, Any], code: str
) -> None:
    ada = on_register(tx, large, **lacking)
    refused = send(publisher, large, ada.id)
    assert reasons(refused) == [("E4", code, None)]
    assert refused.json()["reasons"][0]["mend"]
    assert tx.exec(select(Photo)).all() == []


@pytest.mark.rule("E4")
def test_who_is_not_on_the_register_is_refused_and_told_what_to_do(
    tx: Session, people: Cast, client_for: ClientFor, large: Event
) -> None:
    photographer = client_for(people.photographer)
    refused = send(photographer, large)
    assert reasons(refused) == [("E4", "nobody_named", None)]
    assert "put them on its register" in refused.json()["reasons"][0]["mend"]
    before = photographer.get(f"/api/events/{large.id}/admission").json()
    assert (before["is_open"], before["reasons"]) == (False, refused.json()["reasons"])


@pytest.mark.rule("E4", "A6")
def test_a_photographer_of_another_event_or_school_is_as_good_as_none(
    tx: Session, people: Cast, large: Event, publisher: TestClient
) -> None:
    other = Event(school_id=large.school_id, name="O", on_date=clock.today(), place="P", created_by=None, created_at=clock.now())
    tx.add(other)
    tx.flush()
    elsewhere = on_register(tx, other)
    there, nowhere = (send(publisher, large, each) for each in (elsewhere.id, NOBODY))
    assert reasons(there) == [("E4", "not_registered", None)]
    assert there.content == nowhere.content


@pytest.mark.rule("E4")
def test_somebody_named_at_an_ordinary_event_has_to_be_complete_too(
    tx: Session, sports_day: Event, publisher: TestClient
) -> None:
    ada = on_register(tx, sports_day, brief_signed_at=None)
    assert reasons(send(publisher, sports_day, ada.id)) == [("E4", "not_complete", None)]
    ada.brief_signed_at = clock.now()
    tx.commit()
    assert taken_by(tx, send(publisher, sports_day, ada.id)) == ada.id


@pytest.mark.rule("E2")
def test_of_what_is_refused_no_byte_is_read_or_kept(
    tx: Session, people: Cast, large: Event, publisher: TestClient, folder: Path
) -> None:
    say(tx, people, large, "door_sign", is_given=False)
    tx.commit()
    before = sorted(folder.rglob("*"))
    refused = publisher.put(f"/api/photos/{'0' * 64}", params={"event_id": str(large.id)}, content=b"never read")
    assert reasons(refused) == [("E2", "notice_missing", "door_sign")], "its hash and its kind are asked about later"
    assert sorted(folder.rglob("*")) == before


@pytest.mark.rule("E2")
def test_what_is_here_already_is_acknowledged_again(tx: Session, people: Cast, large: Event, publisher: TestClient) -> None:
    on_register(tx, large, user_id=people.publisher.id)
    first = send(publisher, large)
    say(tx, people, large, "door_sign", is_given=False)
    tx.commit()
    again = send(publisher, large)
    assert (again.status_code, again.json()["id"]) == (200, first.json()["id"])


@pytest.mark.rule("E2")
def test_while_a_picture_is_kept_no_notice_is_taken_back(committed_people: Cast) -> None:
    people = committed_people
    with begin(people.oakfield.id) as tx:
        event_id = event_at(tx, people.oakfield.id).id
    with begin(people.oakfield.id) as keeping:
        admission.admit(keeping, acting(people.publisher), event_id, None)
        with pytest.raises(OperationalError, match="lock timeout"):
            take_back(people, event_id)


def take_back(people: Cast, event_id: UUID) -> None:
    with begin(people.oakfield.id) as tx:
        tx.execute(text("set local lock_timeout = '100ms'"))
        notices.say(tx, acting(people.publisher), event_id, NoticeWord(kind="door_sign", is_given=False))
