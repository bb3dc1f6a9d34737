"""A store that hangs: pictures wait, and nobody else does."""

import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from threading import Thread
from uuid import UUID

import pytest
from sqlmodel import select
from starlette.testclient import TestClient

from consentsvc.audit.models import AuditEntry
from consentsvc.kernel.blobs import blobs
from consentsvc.kernel.database import begin
from consentsvc.media.models import Rendition
from tests.media.album import event_at, scanned_at, wait_until
from tests.people import Cast, Person

AT_ONCE = 40


@pytest.fixture
def photo_id(committed_people: Cast) -> UUID:
    """A scanned photo with its preview and thumbnail in the store."""
    school_id = committed_people.oakfield.id
    with begin(school_id) as tx:
        for data in (b"preview", b"thumbnail"):
            blobs().put(school_id, data)
        return scanned_at(tx, event_at(tx, school_id), faces=1).id


@contextmanager
def hanging(file: Path, waiting: list[Thread]) -> Iterator[None]:
    """The store gives nothing for this file, and no error, until the end; then whoever waits gets something."""
    whole, pipe = file.with_name("whole"), file.with_name("pipe")
    file.rename(whole)
    os.mkfifo(file)
    try:
        yield
    finally:
        file.rename(pipe)
        whole.rename(file)
        while any(thread.is_alive() for thread in waiting):
            _let_go(pipe)
            time.sleep(0.01)


def _let_go(pipe: Path) -> None:
    try:
        os.close(os.open(pipe, os.O_WRONLY | os.O_NONBLOCK))
    except OSError:  # nobody reads from it any more
        return


@pytest.mark.promise("S5")
@pytest.mark.parametrize("form", ["thumbnail", "preview"])
def test_a_withdrawal_is_answered_while_the_store_hangs(
    form: str,
    served: Callable[[], HTTPConnection],
    committed_client_for: Callable[[Person], TestClient],
    committed_people: Cast,
    photo_id: UUID,
    folder: Path,
) -> None:
    cast = committed_people
    teacher, office = (_cookies(committed_client_for(person)) for person in (cast.teacher, cast.office))
    statuses: list[int] = []

    def look() -> None:
        line = served()
        line.request("GET", f"/api/photos/{photo_id}/{form}", headers=teacher)
        statuses.append(line.getresponse().status)

    looking = [Thread(target=look) for _ in range(AT_ONCE)]
    (file,) = folder.rglob(_sha256_of(cast, photo_id, form))
    with hanging(file, looking):
        for each in looking:
            each.start()
        wait_until(lambda: _looks(cast) == AT_ONCE)  # recorded before a byte is read
        begun = time.monotonic()
        line = served()
        said = {"purpose": "website", "said": "withdrawn", "method": "phone", "guardian_id": str(cast.ben_mother.id)}
        line.request(
            "POST", f"/api/children/{cast.ben.id}/answers", json.dumps(said), {**office, "content-type": "application/json"}
        )
        assert line.getresponse().status == 201
        assert time.monotonic() - begun < 1
        assert statuses == []
    assert statuses == [200] * AT_ONCE


def _cookies(client: TestClient) -> dict[str, str]:
    return {"cookie": "; ".join(f"{name}={value}" for name, value in client.cookies.items())}


def _sha256_of(cast: Cast, photo_id: UUID, form: str) -> str:
    with begin(cast.oakfield.id) as tx:
        query = select(Rendition.sha256).where(Rendition.photo_id == photo_id, Rendition.kind == form)
        return tx.exec(query).one()


def _looks(cast: Cast) -> int:
    with begin(cast.oakfield.id) as tx:
        return len(tx.exec(select(AuditEntry.id).where(AuditEntry.verb == "photo:view")).all())
