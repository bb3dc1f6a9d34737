from collections.abc import Iterator

import pytest
from sqlalchemy import make_url

from consentsvc.kernel import postgres
from tests.conftest import committed as committed_database


@pytest.fixture(scope="module")
def shared(server: postgres.Server, template: str) -> Iterator[postgres.Server]:
    """A database where commits are commits, for all tests of a file: each makes schools of its own in it."""
    with pytest.MonkeyPatch.context() as patch:
        own: list[postgres.Server] = []  # for no other test: some change its tables
        yield from committed_database.__wrapped__(server, template, own, patch)  # type: ignore[attr-defined]
    for each in own:
        postgres.drop_database(server, make_url(each.service_url).database or "")
