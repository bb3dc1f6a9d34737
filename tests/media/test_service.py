from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from uuid import UUID, uuid4

import pytest
from pydantic import ValidationError
from sqlalchemy import event as sql_events
from sqlalchemy import text
from sqlmodel import Session, col, select

from consentsvc.audit.models import AuditEntry
from consentsvc.events.models import Event
from consentsvc.kernel.access import Actor
from consentsvc.kernel.database import act_for, begin
from consentsvc.kernel.errors import Conflict, Invalid, NotAllowed, NotFound, Problem, Refused
from consentsvc.media import scanning, service, uploads
from consentsvc.media.models import PersonInPhoto, Photo
from consentsvc.media.people import resolve_people, review
from consentsvc.media.schemas import AboutUpload, MarkedBox, PeopleChange, PersonChange, PhotoDetail, PhotoState, ReviewInput
from tests.media.album import acting, event_at, found, photo_at, resolve, said, scanned_at, sha256
from tests.people import Cast

CORNER = MarkedBox(x=0.8, y=0.7, w=0.1, h=0.2)


@pytest.fixture
def publisher(people: Cast) -> Actor:
    return acting(people.publisher)


@pytest.fixture
def two_faces(tx: Session, sports_day: Event, publisher: Actor) -> PhotoDetail:
    """A photo in which two faces were found, nobody named yet."""
    return service.photo(tx, publisher, scanned_at(tx, sports_day, faces=2).id)


@pytest.fixture
def named(tx: Session, publisher: Actor, people: Cast, two_faces: PhotoDetail) -> PhotoDetail:
    """The same photo: Amira on the left, Ben on the right."""
    left, right = said(two_faces)
    return resolve(tx, publisher, two_faces, [is_child(left, people.amira.id), is_child(right, people.ben.id)])


def is_child(person: PersonChange, child_id: UUID) -> PersonChange:
    return PersonChange(id=person.id, box=person.box, resolution="child", child_id=child_id)


def mark(resolution: str = "redacted") -> PersonChange:
    return PersonChange(box=CORNER, resolution=resolution)  # type: ignore[arg-type]


def numbers(photo: PhotoDetail) -> list[int]:
    return [person.number for person in photo.people_in_photo]


def counted(tx: Session, actor: Actor, photo: PhotoDetail, head_count: int) -> PhotoDetail:
    return review(tx, actor, photo.id, ReviewInput(people_version=photo.people_version, head_count=head_count))


# Who is in it.


def test_each_face_is_open_until_somebody_says_who_it_is(two_faces: PhotoDetail) -> None:
    assert [person.resolution for person in two_faces.people_in_photo] == ["open", "open"]
    assert numbers(two_faces) == [1, 2]
    assert (two_faces.people, two_faces.open, two_faces.reviewed) == (2, 2, False)


def test_naming_says_who_and_by_whom(tx: Session, people: Cast, named: PhotoDetail) -> None:
    assert [person.child and person.child.name for person in named.people_in_photo] == ["Amira Khan", "Ben O'Neill"]
    assert (named.open, named.people_version) == (0, 2)
    rows = tx.exec(select(PersonInPhoto.resolved_by).where(PersonInPhoto.photo_id == named.id)).all()
    assert set(rows) == {people.publisher.id}


def test_a_person_moves_from_one_child_to_another(tx: Session, publisher: Actor, people: Cast, named: PhotoDetail) -> None:
    left, right = said(named)
    moved = resolve(tx, publisher, named, [is_child(left, people.chidi.id), right])
    assert [person.child and person.child.name for person in moved.people_in_photo] == ["Chidi Eze", "Ben O'Neill"]
    assert [person.id for person in moved.people_in_photo] == [person.id for person in named.people_in_photo]
    assert moved.people_version == named.people_version + 1


def test_an_adult_takes_the_place_of_a_child(tx: Session, publisher: Actor, people: Cast, named: PhotoDetail) -> None:
    left, right = said(named)
    adult = PersonChange(id=left.id, resolution="adult", adult_id=people.ms_okafor.id)
    changed = resolve(tx, publisher, named, [adult, right])
    assert changed.people_in_photo[0].child is None
    assert changed.people_in_photo[0].adult is not None
    assert changed.people_in_photo[0].adult.name == "Ms Okafor"


@pytest.mark.rule("W2")
def test_a_found_face_that_is_left_out_is_open_again(tx: Session, publisher: Actor, named: PhotoDetail) -> None:
    left, _ = said(named)
    changed = resolve(tx, publisher, named, [left])
    assert [person.resolution for person in changed.people_in_photo] == ["child", "open"]
    assert changed.people_in_photo[1].child is None


def test_a_mark_is_added_moved_and_removed(tx: Session, publisher: Actor, named: PhotoDetail) -> None:
    marked = resolve(tx, publisher, named, [*said(named), mark()])
    assert numbers(marked) == [1, 2, 3]
    assert marked.people_in_photo[2].score is None

    *faces, spot = said(marked)
    spot.box = MarkedBox(x=0.1, y=0.1, w=0.2, h=0.2)
    moved = resolve(tx, publisher, marked, [*faces, spot])
    assert moved.people_in_photo[2].box.model_dump() == spot.box.model_dump()
    assert moved.people_version == marked.people_version + 1

    assert numbers(resolve(tx, publisher, moved, faces)) == [1, 2]


def test_a_found_face_stays_where_it_was_found(tx: Session, publisher: Actor, two_faces: PhotoDetail) -> None:
    left, right = said(two_faces)
    left.box = CORNER
    assert resolve(tx, publisher, two_faces, [left, right]).people_in_photo[0].box == two_faces.people_in_photo[0].box


def test_numbers_stay_when_a_mark_before_them_goes(tx: Session, publisher: Actor, two_faces: PhotoDetail) -> None:
    marked = resolve(tx, publisher, two_faces, [*said(two_faces), mark(), mark("open")])
    left, right, first, second = said(marked)
    changed = resolve(tx, publisher, marked, [left, right, second, mark()])
    assert numbers(changed) == [1, 2, 4, 5]
    assert changed.people_in_photo[2].id == second.id
    assert first.id not in {person.id for person in changed.people_in_photo}


def test_whoever_saw_an_older_state_changes_nothing(
    tx: Session, publisher: Actor, people: Cast, two_faces: PhotoDetail, named: PhotoDetail
) -> None:
    with pytest.raises(Conflict) as refused:
        resolve(tx, publisher, two_faces, said(two_faces))
    assert refused.value.type == "/problems/people-changed"
    assert service.photo(tx, publisher, named.id) == named


@pytest.mark.rule("W2")
def test_saying_what_stands_already_keeps_the_review(tx: Session, publisher: Actor, named: PhotoDetail) -> None:
    reviewed = counted(tx, publisher, named, 2)
    again = resolve(tx, publisher, reviewed, said(reviewed))
    assert again == reviewed
    assert again.reviewed


def test_each_change_raises_the_photos_own_version(tx: Session, publisher: Actor, two_faces: PhotoDetail) -> None:
    seen = [version_of(tx, two_faces.id)]
    marked = resolve(tx, publisher, two_faces, [*said(two_faces), mark()])
    seen.append(version_of(tx, two_faces.id))
    without = resolve(tx, publisher, marked, said(two_faces))
    seen.append(version_of(tx, two_faces.id))
    done = resolve(tx, publisher, without, [PersonChange(id=each.id, resolution="redacted") for each in without.people_in_photo])
    counted(tx, publisher, done, 2)
    seen.append(version_of(tx, two_faces.id))
    assert seen == sorted(set(seen))


def version_of(tx: Session, photo_id: UUID) -> int:
    return tx.execute(text("select version from photos where id = :id"), {"id": photo_id}).scalar_one()


def without(resolution: str, **more: object) -> Callable[[Cast, PhotoDetail], PersonChange]:
    return lambda people, photo: PersonChange.model_validate(
        {"id": photo.people_in_photo[0].id, "resolution": resolution, **more}
    )


IMPOSSIBLE = {
    "a child whom nobody named": (without("child"), "child_id"),
    "an adult whom nobody named": (without("adult"), "adult_id"),
    "a child there is not": (without("child", child_id=uuid4()), "child_id"),
    "an adult there is not": (without("adult", adult_id=uuid4()), "adult_id"),
    "nobody can tell, and nobody says why": (without("not_identifiable"), "reason"),
    "a reason of blanks": (without("not_identifiable", reason=" \n\t "), "reason"),
    "somebody who is not in the picture": (lambda people, photo: PersonChange(id=uuid4(), resolution="open"), "id"),
    "a mark with no place": (lambda people, photo: PersonChange(resolution="open"), "box"),
    "a mark half outside": (
        lambda people, photo: PersonChange(resolution="open", box=MarkedBox(x=0.9, y=0, w=0.2, h=0.1)),
        "box",
    ),
    "another school's child": (lambda people, photo: without("child", child_id=people.zoe.id)(people, photo), "child_id"),
    "an adult as a child": (lambda people, photo: without("child", child_id=people.ms_okafor.id)(people, photo), "child_id"),
    "a child who is redacted": (lambda people, photo: without("redacted", child_id=people.ben.id)(people, photo), "child_id"),
    "a child and an adult at once": (
        lambda people, photo: without("child", child_id=people.ben.id, adult_id=people.ms_okafor.id)(people, photo),
        "adult_id",
    ),
}


@pytest.mark.parametrize("case", IMPOSSIBLE)
def test_what_can_not_be_is_refused_by_its_field(
    tx: Session, publisher: Actor, people: Cast, two_faces: PhotoDetail, case: str
) -> None:
    make, field = IMPOSSIBLE[case]
    with pytest.raises(Invalid) as refused:
        resolve(tx, publisher, two_faces, [make(people, two_faces)])
    assert [each.where for each in refused.value.fields] == [f"body.people.0.{field}"]
    assert service.photo(tx, publisher, two_faces.id) == two_faces


def test_nobody_stands_in_the_list_twice(tx: Session, publisher: Actor, two_faces: PhotoDetail) -> None:
    left, right = said(two_faces)
    with pytest.raises(Invalid) as refused:
        resolve(tx, publisher, two_faces, [left, right, left])
    assert [each.where for each in refused.value.fields] == ["body.people"]


@pytest.mark.rule("A6")
def test_another_schools_child_is_refused_as_one_that_there_is_not(
    tx: Session, publisher: Actor, people: Cast, two_faces: PhotoDetail
) -> None:
    left, right = said(two_faces)
    refusals = []
    for child_id in (people.zoe.id, uuid4()):
        with pytest.raises(Invalid) as refused:
            resolve(tx, publisher, two_faces, [is_child(left, child_id), right])
        refusals.append(refused.value.document())
    assert refusals[0] == refusals[1]


@pytest.mark.parametrize(
    "box",
    [
        {"x": -0.1, "y": 0, "w": 0.1, "h": 0.1},
        {"x": 0, "y": 1.1, "w": 0.1, "h": 0.1},
        {"x": 0, "y": 0, "w": 0, "h": 0.1},
        {"x": 0, "y": 0, "w": 0.1, "h": 1e-9},
        {"x": float("nan"), "y": 0, "w": 0.1, "h": 0.1},
        {"x": 0, "y": 0, "w": float("inf"), "h": 0.1},
    ],
)
def test_a_box_is_a_part_of_the_picture(box: dict[str, float]) -> None:
    with pytest.raises(ValidationError):
        MarkedBox.model_validate(box)


@pytest.mark.parametrize("reason", ["a\0b", "\ud800", "x" * 501])
def test_a_reason_is_text_that_can_be_kept(reason: str) -> None:
    with pytest.raises(ValidationError):
        PersonChange(resolution="not_identifiable", reason=reason)


def test_a_picture_that_is_not_scanned_has_nobody_to_name(tx: Session, sports_day: Event, publisher: Actor) -> None:
    photo = photo_at(tx, sports_day)
    for attempt in (
        lambda: resolve_people(tx, publisher, photo.id, PeopleChange(people_version=1, people=[mark()])),
        lambda: review(tx, publisher, photo.id, ReviewInput(people_version=1, head_count=0)),
        lambda: service.view_rendition(publisher, photo.id, "preview"),
    ):
        with pytest.raises(Conflict) as refused:
            attempt()
        assert refused.value.type == "/problems/not-scanned"


@pytest.mark.rule("A2")
def test_naming_and_counting_are_recorded_without_names(tx: Session, people: Cast, publisher: Actor, named: PhotoDetail) -> None:
    counted(tx, publisher, named, 2)
    tx.commit()
    resolved, reviewed = tx.exec(select(AuditEntry).order_by(col(AuditEntry.number))).all()[-2:]
    assert (resolved.verb, resolved.actor_id, resolved.thing_id) == ("photo:resolve", people.publisher.id, named.id)
    assert [each["who"] for each in resolved.detail["changed"]] == [str(people.amira.id), str(people.ben.id)]
    assert (reviewed.verb, reviewed.detail) == ("photo:review", {"head_count": 2, "people_version": 2})
    assert "Amira" not in str(resolved.detail)


# The head count.


@pytest.mark.rule("W2")
def test_a_head_count_stands_under_a_name(tx: Session, publisher: Actor, people: Cast, named: PhotoDetail) -> None:
    reviewed = counted(tx, publisher, named, 2)
    assert reviewed.review is not None
    assert (reviewed.review.head_count, reviewed.review.by.id) == (2, people.publisher.id)
    assert reviewed.reviewed


@pytest.mark.rule("W2")
def test_a_program_never_confirms_a_head_count(tx: Session, publisher: Actor, named: PhotoDetail) -> None:
    """Not even with a person's roles, and whatever it counts."""
    program = replace(publisher, kind="token")
    for head_count in (2, 3):
        with pytest.raises(NotAllowed) as refused:
            counted(tx, program, named, head_count)
        assert "not a program" in refused.value.detail
    assert service.photo(tx, publisher, named.id) == named


@pytest.mark.rule("W2")
def test_an_open_face_and_a_wrong_count_stop_it(tx: Session, publisher: Actor, people: Cast, two_faces: PhotoDetail) -> None:
    left, right = said(two_faces)
    half = resolve(tx, publisher, two_faces, [is_child(left, people.amira.id), right])
    with pytest.raises(Refused) as refused:
        counted(tx, publisher, half, 3)
    assert refused.value.type == "/problems/not-accounted-for"
    assert [(reason.rule, reason.code, reason.about) for reason in refused.value.reasons] == [
        ("W2", "face_open", str(right.id)),
        ("W2", "head_count", str(half.id)),
    ]
    assert service.photo(tx, publisher, half.id).review is None


@pytest.mark.rule("W2")
def test_nobody_is_in_a_picture_twice(tx: Session, publisher: Actor, people: Cast, named: PhotoDetail) -> None:
    """However the rows came to say so: the count has the last look."""
    rows = tx.exec(select(PersonInPhoto).where(PersonInPhoto.photo_id == named.id)).all()
    for row in rows:
        row.child_id = people.amira.id
    both = service.detail(tx, publisher.school, named.id)
    with pytest.raises(Refused) as refused:
        counted(tx, publisher, both, 2)
    assert [reason.code for reason in refused.value.reasons] == ["named_twice", "named_twice"]


@pytest.mark.rule("W2")
def test_a_picture_of_nobody_is_counted_too(tx: Session, sports_day: Event, publisher: Actor) -> None:
    photo = service.photo(tx, publisher, scanned_at(tx, sports_day, faces=0).id)
    assert counted(tx, publisher, photo, 0).reviewed


@pytest.mark.rule("W2")
@pytest.mark.parametrize("change", ["another child", "a new mark", "left out", "open again"])
def test_a_review_never_survives_a_change(tx: Session, publisher: Actor, people: Cast, named: PhotoDetail, change: str) -> None:
    reviewed = counted(tx, publisher, named, 2)
    left, right = said(reviewed)
    changed = {
        "another child": [is_child(left, people.chidi.id), right],
        "a new mark": [left, right, mark()],
        "left out": [left],
        "open again": [left, PersonChange(id=right.id, resolution="open")],
    }[change]
    after = resolve(tx, publisher, reviewed, changed)
    assert (after.reviewed, after.review) == (False, None)


@pytest.mark.rule("W2")
def test_nor_does_it_come_back_when_the_change_is_undone(tx: Session, publisher: Actor, people: Cast, named: PhotoDetail) -> None:
    reviewed = counted(tx, publisher, named, 2)
    left, right = said(reviewed)
    changed = resolve(tx, publisher, reviewed, [is_child(left, people.chidi.id), right])
    undone = resolve(tx, publisher, changed, [left, right])
    assert undone.people_in_photo == reviewed.people_in_photo
    assert undone.review is None


def test_a_count_of_what_somebody_changed_meanwhile_is_refused(
    tx: Session, publisher: Actor, two_faces: PhotoDetail, named: PhotoDetail
) -> None:
    with pytest.raises(Conflict) as refused:
        counted(tx, publisher, two_faces, 2)
    assert refused.value.type == "/problems/people-changed"


@pytest.mark.rule("W2")
def test_of_those_who_change_it_at_once_one_is_heard(committed_people: Cast) -> None:
    oakfield, publisher = committed_people.oakfield.id, acting(committed_people.publisher)
    with begin(oakfield) as tx:
        photo = service.photo(tx, publisher, scanned_at(tx, event_at(tx, oakfield), faces=2).id)

    def change(_: int) -> str:
        with begin(oakfield) as own:
            try:
                resolve(own, publisher, photo, [*said(photo), mark()])
            except Problem as problem:
                return problem.type
        return "heard"

    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(change, range(8)))
    assert sorted(outcomes) == ["/problems/people-changed"] * 7 + ["heard"]
    with begin(oakfield) as tx:
        after = service.photo(tx, publisher, photo.id)
    assert (after.people, after.people_version) == (3, 2)


# Lists.


def test_each_photo_is_in_one_state(tx: Session, publisher: Actor, sports_day: Event) -> None:
    waiting, failed = photo_at(tx, sports_day, "1.jpg"), photo_at(tx, sports_day, "2.jpg")
    scanning.save_failed_scan(tx, sports_day.school_id, failed.id, "It could not be read.")
    still_open = scanned_at(tx, sports_day, 1, "3.jpg")
    to_review, reviewed = scanned_at(tx, sports_day, 0, "4.jpg"), scanned_at(tx, sports_day, 0, "5.jpg")
    counted(tx, publisher, service.photo(tx, publisher, reviewed.id), 0)
    expected: dict[PhotoState, Photo] = {
        "waiting": waiting,
        "failed": failed,
        "open": still_open,
        "to_review": to_review,
        "reviewed": reviewed,
    }
    for state, photo in expected.items():
        listed = service.photos(tx, publisher, sports_day.id, state)
        assert ([each.id for each in listed.items], listed.total) == ([photo.id], 1)
    assert service.photos(tx, publisher, sports_day.id, None).total == 5
    (counts,) = service.counts(tx, publisher)
    assert counts.model_dump() == {"event_id": sports_day.id, "photos": 5, "waiting": 1, "failed": 1, "to_do": 4}


def test_a_thousand_photos_take_no_more_queries_than_one(tx: Session, publisher: Actor, sports_day: Event) -> None:
    scanned_at(tx, sports_day, 3, "first.jpg")
    with queries_of(tx) as for_one:
        service.photos(tx, publisher, sports_day.id, None)
    copy_photo(tx, sports_day, 999)
    with queries_of(tx) as for_a_thousand:
        listed = service.photos(tx, publisher, sports_day.id, None)
    assert len(for_a_thousand) == len(for_one) == 2
    assert listed.total == len(listed.items) == 1000
    assert {(row.people, row.open) for row in listed.items} == {(3, 3)}


def copy_photo(tx: Session, event: Event, times: int) -> None:
    """The event's photo, with everybody in it, so many times more."""
    tx.execute(
        text("""
            with copied as (
                insert into photos (id, school_id, event_id, sha256, type, size, file_name, width, height, taken_at, has_location,
                    uploaded_by, uploaded_at, scan_state, scan_problem, people_version)
                select gen_random_uuid(), school_id, event_id, 'copy ' || n, type, size, 'copy', width, height, taken_at,
                    has_location, uploaded_by, uploaded_at, scan_state, scan_problem, people_version
                from photos, generate_series(1, :times) n where event_id = :event returning id
            )
            insert into people_in_photos (id, school_id, photo_id, number, x, y, w, h, score, resolution)
            select gen_random_uuid(), school_id, copied.id, number, x, y, w, h, score, resolution from people_in_photos, copied
        """),
        {"times": times, "event": event.id},
    )


@contextmanager
def queries_of(tx: Session) -> Iterator[list[str]]:
    """The statements that this session sends meanwhile."""
    seen: list[str] = []
    connection = tx.connection()

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    sql_events.listen(connection, "before_cursor_execute", note)
    yield seen
    sql_events.remove(connection, "before_cursor_execute", note)


def test_an_unknown_event_has_no_list(tx: Session, publisher: Actor) -> None:
    for attempt in (
        lambda: service.photos(tx, publisher, uuid4(), None),
        lambda: uploads.hashes_here(tx, publisher, uuid4(), []),
        lambda: service.photo_ids_of(tx, publisher.school, uuid4()),
        lambda: uploads.uploaded_before(publisher, AboutUpload(event_id=uuid4(), file_name=""), sha256(b"")),
    ):
        with pytest.raises(NotFound):
            attempt()


@pytest.mark.rule("A6")
def test_another_school_finds_nothing_of_it(tx: Session, people: Cast, two_faces: PhotoDetail) -> None:
    head = acting(people.other_head)
    act_for(tx, people.elmbank.id)
    for attempt in (
        lambda: service.photo(tx, head, two_faces.id),
        lambda: service.view_original(head, two_faces.id),
        lambda: service.view_rendition(head, two_faces.id, "thumbnail"),
        lambda: resolve(tx, head, two_faces, said(two_faces)),
        lambda: counted(tx, head, two_faces, 2),
        lambda: scanning.scan_again(tx, head, two_faces.id),
        lambda: service.photos(tx, head, two_faces.event_id, None),
    ):
        with pytest.raises(NotFound) as refused:
            attempt()
        assert refused.value.document() == NotFound().document()
    assert service.counts(tx, head) == []


# Scans.


def test_a_scan_is_kept_once(tx: Session, publisher: Actor, named: PhotoDetail) -> None:
    scanning.save_scan(tx, publisher.school, named.id, found(5), sha256(b"other"), sha256(b"other"))
    scanning.save_failed_scan(tx, publisher.school, named.id, "It could not be read.")
    assert service.photo(tx, publisher, named.id) == named


@pytest.mark.promise("U4")
def test_a_failed_scan_says_why_and_can_be_tried_again(tx: Session, publisher: Actor, sports_day: Event) -> None:
    photo = photo_at(tx, sports_day)
    scanning.save_failed_scan(tx, publisher.school, photo.id, "It could not be read.")
    assert service.photo(tx, publisher, photo.id).scan_problem == "It could not be read."
    again = scanning.scan_again(tx, publisher, photo.id)
    assert (again.scan_state, again.scan_problem) == ("waiting", None)
    jobs = tx.execute(text("select args from procrastinate_jobs")).scalars().all()
    assert [(job["fact"], job["values"]["photo_id"]) for job in jobs] == [("ScanAskedAgain", str(photo.id))]


def test_a_scan_that_was_done_is_not_done_again(tx: Session, publisher: Actor, two_faces: PhotoDetail) -> None:
    with pytest.raises(Conflict) as refused:
        scanning.scan_again(tx, publisher, two_faces.id)
    assert refused.value.type == "/problems/already-scanned"
