"""Each way in which a picture stops being allowed, and each form in which the public could still get at it."""

import io
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import date, datetime, time, timedelta
from uuid import UUID, uuid4

from PIL import Image
from sqlmodel import select
from starlette.testclient import TestClient

from consentsvc.clearance import holds, refusals
from consentsvc.clearance.models import CrowdCheck
from consentsvc.consent import opt_outs
from consentsvc.consent.models import Answer, Invalidation, Objection
from consentsvc.consent.opt_outs import Wish
from consentsvc.consent.rules import eighteenth_birthday
from consentsvc.consent.speakers import Speaker
from consentsvc.events import notices
from consentsvc.events import service as events
from consentsvc.events.schemas import EventChange, NoticeWord
from consentsvc.forms.purposes import PURPOSES
from consentsvc.kernel import clock
from consentsvc.kernel.access import Actor
from consentsvc.kernel.database import begin
from consentsvc.media import deleting, seals
from consentsvc.media import service as media
from consentsvc.media.hidden import every_photo
from consentsvc.media.models import Photo
from consentsvc.media.people import resolve_people
from consentsvc.media.schemas import PeopleChange, PersonChange
from consentsvc.publishing import channels
from consentsvc.publishing.models import Placement
from consentsvc.publishing.schemas import ChannelChange, PlacementRow
from consentsvc.roster.models import Child, Guardianship
from consentsvc.schools.models import School
from consentsvc.schools.policy import SchoolPolicy
from tests.publishing import crowds
from tests.publishing.stage import ALT, CAPTION, Stage, path_of

Ending = Callable[[Stage, PlacementRow], AbstractContextManager[None] | None]
Form = Callable[[Stage, PlacementRow, TestClient], None]


def withdrawn(stage: Stage, placed: PlacementRow) -> None:
    stage.answer(stage.cast.amira, stage.cast.amira_mother, "withdrawn")


def refused_later(stage: Stage, placed: PlacementRow) -> None:
    stage.answer(stage.cast.amira, stage.cast.amira_mother, "refused")


def other_guardian_refused(stage: Stage, placed: PlacementRow) -> None:
    stage.answer(stage.cast.amira, stage.cast.amira_father, "refused")


def refused_for_the_event(stage: Stage, placed: PlacementRow) -> None:
    stage.answer(stage.cast.amira, stage.cast.amira_mother, "refused", event_id=stage.event)


def child_said_no(stage: Stage, placed: PlacementRow) -> None:
    stage.answer(stage.cast.amira, None, "refused")


def adult_withdrew(stage: Stage, placed: PlacementRow) -> None:
    stage.adult_answer("withdrawn")


def ran_out(stage: Stage, placed: PlacementRow) -> AbstractContextManager[None]:
    return _at(SchoolPolicy().year_end_after(clock.today()) + timedelta(days=1))


def restricted(stage: Stage, placed: PlacementRow) -> None:
    stage.restrict(stage.cast.amira)


def taken_down(stage: Stage, placed: PlacementRow) -> None:
    with begin(stage.school) as tx:
        mother = Speaker.guardian(stage.cast.amira.id, stage.cast.amira_mother.id)
        refusals.refuse(tx, Actor("family", stage.cast.amira_mother.id, stage.school), mother, placed.photo_id)


def now_only_in_a_group(stage: Stage, placed: PlacementRow) -> None:
    stage.answer(stage.cast.amira, stage.cast.amira_mother, "given", conditions=["group_only"])


def objected(stage: Stage, placed: PlacementRow) -> None:
    with begin(stage.school) as tx:
        tx.add(
            Objection(
                school_id=stage.school,
                objection_id=uuid4(),
                child_id=stage.cast.amira.id,
                guardian_id=stage.cast.amira_mother.id,
                purpose="website",
                act="raised",
                at=clock.now(),
            )
        )


def marked_as_a_mistake(stage: Stage, placed: PlacementRow) -> None:
    with begin(stage.school) as tx:
        for said in tx.exec(select(Answer).where(Answer.child_id == stage.cast.amira.id)).all():
            tx.add(
                Invalidation(
                    school_id=stage.school,
                    answer_id=said.id,
                    child_id=said.child_id,
                    reason="Entered for another child.",
                    by=stage.cast.office.id,
                    at=clock.now(),
                )
            )


def went_into_care(stage: Stage, placed: PlacementRow) -> None:
    stage.change(stage.cast.amira, looked_after=True)


def left(stage: Stage, placed: PlacementRow) -> None:
    stage.change(stage.cast.amira, left_on=clock.today())


def guardian_lost_responsibility(stage: Stage, placed: PlacementRow) -> None:
    with begin(stage.school) as tx:
        for tie in tx.exec(select(Guardianship).where(Guardianship.child_id == stage.cast.amira.id)):
            tie.parental_responsibility = False


def came_of_age(stage: Stage, placed: PlacementRow) -> AbstractContextManager[None]:
    """`born_soon_18` prepared it."""
    with begin(stage.school) as tx:
        born_on = tx.get_one(type(stage.cast.amira), stage.cast.amira.id).born_on
    return _at(eighteenth_birthday(born_on))


def retagged_to_a_child_without_consent(stage: Stage, placed: PlacementRow) -> None:
    stage.retag(placed.photo_id, {stage.cast.ben.id: stage.cast.chidi})
    stage.review(placed.photo_id)


def retagged_and_redacted_since(stage: Stage, placed: PlacementRow) -> None:
    """The photo is cleared again, but the files still show who is now redacted."""
    stage.retag(placed.photo_id, {stage.cast.ben.id: None})
    stage.review(placed.photo_id)


def people_changed(stage: Stage, placed: PlacementRow) -> None:
    """And nobody has counted them again yet."""
    stage.retag(placed.photo_id, {stage.cast.ben.id: None})


def said_to_be_swimming(stage: Stage, placed: PlacementRow) -> None:
    """And nobody has made the extra check yet (P7)."""
    with begin(stage.school) as tx:
        events.set_activity(tx, stage.actor(stage.cast.teacher), stage.event, "swimming")


def opted_out(stage: Stage, placed: PlacementRow) -> None:
    """By somebody without an account, from the sign at the event (E3)."""
    opt_out(stage, "Amira Khan")


def opted_out_by_an_unknown_name(stage: Stage, placed: PlacementRow) -> None:
    """And nobody has found out yet who that is: it may be anybody in the picture (E3)."""
    opt_out(stage, "Zebedee Quux")


def removed(stage: Stage, placed: PlacementRow) -> None:
    stage.remove(placed)


def second_person_asked_for(stage: Stage, placed: PlacementRow) -> None:
    """The channel wants one from now on, whoever placed the picture."""
    with begin(stage.school) as tx:
        change = ChannelChange(releasing="always")
        channels.change(tx, stage.actor(stage.cast.publisher), placed.channel_id, change)


def review_overdue(stage: Stage, placed: PlacementRow) -> None:
    """Nobody has looked at it for longer than the school's policy lets it stay."""
    with begin(stage.school) as tx, every_photo(tx):
        tx.get_one(Placement, placed.id).reviewed_on -= timedelta(days=SchoolPolicy().review_days + 1)


def sealed(stage: Stage, placed: PlacementRow) -> None:
    with begin(stage.school) as tx:
        seals.seal(tx, stage.actor(stage.cast.lead), placed.photo_id, "It was reported.")


def deleted(stage: Stage, placed: PlacementRow) -> None:
    with begin(stage.school) as tx:
        deleting.delete(tx, stage.actor(stage.cast.publisher), placed.photo_id)


def child_pulled(stage: Stage, placed: PlacementRow) -> None:
    """Out of service while a report is looked into (M7)."""
    with begin(stage.school) as tx:
        holds.hold(tx, stage.actor(stage.cast.lead), child_id=stage.cast.amira.id)


def picture_pulled(stage: Stage, placed: PlacementRow) -> None:
    with begin(stage.school) as tx:
        holds.hold(tx, stage.actor(stage.cast.lead), photo_id=placed.photo_id)


ENDINGS: tuple[Ending, ...] = (
    withdrawn,
    refused_later,
    other_guardian_refused,
    refused_for_the_event,
    child_said_no,
    adult_withdrew,
    ran_out,
    restricted,
    taken_down,
    now_only_in_a_group,
    objected,
    marked_as_a_mistake,
    went_into_care,
    left,
    guardian_lost_responsibility,
    came_of_age,
    retagged_to_a_child_without_consent,
    retagged_and_redacted_since,
    people_changed,
    said_to_be_swimming,
    opted_out,
    opted_out_by_an_unknown_name,
    removed,
    second_person_asked_for,
    review_overdue,
    sealed,
    deleted,
    child_pulled,
    picture_pulled,
)

# Of a crowd: Ben is named in it, and the others aren't; Amira takes part too, and nobody found her in it (E6)


def other_refused(stage: Stage, placed: PlacementRow) -> None:
    stage.answer(stage.cast.amira, stage.cast.amira_mother, "withdrawn")


def other_restricted(stage: Stage, placed: PlacementRow) -> None:
    stage.restrict(stage.cast.amira)


def other_went_into_care(stage: Stage, placed: PlacementRow) -> None:
    stage.change(stage.cast.amira, looked_after=True)


def other_opted_out(stage: Stage, placed: PlacementRow) -> None:
    opt_out(stage, "Amira Khan")


def unlisted_child_opted_out(stage: Stage, placed: PlacementRow) -> None:
    """Who doesn't take part, as far as anybody said."""
    opt_out(stage, "Chidi Eze")


def other_pulled(stage: Stage, placed: PlacementRow) -> None:
    with begin(stage.school) as tx:
        holds.hold(tx, stage.actor(stage.cast.lead), child_id=stage.cast.amira.id)


def somebody_new_takes_part(stage: Stage, placed: PlacementRow) -> None:
    """For whom nobody answered, and nobody looked."""
    _takes_part(stage, stage.cast.amira, stage.cast.ben, stage.cast.chidi)


def nobody_is_listed(stage: Stage, placed: PlacementRow) -> None:
    _takes_part(stage)


def notice_taken_back(stage: Stage, placed: PlacementRow) -> None:
    with begin(stage.school) as tx:
        notices.say(tx, stage.actor(stage.cast.teacher), stage.event, NoticeWord(kind="door_sign", is_given=False))


def made_ordinary(stage: Stage, placed: PlacementRow) -> None:
    with begin(stage.school) as tx:
        events.change(tx, stage.actor(stage.cast.publisher), stage.event, EventChange(scale="ordinary"))


def smaller_faces_wanted(stage: Stage, placed: PlacementRow) -> None:
    with begin(stage.school) as tx:
        tx.get_one(School, stage.school).policy = {"crowd_face_share": 0.02}


OF_A_CROWD: tuple[Ending, ...] = (
    other_refused,
    other_restricted,
    other_went_into_care,
    other_opted_out,
    unlisted_child_opted_out,
    other_pulled,
    somebody_new_takes_part,
    nobody_is_listed,
    notice_taken_back,
    made_ordinary,
    smaller_faces_wanted,
)
CROWDS_BRIEFLY: tuple[Ending, ...] = (other_opted_out, somebody_new_takes_part)
"""Where all of them would take long: one that a fact tells of, and one that none does."""


def photo_for(ending: Ending, stage: Stage, size: tuple[int, int] = (640, 480)) -> UUID:
    """A picture that this can happen to."""
    return crowd_photo(stage) if ending in OF_A_CROWD else stage.photo(size=size)


def crowd_photo(stage: Stage) -> UUID:
    """Ben, named, and others of a crowd, at a large event. Somebody looked at it for each use, where nobody had to be kept out."""
    crowds.make_large(stage, (stage.cast.amira, stage.cast.ben))
    photo_id = crowds.crowd_photo(stage)
    resolve_first(stage, photo_id, stage.cast.ben)
    stage.review(photo_id)
    with begin(stage.school) as tx:
        version, by = tx.get_one(Photo, photo_id).people_version, stage.cast.publisher.id
        looked = {"school_id": stage.school, "photo_id": photo_id, "people_version": version, "kept_out": [], "by": by}
        tx.add_all(CrowdCheck(purpose=purpose, at=clock.now(), **looked) for purpose in PURPOSES)
    return photo_id


def resolve_first(stage: Stage, photo_id: UUID, who: Child | None) -> None:
    """Say that the first face is a child's, or one of the crowd."""
    actor = stage.actor(stage.cast.teacher)
    with begin(stage.school) as tx:
        there = media.photo(tx, actor, photo_id)
        first = PersonChange(id=there.people_in_photo[0].id, resolution="child" if who else "crowd", child_id=who and who.id)
        others = [PersonChange(id=each.id, resolution=each.resolution) for each in there.people_in_photo[1:]]
        resolve_people(tx, actor, photo_id, PeopleChange(people_version=there.people_version, people=[first, *others]))


OF_THE_PLACEMENT: tuple[Ending, ...] = (removed, second_person_asked_for, review_overdue)
"""Those that leave the facts of the photo as they are."""


def _takes_part(stage: Stage, *children: Child) -> None:
    with begin(stage.school) as tx:
        events.set_participants(tx, stage.actor(stage.cast.teacher), stage.event, [each.id for each in children])


@contextmanager
def after(ending: Ending, stage: Stage, placed: PlacementRow) -> Iterator[None]:
    """The world in which it has happened."""
    with ending(stage, placed) or nullcontext():
        yield


def born_soon_18(stage: Stage) -> None:
    """Amira turns 18 before any answer runs out. Nobody under 18 is treated otherwise for it."""
    soon = clock.today() + timedelta(days=3)
    stage.change(stage.cast.amira, born_on=date(soon.year - 18, soon.month, min(soon.day, 28)))


def large(stage: Stage, placed: PlacementRow, client: TestClient) -> None:
    _is_neutral(client.get(_address(placed, "large")), placed, "large")


def small(stage: Stage, placed: PlacementRow, client: TestClient) -> None:
    _is_neutral(client.get(_address(placed, "small")), placed, "small")


def head(stage: Stage, placed: PlacementRow, client: TestClient) -> None:
    answer = client.head(_address(placed, "large"))
    assert (answer.status_code, answer.content) == (410, b"")
    assert "etag" not in answer.headers


def range_of_it(stage: Stage, placed: PlacementRow, client: TestClient) -> None:
    _is_neutral(client.get(_address(placed, "large"), headers={"Range": "bytes=0-99"}), placed, "large")


def if_none_match(stage: Stage, placed: PlacementRow, client: TestClient) -> None:
    for etag in ("*", f'"{stage.sha256_of(placed, "large")}"'):
        _is_neutral(client.get(_address(placed, "large"), headers={"If-None-Match": etag}), placed, "large")


def gallery_page(stage: Stage, placed: PlacementRow, client: TestClient) -> None:
    page = client.get(path_of(stage.channel.address))
    assert page.status_code == 200
    assert "There are no pictures here now." in page.text
    assert not any(word in page.text for word in (placed.code, ALT, CAPTION))


def gallery_data(stage: Stage, placed: PlacementRow, client: TestClient) -> None:
    assert client.get(path_of(stage.channel.address) + ".json").json()["pictures"] == []


def frame(stage: Stage, placed: PlacementRow, client: TestClient) -> None:
    _tells_nothing(stage, placed, client, "/frame")


def json_feed(stage: Stage, placed: PlacementRow, client: TestClient) -> None:
    _tells_nothing(stage, placed, client, "/feed.json")


def atom_feed(stage: Stage, placed: PlacementRow, client: TestClient) -> None:
    _tells_nothing(stage, placed, client, "/feed.xml")


def familys_page(stage: Stage, placed: PlacementRow, client: TestClient) -> None:
    page = client.get(f"{stage.family_page(client, stage.cast.ben, stage.cast.ben_mother)}/pictures")
    assert page.status_code == 200
    assert placed.code not in page.text
    assert "No picture is in use now." in page.text


FORMS: tuple[Form, ...] = (
    large,
    small,
    head,
    range_of_it,
    if_none_match,
    gallery_page,
    gallery_data,
    frame,
    json_feed,
    atom_feed,
    familys_page,
)


def _tells_nothing(stage: Stage, placed: PlacementRow, client: TestClient, where: str) -> None:
    answer = client.get(path_of(stage.channel.address) + where)
    assert answer.status_code == 200
    assert not any(word in answer.text for word in (placed.code, ALT, CAPTION))


def opt_out(stage: Stage, name: str) -> None:
    """By whoever stands before the sign at the event, for a child of this name."""
    with begin(stage.school) as tx:
        opt_outs.opt_out(tx, Actor("public", None, stage.school), events.known_event(tx, stage.school, stage.event), Wish(name))


def _at(day: date) -> AbstractContextManager[None]:
    """The first minute of a day at the school."""
    return clock.standing_at(datetime.combine(day, time(0, 1), clock.LOCAL))


def _address(placed: PlacementRow, size: str) -> str:
    return path_of(next(file.address for file in placed.files if file.size == size))


def _is_neutral(answer: object, placed: PlacementRow, size: str) -> None:
    file = next(file for file in placed.files if file.size == size)
    assert answer.status_code == 410
    assert answer.headers["cache-control"] == "no-store"
    assert "etag" not in answer.headers
    picture = Image.open(io.BytesIO(answer.content))
    assert picture.size == (file.width, file.height)
    colours: Mapping[int, object] = dict(picture.convert("L").getcolors() or {})
    assert max(colours) > picture.width * picture.height / 2, "one grey fills most of it"
