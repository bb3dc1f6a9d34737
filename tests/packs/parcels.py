"""Making packs and opening them."""

import io
import json
from typing import Any
from uuid import UUID
from zipfile import ZipFile

from httpx2 import Response
from starlette.testclient import TestClient

from tests.publishing.stage import path_of

PRESS = "press"
PACK = {"name": "Planting day", "recipient": "The Oakfield Echo"}


def made(publisher: TestClient, channel_id: UUID, **more: object) -> dict[str, Any]:
    answer = publisher.post("/api/packs", json={"channel_id": str(channel_id), **PACK, **more})
    assert answer.status_code == 201, answer.text
    return answer.json()


def opened(answer: Response) -> ZipFile:
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/zip"), answer.text
    archive = ZipFile(io.BytesIO(answer.content))
    assert archive.testzip() is None
    return archive


def fetched(client: TestClient, pack: dict[str, Any]) -> ZipFile:
    """As whoever has its address."""
    return opened(client.post(path_of(pack["address"])))


def pictures_of(archive: ZipFile) -> list[str]:
    return [name for name in archive.namelist() if name not in ("README.txt", "manifest.json")]


def manifest(archive: ZipFile) -> dict[str, Any]:
    return json.loads(archive.read("manifest.json"))
