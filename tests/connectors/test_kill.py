"""A worker that is killed with a file on its way, and two that want to speak with one WordPress (S3)."""

import signal
from pathlib import Path

import pytest
from sqlmodel import Session

from consentsvc.connectors import service
from consentsvc.kernel import database, postgres
from tests.connectors.linked import Linked
from tests.connectors.wordpress_site import WordPressSite
from tests.forked import Program, program
from tests.people import cast_at
from tests.publishing.stage import CAPTION, Stage
from tests.site import Asked, Said

FILL = """
import sys
from uuid import UUID
from consentsvc.connectors import service
service.bring_up_to_date(UUID(sys.argv[1]), UUID(sys.argv[2]))
"""


@pytest.fixture
def linked(committed: postgres.Server, folder: Path, site: WordPressSite) -> Linked:
    with Session(database.engine(), expire_on_commit=False) as tx:
        cast = cast_at(tx)
    return Linked(Stage(cast), site)


@pytest.mark.promise("S3")
def test_a_worker_that_is_killed_with_a_file_on_its_way_leaves_neither_a_double_nor_an_unknown_copy(linked: Linked) -> None:
    _kill_over_the_upload(linked)
    assert len(linked.site.media) == 1, "WordPress took it"
    assert linked.copy().state == "making"
    linked.fill()
    assert len(linked.site.media) == 1
    assert linked.copy().state == "there"
    assert CAPTION in linked.site.page_text()


@pytest.mark.rule("P9")
def test_what_a_killed_worker_left_there_is_taken_down_when_the_yes_ends(linked: Linked) -> None:
    _kill_over_the_upload(linked)
    linked.withdraw()
    looks = service.take_down(linked.stage.school, linked.copy().id)
    assert linked.site.files == {}
    assert looks
    assert all(look.is_gone for look in looks)


def test_one_at_a_time_speaks_with_a_connection(linked: Linked) -> None:
    name = f"connection {linked.id}"
    with database.held(name, 1) as mine, database.held(name, 0.05) as other:
        assert (mine, other) == (True, False)
    with database.held(name, 0.05) as mine:
        assert mine


def _kill_over_the_upload(linked: Linked) -> None:
    """Fill the page in another process, which dies as soon as WordPress has the file."""
    process: list[Program] = []

    def answering(asked: Asked) -> Said:
        said = linked.site.answer(asked)
        if asked.method == "POST" and "/media?" in asked.path:
            process[0].kill()
            process[0].wait()
        return said

    linked.site.site.answering = answering
    process.append(program(FILL, str(linked.stage.school), str(linked.channel.id)))
    assert process[0].wait(60) == -signal.SIGKILL
    linked.site.site.answering = linked.site.answer
