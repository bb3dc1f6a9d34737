"""Placing against answering, on real connections that really commit: whichever comes first, nothing is placed under an ended yes."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from uuid import UUID, uuid4

import psycopg
import pytest
from sqlmodel import Session, select

from consentsvc.kernel import database, postgres
from consentsvc.kernel.database import begin
from consentsvc.kernel.errors import Conflict, NotFound, Refused
from consentsvc.media import seals, uploads
from consentsvc.media.models import Photo
from consentsvc.publishing import queries, service, serving
from consentsvc.publishing.schemas import ChannelRow, PlacedItem, PlacementItem, PlacementRow
from tests.people import cast_at
from tests.publishing.stage import ALT, Stage

SECONDS = 20.0


@pytest.fixture
def stage(committed: postgres.Server, folder: Path) -> Stage:
    """Committed, with everybody's yes."""
    with Session(database.engine(), expire_on_commit=False) as tx:
        cast = cast_at(tx)
    stage = Stage(cast)
    stage.everybody_agrees()
    return stage


def in_place(stage: Stage) -> int:
    with begin(stage.school) as tx:
        return len(queries.in_channel(tx, stage.school, stage.channel.id))


class Background:
    """Something that is done beside the test, and what came of it."""

    def __init__(self, work: Callable[[], object]) -> None:
        self.error: BaseException | None = None
        self.thread = threading.Thread(target=self._run, args=(work,))
        self.thread.start()

    def _run(self, work: Callable[[], object]) -> None:
        try:
            work()
        except BaseException as error:
            self.error = error

    def end(self) -> None:
        self.thread.join(SECONDS)
        assert not self.thread.is_alive()


@contextmanager
def waiting_for_a_lock(server: postgres.Server) -> Iterator[Callable[[], None]]:
    """A way to wait until some connection of this database waits for another's lock."""
    with psycopg.connect(postgres.conninfo(server.service_url), autocommit=True) as watcher:

        def wait() -> None:
            query = "select count(*) from pg_stat_activity where datname = current_database() and cardinality(pg_blocking_pids(pid)) > 0"
            for _ in range(int(SECONDS * 50)):
                if watcher.execute(query).fetchone() != (0,):
                    return
                threading.Event().wait(0.02)
            raise AssertionError("nobody waits for a lock")

        yield wait


@pytest.mark.rule("P1", "C4")
@pytest.mark.promise("S2")
def test_placing_waits_for_a_withdrawal_that_has_begun_and_then_refuses(stage: Stage, committed: postgres.Server) -> None:
    photo = stage.photo()
    stage.place(photo, stage.new_channel("website", "Other"))  # the files are made and all is warm
    with waiting_for_a_lock(committed) as wait, begin(stage.school) as withdrawing:
        stage.answer_in(withdrawing, stage.cast.amira, stage.cast.amira_mother, "withdrawn")
        placing = Background(lambda: stage.place(photo))
        wait()
    placing.end()
    assert isinstance(placing.error, Refused)
    assert in_place(stage) == 0


@pytest.mark.rule("W2", "P1")
def test_placing_waits_for_a_change_of_people_that_has_begun_and_then_refuses(stage: Stage, committed: postgres.Server) -> None:
    photo = stage.photo()
    with waiting_for_a_lock(committed) as wait, begin(stage.school) as tagging:
        stage.retag_in(tagging, photo, {stage.cast.ben.id: None})
        stage.review_in(tagging, photo)
        placing = Background(lambda: stage.place(photo))
        wait()
    placing.end()
    assert isinstance(placing.error, Conflict)
    assert placing.error.type == "/problems/people-changed", "cleared again, but the files show who is now redacted"
    assert in_place(stage) == 0


def test_an_answer_waits_for_a_placing_that_has_begun(stage: Stage, committed: postgres.Server) -> None:
    photo = stage.photo()
    with waiting_for_a_lock(committed) as wait, begin(stage.school) as placing:
        source = queries.sources(placing, stage.school, [photo])[photo]
        queries.lock(placing, stage.school, [source])
        withdrawing = Background(lambda: stage.answer(stage.cast.amira, stage.cast.amira_mother, "withdrawn"))
        wait()
    withdrawing.end()
    assert withdrawing.error is None


def test_two_who_place_the_same_photo_at_once_make_one_placement(stage: Stage) -> None:
    photo = stage.photo()
    made: list[PlacementRow] = []
    both = [Background(lambda: made.append(stage.place(photo))) for _ in range(2)]
    for each in both:
        each.end()
    assert [each.error for each in both] == [None, None]
    assert len({each.id for each in made}) == 1
    assert in_place(stage) == 1


def test_nobody_is_left_in_a_placed_photo_without_a_yes_after_many_races(stage: Stage) -> None:
    """A placement that was made means that the yes was there when it was made: it never shows after the withdrawal."""
    for number in range(12):
        photo = stage.photo(size=(64 + number, 48))
        stage.answer(stage.cast.amira, stage.cast.amira_mother, "given")
        made: list[PlacementRow] = []
        placing = Background(lambda photo=photo, made=made: made.append(stage.place(photo)))
        threading.Event().wait(0.01 * number)
        stage.answer(stage.cast.amira, stage.cast.amira_mother, "withdrawn")
        assert not any(serving.picture(each.code, "small").is_shown for each in made)
        placing.end()
        assert made or isinstance(placing.error, Conflict), placing.error
        assert not any(serving.picture(each.code, "small").is_shown for each in made)


def test_two_who_place_many_photos_of_the_same_children_never_block_each_other(stage: Stage) -> None:
    photos = [stage.photo([stage.cast.ben, stage.cast.amira][:: 1 - 2 * (n % 2)], (64 + n, 48)) for n in range(6)]
    channels = [stage.new_channel("website", name) for name in ("One", "Two")]
    outcomes: list[PlacedItem] = []

    def place(channel: ChannelRow, photos: list[UUID]) -> None:
        items = [PlacementItem(photo_id=photo, alt=ALT) for photo in photos]
        outcomes.extend(service.place_many(stage.actor(stage.cast.publisher), channel.id, items))

    both = [Background(partial(place, channels[0], photos)), Background(partial(place, channels[1], photos[::-1]))]
    for each in both:
        each.end()
    assert [each.error for each in both] == [None, None]
    assert [each.outcome for each in outcomes] == ["placed"] * 12


@pytest.mark.promise("I3")
def test_placing_waits_for_a_sealing_that_has_begun_and_then_finds_nothing(stage: Stage, committed: postgres.Server) -> None:
    photo = stage.photo()
    with waiting_for_a_lock(committed) as wait, begin(stage.school) as sealing:
        seals.seal(sealing, stage.actor(stage.cast.lead), photo, "It was reported.")
        placing = Background(lambda: stage.place(photo))
        wait()
    placing.end()
    assert isinstance(placing.error, NotFound)
    assert in_place(stage) == 0


@pytest.mark.promise("I3")
def test_a_sealing_waits_for_a_placing_that_has_begun_and_then_hides_it(stage: Stage, committed: postgres.Server) -> None:
    photo = stage.photo()
    placed = stage.place(photo)

    def seal() -> None:
        with begin(stage.school) as tx:
            seals.seal(tx, stage.actor(stage.cast.lead), photo, "It was reported.")

    with waiting_for_a_lock(committed) as wait, begin(stage.school) as placing:
        queries.lock(placing, stage.school, queries.sources(placing, stage.school, [photo]).values())
        sealing = Background(seal)
        wait()
        assert serving.picture(placed.code, "large").is_shown
    sealing.end()
    assert sealing.error is None
    assert not serving.picture(placed.code, "large").is_shown


@pytest.mark.promise("I3")
def test_an_upload_of_the_same_bytes_waits_for_a_sealing_and_is_under_the_seal(stage: Stage, committed: postgres.Server) -> None:
    photo, another_event = stage.photo(), stage.another_event()
    with begin(stage.school) as tx:
        known = tx.get_one(Photo, photo).model_dump(exclude={"id", "version"})
    again = Photo(**known | {"id": uuid4(), "event_id": another_event, "scan_state": "waiting"})

    def upload() -> None:
        with begin(stage.school) as tx:
            uploads._added(tx, stage.actor(stage.cast.publisher), again)

    with waiting_for_a_lock(committed) as wait, begin(stage.school) as sealing:
        seals.seal(sealing, stage.actor(stage.cast.lead), photo, "It was reported.")
        uploading = Background(upload)
        wait()
    uploading.end()
    assert uploading.error is None
    with begin(stage.school) as tx:
        assert tx.exec(select(Photo.id)).all() == []
