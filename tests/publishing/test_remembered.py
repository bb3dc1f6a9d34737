"""P1: whatever happens, and in whatever order, what serving remembers of a crowd picture is what the facts say now (E3, E6, M7)."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, select

from consentsvc.clearance import holds
from consentsvc.clearance import service as clearance
from consentsvc.clearance.rules import Decision
from consentsvc.consent import opt_outs
from consentsvc.consent.models import PublicationHold
from consentsvc.events import notices
from consentsvc.events import service as events
from consentsvc.events.models import OptedOutChild, OptOut
from consentsvc.events.schemas import EventChange, NoticeWord
from consentsvc.kernel import clock
from consentsvc.kernel.database import begin
from consentsvc.kernel.errors import Problem
from consentsvc.publishing import serving
from consentsvc.publishing.memory import Memory
from consentsvc.schools.models import School
from tests.people import Cast
from tests.publishing import crowds, endings
from tests.publishing.stage import PURPOSE, Stage

WHY = "We asked the family."


class World:
    """A picture of Ben in a crowd, at a large event where Amira takes part too; and the days that have gone by since."""

    def __init__(self, cast: Cast) -> None:
        self.stage, self.cast, self.days = Stage(cast), cast, 0
        self.stage.everybody_agrees()
        endings.born_soon_18(self.stage)
        self.photo = endings.crowd_photo(self.stage)
        self.code = self.stage.place(self.photo).code

    def happens(self, what: str) -> None:
        """One of HAPPENINGS, on the day that it is now."""
        with self._today():
            HAPPENINGS[what](self)

    def decisions(self) -> tuple[Decision, Decision]:
        """As serving remembers it, and as the facts say."""
        use = (self.photo, PURPOSE)
        with self._today():
            remembered = serving._decided(serving._look(self.code, "small"))
            with begin(self.stage.school) as tx:
                fresh = clearance.decide_for(tx, self.stage.school, [use])[use]
        assert remembered is not None
        return remembered.decision, fresh.decision

    def _today(self):  # type: ignore[no-untyped-def]
        return clock.standing_at(clock.now() + timedelta(days=self.days))


def passes(days: int) -> Callable[[World], None]:
    def pass_(world: World) -> None:
        world.days += days

    return pass_


def says(child: str, said: str, *, here: bool = False) -> Callable[[World], None]:
    def say(world: World) -> None:
        of, by = getattr(world.cast, child), getattr(world.cast, f"{child}_mother")
        world.stage.answer(of, by, said, event_id=world.stage.event if here else None)

    return say


def opts_out(name: str) -> Callable[[World], None]:
    return lambda world: endings.opt_out(world.stage, name)


def lists(*children: str) -> Callable[[World], None]:
    def list_(world: World) -> None:
        ids = [getattr(world.cast, each).id for each in children]
        with begin(world.stage.school) as tx:
            events.set_participants(tx, world.stage.actor(world.cast.teacher), world.stage.event, ids)

    return list_


def tells(*, is_given: bool) -> Callable[[World], None]:
    def tell(world: World) -> None:
        with begin(world.stage.school) as tx:
            word = NoticeWord(kind="door_sign", is_given=is_given)
            notices.say(tx, world.stage.actor(world.cast.teacher), world.stage.event, word)

    return tell


def is_of_scale(scale: str) -> Callable[[World], None]:
    def change(world: World) -> None:
        with begin(world.stage.school) as tx:
            events.change(tx, world.stage.actor(world.cast.publisher), world.stage.event, EventChange(scale=scale))

    return change


def wants_faces_of(share: float) -> Callable[[World], None]:
    def want(world: World) -> None:
        with begin(world.stage.school) as tx:
            tx.get_one(School, world.stage.school).policy = {"crowd_face_share": share}

    return want


def settles_every_opt_out(world: World) -> None:
    actor = world.stage.actor(world.cast.office)
    with begin(world.stage.school) as tx:
        for each in tx.exec(select(OptOut).where(OptOut.state == "open")).all():
            opt_outs.settle(tx, actor, each.id, WHY)
        counting = select(OptedOutChild).where(OptedOutChild.ended_at == None, OptedOutChild.is_certain)  # noqa: E711
        for child in tx.exec(counting).all():
            opt_outs.end(tx, actor, child.opt_out_id, child.child_id, WHY)


def takes_the_settling_back(world: World) -> None:
    with begin(world.stage.school) as tx:
        for each in tx.exec(select(OptOut).where(OptOut.state == "settled")).all():
            opt_outs.undo_settle(tx, world.stage.actor(world.cast.office), each.id, WHY)


def says_that_it_was_chidi(world: World) -> None:
    with begin(world.stage.school) as tx:
        for each in tx.exec(select(OptOut).where(OptOut.state == "open")).all():
            opt_outs.match(tx, world.stage.actor(world.cast.office), each.id, [world.cast.chidi.id])


def looks_again(world: World) -> None:
    crowds.look_at(world.stage, world.photo)


def names_ben(*, named: bool) -> Callable[[World], None]:
    def name(world: World) -> None:
        endings.resolve_first(world.stage, world.photo, world.cast.ben if named else None)
        world.stage.review(world.photo)

    return name


def pulls(what: str) -> Callable[[World], None]:
    def pull(world: World) -> None:
        of = {"photo_id": world.photo} if what == "photo" else {"child_id": getattr(world.cast, what).id}
        with begin(world.stage.school) as tx:
            holds.hold(tx, world.stage.actor(world.cast.lead), **of)

    return pull


def ends_every_pull(world: World) -> None:
    with begin(world.stage.school) as tx:
        for held in tx.exec(select(PublicationHold).where(PublicationHold.ended_at == None)).all():  # noqa: E711
            holds.end_hold(tx, world.stage.actor(world.cast.lead), held.id, WHY)


def leaves(*, left: bool) -> Callable[[World], None]:
    return lambda world: world.stage.change(world.cast.amira, left_on=clock.today() + timedelta(days=2) if left else None)


HAPPENINGS: dict[str, Callable[[World], None]] = {
    **{f"{child} {said}": says(child, said) for child in ("amira", "ben") for said in ("given", "withdrawn", "refused")},
    **{f"{child} {said} here": says(child, said, here=True) for child in ("amira", "ben") for said in ("given", "refused")},
    "Amira answers for herself": lambda world: world.stage.answer(world.cast.amira, None, "given"),
    "Amira is restricted": lambda world: world.stage.restrict(world.cast.amira),
    **{f"{name} is opted out": opts_out(name) for name in ("Ben O'Neill", "Amira Khan", "Chidi Eze", "Little Bear")},
    "opt-outs are settled": settles_every_opt_out,
    "they count again": takes_the_settling_back,
    "it was Chidi": says_that_it_was_chidi,
    "Chidi takes part": lists("amira", "ben", "chidi"),
    "Amira doesn't": lists("ben"),
    "nobody is listed": lists(),
    "both take part": lists("amira", "ben"),
    "a notice is taken back": tells(is_given=False),
    "a notice is given": tells(is_given=True),
    "ordinary": is_of_scale("ordinary"),
    "large": is_of_scale("large"),
    "small faces only": wants_faces_of(0.02),
    "faces as usual": wants_faces_of(0.04),
    "somebody looks": looks_again,
    "Ben is one of the crowd": names_ben(named=False),
    "Ben is named": names_ben(named=True),
    "Ben is pulled": pulls("ben"),
    "Amira is pulled": pulls("amira"),
    "the photo is pulled": pulls("photo"),
    "pulls end": ends_every_pull,
    "Amira leaves": leaves(left=True),
    "Amira stays": leaves(left=False),
    "four days": passes(4),
    "a year": passes(366),
}


@pytest.fixture
def world(people: Cast) -> World:
    return World(people)


@pytest.mark.rule("P1", "E3", "E6", "M7")
@pytest.mark.promise("S1", "S8")
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(story=["Chidi Eze is opted out", "somebody looks", "opt-outs are settled", "they count again"])
@example(story=["Little Bear is opted out", "opt-outs are settled", "they count again", "it was Chidi", "somebody looks"])
@given(story=st.lists(st.sampled_from(sorted(HAPPENINGS)), min_size=1, max_size=6))
def test_what_is_remembered_is_what_the_facts_say(world: World, tx: Session, story: list[str]) -> None:
    with _undone(tx), pytest.MonkeyPatch.context() as patch:
        patch.setattr(serving, "memory", Memory())
        patch.setattr(serving, "_policies", {})
        world.days = 0
        assert world.decisions()[0].is_cleared
        for number, each in enumerate(story):
            with suppress(Problem):  # not as things stand
                world.happens(each)
            remembered, fresh = world.decisions()
            assert remembered == fresh, story[: number + 1]


@contextmanager
def _undone(tx: Session) -> Iterator[None]:
    before = tx.connection().begin_nested()
    try:
        yield
    finally:
        before.rollback()
