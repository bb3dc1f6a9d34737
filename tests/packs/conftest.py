"""Oakfield's stage, and a channel whose pictures are handed over."""

from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from consentsvc.publishing.schemas import ChannelRow
from tests.packs.parcels import PRESS
from tests.people import Cast, Person
from tests.publishing.stage import Stage


@pytest.fixture
def stage(people: Cast) -> Stage:
    """Oakfield with an event; everybody agrees to the press."""
    stage = Stage(people)
    stage.everybody_agrees(PRESS)
    return stage


@pytest.fixture
def channel(stage: Stage) -> ChannelRow:
    return stage.new_channel(PRESS, "The local paper")


@pytest.fixture
def publisher(stage: Stage, client_for: Callable[[Person], TestClient]) -> TestClient:
    return client_for(stage.cast.publisher)
