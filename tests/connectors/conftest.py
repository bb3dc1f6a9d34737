from collections.abc import Iterator

import pytest

from tests.connectors.linked import Linked
from tests.connectors.wordpress_site import WordPressSite, open_wordpress
from tests.people import Cast
from tests.publishing.stage import Stage


@pytest.fixture
def site(nearby: None) -> Iterator[WordPressSite]:
    """An empty WordPress."""
    with open_wordpress() as running:
        yield running


@pytest.fixture
def linked(people: Cast, site: WordPressSite) -> Linked:
    """Oakfield's page in that WordPress, and one picture placed there that may be shown."""
    return Linked(Stage(people), site)
