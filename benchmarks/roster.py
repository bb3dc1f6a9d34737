"""A roster of 60,000 children from a file: read and applied; and how long a page and a family's answer wait meanwhile."""

import csv
import io
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

import psycopg
from sqlmodel import Session, col, select

from benchmarks.serving import school
from consentsvc.kernel import postgres
from consentsvc.kernel.access import Actor, Role
from consentsvc.kernel.database import begin
from consentsvc.kernel.settings import settings
from consentsvc.roster import imports, locks, service
from consentsvc.roster.models import Child
from tests.publishing.stage import Stage

CHILDREN = 60_000
CLASSES = 2_000
PAUSE = 0.02  # seconds between two pages or answers

_COLUMNS = ("ref", "first_name", "last_name", "born_on", "class")
_PARENT = ("ref", "name", "email", "phone", "relationship", "responsibility")
_HEADER = (*_COLUMNS, *(f"guardian_{place}_{part}" for place in (1, 2) for part in _PARENT))


def measure() -> list[dict[str, object]]:
    """Seconds of the first import, of the same again and of a new school year, each beside the bare reading and copying of its file."""
    with tempfile.TemporaryDirectory() as folder, school(Path(folder)) as stage:
        first, next_year = _file(year=1), _file(year=2)
        bare = _bare(first)
        return [
            *_import(stage, "first import", first, bare),
            *_import(stage, "the same file again", first, bare),
            *_import(stage, "every child in another class", next_year, bare),
        ]


def _file(year: int) -> bytes:
    text_ = io.StringIO()
    writer = csv.writer(text_)
    writer.writerow(_HEADER)
    writer.writerows(_row(number, year) for number in range(CHILDREN))
    return text_.getvalue().encode()


def _row(number: int, year: int) -> list[str]:
    family = f"O'Neill-{_letters(number)}"
    parents = [
        (f"P{number}-{place}", f"{name} {family}", f"p{number}.{place}@family.example", f"07700 {number:06}", said, "yes")
        for place, (name, said) in enumerate((("Siân", "mother"), ("Łukasz", "father")))
    ]
    born_on = f"{2010 + number % 12}-{1 + number % 12:02}-{1 + number % 28:02}"
    return [f"U{number}", "Zoë", family, born_on, f"{year}-{number % CLASSES}", *parents[0], *parents[1]]


def _letters(number: int) -> str:
    return "".join(chr(ord("a") + int(digit)) for digit in str(number))


def _bare(data: bytes) -> float:
    """Seconds to read the cells and copy them into a table without keys, rules or triggers."""
    owner = settings().database_owner_url
    assert owner is not None
    started = time.perf_counter()
    with psycopg.connect(postgres.conninfo(owner.get_secret_value())) as tx:
        tx.execute(f"create temporary table bare ({', '.join(f'{name} text' for name in _HEADER)}) on commit drop")
        lines = csv.reader(io.StringIO(data.decode()))
        next(lines)
        with tx.cursor().copy("copy bare from stdin") as copy:
            for line in lines:
                copy.write_row(line)
    return time.perf_counter() - started


def _import(stage: Stage, what: str, data: bytes, bare: float) -> Iterator[dict[str, object]]:
    actor = Actor("staff", stage.cast.office.id, stage.school, frozenset({Role.OFFICE}))
    with _waiting(stage, _page) as pages, _waiting(stage, _answer) as answers:
        started = time.perf_counter()
        preview = imports.preview_now(actor, data, "roster.csv")
        assert preview.can_apply, preview.problems[:3]
        read = time.perf_counter()
        imports.apply_now(actor, preview.id)
        done = time.perf_counter()
    yield {
        "name": f"{what}: {CHILDREN} children, 2 parents each",
        "ratio": (done - started) / bare,
        "value": done - started,
        "unit": "s",
        "reference": "the same cells by csv and COPY into a bare table",
        "reference_value": bare,
        "preview_s": read - started,
        "apply_s": done - read,
    }
    for name, waits in (("a page of children", pages), ("a family's answer", answers)):
        yield {
            "name": f"{name}, during {what}",
            "ratio": max(waits) / statistics.median(waits),
            "value": max(waits),
            "unit": "s at most",
            "reference": "the median in the same time",
            "reference_value": statistics.median(waits),
        }


@contextmanager
def _waiting(stage: Stage, work: Callable[[Session, Stage, UUID], None]) -> Iterator[list[float]]:
    """How long each run of `work` takes in a thread beside the block, again and again."""
    with begin(stage.school) as tx:
        known = tx.exec(select(Child.id).order_by(col(Child.ref) != "U0", Child.ref).limit(1)).one()
    waits: list[float] = []
    is_over = threading.Event()

    def run() -> None:
        while not is_over.wait(PAUSE):
            started = time.perf_counter()
            with begin(stage.school) as tx:
                work(tx, stage, known)
            waits.append(time.perf_counter() - started)

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield waits
    finally:
        is_over.set()
        thread.join()


def _page(tx: Session, stage: Stage, known: UUID) -> None:
    actor = Actor("staff", stage.cast.office.id, stage.school, frozenset({Role.OFFICE}))
    service.view_child(tx, actor, known)


def _answer(tx: Session, stage: Stage, known: UUID) -> None:
    """What an answer waits for: its child's row."""
    locks.hold_to_answer(tx, stage.school, child_id=known)
