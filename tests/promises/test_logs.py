"""L1: no name, address, birth date, code or token in anything that is logged or queued, whatever goes right or wrong."""

import hashlib
import re
import time
from collections.abc import Iterator
from email.parser import BytesHeaderParser
from pathlib import Path
from uuid import uuid4

import httpx2
import psycopg
import pytest

from consentsvc.demo import scenes
from consentsvc.kernel import clock, postgres
from tests.blackbox.service import ANSWERS_WITHIN, PASSWORD, READY_WITHIN, Service, made, signed_in
from tests.reports.conftest import keys_on

pytestmark = [pytest.mark.promise("L1"), pytest.mark.xdist_group("blackbox")]

EMAIL = "quillon.canary@staff-canary.example"
SECOND_PERSON = "second.canary@staff-canary.example"
CANARIES = {
    PASSWORD, EMAIL, "Quillon", "Zebulon", "Wrenfield", "Ottoline", "parent-canary", "07700900123", "2017-03-19",
    SECOND_PERSON, "Marguerite",
    "Aviary Hall", "Larkspur", "IMG_canary", "Petronella", "court-canary", "caption-canary", "wrong-canary", "Imogen-canary",
    "Thistledown", "red-coat-canary", "Fennimore", "lens-canary", "passport-canary", "side-door-canary", "tall-canary", "phone-canary",
    "said-canary", "Bramble", "bramble-canary", "Zachariah", "what-canary", "added-canary", "desk-canary", "why-canary", "lesson-canary",
}  # fmt: skip


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    service = Service(tmp_path_factory.mktemp("logs") / "var", workers=1)
    service.start()
    yield service
    service.stop()


def test_no_canary_is_found_in_what_was_written(service: Service) -> None:
    secrets = {*CANARIES, _staff_and_token(service)}
    client = signed_in(service, EMAIL)
    secrets.add(client.cookies["consentsvc"])
    child, guardian = _roster(client)
    secrets |= _pictures(service, client, child, guardian)
    secrets |= _family(service, client, child, guardian)
    secrets |= _on_the_day(service, client)
    secrets |= _report(service, client, child)
    _goes_wrong(service, client)
    written = {path: path.read_text(errors="replace") for path in _logs(service)}
    written["jobs"], written["headers of mails"] = _queue(service), _headers(service)
    service.kill_postgres()
    _ask_while_it_is_away(client)
    written |= {path: path.read_text(errors="replace") for path in _logs(service)}

    assert any("unstorable" in text for text in written.values()), "the search looks at what is really written"
    found = {(str(where), secret) for where, text in written.items() for secret in secrets if secret.lower() in text.lower()}
    assert found == set()


def _staff_and_token(service: Service) -> str:
    service.command("school", "create", "Oakfield Primary", "oakfield")
    names = ("--school", "oakfield", "--role", "lead", "--role", "office", "--password", PASSWORD, EMAIL, "Quillon Canary")
    service.command("user", "create", *names)
    second = ("--role", "head", "--password", PASSWORD, SECOND_PERSON, "Marguerite Canary")
    service.command("user", "create", "--school", "oakfield", *second)
    with pytest.raises(AssertionError, match="already"):
        service.command("user", "create", *names)
    token = service.command(
        "token", "create", "website", "--school", "oakfield", "--email", EMAIL, "--scope", "child:view"
    ).strip()
    assert httpx2.get(f"{service.url}/api/children", headers={"Authorization": f"Bearer {token}"}).status_code == 200
    return token


def _roster(client: httpx2.Client) -> tuple[str, str]:
    child = {"ref": "Z1", "first_name": "Zebulon", "last_name": "Wrenfield", "born_on": "2017-03-19"}
    made = client.post("/api/children", json=child)
    assert made.status_code == 201
    assert client.post("/api/children", json=child).status_code == 409
    parent = {
        "name": "Ottoline Wrenfield", "email": "parent-canary@family.example", "phone": "07700900123",
        "relationship": "mother", "parental_responsibility": True,
    }  # fmt: skip
    guardian = client.post(f"/api/children/{made.json()['id']}/guardians", json=parent)
    assert guardian.status_code == 201
    roster = (
        b"ref,first_name,last_name,born_on,class\nL1,Larkspur,Wrenfield,2017-03-19,Willows\nL2,,Wrenfield,2017-03-19,Willows\n"
    )
    assert client.post("/api/roster/imports?file_name=Larkspur.csv", content=roster).json()["can_apply"] is False
    good = client.post("/api/roster/imports", content=roster.rpartition(b"L2")[0]).json()
    assert client.post(f"/api/roster/imports/{good['id']}/apply").status_code == 200
    assert client.get("/api/children", params={"search": "Larkspur"}).json()["total"] == 1
    return made.json()["id"], guardian.json()["id"]


def _pictures(service: Service, client: httpx2.Client, child: str, guardian: str) -> set[str]:
    event = client.post("/api/events", json={"name": "Imogen-canary day", "on_date": "2026-06-12", "place": "Aviary Hall"}).json()
    _upload(client, event["id"], b"no picture at all")
    photo = _upload(client, event["id"], scenes.draw(seed=1, people=1, width=900, height=700).jpeg).json()
    deadline = time.monotonic() + READY_WITHIN
    while photo["scan_state"] == "waiting":
        assert time.monotonic() < deadline
        time.sleep(0.2)
        photo = client.get(f"/api/photos/{photo['id']}").json()
    adult = client.post("/api/adults", json={"name": "Petronella Vane"})
    assert adult.status_code == 201
    people = [{"id": face["id"], "resolution": "redacted"} for face in photo["people_in_photo"]]
    people[0] |= {"resolution": "child", "child_id": child}
    client.put(f"/api/photos/{photo['id']}/people", json={"people_version": 1, "people": people})
    client.post(f"/api/photos/{photo['id']}/review", json={"people_version": 2, "head_count": len(people)})
    answer = {"guardian_id": guardian, "purpose": "website", "said": "given", "method": "phone"}
    client.post(f"/api/children/{child}/answers", json=answer)
    channel = client.post("/api/channels", json={"name": "Website", "purpose": "website"}).json()
    placed = {"channel_id": channel["id"], "photo_id": photo["id"], "caption": "caption-canary", "alt": "A child runs."}
    placement = client.post("/api/placements", json=placed)
    assert placement.status_code == 201, placement.text
    assert client.get(f"/m/{placement.json()['code']}/large.jpg").status_code == 410, "its uploader placed it, and it waits (P6)"
    second = signed_in(service, SECOND_PERSON)
    seen = {"id": placement.json()["id"], "words": placement.json()["words"]}
    assert second.post("/api/placements/release", json={"items": [seen]}).status_code == 200
    assert client.get(f"/m/{placement.json()['code']}/large.jpg").status_code == 200
    assert client.get(f"/g/{channel['code']}").status_code == 200
    return {placement.json()["code"], channel["code"]}


def _upload(client: httpx2.Client, event: str, data: bytes) -> httpx2.Response:
    sha256 = hashlib.sha256(data).hexdigest()
    return client.put(f"/api/photos/{sha256}", params={"event_id": event, "file_name": "IMG_canary.jpg"}, content=data)


def _family(service: Service, client: httpx2.Client, child: str, guardian: str) -> set[str]:
    link = client.post(f"/api/children/{child}/family-links", json={"guardian_id": guardian}).json()
    page = f"/f/{link['url'].rpartition('/f/')[2]}"
    parent = httpx2.Client(base_url=service.url, timeout=ANSWERS_WITHIN, follow_redirects=True)
    assert parent.get(page).status_code == 200
    assert parent.post(f"{page}/sign-in", data={"code": "wrong-canary"}).status_code == 422
    assert parent.post(f"{page}/sign-in", data={"code": link["code"]}).status_code == 200
    asked = parent.get(f"{page}/answer/prospectus").text
    hidden = dict(re.findall(r'type="hidden" name="(words|language)" value="([^"]*)"', asked))
    assert parent.post(f"{page}/answer/prospectus", data={"said": "yes", **hidden}).url.path == f"{page}/check"
    assert "/saved/" in parent.post(f"{page}/check").url.path
    assert parent.post(f"{page}/withdraw", data={"purpose": "website"}).status_code == 200
    assert parent.get(f"{page}/pictures").status_code == 200
    parent.post(f"{page}/withdraw", data={"purpose": "wrong-canary"})
    parent.get(f"{page}x")
    client.post(f"/api/children/{child}/restriction", json={"reason": "court-canary"})
    spoken = client.post(f"/api/family-links/{link['link_id']}/spoken-code").json()
    assert parent.post("/code", data={"code": "wrong-canary"}).status_code == 422
    assert parent.post("/code", data={"code": spoken["code"]}).url.path == page
    codes = {code for each in (link["code"], spoken["code"]) for code in (each, each.replace("-", ""))}
    return {page.removeprefix("/f/"), *codes, *parent.cookies.values()}


def _on_the_day(service: Service, client: httpx2.Client) -> set[str]:
    """A large event: a child is opted out of it, a photographer signs, a steward logs what somebody took."""
    today, now = clock.today().isoformat(), clock.now().isoformat()
    fair = {"name": "Imogen-canary fair", "on_date": today, "place": "Aviary Hall", "scale": "large"}
    event = made(client.post("/api/events", json=fair))["id"]
    notices = client.get(f"/api/events/{event}/notices").json()["public_page"]
    anybody = httpx2.Client(base_url=service.url, timeout=ANSWERS_WITHIN)
    for name in ("Thistledown Grey", "Zebulon Wrenfield"):
        wish = {"child_name": name, "class_or_group": "side-door-canary", "looks": "red-coat-canary"}
        assert anybody.post(notices, data=wish).status_code == 303
    assert anybody.post(notices, data={"child_name": "", "looks": "wrong-canary"}).status_code == 422
    for each in client.get(f"/api/events/{event}/opt-outs").json()["items"]:
        client.post(f"/api/opt-outs/{each['id']}/settle", json={"why": "why-canary"})
    register = f"/api/events/{event}/photographers"
    ada = made(client.post(register, json={"name": "Fennimore Ash", "organisation": "lens-canary"}))
    made(client.post(f"{register}/{ada['id']}/identity", json={"seen": "passport-canary"}))
    terms = client.get(register).json()["terms_version"]
    badge = made(client.post(f"{register}/{ada['id']}/brief", json={"terms_version": terms}))["badge_page"]
    assert "Fennimore" in anybody.get(badge).text
    assert anybody.get("/badge/wrong-canary").status_code == 404
    capture = {
        "id": str(uuid4()), "place": "side-door-canary", "happened_at": now, "logged_at": now, "taken_by": "spectator",
        "who": "tall-canary", "device": "phone-canary", "children_said": "Thistledown", "said": "said-canary",
    }  # fmt: skip
    kept = made(client.post("/api/captures", json=capture))["capture_id"]
    assert client.post("/api/captures", json={**capture, "who": "wrong-canary"}).status_code == 409
    assert client.post("/api/captures", json={**capture, "wrong-canary": "x"}).status_code == 422
    letter = {"kind": "take_down", "to": "tall-canary", "where": "wrong-canary", "words": "said-canary"}
    made(client.post(f"/api/captures/{kept}/findings", json={"use": "shared", "text": "added-canary"}))
    made(client.post(f"/api/captures/{kept}/letter", json=letter))
    closing = {"outcome": "deleted", "theme": "devices", "lesson": "lesson-canary"}
    made(client.post(f"/api/incidents/captures/{kept}/close", json=closing))
    return {notices.rpartition("/")[2], badge.rpartition("/")[2]}


def _report(service: Service, client: httpx2.Client, child: str) -> set[str]:
    """Made on the public form by somebody who can be reached, read and worked on at the desk, added to, closed."""
    anybody = httpx2.Client(base_url=service.url, timeout=ANSWERS_WITHIN)
    told = {
        "images": "no", "about": "nobody_here", "about_name": "Zachariah Toll", "what": "what-canary", "reporter": "parent",
        "reporter_name": "Bramble Finch", "reporter_contact": "bramble-canary@family.example",
    }  # fmt: skip
    sent = anybody.post("/report", data={"step": "check", "school": "oakfield", **told})
    reference, secret = keys_on(sent.text)
    back = {"reference": reference, "secret": secret}
    added = anybody.post("/report/back", data={**back, "text": "added-canary", "entry": str(uuid4())})
    assert "added-canary" in added.text
    assert anybody.post("/report/back", data={**back, "secret": "wrong-canary"}).status_code == 422
    refused = anybody.post("/report", content=b"wrong-canary", headers={"content-type": "text/wrong-canary"})
    assert refused.status_code == 415
    (found,) = client.get("/api/reports").json()
    report = f"/api/reports/{found['id']}"
    made(client.post(f"{report}/take-on"))
    made(client.post(f"{report}/notes", json={"text": "desk-canary", "reason": "why-canary"}))
    made(client.post(f"{report}/answers", json={"text": "desk-canary"}))
    made(client.post(f"{report}/subjects", json={"kind": "outsider", "name": "Zachariah Toll", "reason": "why-canary"}))
    made(client.post(f"{report}/tasks", json={"what": "desk-canary"}))
    made(client.post(f"{report}/pulls", json={"child_id": child, "reason": "why-canary"}))
    wrong = client.post(f"{report}/pulls", json={"reason": "why-canary", "wrong-canary": "x"})
    assert wrong.status_code == 422
    closing = {"outcome": "unfounded", "reason": "why-canary", "theme": "devices", "lesson": "lesson-canary"}
    made(client.post(f"/api/incidents/reports/{found['id']}/close", json=closing))
    picture_at = re.findall(r'href="/report/picture/([^"]+)"', sent.text)
    return {reference, secret, reference.replace("-", ""), secret.replace("-", ""), *picture_at}


def _goes_wrong(service: Service, client: httpx2.Client) -> None:
    """What is refused, not found or broken is where values slip into logs."""
    nobody = httpx2.Client(base_url=service.url, timeout=ANSWERS_WITHIN)
    nobody.post("/api/session", json={"email": EMAIL, "password": "wrong-canary"})
    nobody.get("/api/children/Zebulon", headers={"Authorization": "Bearer wrong-canary"})
    for address in (
        "/wrong-canary",
        "/m/wrong-canary/large.jpg",
        "/g/wrong-canary",
        "/api/wrong-canary?name=Zebulon",
        "/f/wrong-canary",
    ):
        nobody.get(address)
    assert nobody.post("/api/session", json={"email": "wrong-canary\0@x.example", "password": "x"}).status_code == 422
    assert client.post("/api/children", content=b'{"first_name": "Zebulon').status_code == 422
    nul = {"ref": "wrong-canary\0", "first_name": "Zebulon", "last_name": "Wrenfield", "born_on": "2017-03-19"}
    assert client.post("/api/children", json=nul).status_code == 422


def _ask_while_it_is_away(client: httpx2.Client) -> None:
    """PostgreSQL was killed: a 503 until it is back, then answers."""
    seen = set()
    deadline = time.monotonic() + READY_WITHIN
    while time.monotonic() < deadline:
        answer = client.get("/api/children", params={"search": "Zebulon"})
        seen.add(answer.status_code)
        if answer.status_code == 200:
            break
        assert answer.headers["content-type"] == "application/problem+json"
        time.sleep(0.2)
    assert 200 in seen
    assert seen <= {200, 503}


def _logs(service: Service) -> Iterator[Path]:
    logs = [*service.folder.parent.glob("*.log"), *(service.folder / "postgres" / "server").glob("*.log*")]
    assert any("postgres" in str(path) for path in logs)
    yield from (path for path in logs if path.is_file())


def _headers(service: Service) -> str:
    """The headers of every mail, but for the address to which it goes."""
    mails = [BytesHeaderParser().parsebytes(path.read_bytes()) for path in (service.folder / "mail").glob("*")]
    assert mails, "a family and the staff were written to"
    return repr([(name, value) for mail in mails for name, value in mail.items() if name != "To"])


def _queue(service: Service) -> str:
    """All that stands in the queue's tables and among the letters, the jobs that were done as far as they are kept."""
    tables = ("letters", "procrastinate_jobs", "procrastinate_events", "procrastinate_periodic_defers", "procrastinate_workers")
    with (
        postgres.running(service.folder / "postgres") as server,
        psycopg.connect(postgres.conninfo(server.owner_url)) as owner,
    ):
        return repr([owner.execute(f"select * from {table}").fetchall() for table in tables])
