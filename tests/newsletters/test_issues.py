"""Writing an issue: what is kept, who may, and what happens when two write at once."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from starlette.testclient import TestClient

from consentsvc.kernel.database import begin
from consentsvc.media import deleting, seals
from tests.newsletters.desk import ONLINE, Desk, heading, picture, text
from tests.people import Person

ClientFor = Callable[[Person], TestClient]


def test_an_issue_is_begun_written_and_read_again(agreed: Desk, client_for: ClientFor) -> None:
    publisher, photo = client_for(agreed.cast.publisher), agreed.photo()
    made = publisher.post("/api/issues", json={"channel_id": str(agreed.channel.id), "title": " Spring news "})
    assert made.status_code == 201
    assert made.json()["title"] == "Spring news"
    parts = [
        {"kind": "heading", "text": "In the garden", "photo_id": None, "alt": ""},
        {"kind": "text", "text": "One.\n\nTwo.", "photo_id": None, "alt": ""},
        {"kind": "picture", "text": "", "photo_id": str(photo), "alt": ""},
    ]
    path = f"/api/issues/{made.json()['id']}"
    saved = publisher.put(path, json={"revision": 1, "title": "Summer news", "parts": parts})
    assert saved.status_code == 200, saved.text
    read = client_for(agreed.cast.teacher).get(path).json()
    assert (read["title"], read["revision"], read["state"], read["parts"]) == ("Summer news", 2, "draft", parts)
    (row,) = publisher.get("/api/issues").json()
    assert (row["channel_name"], row["purpose"], row["pictures"]) == ("Friday letter", ONLINE, 1)
    assert publisher.get("/api/issues", params={"channel_id": str(uuid4())}).json() == []


def test_parts_change_their_places(agreed: Desk, client_for: ClientFor) -> None:
    issue, publisher = agreed.issue(heading("One"), heading("Two")), client_for(agreed.cast.publisher)
    turned = [each.model_dump(mode="json") for each in reversed(issue.parts)]
    body = {"revision": issue.revision, "title": issue.title, "parts": turned}
    assert [each["text"] for each in publisher.put(f"/api/issues/{issue.id}", json=body).json()["parts"]] == ["Two", "One"]


def test_who_writes_on_an_older_issue_is_told_so_and_nothing_is_lost(agreed: Desk, client_for: ClientFor) -> None:
    issue, publisher = agreed.issue(heading("One")), client_for(agreed.cast.publisher)
    stale = publisher.put(f"/api/issues/{issue.id}", json={"revision": 1, "title": "Mine", "parts": []})
    assert (stale.status_code, stale.json()["type"]) == (409, "/problems/issue-changed")
    assert publisher.get(f"/api/issues/{issue.id}").json()["parts"][0]["text"] == "One"


@pytest.mark.parametrize(
    "part",
    [
        {"kind": "picture", "text": "", "alt": ""},
        {"kind": "text", "text": "a", "photo_id": str(uuid4())},
        {"kind": "heading", "text": "two\nlines"},
        {"kind": "heading", "text": "x" * 151},
        {"kind": "text", "text": "a\0b"},
        {"kind": "text", "text": "a", "alt": "b"},
    ],
)
def test_a_part_is_whole_or_refused(agreed: Desk, client_for: ClientFor, part: dict[str, str]) -> None:
    body = {"revision": 2, "title": "t", "parts": [part]}
    assert client_for(agreed.cast.publisher).put(f"/api/issues/{agreed.issue().id}", json=body).status_code == 422


def test_issues_belong_to_newsletters(agreed: Desk, client_for: ClientFor) -> None:
    gallery = agreed.new_channel("website")
    answer = client_for(agreed.cast.publisher).post("/api/issues", json={"channel_id": str(gallery.id), "title": "News"})
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/not-a-newsletter")


def test_a_teacher_reads_a_draft_and_may_not_write_it(agreed: Desk, client_for: ClientFor, anyone: TestClient) -> None:
    issue, teacher = agreed.issue(heading("One")), client_for(agreed.cast.teacher)
    body = {"revision": 2, "title": "Mine", "parts": []}
    assert teacher.get(f"/api/issues/{issue.id}").status_code == 200
    assert teacher.put(f"/api/issues/{issue.id}", json=body).status_code == 403
    assert client_for(agreed.cast.photographer).get(f"/api/issues/{issue.id}").status_code == 403
    assert client_for(agreed.cast.other_head).get(f"/api/issues/{issue.id}").status_code == 404
    assert anyone.get(f"/api/issues/{issue.id}").status_code == 401


def test_a_draft_is_thrown_away(agreed: Desk, client_for: ClientFor) -> None:
    issue, publisher = agreed.usual(agreed.photo()), client_for(agreed.cast.publisher)
    assert publisher.delete(f"/api/issues/{issue.id}").status_code == 204
    assert publisher.get(f"/api/issues/{issue.id}").status_code == 404


@pytest.mark.rule("W3")
def test_a_sealed_or_deleted_picture_is_gone_from_a_draft_as_if_it_had_never_been(agreed: Desk, client_for: ClientFor) -> None:
    photos = [agreed.photo(), agreed.photo()]
    issue, publisher = agreed.issue(heading("One"), *map(picture, photos), text("Two")), client_for(agreed.cast.publisher)
    with begin(agreed.school) as tx:
        seals.seal(tx, agreed.actor(agreed.cast.lead), photos[0], "It was reported.")
        deleting.delete(tx, agreed.actor(agreed.cast.publisher), photos[1])
    read = publisher.get(f"/api/issues/{issue.id}").json()
    assert ([each["text"] for each in read["parts"]], read["pictures"]) == (["One", "Two"], 0)
    body = {"revision": issue.revision, "title": "t", "parts": read["parts"]}
    assert publisher.put(f"/api/issues/{issue.id}", json=body).status_code == 200
    body = {"revision": issue.revision + 1, "title": "t", "parts": [picture(photos[0]).model_dump(mode="json")]}
    hidden = publisher.put(f"/api/issues/{issue.id}", json=body)
    assert (hidden.status_code, [each["where"] for each in hidden.json()["fields"]]) == (404, ["body.parts.0.photo_id"])
    assert publisher.delete(f"/api/issues/{issue.id}").status_code == 204
