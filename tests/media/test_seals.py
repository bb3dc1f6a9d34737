"""I3: a sealed picture is reached by nobody, by no way in, and is kept; two leads, each with a reason, end it."""

from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from sqlmodel import Session, select
from starlette.testclient import TestClient

from consentsvc.accounts.models import Membership
from consentsvc.audit.models import AuditEntry
from consentsvc.events.models import Event
from consentsvc.kernel import clock
from consentsvc.kernel.access import Actor, Role
from consentsvc.kernel.blobs import blobs
from consentsvc.kernel.errors import Conflict, NotAllowed, NotFound
from consentsvc.media import jobs, scanning, seals, service
from consentsvc.media.facts import PhotoUploaded
from consentsvc.media.hidden import every_photo
from consentsvc.media.models import Photo, Review
from tests.media.album import acting, event_at, found, photo_at, picture, scanned_at, sha256
from tests.people import Cast, Person

pytestmark = pytest.mark.promise("I3")

WHY = "It was reported."


@pytest.fixture
def lead(people: Cast) -> Actor:
    return acting(people.lead)


@pytest.fixture
def deputy(tx: Session, people: Cast) -> Actor:
    """Another lead: the head, who has been made one."""
    tx.add(Membership(user_id=people.head.id, school_id=people.oakfield.id, role=Role.LEAD))
    tx.flush()
    return acting(people.head)


def upload(client: TestClient, event_id: UUID, data: bytes):  # type: ignore[no-untyped-def]
    answer = client.put(f"/api/photos/{sha256(data)}", params={"event_id": str(event_id), "file_name": "a.jpg"}, content=data)
    return answer.status_code, answer.json()


def here(client: TestClient, event_id: UUID, data: bytes) -> list[str]:
    body = {"event_id": str(event_id), "sha256": [sha256(data)]}
    return client.post("/api/photos/check", json=body).json()["here"]


def test_its_rows_and_bytes_stay(tx: Session, sports_day: Event, lead: Actor) -> None:
    photo = scanned_at(tx, sports_day, faces=2)
    blobs().put(photo.school_id, b"original")
    seals.seal(tx, lead, photo.id, WHY)
    assert tx.exec(select(Photo).where(Photo.id == photo.id)).first() is None
    with every_photo(tx):
        assert tx.exec(select(Photo.sealed).where(Photo.id == photo.id)).one()
    assert blobs().exists(photo.school_id, sha256(b"original"))


def test_a_second_seal_finds_nothing(tx: Session, sports_day: Event, lead: Actor) -> None:
    photo = scanned_at(tx, sports_day, faces=0)
    seals.seal(tx, lead, photo.id, WHY)
    with pytest.raises(NotFound):
        seals.seal(tx, lead, photo.id, WHY)


def test_a_program_can_neither_seal_nor_release(tx: Session, sports_day: Event, lead: Actor) -> None:
    program = Actor("token", lead.id, lead.school_id, lead.roles)
    with pytest.raises(NotAllowed):
        seals.seal(tx, program, photo_at(tx, sports_day).id, WHY)
    with pytest.raises(NotAllowed):
        seals.release(tx, program, uuid4(), WHY)


@pytest.mark.parametrize("role", ["head", "publisher", "admin", "dpo", "teacher", "office", "photographer"])
def test_only_leads_know_of_seals(people: Cast, client_for: Callable[[Person], TestClient], role: str) -> None:
    client = client_for(getattr(people, role))
    assert client.get("/api/seals").status_code == 403
    assert client.post(f"/api/photos/{uuid4()}/seal", json={"why": WHY}).status_code == 403


def test_the_list_says_who_when_and_why_and_never_shows_a_picture(
    tx: Session, people: Cast, sports_day: Event, client_for: Callable[[Person], TestClient]
) -> None:
    photo = scanned_at(tx, sports_day, faces=0)
    client = client_for(people.lead)
    made = client.post(f"/api/photos/{photo.id}/seal", json={"why": WHY})
    assert made.status_code == 201
    assert client.get("/api/seals").json() == [made.json()]
    row = made.json()
    assert (row["photo_id"], row["why"], row["by"]["id"]) == (str(photo.id), WHY, str(people.lead.id))
    assert (row["releases"], row["has_ended"], row["came_again"]) == ([], False, 0)
    assert client.get(f"/api/photos/{photo.id}/thumbnail").status_code == 404


def test_two_leads_end_it_each_with_a_reason(tx: Session, sports_day: Event, lead: Actor, deputy: Actor) -> None:
    photo = scanned_at(tx, sports_day, faces=0)
    before = photo.people_version
    tx.add(Review(school_id=photo.school_id, photo_id=photo.id, people_version=before, head_count=0, by=lead.id, at=clock.now()))
    tx.flush()
    seal = seals.seal(tx, lead, photo.id, WHY)
    assert not seals.release(tx, lead, seal.id, "A mistake.").has_ended
    with pytest.raises(NotFound):
        service.photo(tx, lead, photo.id)
    ended = seals.release(tx, deputy, seal.id, "I have asked.")
    assert ended.has_ended
    assert [(each.by.id, each.reason) for each in ended.releases] == [(lead.id, "A mistake."), (deputy.id, "I have asked.")]
    again = service.photo(tx, lead, photo.id)
    assert (again.people_version, again.reviewed) == (before + 1, False), "nothing goes out by itself"


def test_the_same_lead_twice_is_refused_and_so_is_a_third_word(
    tx: Session, sports_day: Event, lead: Actor, deputy: Actor
) -> None:
    seal = seals.seal(tx, lead, scanned_at(tx, sports_day, faces=0).id, WHY)
    seals.release(tx, lead, seal.id, "A mistake.")
    with pytest.raises(Conflict, match="released-already"):
        seals.release(tx, lead, seal.id, "A mistake, I say.")
    seals.release(tx, deputy, seal.id, "I have asked.")
    with pytest.raises(Conflict, match="seal-ended"):
        seals.release(tx, deputy, seal.id, "Once more.")


def test_it_holds_for_the_same_bytes_in_another_event(tx: Session, sports_day: Event, lead: Actor, deputy: Actor) -> None:
    other = event_at(tx, sports_day.school_id, "Summer fair")
    first, twin, another = photo_at(tx, sports_day), photo_at(tx, other), photo_at(tx, other, "IMG_0002.jpg")
    seal = seals.seal(tx, lead, first.id, WHY)
    assert [row.id for row in service.photos(tx, lead, other.id, None).items] == [another.id]
    for who in (lead, deputy):
        seals.release(tx, who, seal.id, "A mistake.")
    assert {row.id for row in service.photos(tx, lead, other.id, None).items} == {twin.id, another.id}


def test_uploaded_again_it_is_taken_in_as_any_other_and_stays_hidden(
    tx: Session, people: Cast, sports_day: Event, client_for: Callable[[Person], TestClient], lead: Actor, deputy: Actor
) -> None:
    """A photographer sees, step by step, the same of bytes that are under a seal and of bytes that nobody ever saw."""
    client, reported, new = client_for(people.photographer), picture("teal"), picture("gold")
    other = event_at(tx, sports_day.school_id, "Summer fair")
    _, uploaded = upload(client_for(people.publisher), sports_day.id, reported)
    seal = seals.seal(tx, lead, UUID(uploaded["id"]), WHY)
    for event in (sports_day, other):
        assert here(client, event.id, reported) == here(client, event.id, new) == []
        first, first_of_new = upload(client, event.id, reported), upload(client, event.id, new)
        assert _alike(first) == _alike(first_of_new)
        assert first[1]["id"] != uploaded["id"]
        assert [len(here(client, event.id, data)) for data in (reported, new)] == [1, 1]
        scanning.save_scan(tx, event.school_id, UUID(first_of_new[1]["id"]), found(1), sha256(b"preview"), sha256(b"thumbnail"))
        assert upload(client, event.id, reported) == (200, first[1])
        assert upload(client, event.id, new) == (200, first_of_new[1])
        assert service.photos(tx, lead, event.id, None).total == 1
        with pytest.raises(NotFound):
            service.photo(tx, lead, UUID(first[1]["id"]))
    assert seals.seals(tx, lead)[0].came_again == 2
    for who in (lead, deputy):
        seals.release(tx, who, seal.id, "A mistake.")
    assert {row.id for row in service.photos(tx, lead, sports_day.id, None).items} > {UUID(uploaded["id"])}
    assert here(client, other.id, reported) == [], "who wants it there sends it again"


def _alike(answer: tuple[int, dict[str, object]]) -> tuple[int, dict[str, object]]:
    status, photo = answer
    return status, {key: value for key, value in photo.items() if key not in ("id", "uploaded_at")}


def test_no_scan_is_made_of_it(tx: Session, sports_day: Event, lead: Actor) -> None:
    photo = photo_at(tx, sports_day)
    seal = seals.seal(tx, lead, photo.id, WHY)
    jobs.scan(PhotoUploaded(school_id=photo.school_id, photo_id=photo.id))  # its file is nowhere: looking for it would raise
    assert not scanning.save_scan(tx, photo.school_id, photo.id, found(1), sha256(b"preview"), sha256(b"thumbnail"))
    scanning.save_failed_scan(tx, photo.school_id, photo.id, "It failed.")
    with every_photo(tx):
        assert tx.exec(select(Photo.scan_state).where(Photo.id == photo.id)).one() == "waiting"
    assert seal.photo_id == photo.id


@pytest.mark.rule("A2")
def test_each_step_is_audited_without_a_word_of_the_reasons(tx: Session, sports_day: Event, lead: Actor, deputy: Actor) -> None:
    seal = seals.seal(tx, lead, scanned_at(tx, sports_day, faces=0).id, WHY)
    for who in (lead, deputy):
        seals.release(tx, who, seal.id, "A mistake.")
    tx.commit()
    entries = tx.exec(select(AuditEntry).order_by(AuditEntry.number)).all()
    assert [each.verb for each in entries] == ["photo:seal", "seal:release", "seal:release", "seal:end"]
    assert not any(word in str([each.detail for each in entries]) for word in (WHY, "mistake"))
