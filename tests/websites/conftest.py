from collections.abc import Iterator

import pytest

from tests.people import Cast
from tests.publishing.stage import Stage
from tests.site import Site, open_site
from tests.websites.visited import Visited


@pytest.fixture
def site(nearby: None) -> Iterator[Site]:
    """The school's own website, empty."""
    with open_site() as running:
        yield running


@pytest.fixture
def visited(people: Cast, site: Site) -> Visited:
    """Oakfield, where everybody agreed to the website, with a page that is looked at."""
    stage = Stage(people)
    stage.everybody_agrees()
    return Visited(stage, site)
