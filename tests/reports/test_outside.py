"""The form of a real service: nothing is lost when it is killed (I7), and nothing is kept of what was refused (I1, I6)."""

import base64
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from itertools import islice
from pathlib import Path

import httpx2
import pytest
from sqlalchemy import make_url
from sqlmodel import select

from consentsvc.kernel import database, postgres
from consentsvc.kernel.postgres.binaries import find_binaries
from consentsvc.reports.models import Report
from consentsvc.reports.readers import every_report
from consentsvc.schools import service as schools
from tests.blackbox.service import ANSWERS_WITHIN, PASSWORD, Server, Service, servers, signed_in
from tests.reports.conftest import REPORT, keys_on

pytestmark = pytest.mark.xdist_group("blackbox")

LEAD = "lead@oakfield.example"
CANARY = b"\xff\xd8\xff\xe0canary-of-a-picture\x00\x01\x02\x03" * 40
BROWSER = "canary-of-a-browser/1.0"
KILLS, EACH, CLIENTS = 20, 50, 6
GIVES_UP_AFTER = 180.0  # seconds; far less on a machine that does nothing else


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    folder = tmp_path_factory.mktemp("reports")
    (folder / "tmp").mkdir()
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("TMPDIR", str(folder / "tmp"))
        service = Service(folder / "var")
        service.start()
        service.command("school", "create", "Oakfield Primary", "oakfield")
        names = ("--school", "oakfield", "--role", "lead", "--password", PASSWORD, LEAD, "Petra Winterbourne")
        service.command("user", "create", *names)
        yield service
        service.stop()


@pytest.mark.rule("M2")
@pytest.mark.promise("I1")
@pytest.mark.promise("I6")
def test_no_byte_of_a_refused_picture_and_nothing_of_the_browser_is_kept(service: Service) -> None:
    texts = (base64.b64encode(CANARY).decode(), CANARY.hex(), f"data:image/jpeg;base64,{base64.b64encode(CANARY).decode()}")
    lead = signed_in(service, LEAD)
    anybody = httpx2.Client(
        base_url=service.url, timeout=ANSWERS_WITHIN, headers={"user-agent": BROWSER, "cookie": "a=canary-of-a-cookie"}
    )
    sent = anybody.post("/report", data={"step": "check", **REPORT, "images": "unsure", "what": "word-canary"})
    reference, secret = keys_on(sent.text)
    answers = []
    for text in texts:
        for field in ("what", "place", "reporter_contact", "none"):
            answers.append(anybody.post("/report", data={"step": "check", **REPORT, "images": "yes", field: text}))
        more = {"reference": reference, "secret": secret, "text": text, "entry": "3f9d1c52-3a8e-4a0c-9d1b-5a1f0c3e7b21"}
        answers.append(anybody.post("/report/back", data=more))
        answers.append(lead.post("/api/reports", json={"images": "yes", "about": "not_said", "what": text}))
        answers.append(lead.post("/api/reports", json={"images": "yes", "about": "not_said", "what": "x", text: text}))
    large = CANARY * 400  # more than a form's parser holds in memory
    for path in ("/report", "/report/back", "/report/oakfield", f"/report/picture/{reference}"):
        answers.append(anybody.post(path, files={"picture": ("canary.jpg", large, "image/jpeg")}, data=REPORT))
        answers.append(anybody.post(path, content=large, headers={"content-type": "image/jpeg"}))
    for path in ("/api/reports", "/api/reports/3f9d1c52-3a8e-4a0c-9d1b-5a1f0c3e7b21/files"):
        answers.append(lead.post(path, files={"file": ("canary.jpg", large, "image/jpeg")}))
        answers.append(lead.post(path, content=large, headers={"content-type": "application/octet-stream"}))
    assert {answer.status_code // 100 for answer in answers} == {4}

    backup, files = _backup(service), dict(_files(service))
    assert b"word-canary" in backup, "the search looks at what is really kept"
    assert any(b"word-canary" in data for data in files.values())
    kept = [backup, *files.values()]
    of_picture = [CANARY[:24], CANARY[:24].hex().encode(), *(text[40:120].encode() for text in texts), b"canary.jpg"]
    sought = [*of_picture, BROWSER.encode(), b"canary-of-a-cookie"]
    assert [each for each in sought if any(each in data for data in kept)] == []
    logs = b"".join(data for path, data in files.items() if path.suffix == ".log")
    for each in (b"word-canary", reference.replace("-", "").encode(), secret.replace("-", "").encode(), secret.encode()):
        assert each not in logs


@pytest.mark.rule("M1")
@pytest.mark.promise("I7")
def test_of_1000_reports_none_is_lost_or_doubled_by_20_kills(committed: postgres.Server) -> None:
    """The process that serves is killed while reports are on their way in; the next stands ready."""
    with database.begin() as tx:
        school_id = schools.create(tx, "Oakfield Primary", "oakfield").id
    given: list[str] = []
    with servers() as another, httpx2.Client(timeout=ANSWERS_WITHIN) as client, ThreadPoolExecutor(CLIENTS) as pool:
        now = [another()]
        for kill in range(KILLS):
            sent = [pool.submit(_reported, client, now, number) for number in range(kill * EACH, (kill + 1) * EACH)]
            next_one = another()
            for each in islice(as_completed(sent), EACH // 2):
                each.result()
            old, now[0] = now[0], next_one
            old.kill()
            given += [each.result() for each in sent]
    with database.begin(school_id) as tx, every_report(tx):
        kept = tx.exec(select(Report.reference)).all()
    assert len(set(given)) == KILLS * EACH
    assert sorted(kept) == sorted(given)


def _reported(client: httpx2.Client, now: list[Server], number: int) -> str:
    """Send one report until a page thanks for it, as somebody does who reloads; the reference that this page shows."""
    form = {"step": "check", **REPORT, "draft": f"{number:040}", "what": f"Report {number}"}
    deadline = time.monotonic() + GIVES_UP_AFTER
    while time.monotonic() < deadline:
        try:
            answer = client.post(f"{now[0].url}/report", data=form)
        except httpx2.TransportError:
            continue
        if answer.status_code == 503:  # the database's pool; nothing was changed
            continue
        assert answer.status_code == 200, answer.text
        return keys_on(answer.text)[0].replace("-", "")
    raise AssertionError(f"report {number} was never answered")


def _backup(service: Service) -> bytes:
    """The whole database, as it is written out for safe keeping."""
    with postgres.running(service.folder / "postgres") as server:
        ours = make_url(server.admin_url).set(database=make_url(server.owner_url).database)
        address = postgres.conninfo(ours.render_as_string(hide_password=False))
        command = [find_binaries() / "pg_dump", "--dbname", address]
        return subprocess.run(command, check=True, capture_output=True).stdout


def _files(service: Service) -> Iterator[tuple[Path, bytes]]:
    """Every file: data, temporary files, logs; PostgreSQL's own files and its write-ahead log too."""
    for folder in (service.folder.parent, (service.folder / "postgres" / "server").resolve()):
        for path in folder.rglob("*"):
            if path.is_file():
                yield path, path.read_bytes()
