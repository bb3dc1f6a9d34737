"""S1 to S3, S8: nothing goes out after an acknowledged withdrawal, and nothing acknowledged is lost, whatever is killed."""

import shutil
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx2
import pytest

from tests.blackbox.service import ANSWERS_WITHIN, PASSWORD, Service, accounted_for, made, signed_in

ROUNDS = 8
CHILDREN = 3
READ_EVERY = 0.02  # seconds, in each of three threads: readers that never rest leave no time for those who withdraw

Clients = tuple[httpx2.Client, httpx2.Client]


@dataclass
class Watched:
    """A child in one published picture, and what the world was told about it last."""

    child: str
    guardian: str
    photo: str
    channel: str
    codes: list[str] = field(default_factory=list)
    told: str = "given"  # given, withdrawn, or unsure while an answer is on its way
    epoch: int = 0
    acknowledged: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def tell(self, told: str) -> None:
        with self.lock:
            self.told, self.epoch = told, self.epoch + 1

    def now(self) -> tuple[str, int]:
        with self.lock:
            return self.told, self.epoch


@pytest.fixture(scope="module")
def services() -> Iterator[tuple[Service, Service]]:
    folder = Path(tempfile.mkdtemp(prefix="consentsvc-blackbox-")) / "var"
    first, second = Service(folder, workers=1), Service(folder)
    first.start()
    second.start()
    yield first, second
    second.stop()
    first.stop()
    shutil.rmtree((folder / "postgres" / "server").resolve(), ignore_errors=True)
    shutil.rmtree(folder.parent)


UPLOADER = "teacher@oakfield.example"
"""Uploads what the lead places: somebody else than the uploader stands behind it (P6)."""


@pytest.fixture(scope="module")
def staff(services: tuple[Service, Service]) -> str:
    first, _ = services
    first.command("school", "create", "Oakfield Primary", "oakfield")
    first.command(
        "user", "create", "--school", "oakfield", "--role", "lead", "--role", "office", "--password", PASSWORD,
        "lead@oakfield.example", "The lead",
    )  # fmt: skip
    first.command("user", "create", "--school", "oakfield", "--role", "staff", "--password", PASSWORD, UPLOADER, "The teacher")
    return "lead@oakfield.example"


def test_no_byte_after_a_withdrawal_and_no_acknowledged_write_lost(services: tuple[Service, Service], staff: str) -> None:
    first, second = services
    watched = _published(first, staff)
    trouble: list[str] = []
    seen: dict[int, int] = {}
    ending = threading.Event()

    threads = [
        *(threading.Thread(target=_changes_mind, args=(_staff_at(services, staff), each, trouble)) for each in watched),
        *(threading.Thread(target=_reads, args=(services, watched, ending, trouble, seen)) for _ in range(3)),
        threading.Thread(target=_publishes, args=(_staff_at(services, staff), watched, ending, trouble)),
    ]
    for thread in threads:
        thread.start()
    time.sleep(2)
    second.kill()
    second.start()
    time.sleep(2)
    first.kill_postgres()
    time.sleep(2)
    first.kill()
    first.start()
    for thread in threads[: len(watched)]:
        thread.join()
    ending.set()
    for thread in threads[len(watched) :]:
        thread.join()

    assert trouble == []
    assert seen.get(200, 0) > 10, "denying everything is no pass (S8)"
    assert seen.get(410, 0) > 10
    client = signed_in(first, staff)
    for each in watched:
        kept = {answer["id"] for answer in client.get(f"/api/children/{each.child}/answers").json()}
        assert set(each.acknowledged) <= kept, "an acknowledged answer was lost (S3)"


def _staff_at(services: tuple[Service, Service], staff: str) -> Clients:
    """The same session at both: it outlives the processes, because it lies in the database."""
    first, second = (httpx2.Client(base_url=service.url, timeout=ANSWERS_WITHIN) for service in services)
    second.cookies = first.cookies = signed_in(services[0], staff).cookies
    return first, second


def _published(service: Service, staff: str) -> list[Watched]:
    """One picture on the website for each child, with everybody in it accounted for."""
    client, uploader = signed_in(service, staff), signed_in(service, UPLOADER)
    event = made(client.post("/api/events", json={"name": "Sports day", "on_date": "2026-06-12", "place": "Field"}))
    channel = made(client.post("/api/channels", json={"name": "Website", "purpose": "website"}))
    watched = []
    for number in range(CHILDREN):
        child = made(
            client.post(
                "/api/children",
                json={"ref": f"C{number}", "first_name": f"Robin{number}", "last_name": "Reed", "born_on": "2017-03-01"},
            )
        )
        guardian = made(
            client.post(
                f"/api/children/{child['id']}/guardians",
                json={"name": f"P. Reed {number}", "relationship": "mother", "parental_responsibility": True},
            )
        )
        photo = accounted_for(client, uploader, event["id"], number, child["id"])
        each = Watched(child["id"], guardian["id"], photo, channel["id"])
        each.acknowledged.append(made(_answer(client, each, "given"))["id"])
        each.codes.append(made(_place(client, each))["code"])
        watched.append(each)
    return watched


def _changes_mind(clients: Clients, each: Watched, trouble: list[str]) -> None:
    """Withdraws and agrees again, over and over; tells the watchers only what was acknowledged."""
    for number in range(ROUNDS * 2):
        said = "withdrawn" if number % 2 == 0 else "given"
        each.tell("unsure")
        while not _acknowledged(clients[number % 2], each, said):
            time.sleep(0.1)
        each.tell(said)
        time.sleep(0.35)


def _acknowledged(client: httpx2.Client, each: Watched, said: str) -> bool:
    try:
        answer = _answer(client, each, said)
    except httpx2.HTTPError:
        return False
    if answer.status_code == 201:
        each.acknowledged.append(answer.json()["id"])
    return answer.status_code == 201


def _reads(
    services: tuple[Service, Service], watched: list[Watched], ending: threading.Event, trouble: list[str], seen: dict[int, int]
) -> None:
    """Asks for published pictures in every way; what starts after an acknowledged withdrawal must get none."""
    clients = [httpx2.Client(base_url=service.url, timeout=ANSWERS_WITHIN) for service in services]
    tries = 0
    while not ending.is_set():
        tries += 1
        time.sleep(READ_EVERY)
        each, client = watched[tries % len(watched)], clients[tries % 2]
        before = each.now()
        address = f"/m/{each.codes[-1]}/{('large', 'small')[tries % 2]}.jpg"
        headers = ({}, {"Range": "bytes=0-99"}, {"If-None-Match": "*"})[tries % 3]
        try:
            answer = client.request("HEAD" if tries % 5 == 0 else "GET", address, headers=headers)
        except httpx2.HTTPError:
            continue
        seen[answer.status_code] = seen.get(answer.status_code, 0) + 1
        if before[0] == "withdrawn" and before == each.now() and answer.status_code not in (410, 503, 404):
            trouble.append(f"{answer.status_code} for {headers} after an acknowledged withdrawal")


def _publishes(clients: Clients, watched: list[Watched], ending: threading.Event, trouble: list[str]) -> None:
    """Takes pictures down and places them again; what starts after an acknowledged withdrawal must be refused (S2)."""
    tries = 0
    while not ending.is_set():
        tries += 1
        each, client = watched[tries % len(watched)], clients[tries % 2]
        try:
            found = client.get("/api/placements", params={"photo_id": each.photo})
            for placement in found.json() if found.status_code == 200 else ():
                client.delete(f"/api/placements/{placement['id']}")
            before = each.now()
            answer = _place(client, each)
        except httpx2.HTTPError:
            continue
        if answer.status_code == 201:
            each.codes.append(answer.json()["code"])
            if before[0] == "withdrawn" and before == each.now():
                trouble.append("published after an acknowledged withdrawal")
        time.sleep(0.5)


def _answer(client: httpx2.Client, each: Watched, said: str) -> httpx2.Response:
    body = {"guardian_id": each.guardian, "purpose": "website", "said": said, "method": "phone"}
    return client.post(f"/api/children/{each.child}/answers", json=body)


def _place(client: httpx2.Client, each: Watched) -> httpx2.Response:
    body = {"channel_id": each.channel, "photo_id": each.photo, "caption": "Sports day", "alt": "A child runs."}
    return client.post("/api/placements", json=body)
