import pytest

from tests.people import Cast
from tests.publishing.stage import Stage
from tests.takedown.desk import Desk


@pytest.fixture
def desk(people: Cast) -> Desk:
    """Oakfield, where everybody agreed to the website, with its takedowns."""
    stage = Stage(people)
    stage.everybody_agrees()
    return Desk(stage)
