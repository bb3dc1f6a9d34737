"""What comes in, what is refused, and that of what is refused nothing stays (U1, W1)."""

import asyncio
import struct
import zlib
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from http.client import HTTPConnection
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from PIL import Image
from PIL.ExifTags import IFD, Base
from sqlalchemy import text
from sqlmodel import Session, col, select
from starlette.testclient import TestClient

from consentsvc.audit.models import AuditEntry
from consentsvc.demo.scenes import draw
from consentsvc.events.models import Event
from consentsvc.kernel import postgres
from consentsvc.kernel.blobs import blobs
from consentsvc.kernel.database import begin
from consentsvc.kernel.settings import settings
from consentsvc.media import jobs, service
from consentsvc.media.facts import PhotoUploaded
from consentsvc.media.models import Photo
from tests.media.album import acting, event_at, no_audit, picture, resolve, said, sha256, wait_until
from tests.people import Cast, Person

ClientFor = Callable[[Person], TestClient]


@pytest.fixture
def camera(client_for: ClientFor, people: Cast) -> TestClient:
    """The photographer's client."""
    return client_for(people.photographer)


def address(event_id: UUID, data: bytes, file_name: str = "IMG_0001.jpg") -> str:
    return f"/api/photos/{sha256(data)}?event_id={event_id}&file_name={file_name}"


def files_in(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def rows(tx: Session, table: str) -> int:
    return tx.execute(text(f"select count(*) from {table}")).scalar_one()


def nothing_is_kept(tx: Session, folder: Path) -> bool:
    return files_in(folder) == [] and rows(tx, "photos") == 0 and rows(tx, "procrastinate_jobs") == 0


# What is taken.


@pytest.mark.rule("W1")
def test_a_picture_is_kept_noted_and_waits_for_its_scan(
    camera: TestClient, tx: Session, people: Cast, sports_day: Event, folder: Path
) -> None:
    data = draw(seed=3, people=2).jpeg
    answer = camera.put(address(sports_day.id, data), content=data)
    assert answer.status_code == 201
    assert answer.headers["cache-control"] == "no-store"
    photo = tx.exec(select(Photo)).one()
    assert answer.json()["id"] == str(photo.id)
    assert (answer.json()["scan_state"], answer.json()["has_location"]) == ("waiting", True)
    assert (photo.uploaded_by, photo.type, photo.size, photo.sha256) == (
        people.photographer.id, "image/jpeg", len(data), sha256(data),
    )  # fmt: skip
    assert photo.taken_at is not None
    assert blobs().get(people.oakfield.id, photo.sha256) == data
    assert [path.name for path in files_in(folder)] == [sha256(data)]


def test_its_scan_is_asked_for_in_the_same_transaction(camera: TestClient, tx: Session, sports_day: Event) -> None:
    data = picture()
    photo_id = camera.put(address(sports_day.id, data), content=data).json()["id"]
    (job,) = tx.execute(text("select args from procrastinate_jobs")).scalars()
    assert job == {"fact": "PhotoUploaded", "values": {"school_id": str(sports_day.school_id), "photo_id": photo_id}}
    entry = tx.exec(select(AuditEntry).order_by(col(AuditEntry.number).desc())).first()
    assert entry is not None
    assert (entry.verb, str(entry.thing_id), entry.detail) == ("photo:upload", photo_id, {"event_id": str(sports_day.id)})


def test_the_same_picture_stands_once(camera: TestClient, tx: Session, sports_day: Event) -> None:
    data = picture()
    first = camera.put(address(sports_day.id, data), content=data)
    again = camera.put(address(sports_day.id, data, "another name.jpg"), content=data)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["id"] == again.json()["id"]
    assert (rows(tx, "photos"), rows(tx, "procrastinate_jobs")) == (1, 1)


def test_the_same_picture_of_two_events_stands_in_both(camera: TestClient, tx: Session, sports_day: Event, folder: Path) -> None:
    data, fair = picture(), event_at(tx, sports_day.school_id, "Summer fair")
    answers = [camera.put(address(event_id, data), content=data) for event_id in (sports_day.id, fair.id)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert {answer.json()["event_id"] for answer in answers} == {str(sports_day.id), str(fair.id)}
    assert len(files_in(folder)) == 1


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "TIFF"])
def test_the_type_comes_from_the_content(camera: TestClient, tx: Session, sports_day: Event, kind: str) -> None:
    data = picture(kind=kind)
    assert camera.put(address(sports_day.id, data, "holiday.jpg"), content=data).status_code == 201
    assert tx.exec(select(Photo)).one().type == f"image/{kind.lower()}"


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("2026:06:12 10:30:00", datetime(2026, 6, 12, 9, 30, tzinfo=UTC)),  # a camera on British summer time
        ("2026:12:01 10:30:00", datetime(2026, 12, 1, 10, 30, tzinfo=UTC)),
        ("0001:01:01 00:00:00", None),
        ("9999:12:31 23:59:59", None),
        ("    :  :     :  :  ", None),
    ],
)
def test_when_it_was_taken_is_the_cameras_word(
    camera: TestClient, tx: Session, sports_day: Event, said: str, kept: datetime | None
) -> None:
    exif = Image.Exif()
    exif.get_ifd(IFD.Exif)[Base.DateTimeOriginal] = said
    out = BytesIO()
    Image.new("RGB", (64, 48)).save(out, "JPEG", exif=exif)
    data = out.getvalue()
    assert camera.put(address(sports_day.id, data), content=data).status_code == 201
    assert tx.exec(select(Photo)).one().taken_at == kept


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\me\\IMG 1.jpg", "IMG 1.jpg"),
        ("a\ab\u202e\n.jpg", "ab.jpg"),
        ("", "picture"),
        ("  /  ", "picture"),
        ("n" * 300 + ".jpg", "n" * 196 + ".jpg"),
    ],
)
def test_a_file_name_is_a_name(camera: TestClient, tx: Session, sports_day: Event, sent: str, kept: str) -> None:
    data = picture()
    answer = camera.put(f"/api/photos/{sha256(data)}", params={"event_id": str(sports_day.id), "file_name": sent}, content=data)
    assert answer.status_code == 201
    assert tx.exec(select(Photo)).one().file_name == kept


def test_which_pictures_are_here(camera: TestClient, sports_day: Event) -> None:
    here, new = picture(), picture("red")
    camera.put(address(sports_day.id, here), content=here)
    body = {"event_id": str(sports_day.id), "sha256": [sha256(here), sha256(new)]}
    assert camera.post("/api/photos/check", json=body).json() == {"here": [sha256(here)]}


@pytest.mark.promise("V3")
def test_who_may_not_look_hears_nothing_of_what_others_did(
    camera: TestClient, client_for: ClientFor, tx: Session, people: Cast, sports_day: Event
) -> None:
    data, publisher = draw(seed=1, people=1).jpeg, acting(people.publisher)
    uploaded = client_for(people.teacher).put(address(sports_day.id, data, "amira.jpg"), content=data).json()
    jobs.scan(PhotoUploaded(school_id=people.oakfield.id, photo_id=UUID(uploaded["id"])))
    photo = service.photo(tx, publisher, UUID(uploaded["id"]))
    (face,) = said(photo)
    face.resolution, face.child_id = "child", people.amira.id
    resolve(tx, publisher, photo, [face])
    tx.commit()
    answer = camera.put(address(sports_day.id, data), content=data)
    assert answer.status_code == 200
    assert (answer.json()["people"], answer.json()["people_in_photo"], answer.json()["review"]) == (0, [], None)
    assert "mira" not in answer.text
    assert "Amira" in client_for(people.teacher).put(address(sports_day.id, data), content=data).text


# What is refused.


def png_bomb(width: int, height: int) -> bytes:
    """A PNG of a few hundred kilobytes that says it is this large."""

    def part(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    lines = zlib.compress(bytes((width // 8 + 1) * height), 9)
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", header) + part(b"IDAT", lines) + part(b"IEND", b"")


REFUSED: dict[str, tuple[bytes, int, str]] = {
    "nothing": (b"", 415, "empty"),
    "a text named .jpg": (b"not a picture at all\n" * 100, 415, "not-a-picture"),
    "a web page": (b"<html><script>alert(1)</script></html>", 415, "not-a-picture"),
    "a picture cut short": (picture(size=(400, 300))[:900], 415, "unreadable"),
    "a beginning and nothing else": (b"\xff\xd8\xff\xe0", 415, "unreadable"),
    "a hundred megapixels": (png_bomb(10_000, 10_000), 413, "too-many-pixels"),
    "a camera's passes without end": (b"\xff\xd8" + b"\xff\xda\x00\x02" * 100, 415, "too-complex"),
}


@pytest.mark.promise("U1")
@pytest.mark.parametrize("case", REFUSED)
def test_what_is_no_picture_is_refused_with_a_sentence(
    camera: TestClient, tx: Session, sports_day: Event, folder: Path, case: str
) -> None:
    data, status, slug = REFUSED[case]
    answer = camera.put(address(sports_day.id, data), content=data)
    assert (answer.status_code, answer.json()["type"]) == (status, f"/problems/{slug}")
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["detail"].endswith(".")
    assert nothing_is_kept(tx, folder)


def test_a_file_that_changed_on_its_way_is_refused(camera: TestClient, tx: Session, sports_day: Event, folder: Path) -> None:
    answer = camera.put(address(sports_day.id, picture("red")), content=picture("blue"))
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/wrong-hash")
    assert nothing_is_kept(tx, folder)


@pytest.mark.parametrize("name", ["A" * 64, "0" * 63, "0" * 65, "z" * 64, "..%2f" + "0" * 61])
def test_a_hash_is_64_hex_digits(camera: TestClient, tx: Session, sports_day: Event, folder: Path, name: str) -> None:
    answer = camera.put(f"/api/photos/{name}?event_id={sports_day.id}", content=picture())
    assert answer.status_code in (404, 405, 422)
    assert nothing_is_kept(tx, folder)


@pytest.fixture
def one_megabyte(monkeypatch: pytest.MonkeyPatch, folder: Path) -> Iterator[None]:
    """The most that an upload may have."""
    monkeypatch.setenv("CONSENTSVC_UPLOAD_MEGABYTES", "1")
    settings.cache_clear()
    blobs.cache_clear()
    yield
    settings.cache_clear()
    blobs.cache_clear()


@pytest.mark.usefixtures("one_megabyte")
@pytest.mark.parametrize("says_so", [True, False])
def test_a_file_that_is_too_large_is_refused(
    camera: TestClient, tx: Session, sports_day: Event, folder: Path, says_so: bool
) -> None:
    data = picture() + bytes(3_000_000)
    pieces: Iterable[bytes] = (data[start : start + 100_000] for start in range(0, len(data), 100_000))
    answer = camera.put(address(sports_day.id, data), content=data if says_so else pieces)
    assert (answer.status_code, answer.json()["type"]) == (413, "/problems/too-large")
    assert "1 MB" in answer.json()["detail"]
    assert nothing_is_kept(tx, folder)


# Before a byte of it is read.


class Caller:
    """Speaks to the app piece by piece, as a client on a bad line does."""

    def __init__(self, client: TestClient, path: str, query: str, headers: dict[str, str] | None = None) -> None:
        self.asked = 0
        self.answer: dict[str, Any] = {}
        self._app = client.app
        cookie = "; ".join(f"{each.name}={each.value}" for each in client.cookies.jar)
        sent = {"host": "testserver", "cookie": cookie, **(headers or {})}
        self._scope = {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "PUT", "scheme": "http",
            "path": path, "raw_path": path.encode(), "query_string": query.encode(), "root_path": "",
            "headers": [(name.encode(), value.encode()) for name, value in sent.items()],
            "client": ("testclient", 1), "server": ("testserver", 80),
        }  # fmt: skip

    def send(self, *messages: dict[str, Any]) -> int:
        """The status of the answer to a body that comes in these messages; 0 for none."""
        waiting = iter(messages)

        async def receive() -> dict[str, Any]:
            self.asked += 1
            return next(waiting)

        async def answer(message: dict[str, Any]) -> None:
            self.answer.update(message)

        # In a thread of its own: a browser test of the same process may have left an event loop running in this one.
        with ThreadPoolExecutor(1) as alone:
            alone.submit(asyncio.run, self._app(self._scope, receive, answer)).result()
        return int(self.answer.get("status", 0))


def test_the_body_is_not_read_before_it_is_wanted(
    camera: TestClient, anyone: TestClient, client_for: ClientFor, tx: Session, people: Cast, sports_day: Event
) -> None:
    here, new = picture(), sha256(b"new")
    camera.put(address(sports_day.id, here), content=here)
    cases = [
        (anyone, new, sports_day.id, {}, 401),
        (client_for(people.office), new, sports_day.id, {}, 403),
        (camera, new, uuid4(), {}, 404),
        (client_for(people.other_head), new, sports_day.id, {}, 404),
        (camera, sha256(here), sports_day.id, {}, 200),
        (camera, new, sports_day.id, {"content-length": str(10**12)}, 413),
        (camera, new, sports_day.id, {"sec-fetch-site": "cross-site"}, 403),
    ]
    for client, name, event_id, headers, status in cases:
        caller = Caller(client, f"/api/photos/{name}", f"event_id={event_id}", headers)
        assert (caller.send(), caller.asked) == (status, 0)


@pytest.mark.promise("U1")
def test_a_client_that_goes_away_leaves_nothing(camera: TestClient, tx: Session, sports_day: Event, folder: Path) -> None:
    data = picture(size=(1500, 1200), kind="TIFF")
    caller = Caller(camera, f"/api/photos/{sha256(data)}", f"event_id={sports_day.id}")
    status = caller.send({"type": "http.request", "body": data[:2_000_000], "more_body": True}, {"type": "http.disconnect"})
    assert (status, caller.asked) == (422, 2)
    assert nothing_is_kept(tx, folder)


# At once, and failing, in a database where commits are commits.


@pytest.fixture
def committed_event(committed_people: Cast) -> Event:
    with begin(committed_people.oakfield.id) as tx:
        return event_at(tx, committed_people.oakfield.id)


def test_eight_at_once_are_one(
    committed_client_for: ClientFor, committed_people: Cast, committed_event: Event, folder: Path
) -> None:
    data = draw(seed=5, people=2).jpeg

    def upload(_: int) -> tuple[int, str]:
        answer = committed_client_for(committed_people.photographer).put(address(committed_event.id, data), content=data)
        return answer.status_code, answer.json()["id"]

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(upload, range(8)))
    assert sorted(status for status, _ in answers) == [200] * 7 + [201]
    assert len({photo_id for _, photo_id in answers}) == 1
    assert [path.name for path in files_in(folder)] == [sha256(data)]
    with begin(committed_people.oakfield.id) as tx:
        assert (rows(tx, "photos"), rows(tx, "procrastinate_jobs")) == (1, 1)


@pytest.mark.rule("A2")
def test_without_its_audit_entry_no_picture_is_taken(
    committed: postgres.Server, committed_client_for: ClientFor, committed_people: Cast, committed_event: Event
) -> None:
    camera, data = committed_client_for(committed_people.photographer), picture()
    with no_audit(committed):
        answer = camera.put(address(committed_event.id, data), content=data)
    assert answer.status_code == 500
    assert answer.headers["content-type"] == "application/problem+json"
    with begin(committed_people.oakfield.id) as tx:
        assert (rows(tx, "photos"), rows(tx, "procrastinate_jobs")) == (0, 0)


@pytest.mark.promise("U1")
def test_over_a_real_line(
    served: Callable[[], HTTPConnection],
    committed_client_for: ClientFor,
    committed_people: Cast,
    committed_event: Event,
    folder: Path,
) -> None:
    cookies = committed_client_for(committed_people.photographer).cookies
    signed_in = {"cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())}

    def begun(data: bytes, length: int) -> HTTPConnection:
        line = served()
        line.putrequest("PUT", address(committed_event.id, data))
        for name, value in {**signed_in, "content-length": str(length)}.items():
            line.putheader(name, value)
        line.endheaders()
        return line

    data = picture(size=(1500, 1200), kind="TIFF")
    broken = begun(data, len(data))
    broken.send(data[:3_000_000])
    wait_until(lambda: any(path.stat().st_size for path in files_in(folder)))
    broken.close()
    wait_until(lambda: files_in(folder) == [])

    refused = begun(data, 10**10).getresponse()  # before any byte of it was sent
    assert (refused.status, files_in(folder)) == (413, [])

    whole = begun(data, len(data))
    whole.send(data)
    assert whole.getresponse().status == 201
    with begin(committed_people.oakfield.id) as tx:
        assert rows(tx, "photos") == 1


def test_many_at_once_are_all_taken_or_told_when_to_come_again(
    served: Callable[[], HTTPConnection], committed_client_for: ClientFor, committed_people: Cast, committed_event: Event
) -> None:
    signed_in = {"cookie": "; ".join(f"{k}={v}" for k, v in committed_client_for(committed_people.photographer).cookies.items())}
    pictures = [picture(f"rgb({number}, 0, 0)") for number in range(0, 240, 6)]

    def send(data: bytes) -> int:
        line = served()
        line.request("PUT", address(committed_event.id, data), data, signed_in)
        answer = line.getresponse()
        if answer.status in (429, 503):
            assert answer.headers["retry-after"]
            return send(data)
        return answer.status

    with ThreadPoolExecutor(36) as crowd:
        assert set(crowd.map(send, pictures)) == {201}
    with begin(committed_people.oakfield.id) as tx:
        assert rows(tx, "photos") == len(pictures)


def test_files_of_one_drop_keep_their_order_whichever_arrives_first(
    camera: TestClient, client_for: ClientFor, people: Cast, sports_day: Event
) -> None:
    """A larger file that began first ends last."""
    first, second = picture("red"), picture("blue")
    slow = Caller(camera, f"/api/photos/{sha256(first)}", f"event_id={sports_day.id}&file_name=first.jpg")
    overtaken = []

    class Meanwhile(dict[str, Any]):
        """The body of the first: it comes when the second is here."""

        def get(self, key: str, default: Any = None) -> Any:
            if not overtaken:
                overtaken.append(camera.put(address(sports_day.id, second, "second.jpg"), content=second).status_code)
            return super().get(key, default)

    assert slow.send(Meanwhile(type="http.request", body=first, more_body=False)) == 201
    assert overtaken == [201]
    listed = client_for(people.publisher).get(f"/api/photos?event_id={sports_day.id}").json()["items"]
    assert [photo["file_name"] for photo in listed] == ["first.jpg", "second.jpg"]
