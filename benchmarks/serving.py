"""Serving a placed picture, and a gallery of 200, with their decisions, against the bare framework serving the same bytes as a file."""

import asyncio
import contextlib
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from sqlmodel import Session
from starlette.testclient import TestClient

from consentsvc.app import create_app
from consentsvc.kernel import blobs, database, postgres, schema, settings
from tests.people import cast_at
from tests.publishing.stage import Stage

SECONDS = 3.0
ROUNDS = 4
CONNECTIONS = 8
GALLERY = 200
BARE = """
import os
from fastapi import FastAPI
from fastapi.responses import FileResponse

def create_app():
    app = FastAPI()

    @app.get("/file")
    def file() -> FileResponse:
        return FileResponse(os.environ["SERVED"])

    return app
"""


def measure() -> list[dict[str, object]]:
    """Requests a second of one process each, in turns; the ratio is of their medians."""
    with tempfile.TemporaryDirectory() as folder, school(Path(folder)) as stage:
        stage.everybody_agrees()
        placed = stage.place(stage.photo(size=(1600, 1200)))
        small, large = (next(each for each in placed.files if each.size == size) for size in ("small", "large"))
        figures = [_compare_picture(Path(folder), file.size, urlsplit(str(file.address)).path) for file in (small, large)]
        return [*figures, _compare_gallery(Path(folder), stage)]


@contextlib.contextmanager
def school(folder: Path) -> Iterator[Stage]:
    """Oakfield in a database of its own; this process's and its children's settings point at it."""
    with postgres.running(folder / "postgres") as server:
        own = postgres.create_database(server, "bench")
        schema.migrate(own.owner_url, own.service_url)
        os.environ |= {
            "CONSENTSVC_DATABASE_URL": own.service_url,
            "CONSENTSVC_DATABASE_OWNER_URL": own.owner_url,
            "CONSENTSVC_FOLDER": str(folder / "var"),
        }
        for remembered in (settings.settings, database.engine, blobs.blobs):
            remembered.cache_clear()
        with Session(database.engine(), expire_on_commit=False) as tx:
            cast = cast_at(tx)
        yield Stage(cast)
        database.engine().dispose()


def _compare_picture(folder: Path, size: str, path: str) -> dict[str, object]:
    file = _file_behind(path)
    return _compare(folder, f"serving a placed picture, {size} ({file.stat().st_size // 1024} KiB)", path, file)


def _compare_gallery(folder: Path, stage: Stage) -> dict[str, object]:
    """Its data, as a website’s own page takes it: of each of its pictures the facts are looked at, at each request."""
    for _ in range(GALLERY - 1):
        stage.place(stage.photo(size=(320, 240)))
    path = f"/g/{stage.channel.code}.json"
    with TestClient(create_app()) as client:
        data = client.get(path).content
    assert len(json.loads(data)["pictures"]) == GALLERY
    (folder / "gallery.json").write_bytes(data)
    return _compare(folder, f"serving a gallery of {GALLERY} pictures ({len(data) // 1024} KiB)", path, folder / "gallery.json")


def _compare(folder: Path, name: str, path: str, file: Path) -> dict[str, object]:
    (folder / "bare.py").write_text(BARE)
    bare_at = {"PYTHONPATH": f"{folder}:{Path.cwd()}", "SERVED": str(file)}
    begins = file.read_bytes()[:2]
    with _served("consentsvc.app:create_app", {}) as ours, _served("bare:create_app", bare_at) as bare:
        rates = [(_rate(ours, path, begins), _rate(bare, "/file", begins)) for _ in range(ROUNDS)]
    decided, reference = (sorted(each)[ROUNDS // 2] for each in zip(*rates, strict=True))
    return {
        "name": name,
        "ratio": decided / reference,
        "value": decided,
        "unit": "requests/s",
        "reference": "bare FastAPI FileResponse of the same bytes",
        "reference_value": reference,
        "aim": 0.5 if begins == b"\xff\xd8" else None,
    }


def _file_behind(path: str) -> Path:
    code, size = path.split("/")[2], path.split("/")[3].removesuffix(".jpg")
    row = database.read_one("select school_id, sha256 from placement_now(%s, %s)", (code, size))
    assert row is not None
    with blobs.blobs().file(*row) as file:
        return file


@contextlib.contextmanager
def _served(app: str, environment: dict[str, str]) -> Iterator[int]:
    """One process of uvicorn with this app; gives its port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "uvicorn", "--factory", app, "--port", str(port), "--no-access-log", "--log-level", "error"]
    process = subprocess.Popen(command, env={**os.environ, **environment})
    try:
        _wait_for(port)
        yield port
    finally:
        process.terminate()
        process.wait()


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.05)
    raise TimeoutError("the server did not start")


def _rate(port: int, path: str, begins: bytes) -> float:
    """Requests a second over a few connections that stay open. Raises where an answer isn't what was asked for."""
    return asyncio.run(_load(port, path, begins))


async def _load(port: int, path: str, begins: bytes) -> float:
    until = time.monotonic() + SECONDS
    started = time.monotonic()
    done = sum(await asyncio.gather(*(_ask(port, path, begins, until) for _ in range(CONNECTIONS))))
    return done / (time.monotonic() - started)


async def _ask(port: int, path: str, begins: bytes, until: float) -> int:
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=2**22)
    request, done = f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode(), 0
    while time.monotonic() < until:
        writer.write(request)
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        assert head.startswith(b"http/1.1 200"), head
        length = int(head.split(b"content-length: ")[1].split(b"\r\n")[0])
        body = await reader.readexactly(length)
        assert body.startswith(begins)
        done += 1
    writer.close()
    return done
