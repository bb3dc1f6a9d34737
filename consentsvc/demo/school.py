"""Preparing the demonstration: two schools, their families' differing answers, and a sports day with forty drawn photographs.

Everything goes through the same services as real work. Interrupted, it goes on where it stopped when it is started again.
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

from sqlmodel import Session, col, select

from consentsvc.accounts import service as accounts
from consentsvc.asking import service as asking
from consentsvc.asking.models import Request
from consentsvc.asking.schemas import NewRound, Scope
from consentsvc.consent import restrictions
from consentsvc.consent import service as consent
from consentsvc.consent.rules import Said
from consentsvc.consent.speakers import Speaker
from consentsvc.consent.standings import standings_for
from consentsvc.demo import going_out, incidents, large_events, names, scenes
from consentsvc.events import service as events
from consentsvc.events.models import Event
from consentsvc.events.schemas import NewEvent
from consentsvc.families import ways_in
from consentsvc.forms.purposes import PURPOSES
from consentsvc.kernel import clock
from consentsvc.kernel.access import Actor, Role
from consentsvc.kernel.blobs import blobs
from consentsvc.kernel.database import begin
from consentsvc.kernel.errors import Conflict
from consentsvc.kernel.settings import settings
from consentsvc.media import jobs as media_jobs
from consentsvc.media import service as media
from consentsvc.media import uploads
from consentsvc.media.facts import PhotoUploaded
from consentsvc.media.people import resolve_people, review
from consentsvc.media.schemas import AboutUpload, PeopleChange, PersonChange, PhotoDetail, ReviewInput
from consentsvc.notifications import service as notifications
from consentsvc.notifications.models import Letter
from consentsvc.publishing import channels
from consentsvc.publishing import service as publishing
from consentsvc.publishing.schemas import ChannelRow, NewChannel, PlacementItem
from consentsvc.roster import service as roster
from consentsvc.roster.models import Child, Guardian, Guardianship
from consentsvc.roster.schemas import NewAdult, NewChild, NewGuardian
from consentsvc.schools import service as schools

PASSWORD = "demonstration"  # noqa: S105  (printed for whoever starts it)
PHOTOGRAPHS = 40
READY = 8  # how many of them are on the website from the start
WAITS = 35  # the one that the same person uploaded and placed, so that it waits for a second person (P6)
ANSWER_THE_ROUND = 4  # people of the class that is being asked
TO_TRY = 8  # photographs laid into a folder, to be dropped on an event
EVENT = "Summer sports day"
DISAGREE, RESTRICTED = 5, 11  # the child whose parents disagree, and the one whom the lead holds back

STAFF: Sequence[tuple[str, str, frozenset[Role], str]] = (
    ("staff", "Priya Shah", frozenset({Role.STAFF, Role.PUBLISHER}), "uploads, names people, confirms the head count, publishes"),
    ("teacher", "Tom Wells", frozenset({Role.STAFF}), "uploads and names people"),
    ("photographer", "Kit Larsen", frozenset({Role.PHOTOGRAPHER}), "uploads, and sees no picture"),
    ("office", "Jo Hart", frozenset({Role.OFFICE}), "children, families and their answers, imports"),
    ("lead", "Dr Ada Moss", frozenset({Role.LEAD}), "safeguarding lead: restrictions, and all of the above"),
    ("deputy", "Lena Fox", frozenset({Role.LEAD}), "deputy safeguarding lead: the same; reports are handed over between the two"),
    ("head", "Martin Cross", frozenset({Role.HEAD}), "sees answers and publishes; reads reports about a safeguarding lead"),
    ("dpo", "Ines Varga", frozenset({Role.DPO}), "data protection officer: the record, policy and breaches"),
    ("admin", "Sam Reeve", frozenset({Role.ADMIN}), "channels; no pictures of anybody"),
    ("steward", "Ravi Dutt", frozenset({Role.STEWARD}), "logs on a phone what others photograph, and sees no picture"),
    ("chair", "Nora Hollis", frozenset({Role.CHAIR}), "chair of governors: reads reports about the head"),
)


def prepare(say: Callable[[str], None]) -> str:
    """Make what isn't there yet, and `say` how far it is; gives what to open and how to sign in."""
    say("Preparing two schools and their families…")
    school_id = _school("Oakfield Primary", "oakfield", names.OAKFIELD_CHILDREN, names.OAKFIELD_CLASSES, names.OAKFIELD_ADULTS)
    _school("Elmbank School", "elmbank", names.ELMBANK_CHILDREN, ("Willows",), ())
    actor = _member_of_staff(school_id, "staff")
    event_id, channel = _event(actor)
    _photographs(actor, event_id, channel, say)
    _round(actor)
    going_out.prepare(actor, _member_of_staff(school_id, "teacher"), [_file_name(number) for number in range(READY)])
    _large_events(actor)
    return _welcome(actor, channel, _laid_out())


def _member_of_staff(school_id: UUID, local: str) -> Actor:
    """Somebody who does the demonstration's work at a school, so that reviews have a name."""
    with begin(school_id) as tx:
        slug = schools.school(tx, school_id).slug
        user = accounts.person(tx, f"{local}@{slug}.example")
    return Actor(kind="staff", id=user.id, school_id=school_id, roles=frozenset({Role.LEAD}), name=user.name)


def _school(name: str, slug: str, children: Sequence[str], classes: Sequence[str], adults: Sequence[str]) -> UUID:
    """A school with its people and their answers, all or nothing."""
    with begin() as tx:
        there = {each.slug: each.id for each in schools.listed(tx)}
        school_id = there[slug] if slug in there else schools.create(tx, name, slug).id
        _sign_ins(tx, school_id, slug)
        if slug in there:
            return school_id
        lead = accounts.person(tx, f"lead@{slug}.example")
        actor = Actor(kind="staff", id=lead.id, school_id=school_id, roles=frozenset({Role.LEAD}))
        class_ids = [roster.add_class(tx, actor, each).id for each in classes]
        for number, child in enumerate(children):
            _child(tx, actor, number, child, class_ids[number % len(class_ids)])
        for adult in adults:
            added = roster.add_adult(tx, actor, NewAdult(name=adult))
            for purpose in PURPOSES:
                consent.answer(tx, actor, Speaker.adult(added.id), purpose=purpose, said="given", method="in_person")
        return school_id


def _sign_ins(tx: Session, school_id: UUID, slug: str) -> None:
    """Staff who aren't there yet, in a folder of an earlier release too."""
    for local, person, roles, _ in STAFF:
        with suppress(Conflict):
            accounts.add_user(tx, school_id, f"{local}@{slug}.example", person, PASSWORD, set(roles))


def _child(tx: Session, actor: Actor, number: int, name: str, class_id: UUID) -> None:
    first, _, last = name.partition(" ") if not name.startswith("Xin Yi") else ("Xin Yi", " ", "Chen")
    born_on = date(clock.today().year - 7, 1, 1) + timedelta(days=number * 23 % 720)
    child = roster.add_child(
        tx, actor, NewChild(ref=f"{1001 + number}", first_name=first, last_name=last, born_on=born_on, class_id=class_id)
    )
    parents = [
        (names.GUARDIANS[number], "mother"),
        *((father, "father") for father in names.SECOND_GUARDIANS[number : number + 1]),
    ]
    tied = [roster.add_guardian(tx, actor, child.id, _guardian(parent, last, number, who)).id for parent, who in parents]
    for purpose, said in _answers(number):
        _answer(tx, actor, child.id, tied[0], purpose, said)
    if number == DISAGREE:
        _answer(tx, actor, child.id, tied[1], "website", "refused")
    if number == RESTRICTED:
        restrictions.restrict(tx, actor, child.id, "A court order; made up for the demonstration.", None)


def _answer(tx: Session, actor: Actor, child_id: UUID, guardian_id: UUID, purpose: str, said: Said) -> None:
    family = Actor(kind="family", id=guardian_id, school_id=actor.school)
    consent.answer(tx, family, Speaker.guardian(child_id, guardian_id), purpose=purpose, said=said, method="online")


def _guardian(name: str, last: str, number: int, relationship: str) -> NewGuardian:
    return NewGuardian(
        name=f"{name} {last}",
        email=f"{relationship}.{1001 + number}@family.example",
        relationship=relationship,
        parental_responsibility=True,
    )


def _answers(number: int) -> Iterable[tuple[str, Said]]:
    """What the family of the child with this number says: most agree, some to part of it, some not at all, some say nothing."""
    if number % 9 == 8:
        return
    for purpose in PURPOSES:
        refuses = number % 9 == 7 or (number % 9 == 6 and PURPOSES[purpose].audience == "open web")
        yield purpose, "refused" if refuses else "given"
    if number % 9 == 4:
        yield "website", "withdrawn"


def _event(actor: Actor) -> tuple[UUID, ChannelRow]:
    with begin(actor.school) as tx:
        there = tx.exec(select(Event).where(Event.school_id == actor.school, Event.name == EVENT)).first()
        known = channels.listed(tx, actor)
        if there and known:
            return there.id, next(channel for channel in known if channel.purpose == "website")
        class_ids = [each.id for each in roster.classes(tx, actor)]
        on_date = clock.today() - timedelta(days=3)
        made = events.create(tx, actor, NewEvent(name=EVENT, on_date=on_date, place="Playing field", class_ids=class_ids))
        channels.create(tx, actor, NewChannel(name="Spring newsletter", purpose="digital_newsletter"))
        return made.id, channels.create(tx, actor, NewChannel(name="School website", purpose="website"))


def _photographs(actor: Actor, event_id: UUID, channel: ChannelRow, say: Callable[[str], None]) -> None:
    with begin(actor.school) as tx:
        counted = {each.event_id: each for each in media.counts(tx, actor)}.get(event_id)
        in_place = {placed.photo_id for placed in publishing.placements(tx, actor, channel.id, None, True, PHOTOGRAPHS)}
    if counted and counted.photos >= PHOTOGRAPHS and not counted.waiting and len(in_place) > READY:
        return
    say(f"Drawing {PHOTOGRAPHS} photographs and looking for the faces in them; this takes half a minute or so, the first time…")
    with ThreadPoolExecutor(settings().picture_processes) as pool:
        uploader = _member_of_staff(actor.school, "teacher")  # so that who places them is the second person (P6)
        photos = list(
            pool.map(lambda number: _uploaded(actor if number == WAITS else uploader, event_id, number), range(PHOTOGRAPHS))
        )
    children = _agreeing(actor)
    for number in (*range(READY), WAITS):
        if photos[number].id not in in_place:
            _publish(actor, photos[number], children[number % READY :], channel)


def _large_events(actor: Actor) -> None:
    """A fair and a concert, and what others photographed, somebody reported and the school learned."""
    photographer = _member_of_staff(actor.school, "photographer")
    fair_id = large_events.fair(actor, photographer)
    large_events.concert(actor, photographer)
    large_events.show_crowd(actor, fair_id, lambda event_id, number: _of_the_fair(photographer, event_id, number))
    incidents.prepare(_member_of_staff(actor.school, "lead"), _member_of_staff(actor.school, "steward"), fair_id)


def _of_the_fair(uploader: Actor, event_id: UUID, number: int) -> PhotoDetail:
    """The first picture shows a crowd, each other one a few people."""
    scene = scenes.draw_crowd(8, people=27) if number == large_events.CROWD else scenes.draw(seed=60 + number, people=3)
    return _sent(uploader, event_id, f"FAIR_{101 + number}.jpg", scene.jpeg)


def _people_in(number: int) -> int:
    """How many people photograph `number` shows: mostly a few, now and then a whole group."""
    return (3, 2, 4, 1, 5, 2, 3, 4, 6, 12)[number % 10]


def _file_name(number: int) -> str:
    return f"DSC_{4101 + number}.jpg"


def _uploaded(actor: Actor, event_id: UUID, number: int) -> PhotoDetail:
    """Photograph `number`, uploaded and scanned."""
    return _sent(actor, event_id, _file_name(number), scenes.draw(seed=number + 1, people=_people_in(number)).jpeg)


def _sent(actor: Actor, event_id: UUID, file_name: str, picture: bytes) -> PhotoDetail:
    with blobs().receive() as incoming:
        incoming.write(picture)
        sha256 = hashlib.sha256(picture).hexdigest()
        about = AboutUpload(event_id=event_id, file_name=file_name, place="sports", device="school")
        photo, _ = uploads.upload(actor, incoming, sha256, about, clock.now())
    media_jobs.scan(PhotoUploaded(actor.school, photo.id))
    with begin(actor.school) as tx:
        return media.photo(tx, actor, photo.id)


def _agreeing(actor: Actor) -> list[UUID]:
    """The children who may be shown on the website, in the order of their numbers."""
    with begin(actor.school) as tx:
        ids = tx.exec(select(Child.id).where(Child.school_id == actor.school).order_by(col(Child.ref))).all()
        standings = standings_for(tx, actor.school, ids, [], ["website"], None, clock.today())
    return [child for child in ids if standings[child, "website"].allows]


def _publish(actor: Actor, photo: PhotoDetail, children: Sequence[UUID], channel: ChannelRow) -> None:
    """Name everybody in it, confirm the head count, put it on the website."""
    named = [
        PersonChange(id=person.id, resolution="child", child_id=child)
        for person, child in zip(photo.people_in_photo, children, strict=False)
    ]
    with begin(actor.school) as tx:
        if photo.people_version == 1:
            change = PeopleChange(people_version=1, people=named)
            photo = resolve_people(tx, actor, photo.id, change)
        if not photo.reviewed:
            review(tx, actor, photo.id, ReviewInput(people_version=photo.people_version, head_count=photo.people))
    item = PlacementItem(
        photo_id=photo.id, caption="Sports day in the sun", alt=f"A drawing of {photo.people} people at an event."
    )
    publishing.place(actor, channel.id, item)


def _round(actor: Actor) -> None:
    """A class that is being asked: some have answered, one mail has come back."""
    with begin(actor.school) as tx:
        if asking.rounds(tx, actor).items:
            return
        first = roster.classes(tx, actor)[0]
        due_on = clock.today() + timedelta(days=21)
        scope = Scope(kind="classes", class_ids=[first.id])
        started = asking.start(tx, actor, NewRound(name=first.name, scope=scope, due_on=due_on, remind_after=[7, 14]))
        asked = tx.exec(select(Request).where(Request.school_id == actor.school, Request.round_id == started.id)).all()
        for request in asked[:ANSWER_THE_ROUND]:
            _answer_again(tx, actor, request)
        lost = tx.exec(select(Letter).where(Letter.school_id == actor.school, Letter.about_id == asked[-1].id)).one()
        notifications.came_back(tx, actor.school, lost.id, "5.1.1")


def _answer_again(tx: Session, actor: Actor, request: Request) -> None:
    """What the family has said before, once more."""
    child = tx.exec(select(Child).where(Child.school_id == actor.school, Child.id == request.child_id)).one()
    for purpose, said in _answers(int(child.ref) - 1001):
        if request.guardian_id:
            _answer(tx, actor, child.id, request.guardian_id, purpose, said)


def _laid_out() -> Path:
    """A folder with photographs that are in no event yet."""
    folder = settings().folder / "demo" / "photographs"
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(TO_TRY):
        path = folder / f"IMG_{2201 + number}.jpg"
        if not path.exists():
            path.write_bytes(scenes.draw(seed=101 + number, people=_people_in(number)).jpeg)
    return folder.resolve()


def _welcome(actor: Actor, channel: ChannelRow, folder: Path) -> str:
    with begin(actor.school) as tx:
        child, guardian = tx.exec(
            select(Child, Guardian)
            .join(Guardianship, col(Guardianship.child_id) == Child.id)
            .join(Guardian, col(Guardian.id) == Guardianship.guardian_id)
            .where(Child.school_id == actor.school, Child.ref == "1001", Guardianship.relationship == "mother")
        ).one()
        way_in = ways_in.way_in(tx, actor, Speaker.guardian(child.id, guardian.id))
    url = settings().public_url
    staff = "\n".join(f"    {local + '@oakfield.example':<31}{what}" for local, _, _, what in STAFF)
    return f"""
consentsvc is ready. All of it is made up, and nobody in the pictures exists.

  Staff      {url}/staff/      password for everybody: {PASSWORD}
{staff}
    staff@elmbank.example          another school, which sees nothing of Oakfield

  A parent   {way_in.url}
             code {way_in.code}      {guardian.name}, about {child.first_name}

  The world  {channel.address}

  Going out  Publishing, To release: a picture waits for a second person (lead@ may be that). To look at again: two, soon.
             Publishing, Takedowns: a family said no to social media; the picture is down, and a post still has to come down.

  Large      Events: a fair that is over, with a crowd picture; a concert to prepare, with one opt-out to settle.
  events     steward@, on a phone: {url}/staff/capture

  Reports    lead@: one that nobody has taken on, one in work; Learning has a page for staff to look over. chair@: one about the head.
             Anybody reports at {url}/report/oakfield

  Mails      {(settings().folder / "mail").resolve()}, as files: one class is being asked

  Photographs to drop on an event: {folder}
  Stop with Ctrl-C.
"""
