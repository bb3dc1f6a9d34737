from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
from sqlalchemy import event
from sqlmodel import Session

from tests.people import Cast
from tests.publishing.stage import Stage


@pytest.fixture
def stage(people: Cast) -> Stage:
    """Oakfield with an event and a gallery for the website. Nobody has answered anything yet."""
    return Stage(people)


@pytest.fixture
def count_queries(tx: Session) -> Callable[[], AbstractContextManager[list[str]]]:
    """Collects the statements that sessions send while it is open, without the savepoints of the test itself."""

    @contextmanager
    def counting() -> Iterator[list[str]]:
        seen: list[str] = []

        def note(*execution: object) -> None:
            seen.append(str(execution[2]))

        event.listen(tx.get_bind(), "before_cursor_execute", note)
        yield seen
        event.remove(tx.get_bind(), "before_cursor_execute", note)

    return counting
