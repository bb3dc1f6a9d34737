"""P9: a school's own pages are looked at as visitors see them: what nobody told us about is found, and comes down with its picture."""

import pytest

from consentsvc.kernel.database import begin
from consentsvc.media import deleting, seals
from consentsvc.takedown import tasks
from consentsvc.websites import jobs
from tests.site import Said, open_site
from tests.websites.visited import HTML, Visited

pytestmark = pytest.mark.rule("P9")


@pytest.fixture
def unknown(visited: Visited) -> str:
    """The address of a copy of a placed picture that nobody told us about."""
    placed = visited.placed()
    address = visited.puts("/files/beans-300.jpg", placed)
    visited.shows(address, visited.puts_another("/files/logo.jpg"))
    return address


def test_a_copy_that_nobody_told_us_about_is_found_and_known_from_then_on(visited: Visited, unknown: str) -> None:
    visited.look()
    (finding,) = visited.found()
    (copy,) = visited.copies()
    assert (finding.kind, finding.address, finding.copy_id) == ("unknown_copy", unknown, copy.id)
    assert finding.distance is not None
    assert finding.distance <= 31
    assert (copy.kind, copy.addresses, copy.state) == ("other", [unknown], "there")
    assert (visited.page_now().pictures, visited.page_now().problem_text) == (2, None)


def test_looking_again_finds_the_same(visited: Visited, unknown: str) -> None:
    visited.look()
    first = visited.found()
    visited.look()
    assert [each.id for each in visited.found()] == [each.id for each in first]
    assert visited.found()[0].last_seen_at > first[0].last_seen_at
    assert len(visited.copies()) == 1


def test_it_comes_down_with_its_picture(visited: Visited, unknown: str) -> None:
    visited.look()
    visited.follows()
    assert (visited.tasks(), visited.breaches()) == ([], [])
    visited.stage.answer(visited.stage.cast.amira, visited.stage.cast.amira_mother, "withdrawn")
    visited.follows()
    assert [task.state for task in visited.tasks()] == ["open"]


@pytest.mark.rule("W4")
def test_what_is_not_cleared_opens_a_breach_once(visited: Visited, unknown: str) -> None:
    visited.stage.answer(visited.stage.cast.amira, visited.stage.cast.amira_mother, "withdrawn")
    for _ in range(2):
        visited.look()
        visited.follows()
    assert [each.cause for each in visited.breaches()] == ["unknown_copy"]
    assert len(visited.tasks()) == 1


def test_what_somebody_told_us_about_is_no_finding(visited: Visited) -> None:
    placed = visited.placed()
    address = visited.puts("/files/beans.jpg", placed)
    visited.shows(address)
    visited.tells(placed, address)
    visited.look()
    assert visited.found() == []


def test_a_finding_ends_when_it_is_not_seen_any_more(visited: Visited, unknown: str) -> None:
    visited.look()
    visited.shows()
    visited.look()
    assert visited.found() == []
    (ended,) = visited.found(ended=True)
    assert (ended.ended_by, ended.why_ended) == (None, None)


@pytest.mark.parametrize("trouble", [Said(500), Said(silent=True), Said(200, b"x", {"Content-Encoding": "gzip"})])
def test_what_could_not_be_looked_at_stays_as_it_was(visited: Visited, unknown: str, trouble: Said) -> None:
    visited.look()
    visited.site.pages["/files/beans-300.jpg"] = trouble
    visited.look()
    visited.site.pages["/news"] = trouble
    visited.look()
    assert visited.kinds() == [("unknown_copy", "/files/beans-300.jpg")]
    assert visited.page_now().problem_text is not None


@pytest.mark.rule("W4")
def test_a_picture_that_was_never_placed_is_found_too_and_opens_a_breach(visited: Visited) -> None:
    address, photo_id = visited.puts_unplaced("/files/trip.jpg")
    visited.shows(address)
    visited.look()
    visited.follows()
    (finding,) = visited.found()
    assert (finding.kind, finding.photo_id, finding.copy_id) == ("unknown_copy", photo_id, None)
    assert [(each.cause, each.photo_id) for each in visited.breaches()] == [("unknown_copy", photo_id)]


@pytest.mark.parametrize("gone", [404, 410])
def test_a_picture_that_is_gone_is_a_finding_no_more(visited: Visited, unknown: str, gone: int) -> None:
    visited.look()
    visited.site.pages["/files/beans-300.jpg"] = Said(gone)
    visited.look()
    assert visited.found() == []


def test_what_was_said_to_be_gone_and_is_there(visited: Visited) -> None:
    placed = visited.placed()
    address = visited.puts("/files/beans.jpg", placed)
    copy_id = visited.tells(placed, address)
    visited.stage.answer(visited.stage.cast.amira, visited.stage.cast.amira_mother, "withdrawn")
    visited.follows()
    (task,) = visited.tasks()
    with begin(visited.school) as tx:
        tasks.prove(tx, visited.stage.actor(visited.stage.cast.publisher), task.id, "I deleted it.")
    visited.shows(address)
    for _ in range(2):
        visited.look()
    assert visited.kinds() == [("still_there", "/files/beans.jpg")]
    assert [each.state for each in visited.tasks()] == ["open"]
    assert visited.state(copy_id) == "there"


def test_a_copy_that_went_without_a_task_and_came_back_is_known_to_be_there(visited: Visited) -> None:
    placed = visited.placed()
    address = visited.puts("/files/beans.jpg", placed)
    copy_id = visited.tells(placed, address)
    visited.is_gone(copy_id)
    visited.look()
    assert visited.state(copy_id) == "gone"
    visited.shows(address)
    visited.look()
    assert (visited.kinds(), visited.state(copy_id)) == ([("still_there", "/files/beans.jpg")], "there")


def test_a_live_link_is_dead_once_its_picture_does_not_show(visited: Visited) -> None:
    placed = visited.placed()
    visited.shows(placed.address, "http://testserver/m/nobodys/large.jpg")
    visited.look()
    assert [each.address for each in visited.found()] == ["http://testserver/m/nobodys/large.jpg"]
    visited.stage.remove(placed)
    visited.look()
    assert {(each.kind, each.photo_id) for each in visited.found()} == {("dead_link", placed.photo_id), ("dead_link", None)}


def test_no_other_host_is_asked(visited: Visited) -> None:
    with open_site() as elsewhere:
        visited.shows(f"{elsewhere.address}/a.jpg", f"{visited.site.address}/away")
        visited.site.pages["/away"] = Said(302, headers={"Location": f"{elsewhere.address}/b.jpg"})
        visited.look()
        assert elsewhere.asked == []
    assert {each.path for each in visited.site.asked} == {"/news", "/away"}


def test_a_page_that_moved_on_the_same_host_is_followed(visited: Visited, unknown: str) -> None:
    visited.site.pages["/new/"] = visited.site.pages["/news"]
    visited.site.pages["/news"] = Said(301, headers={"Location": "/new/"})
    visited.look()
    assert visited.kinds() == [("unknown_copy", "/files/beans-300.jpg")]


@pytest.mark.parametrize(
    ("said", "word"),
    [
        (Said(404), "no page at this address"),
        (Said(403), "only for those who sign in"),
        (Said(500), "answered with an error"),
        (Said(200, b"%PDF", {"Content-Type": "application/pdf"}), "but a file"),
        (Said(302, headers={"Location": "https://other.example/"}), "another website"),
        (Said(302, headers={"Location": "/news"}), "could not be read"),
        (Said(200, b"x" * (4 * 1024 * 1024 + 1), HTML), "too large"),
    ],
)
def test_why_a_page_could_not_be_looked_at_is_said(visited: Visited, said: Said, word: str) -> None:
    visited.site.pages["/news"] = said
    visited.look()
    assert word in (visited.page_now().problem_text or "")


def test_a_broken_picture_stops_nothing(visited: Visited, unknown: str) -> None:
    visited.site.pages["/files/broken.jpg"] = Said(data=b"\xff\xd8\xff\xe0 no picture")
    visited.shows("/files/broken.jpg", unknown)
    visited.look()
    assert visited.kinds() == [("unknown_copy", "/files/beans-300.jpg")]


@pytest.mark.rule("W3")
@pytest.mark.promise("I3")
@pytest.mark.parametrize("hiding", ["seal", "delete"])
def test_a_finding_about_a_hidden_picture_is_seen_by_nobody_and_its_copy_comes_down(visited: Visited, hiding: str) -> None:
    placed = visited.placed()
    visited.shows(visited.puts("/files/beans.jpg", placed), placed.address)
    lead = visited.stage.actor(visited.stage.cast.lead)
    if hiding == "seal":
        with begin(visited.school) as tx:
            seals.seal(tx, lead, placed.photo_id, "It was reported.")
    else:
        with begin(visited.school) as tx:
            deleting.delete(tx, lead, placed.photo_id)
    visited.look()
    visited.follows()
    assert visited.found() == []
    assert visited.breaches() == []
    assert [task.state for task in visited.tasks()] == ["open"]


def test_every_school_with_pages_is_due_each_night(visited: Visited, unknown: str) -> None:
    jobs.look_each_night()
    visited.look()
    assert len(visited.found()) == 1
