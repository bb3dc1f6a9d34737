"""Taking down: a withdrawal that reaches 5,000 placements in 50 galleries beside one that reaches none, and what follows from it."""

import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from uuid import UUID, uuid4

from sqlalchemy import text
from sqlmodel import Session, col, insert, select

from benchmarks.serving import school
from consentsvc.kernel import clock
from consentsvc.kernel.codes import PublicCode, new_code
from consentsvc.kernel.database import begin
from consentsvc.media.models import Photo
from consentsvc.publishing.models import Channel, Copy, Placement, PlacementFile
from consentsvc.roster.models import Child
from consentsvc.takedown import tasks, watching
from consentsvc.takedown.models import CameDown, Task
from tests.publishing.stage import Stage

GALLERIES = 50
PICTURES = 100  # in each
WITHDRAWALS = 100
COPIES = 3
ROUNDS = 15


def measure() -> list[dict[str, object]]:
    """Milliseconds of a withdrawal, seconds of what follows, and copies that are done in a second."""
    with tempfile.TemporaryDirectory() as folder, school(Path(folder)) as stage:
        stage.everybody_agrees()
        _fill(stage)
        first = _timed(lambda: watching.look(stage.school))
        quiet = _timed(lambda: watching.look(stage.school))
        withdrawal, reference = _withdrawals(stage)
        stage.answer(stage.cast.amira, stage.cast.amira_mother, "withdrawn")
        noticed = _timed(lambda: watching.look(stage.school))
        _check(stage)
        placements = GALLERIES * PICTURES
        return [
            _figure(
                f"a withdrawal that reaches {placements} placements in {GALLERIES} galleries",
                withdrawal * 1000,
                "ms",
                "one that reaches none",
                reference * 1000,
            ),
            _figure(f"noticing that {placements} placements came down", noticed, "s", "seeing them first", first),
            _figure(f"a look at {placements} placements of which none has changed", quiet, "s", "seeing them first", first),
            _throughput(stage),
        ]


def _withdrawals(stage: Stage) -> tuple[float, float]:
    """The median seconds of saying no and yes again, for a child in every picture and for one in none; in turns."""
    cast = stage.cast
    pairs = ((cast.amira, cast.amira_mother), (cast.chidi, cast.chidi_carer))
    took: tuple[list[float], list[float]] = ([], [])
    for _ in range(ROUNDS):
        for times, (child, guardian) in zip(took, pairs, strict=True):
            times.append(_timed(lambda: stage.answer(child, guardian, "withdrawn")))  # noqa: B023
            stage.answer(child, guardian, "given")
    reached, none = (sorted(times)[ROUNDS // 2] for times in took)
    return reached, none


def _throughput(stage: Stage) -> dict[str, object]:
    """From withdrawals to proofs: each noticed, its copies opened as tasks and proved; beside writing as many bare rows."""
    children = _children(stage)
    begun = time.perf_counter()
    for child_id in children:
        with begin(stage.school) as tx:
            tx.execute(text("update children set left_on = current_date where id = :id"), {"id": child_id})
    watching.look(stage.school)
    with begin(stage.school) as tx:
        open_tasks = tx.exec(select(Task.id).where(Task.state == "open")).all()
    assert len(open_tasks) == WITHDRAWALS * COPIES
    publisher = stage.actor(stage.cast.publisher)
    for task_id in open_tasks:
        with begin(stage.school) as tx:
            tasks.prove(tx, publisher, task_id, "Gone.")
    each = (time.perf_counter() - begun) / len(open_tasks)
    return _figure(
        f"a copy, from the end of its clearance to its proof ({WITHDRAWALS} endings, {COPIES} copies each)",
        each * 1000,
        "ms",
        "one row, committed alone",
        _bare(stage) * 1000,
    )


def _fill(stage: Stage) -> None:
    """Galleries full of pictures of the same child, as rows: one file serves them all."""
    placed = stage.place(stage.photo([stage.cast.amira]))
    with begin(stage.school) as tx:
        photo = tx.get_one(Photo, placed.photo_id)
        file = tx.exec(select(PlacementFile).where(PlacementFile.placement_id == placed.id, PlacementFile.size == "large")).one()
        for number in range(GALLERIES):
            channel = stage.new_channel("website", f"Gallery {number}")
            _hang(tx, stage, tx.get_one(Channel, channel.id), photo, file, PICTURES)


def _hang(tx: Session, stage: Stage, channel: Channel, photo: Photo, file: PlacementFile, count: int) -> list[UUID]:
    """So many placements of copies of this photo, each with its people."""
    photos, placements = [uuid4() for _ in range(count)], [uuid4() for _ in range(count)]
    own = {"id", "sha256"}
    row = {name: value for name, value in photo.model_dump().items() if name not in own}
    tx.exec(insert(Photo), params=[{**row, "id": id_, "sha256": uuid4().hex * 2} for id_ in photos])
    for table in ("people_in_photos", "reviews"):
        columns = _columns(tx, table)
        listed = ", ".join(columns)
        kept = ", ".join(f"source.{name}" for name in columns)
        tx.execute(
            text(
                f"insert into {table} (id, photo_id, {listed}) select gen_random_uuid(), new.id, {kept} "
                f"from {table} source cross join unnest(cast(:photos as uuid[])) as new(id) where source.photo_id = :photo"
            ),
            {"photos": photos, "photo": photo.id},
        )
    codes = [new_code() for _ in placements]
    tx.exec(insert(PublicCode), params=[{"code": code, "kind": "placement", "school_id": stage.school} for code in codes])
    now = clock.now()
    same = {"school_id": stage.school, "channel_id": channel.id, "caption": "", "alt": "A picture", "cover_style": "fill"}
    who = {
        "placed_by": stage.cast.publisher.id,
        "placed_at": now,
        "reviewed_on": clock.today(),
        "people_version": photo.people_version,
    }
    tx.exec(
        insert(Placement),
        params=[
            {"id": id_, "photo_id": photo_id, "code": code, **same, **who, "by_program": False}
            for id_, photo_id, code in zip(placements, photos, codes, strict=True)
        ],
    )
    size = {name: getattr(file, name) for name in ("school_id", "size", "type", "sha256", "bytes", "width", "height")}
    tx.exec(insert(PlacementFile), params=[{"id": uuid4(), "placement_id": id_, **size} for id_ in placements])
    return placements


def _columns(tx: Session, table: str) -> list[str]:
    query = text(
        "select column_name::text from information_schema.columns where table_name = :table and table_schema = 'public' "
        "and column_name not in ('id', 'photo_id') and is_identity = 'NO'"
    )
    return list(tx.execute(query, {"table": table}).scalars())


def _children(stage: Stage) -> list[UUID]:
    """So many children, each in a picture of their own that was copied; everything was seen to show."""
    made = []
    for number in range(WITHDRAWALS):
        child = Child(
            school_id=stage.school, ref=f"T{number}", first_name="T", last_name=str(number), born_on=stage.cast.ben.born_on,
            created_at=clock.now(),
        )  # fmt: skip
        with begin(stage.school) as tx:
            tx.add(child)
        made.append(child)
    _agree(stage, made)
    for child in made:
        placed = stage.place(stage.photo([child]))
        with begin(stage.school) as tx:
            tx.add_all(
                Copy(school_id=stage.school, placement_id=placed.id, kind="social", where="A post", made_at=clock.now())
                for _ in range(COPIES)
            )
    watching.look(stage.school)
    return [child.id for child in made]


def _agree(stage: Stage, children: list[Child]) -> None:
    """Each says yes for themself, being of age."""
    for child in children:
        stage.change(child, born_on=child.born_on.replace(year=child.born_on.year - 12))
        stage.answer(child, None, "given")


def _check(stage: Stage) -> None:
    with begin(stage.school) as tx:
        down = len(tx.exec(select(CameDown.id).where(col(CameDown.shown_again_at).is_(None))).all())
    assert down == GALLERIES * PICTURES + 1, down


def _bare(stage: Stage) -> float:
    rows = 200
    begun = time.perf_counter()
    for _ in range(rows):
        with begin(stage.school) as tx:
            tx.add(
                Copy(school_id=stage.school, placement_id=_any(tx), kind="other", where="-", state="gone", made_at=clock.now())
            )
    return (time.perf_counter() - begun) / rows


def _any(tx: Session) -> UUID:
    return tx.exec(select(Placement.id).limit(1)).one()


def _timed(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def _figure(name: str, value: float, unit: str, reference: str, reference_value: float) -> dict[str, object]:
    return {
        "name": name,
        "ratio": round(value / reference_value, 2),
        "value": round(value, 2),
        "unit": unit,
        "reference": reference,
        "reference_value": round(reference_value, 2),
    }
