"""Clearing a thousand photos for every purpose, the standing of ten thousand children, a withdrawal for a child in five thousand photos."""

import os
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg
from sqlalchemy import insert, text
from sqlmodel import Session

from benchmarks.serving import school
from consentsvc.clearance import service as clearance
from consentsvc.consent import service as consent
from consentsvc.consent.models import Answer
from consentsvc.consent.speakers import Speaker
from consentsvc.consent.standings import standings_for
from consentsvc.forms import service as forms
from consentsvc.forms.purposes import PURPOSES
from consentsvc.kernel import clock, postgres
from consentsvc.kernel.codes import PublicCode, new_code
from consentsvc.kernel.database import begin
from consentsvc.media.models import PersonInPhoto, Photo, Review
from consentsvc.publishing.models import Placement, PlacementFile
from consentsvc.roster.models import Child, Guardian, Guardianship
from tests.publishing.stage import Stage

PHOTOS = 1000
PLACED = 5000
CHILDREN = 300
MANY_CHILDREN = 10_000
PEOPLE = 5
ROUNDS = 31

BARE = """
select person.photo_id, person.number, person.resolution, person.child_id, child.first_name, photo.people_version, review.head_count
from people_in_photos person
join photos photo on photo.school_id = person.school_id and photo.id = person.photo_id
join children child on child.school_id = person.school_id and child.id = person.child_id
left join reviews review on review.school_id = photo.school_id and review.photo_id = photo.id
where person.school_id = :school and person.photo_id = any(:photos)
"""
BARE_ANSWERS = """
select child_id, seq, purpose, said, guardian_id, event_id, expires_on from answers
where school_id = :school and child_id in (
    select child_id from people_in_photos where school_id = :school and photo_id = any(:photos))
"""
BARE_CHILDREN = """
select id, born_on, left_on, looked_after, yes_counts_after from children where school_id = :school and id = any(:children)
"""
BARE_WORDS = """
select answer.child_id, answer.seq, answer.purpose, answer.said, answer.guardian_id, answer.event_id, answer.expires_on,
    answer.answered_at, answer.method, answer.signed_on, answer.conditions, tie.parental_responsibility, tie.local_authority
from answers answer
left join guardianships tie on tie.school_id = answer.school_id and tie.child_id = answer.child_id
    and tie.guardian_id = answer.guardian_id
where answer.school_id = :school and answer.child_id = any(:children)
"""


def measure() -> list[dict[str, object]]:
    """Milliseconds, medians of several rounds."""
    with tempfile.TemporaryDirectory() as folder, school(Path(folder)) as stage:
        children = _children(stage, CHILDREN)
        photos = _photos(stage, [[children[(n * PEOPLE + i) % CHILDREN] for i in range(PEOPLE)] for n in range(PHOTOS)])
        return [_clearing(stage, photos), _withdrawing(stage), _standing(stage)]


def _standing(stage: Stage) -> dict[str, object]:
    """Where every child of a large trust stands, for every purpose."""
    children, purposes = _children(stage, MANY_CHILDREN), list(PURPOSES)

    def stand(tx: Session) -> None:
        found = standings_for(tx, stage.school, children, [], purposes, None, clock.today())
        assert len(found) == MANY_CHILDREN * len(PURPOSES)
        assert all(standing.allows for standing in found.values())

    def fetch(tx: Session) -> None:
        for query in (BARE_CHILDREN, BARE_WORDS):
            assert tx.execute(text(query), {"school": stage.school, "children": children}).all()

    ours, bare = _in_turns(stage, stand, fetch, rounds=5)
    return {
        "name": f"standing of {MANY_CHILDREN} children for {len(PURPOSES)} purposes",
        "ratio": ours / bare,
        "value": ours,
        "unit": "ms",
        "reference": "the bare queries of the same children, guardians and answers",
        "reference_value": bare,
    }


def _clearing(stage: Stage, photos: list[UUID]) -> dict[str, object]:
    actor, purposes = stage.actor(stage.cast.publisher), list(PURPOSES)

    def clear(tx: Session) -> None:
        rows = clearance.clearances(tx, actor, photos, None, purposes).items
        assert len(rows) == PHOTOS
        assert all(outcome == "cleared" for row in rows for outcome in row.outcomes.values())

    def fetch(tx: Session) -> None:
        for query in (BARE, BARE_ANSWERS):
            assert tx.execute(text(query), {"school": stage.school, "photos": photos}).all()

    ours, bare = _in_turns(stage, clear, fetch)
    return {
        "name": f"standing and clearance of {PHOTOS} photos for {len(PURPOSES)} purposes",
        "ratio": ours / bare,
        "value": ours,
        "unit": "ms",
        "reference": "the bare queries of the same people and answers",
        "reference_value": bare,
    }


def _withdrawing(stage: Stage) -> dict[str, object]:
    """The same act for a child in `PLACED` placed photos and for a child in one."""
    often, once = stage.cast.amira, stage.cast.ben
    stage.everybody_agrees()
    for child, times in ((often, PLACED), (once, 1)):
        _place(stage, _photos(stage, [[child.id]] * times))

    def withdraw(child: Child, guardian: Guardian) -> Callable[[Session], None]:
        def act(tx: Session) -> None:
            speaker = Speaker.guardian(child.id, guardian.id)
            consent.withdraw(tx, stage.actor(stage.cast.office), speaker, purpose="website", method="phone")

        return act

    many, one = _in_turns(stage, withdraw(often, stage.cast.amira_mother), withdraw(once, stage.cast.ben_mother))
    return {
        "name": f"withdrawal for a child in {PLACED} placed photos",
        "ratio": many / one,
        "value": many,
        "unit": "ms",
        "reference": "the same for a child in one",
        "reference_value": one,
        "aim": 1.0,
    }


def _in_turns(stage: Stage, *works: Callable[[Session], None], rounds: int = ROUNDS) -> list[float]:
    """Median milliseconds of each, committed, in turns."""
    taken: list[list[float]] = [[] for _ in works]
    for _ in range(rounds):
        for times, work in zip(taken, works, strict=True):
            started = time.perf_counter()
            with begin(stage.school) as tx:
                work(tx)
            times.append((time.perf_counter() - started) * 1000)
    return [statistics.median(times) for times in taken]


def _children(stage: Stage, how_many: int) -> list[UUID]:
    """Children with a guardian each who agrees to everything."""
    owned = {"school_id": stage.school}
    ids = [(uuid4(), uuid4()) for _ in range(how_many)]
    with begin(stage.school) as tx:
        form = forms.form_in_use(tx, stage.school).id
        named = {
            "first_name": "Robin",
            "last_name": "Marsh",
            "born_on": clock.today().replace(year=clock.today().year - 8, day=1),
        }
        _insert(tx, Child, ({**owned, "id": c, "ref": str(c), **named, "created_at": clock.now()} for c, _ in ids))
        _insert(tx, Guardian, ({**owned, "id": g, "ref": str(g), "name": "R. Marsh", "created_at": clock.now()} for _, g in ids))
        tie = {"relationship": "father", "parental_responsibility": True, "contact_barred": False}
        _insert(tx, Guardianship, ({**owned, "id": uuid4(), "child_id": c, "guardian_id": g, **tie} for c, g in ids))
    _analyze()
    with begin(stage.school) as tx:
        yes = {"said": "given", "method": "phone", "form_version_id": form, "language": "en", "answered_at": clock.now()}
        _insert(
            tx,
            Answer,
            ({**owned, "id": uuid4(), "child_id": c, "guardian_id": g, "purpose": p, **yes} for c, g in ids for p in PURPOSES),
        )
    return [child for child, _ in ids]


def _analyze() -> None:
    """What autovacuum does within a minute: else every check of a reference reads its whole table."""
    with psycopg.connect(postgres.conninfo(os.environ["CONSENTSVC_DATABASE_OWNER_URL"]), autocommit=True) as owner:
        owner.execute("analyze")


def _photos(stage: Stage, people: list[list[UUID]]) -> list[UUID]:
    """A reviewed photo for each list of children."""
    owned = {"school_id": stage.school}
    ids = [uuid4() for _ in people]
    about = {"event_id": stage.event, "type": "image/jpeg", "size": 1, "file_name": "x.jpg", "width": 40, "height": 30}
    state = {"has_location": False, "uploaded_at": clock.now(), "scan_state": "scanned", "people_version": 1, "version": 1}
    box = {"x": 0.1, "y": 0.1, "w": 0.1, "h": 0.1, "score": 0.9, "resolution": "child"}
    with begin(stage.school) as tx:
        _insert(tx, Photo, ({**owned, "id": i, "sha256": f"{i.int:064x}", **about, **state} for i in ids))
        shown = ((i, number, child) for i, who in zip(ids, people, strict=True) for number, child in enumerate(who))
        _insert(
            tx, PersonInPhoto, ({**owned, "id": uuid4(), "photo_id": i, "number": n, "child_id": c, **box} for i, n, c in shown)
        )
        counts = ((i, len(who)) for i, who in zip(ids, people, strict=True))
        by = {"people_version": 1, "by": stage.cast.publisher.id, "at": clock.now()}
        _insert(tx, Review, ({**owned, "id": uuid4(), "photo_id": i, "head_count": n, **by} for i, n in counts))
    return ids


def _place(stage: Stage, photos: list[UUID]) -> None:
    owned = {"school_id": stage.school}
    ids = [(uuid4(), new_code(), photo) for photo in photos]
    with begin(stage.school) as tx:
        words = {"people_version": 1, "caption": "", "alt": "A child", "placed_at": clock.now(), "channel_id": stage.channel.id}
        _insert(tx, Placement, ({**owned, "id": i, "code": code, "photo_id": photo, **words} for i, code, photo in ids))
        _insert(tx, PublicCode, ({"code": code, "kind": "placement", "school_id": stage.school} for _, code, _ in ids))
        file = {"size": "small", "sha256": "0" * 64, "bytes": 1, "width": 40, "height": 30}
        _insert(tx, PlacementFile, ({**owned, "id": uuid4(), "placement_id": i, **file} for i, _, _ in ids))


def _insert(tx: Session, table: Any, rows: Any) -> None:
    tx.execute(insert(table), list(rows))
