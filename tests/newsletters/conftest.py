import pytest

from tests.newsletters.desk import Desk
from tests.notifications.postbox import postbox, smtp_port
from tests.people import Cast

__all__ = ["postbox", "smtp_port"]


@pytest.fixture
def desk(people: Cast) -> Desk:
    """Nobody has answered anything yet."""
    return Desk(people)


@pytest.fixture
def agreed(desk: Desk) -> Desk:
    """Everybody in the usual photo agrees to both newsletters."""
    desk.everybody_agrees()
    return desk
