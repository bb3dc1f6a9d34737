from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import Session

from consentsvc.events.models import Event
from consentsvc.kernel import database, postgres
from consentsvc.media import service
from tests.media.album import event_at
from tests.people import Cast, cast_at


@pytest.fixture
def sports_day(tx: Session, people: Cast) -> Event:
    """An event at Oakfield."""
    return event_at(tx, people.oakfield.id)


@pytest.fixture
def committed_people(committed: postgres.Server, folder: Path) -> Cast:
    """The cast in a database where commits are commits."""
    with Session(database.engine(), expire_on_commit=False) as tx:
        return cast_at(tx)


@pytest.fixture(scope="session", autouse=True)
def _no_process_stays() -> Iterator[None]:
    yield
    service.sandbox().close()
