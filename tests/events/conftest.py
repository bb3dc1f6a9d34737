from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from consentsvc.kernel import clock
from tests.people import Cast, Person

ClientFor = Callable[[Person], TestClient]


@pytest.fixture
def publisher(people: Cast, client_for: ClientFor) -> TestClient:
    return client_for(people.publisher)


@pytest.fixture
def fair(publisher: TestClient) -> str:
    """The address of a large event of today."""
    new = {"name": "Fair", "on_date": clock.today().isoformat(), "place": "Field", "scale": "large", "spectators": "none"}
    return f"/api/events/{publisher.post('/api/events', json=new).json()['id']}"
