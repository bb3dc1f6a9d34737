"""Running the real service in processes of its own, on loopback, in a folder of its own."""

import hashlib
import os
import signal
import socket
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2

from consentsvc.demo import scenes
from tests.forked import COMMAND, Program, program

PASSWORD = "correct horse battery staple"
READY_WITHIN = 180.0  # seconds; far less on a machine that does nothing else
ANSWERS_WITHIN = 60.0
SERVE = "import sys, uvicorn; uvicorn.run(app, port=int(sys.argv[1]), log_level='critical', access_log=False)"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Service:
    """One `consentsvc serve` process; several on one folder share its database."""

    def __init__(self, folder: Path, *, workers: int = 0) -> None:
        self.folder, self.workers, self.port = folder, workers, free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.process: Program | None = None

    def start(self) -> None:
        """Start it, and wait until it answers."""
        serve = ("serve", "--port", str(self.port), "--workers", str(self.workers))
        log = self.folder.parent / f"serve-{self.port}.log"
        self.process = program(COMMAND, *serve, env=self.environment(), stdout=log, stderr=log)
        deadline = time.monotonic() + READY_WITHIN
        while time.monotonic() < deadline:
            assert self.process.poll() is None, f"the service ended by itself; see {log}"
            try:
                if httpx2.get(f"{self.url}/health", timeout=5).status_code == 200:
                    return
            except httpx2.HTTPError:
                time.sleep(0.1)
        raise AssertionError("the service did not get ready")

    def kill(self) -> None:
        """kill -9."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def stop(self) -> None:
        """As an operator stops it."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(timeout=READY_WITHIN)

    def environment(self) -> dict[str, str]:
        return {**os.environ, "CONSENTSVC_FOLDER": str(self.folder), "CONSENTSVC_PUBLIC_URL": self.url}

    def command(self, *arguments: str) -> str:
        """An operator's command on the same folder; what it printed."""
        with tempfile.TemporaryDirectory() as folder:
            said, wrong = Path(folder) / "said", Path(folder) / "wrong"
            done = program(COMMAND, *arguments, env=self.environment(), stdout=said, stderr=wrong).wait(READY_WITHIN)
            assert done == 0, wrong.read_text()
            return said.read_text()

    def kill_postgres(self) -> None:
        """kill -9 of PostgreSQL's main process and every other of its processes."""
        pid_file = self.folder / "postgres" / "server" / "data" / "postmaster.pid"
        postmaster = int(pid_file.read_text().split()[0])
        for pid in (*_children(postmaster), postmaster):
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue


@dataclass(frozen=True)
class Server:
    """The service over HTTP alone, on the database and the folder that this process's environment names."""

    url: str
    process: Program

    def kill(self) -> None:
        """kill -9."""
        self.process.kill()


@contextmanager
def servers() -> Iterator[Callable[[], Server]]:
    """Each call inside gives one more server, that answers; after the block none is left."""
    all_of_them: list[Server] = []

    def another() -> Server:
        port = free_port()
        all_of_them.append(Server(f"http://127.0.0.1:{port}", program(SERVE, str(port))))
        return _ready(all_of_them[-1])

    try:
        yield another
    finally:
        for server in all_of_them:
            server.kill()
            server.process.wait()


def _ready(server: Server) -> Server:
    deadline = time.monotonic() + ANSWERS_WITHIN
    while time.monotonic() < deadline:
        try:
            httpx2.get(f"{server.url}/health", timeout=ANSWERS_WITHIN)
            return server
        except httpx2.TransportError:
            time.sleep(0.05)
    raise AssertionError("it did not get ready")


def signed_in(service: Service, email: str) -> httpx2.Client:
    """A client with a session."""
    client = httpx2.Client(base_url=service.url, timeout=ANSWERS_WITHIN)
    answer = client.post("/api/session", json={"email": email, "password": PASSWORD})
    assert answer.status_code == 200, answer.text
    return client


def accounted_for(client: httpx2.Client, uploader: httpx2.Client, event: str, number: int, child: str) -> str:
    """A picture of this child and nobody else, uploaded by one and confirmed by another; its id."""
    picture = scenes.draw(seed=number + 1, people=1, width=1200, height=900).jpeg
    sha256 = hashlib.sha256(picture).hexdigest()
    photo = made(uploader.put(f"/api/photos/{sha256}", params={"event_id": event, "file_name": "a.jpg"}, content=picture))
    deadline = time.monotonic() + READY_WITHIN
    while photo["scan_state"] == "waiting":
        assert time.monotonic() < deadline, "the worker did not scan the picture"
        time.sleep(0.2)
        photo = client.get(f"/api/photos/{photo['id']}").json()
    assert photo["scan_state"] == "scanned", photo
    people = [{"id": face["id"], "resolution": "redacted"} for face in photo["people_in_photo"]]
    people[0].update(resolution="child", child_id=child)
    photo = made(client.put(f"/api/photos/{photo['id']}/people", json={"people_version": 1, "people": people}))
    made(client.post(f"/api/photos/{photo['id']}/review", json={"people_version": 2, "head_count": len(people)}))
    return str(photo["id"])


def made(answer: httpx2.Response) -> dict:  # type: ignore[type-arg]
    """What was made, as the answer says it."""
    assert answer.status_code in (200, 201), answer.text
    made: dict = answer.json()  # type: ignore[type-arg]
    return made


def _children(pid: int) -> list[int]:
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        if int(fields[1]) == pid:
            found.append(int(status.parent.name))
    return found
