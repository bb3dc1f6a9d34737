"""Connections and webhooks over the API: who may, and what is said when it doesn't work."""

from collections.abc import Callable, Iterator

import pytest
from starlette.testclient import TestClient

from tests.connectors.linked import PASSWORD, Linked
from tests.connectors.wordpress_site import AUTHOR, WordPressSite
from tests.people import NOBODY, Cast, Person
from tests.publishing.stage import Stage
from tests.site import Said, open_site

ClientFor = Callable[[Person], TestClient]


@pytest.fixture
def admin(people: Cast, client_for: ClientFor) -> TestClient:
    return client_for(people.admin)


def _new(channel_id: object, site: WordPressSite, **more: str) -> dict[str, str]:
    return {"channel_id": str(channel_id), "address": site.address, "user_name": "consent", "password": PASSWORD, **more}


def test_a_channel_is_connected_after_a_call_that_shows_that_it_works(
    people: Cast, admin: TestClient, site: WordPressSite
) -> None:
    channel = Stage(people).new_channel("website", "Our garden", kind="wordpress")
    answer = admin.post("/api/connections", json=_new(channel.id, site))
    assert answer.status_code == 201
    assert (answer.json()["channel_name"], answer.json()["address"]) == ("Our garden", site.root)
    assert PASSWORD.replace(" ", "") not in answer.text.replace(" ", "")
    assert len(site.calls("GET", "users/me")) == 1
    assert admin.get("/api/connections").json() == [answer.json()]
    assert admin.post("/api/connections", json=_new(channel.id, site)).json()["type"] == "/problems/connected-already"


def test_what_does_not_work_is_said_in_words_and_nothing_is_kept(people: Cast, admin: TestClient, site: WordPressSite) -> None:
    stage = Stage(people)
    channel = stage.new_channel("website", "Our garden", kind="wordpress")
    wrong = admin.post("/api/connections", json=_new(channel.id, site, password="wrong wrong wrong"))
    assert (wrong.status_code, wrong.json()["type"]) == (409, "/problems/not-connected")
    assert "application password" in wrong.json()["detail"]
    site.users["consent"] = (PASSWORD.replace(" ", ""), AUTHOR)
    assert "Editor" in admin.post("/api/connections", json=_new(channel.id, site)).json()["detail"]
    inside = admin.post("/api/connections", json=_new(channel.id, site, address="https://10.1.2.3"))
    assert "private network" in inside.json()["detail"]
    other_kind = admin.post("/api/connections", json=_new(stage.channel.id, site))
    assert other_kind.json()["type"] == "/problems/wrong-kind"
    assert admin.get("/api/connections").json() == []


def test_a_channel_that_is_not_there_is_not_found_before_anybody_is_asked(admin: TestClient, site: WordPressSite) -> None:
    assert admin.post("/api/connections", json=_new(NOBODY, site)).status_code == 404
    assert site.site.asked == []


def test_a_connection_is_changed_checked_and_ended(linked: Linked, admin: TestClient) -> None:
    path = f"/api/connections/{linked.id}"
    assert admin.patch(path, json={"mode": "live_link"}).json()["mode"] == "live_link"
    assert admin.patch(path, json={"password": "wrong wrong wrong"}).status_code == 409
    assert admin.post(f"{path}/look").status_code == 202
    assert admin.delete(path).status_code == 204
    assert admin.get("/api/connections").json()[0]["ended_at"] is not None
    for method, at in (("PATCH", path), ("POST", f"{path}/look"), ("DELETE", path)):
        assert admin.request(method, at, json={} if method == "PATCH" else None).status_code == 404


def test_publishers_see_where_the_page_is_and_not_how(linked: Linked, client_for: ClientFor) -> None:
    linked.fill()
    publisher = client_for(linked.stage.cast.publisher)
    page = publisher.get(f"/api/channels/{linked.channel.id}/page").json()
    assert page["page_address"] == linked.connection().page_address
    assert page["problem_text"] is None
    assert publisher.get("/api/connections").status_code == 403
    assert publisher.get(f"/api/channels/{linked.stage.channel.id}/page").status_code == 404


@pytest.fixture
def taker(nearby: None) -> Iterator[str]:
    with open_site(lambda asked: Said(204)) as running:
        yield running.address


def test_a_webhook_shows_its_key_once(admin: TestClient, taker: str) -> None:
    made = admin.post("/api/webhooks", json={"name": "Our website", "address": taker})
    assert made.status_code == 201
    assert made.json()["key"].startswith("whsec_")
    (row,) = admin.get("/api/webhooks").json()
    assert "key" not in row
    rotated = admin.post(f"/api/webhooks/{row['id']}/rotate").json()
    assert rotated["key"] != made.json()["key"]
    assert rotated["webhook"]["earlier_until"] is not None


def test_a_test_message_is_among_the_deliveries(admin: TestClient, taker: str) -> None:
    id_ = admin.post("/api/webhooks", json={"name": "Our website", "address": taker}).json()["webhook"]["id"]
    sent = admin.post(f"/api/webhooks/{id_}/test")
    assert sent.status_code == 202
    (delivery,) = admin.get(f"/api/webhooks/{id_}/deliveries").json()
    assert delivery == sent.json()
    assert (delivery["kind"], delivery["state"]) == ("webhook.test", "waiting")
    assert admin.get("/api/webhooks").json()[0]["waiting"] == 1
    assert admin.post(f"/api/webhooks/{id_}/deliveries/{delivery['id']}/again").status_code == 202
    assert admin.delete(f"/api/webhooks/{id_}").status_code == 204
    assert admin.get("/api/webhooks").json() == []


def test_an_address_that_cannot_be_told_is_refused_at_its_field(admin: TestClient) -> None:
    answer = admin.post("/api/webhooks", json={"name": "Inside", "address": "https://192.168.0.1/hook"})
    assert answer.status_code == 422
    assert answer.json()["fields"][0]["where"] == "body.address"
