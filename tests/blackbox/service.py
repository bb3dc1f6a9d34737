"""Running the real service in processes of its own, on loopback, in a folder of its own."""

import hashlib
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx2

from consentsvc.demo import scenes

PASSWORD = "correct horse battery staple"
READY_WITHIN = 180.0  # seconds; far less on a machine that does nothing else
ANSWERS_WITHIN = 60.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Service:
    """One `consentsvc serve` process; several on one folder share its database."""

    def __init__(self, folder: Path, *, workers: int = 0) -> None:
        self.folder, self.workers, self.port = folder, workers, free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, and wait until it answers."""
        command = [*_consentsvc(), "serve", "--port", str(self.port), "--workers", str(self.workers)]
        log = (self.folder.parent / f"serve-{self.port}.log").open("ab")
        self.process = subprocess.Popen(command, env=self.environment(), stdout=log, stderr=log)
        deadline = time.monotonic() + READY_WITHIN
        while time.monotonic() < deadline:
            assert self.process.poll() is None, f"the service ended by itself; see {log.name}"
            try:
                if httpx2.get(f"{self.url}/health", timeout=5).status_code == 200:
                    return
            except httpx2.HTTPError:
                time.sleep(0.1)
        raise AssertionError("the service did not get ready")

    def kill(self) -> None:
        """kill -9."""
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        """As an operator stops it."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(timeout=READY_WITHIN)

    def environment(self) -> dict[str, str]:
        return {**os.environ, "CONSENTSVC_FOLDER": str(self.folder), "CONSENTSVC_PUBLIC_URL": self.url}

    def command(self, *arguments: str) -> str:
        """An operator's command on the same folder."""
        done = subprocess.run(
            [*_consentsvc(), *arguments],
            env=self.environment(),
            capture_output=True,
            text=True,
            timeout=READY_WITHIN,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def kill_postgres(self) -> None:
        """kill -9 of PostgreSQL's main process and every other of its processes."""
        pid_file = self.folder / "postgres" / "server" / "data" / "postmaster.pid"
        postmaster = int(pid_file.read_text().split()[0])
        for pid in (*_children(postmaster), postmaster):
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue


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


def _consentsvc() -> list[str]:
    return [sys.executable, "-m", "consentsvc.cli"]


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
