"""No file comes in where images of M2 are spoken of, at any layer; the advice stands before any field for text (M2, I1, I2)."""

import base64
import io
import quopri
import random
import re
import textwrap
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlencode

import pytest
from fastapi import FastAPI
from PIL import Image
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select
from starlette.testclient import TestClient

from consentsvc.kernel import database
from consentsvc.kernel.errors import NotFound
from consentsvc.reports import files
from consentsvc.reports.models import Report, ReportFile
from consentsvc.reports.plain_words import holds_a_file
from consentsvc.reports.readers import every_report
from consentsvc.reports.rights import right_of
from tests import looping
from tests.media.drawn import saved, scene
from tests.people import Cast, Person
from tests.reports.conftest import REPORT, Reporter, picture_address
from tests.reports.test_making import NEW

PICTURE = bytes(range(256)) * 2
IN_BASE64 = base64.b64encode(PICTURE).decode()
JPEG_IN_BASE64 = base64.b64encode(b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01").decode()
NOT_WORDS = {
    "a data URL": "see data:image/png;base64,iVBORw0KGgo=",
    "a data URL in percents": "data:image/svg+xml,%3Csvg",
    "base64": IN_BASE64,
    "base64 for addresses": base64.urlsafe_b64encode(PICTURE).decode(),
    "base64 in lines": "\n".join(IN_BASE64[start : start + 76] for start in range(0, len(IN_BASE64), 76)),
    "base64 in short pieces": " ".join(IN_BASE64[start : start + 8] for start in range(0, len(IN_BASE64), 8)),
    "the beginning of a JPEG": f"look: {JPEG_IN_BASE64}",
    "base64 in an address": f"https://example.org/{IN_BASE64}",
    "hexadecimal": PICTURE.hex(),
    "hexadecimal with spaces": PICTURE.hex(" "),
    "base64 with commas": ",".join(IN_BASE64[start : start + 40] for start in range(0, len(IN_BASE64), 40)),
    "base64 with lines' numbers": "\n".join(
        f"{start}: {IN_BASE64[start : start + 40]}" for start in range(0, len(IN_BASE64), 40)
    ),
    "base64 with what nobody sees": "\u200b".join(IN_BASE64[start : start + 8] for start in range(0, len(IN_BASE64), 8)),
    "base64 in wide letters": "".join(chr(ord(each) + 0xFEE0) for each in IN_BASE64),
    "base64 in many addresses": " ".join(f"https://example.org/{IN_BASE64[i : i + 150]}" for i in range(0, 600, 150)) * 3,
    "base32": base64.b32encode(PICTURE).decode(),
    "base85": base64.b85encode(PICTURE).decode(),
    "base85 in pieces": " ".join(textwrap.wrap(base64.b85encode(PICTURE).decode(), 10)),
    "hexadecimal with dashes": PICTURE.hex("-"),
    "a dump": "\n".join(f"{start:08x}: {PICTURE[start : start + 16].hex(' ', 2)}  ......" for start in range(0, 512, 16)),
    "numbers": ",".join(map(str, PICTURE)),
    "noughts and ones": " ".join(f"{each:08b}" for each in PICTURE),
    "percents": "".join(f"%{each:02X}" for each in PICTURE),
    "entities": "".join(f"&#{each};" for each in PICTURE),
    "escapes": "".join(f"\\u00{each:02x}" for each in PICTURE),
    "for old mail": quopri.encodestring(random.Random(1).randbytes(600)).decode(),
    "a drawing": '<svg xmlns="http://www.w3.org/2000/svg"><path d="M1 1"/></svg>',
    "bytes as letters": PICTURE.decode("latin-1").replace("\0", ""),
    "bytes that are no text": "\ufffd\ufffd",
}
WORDS = (
    "He sent it at 10:45 on Snapchat, user xX_lol_99. Ring 07700 900123 or 0161 496 0000.",
    "https://www.instagram.com/p/Cx1aB2c3D4e/?igshid=MzRlODBiNWFlZA==&utm_source=ig_web_copy_link",
    "Oni wysłali zdjęcie mojej córki do wszystkich. " * 60,
    "وہ تصویر سب کو بھیج دی گئی۔ " * 60,
    "他把照片发给了所有人。" * 100,
    "PLEASE HELP THIS IS NOT OK AND NOBODY LISTENS TO ME " * 40,
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    "3f9d1c52-3a8e-4a0c-9d1b-5a1f0c3e7b21 is the number of my other report; data: none",
    "\n".join(f"[12/03/2026, 10:{minute}:12] xX_lol_99: gr8 m8" for minute in range(10, 60)),
    "\n".join(f"10:{minute}am Ben07 hi" for minute in range(10, 60)),
    "\n".join(f"01:{minute}-Tom: hi" for minute in range(10, 60)),
    "He Is My Friend In Year 9 And He Is 14 And I Am 12 And He Has My Pic " * 20,
    "He Said ON 12/3 At 10:45 THAT He WILL Post IT on TikTok and YouTube " * 20,
    ", ".join(f"07700 90{number:04}" for number in range(60)),
    ", ".join(map(str, range(1, 40))),
    f"https://ur.wikipedia.org/wiki/{'%D8%A7%D8%B1%D8%AF%D9%88' * 6} " * 4,
    "হাহাহা তারা ছবিটি সবাইকে পাঠিয়েছে 😭🙏🏽 " * 50,
    "hahahaHAHAHAHAhahaha" * 10,
)


@pytest.mark.rule("M2")
@pytest.mark.parametrize("text", NOT_WORDS.values(), ids=NOT_WORDS)
def test_a_picture_in_a_text_is_no_words(text: str) -> None:
    assert holds_a_file(text)


@pytest.mark.parametrize("text", WORDS, ids=lambda text: text[:20])
def test_words_are_words_in_every_language(text: str) -> None:
    assert not holds_a_file(text)


@pytest.mark.rule("M2")
@pytest.mark.promise("I1")
@pytest.mark.parametrize("images", ["no", "yes", "unsure"])
@pytest.mark.parametrize("field", ["what", "place", "about_name", "reporter_name", "images", "draft", "unknown"])
def test_the_form_refuses_a_picture_in_any_field_and_gives_nothing_back(
    reporter: Reporter, tx: Session, people: Cast, images: str, field: str
) -> None:
    answer = reporter.sends(**{"images": images} | {field: IN_BASE64})
    assert answer.status_code == 422
    assert IN_BASE64[:40] not in answer.text
    assert there(tx, people) == 0


@pytest.mark.rule("M2")
@pytest.mark.promise("I1")
@pytest.mark.parametrize("sent", [[(IN_BASE64, "1")], [("what", IN_BASE64), ("what", "words")]], ids=["name", "first of two"])
def test_nor_does_a_picture_come_in_as_a_name_or_behind_another_value(
    anyone: TestClient, tx: Session, people: Cast, sent: list[tuple[str, str]]
) -> None:
    fields = [*sent, *(REPORT | {"step": "check", "images": "yes", "school": people.oakfield.slug}).items()]
    answer = anyone.post("/report", content=urlencode(fields), headers={"content-type": "application/x-www-form-urlencoded"})
    assert answer.status_code == 422
    assert IN_BASE64[:40] not in answer.text
    assert there(tx, people) == 0


@pytest.mark.rule("M2")
@pytest.mark.promise("I1")
@pytest.mark.parametrize("text", NOT_WORDS.values(), ids=NOT_WORDS)
def test_nor_does_the_api_or_what_is_added(
    reporter: Reporter, client_for: Callable[[Person], TestClient], tx: Session, people: Cast, text: str
) -> None:
    answer = client_for(people.teacher).post("/api/reports", json=NEW | {"images": "unsure", "what": text})
    assert answer.status_code == 422
    assert text not in answer.text
    keys = reporter.reports()
    assert reporter.comes_back(*keys, text=text, entry="3f9d1c52-3a8e-4a0c-9d1b-5a1f0c3e7b21").status_code == 422
    assert text not in reporter.comes_back(*keys).text


FILE_BODIES = {
    "multipart": "multipart/form-data; boundary=x",
    "no type": "",
    "raw": "image/jpeg",
    "octets": "application/octet-stream",
    "text": "text/plain",
}


@pytest.mark.rule("M2")
@pytest.mark.promise("I1")
@pytest.mark.parametrize("content_type", FILE_BODIES.values(), ids=FILE_BODIES)
@pytest.mark.parametrize("path", ["/report", "/report/back", "/report/oakfield-primary", "/api/reports", "/api/incidents"])
def test_any_other_kind_of_body_is_refused(
    client_for: Callable[[Person], TestClient], people: Cast, path: str, content_type: str
) -> None:
    headers = {"content-type": content_type} if content_type else {}
    answer = client_for(people.teacher).post(path, content=PICTURE, headers=headers)
    assert answer.status_code == 415


@pytest.mark.promise("I1")
def test_the_door_reads_no_byte_of_what_it_refuses(service: FastAPI) -> None:
    sent: list[dict[str, object]] = []

    async def receive() -> dict[str, object]:
        raise AssertionError("the body was read")

    async def send(message: dict[str, object]) -> None:
        sent.append(message)

    for path, content_type in (
        ("/report", b"multipart/form-data; boundary=x"),
        ("/api/reports", b"image/jpeg"),
        ("/report/back", b""),
    ):
        headers = [(b"host", b"testserver"), (b"content-type", content_type), (b"content-length", b"900")]
        scope = {
            "type": "http", "method": "POST", "path": path, "raw_path": path.encode(), "query_string": b"", "headers": headers,
            "http_version": "1.1", "scheme": "http", "server": ("testserver", 80), "client": ("127.0.0.1", 1), "root_path": "",
        }  # fmt: skip
        sent.clear()
        looping.run(service(scope, receive, send))
        assert sent[0]["status"] == 415


@pytest.mark.rule("M2")
@pytest.mark.promise("I2")
def test_the_advice_comes_before_any_field_for_text(anyone: TestClient, people: Cast) -> None:
    first = anyone.get(f"/report/{people.oakfield.slug}")
    assert not fields_of(first.text) - {"radio", "hidden"}
    for images in ("yes", "unsure"):
        advice = anyone.post("/report", data={"step": "images", "images": images, "school": people.oakfield.slug})
        assert fields_of(advice.text) == {"hidden"}
        for said in ("Do not look at it", "copy it, print it, share it, store it or save it", "999", "safeguarding lead", "Report Remove",
                     "CEOP", "0800 1111"):  # fmt: skip
            assert said in advice.text
        assert "<script" not in advice.text
        assert "set-cookie" not in advice.headers
    onward = anyone.post("/report", data={"step": "images", "images": "no", "school": people.oakfield.slug})
    assert "text" in fields_of(onward.text) - {"hidden"}
    skipped = anyone.post("/report", data={"step": "what", "what": "x", "school": people.oakfield.slug})
    assert skipped.status_code == 422
    assert not fields_of(skipped.text) - {"radio", "hidden"}, "nothing comes before the question"


@pytest.mark.rule("M2")
@pytest.mark.parametrize("images", ["yes", "unsure"])
def test_no_way_for_a_picture_opens(
    reporter: Reporter, client_for: Callable[[Person], TestClient], people: Cast, images: str
) -> None:
    sent = reporter.sends(images=images)
    assert sent.status_code == 200
    assert picture_address(sent.text) is None
    keys = reporter.reports(images=images)
    own = reporter.comes_back(*keys)
    assert picture_address(own.text) is None
    assert "file" not in fields_of(own.text)
    made = client_for(people.teacher).post("/api/reports", json=NEW | {"images": images})
    assert made.json()["picture_at"] is None


@pytest.mark.rule("M2")
def test_a_safe_report_takes_a_picture_drawn_anew_and_encrypted(
    reporter: Reporter, anyone: TestClient, client_for: Callable[[Person], TestClient], tx: Session, people: Cast, folder: Path
) -> None:
    address = picture_address(reporter.sends().text)
    assert address is not None
    assert "file" in fields_of(anyone.get(address).text)
    picture = saved(scene(640, 480)) + b"trailing canary"
    assert anyone.post(address, files={"picture": ("IMG_secret.jpg", picture, "image/jpeg")}).status_code == 303
    database.act_for(tx, people.oakfield.id)
    with every_report(tx):
        file = tx.exec(select(ReportFile)).one()
    assert (file.width, file.height) == (640, 480)
    lying = [path.read_bytes() for path in folder.rglob("*") if path.is_file()]
    assert len(lying) == 1
    assert not [data for data in lying if b"\xff\xd8\xff" in data or b"canary" in data or b"IMG_secret" in data]
    given = client_for(people.lead).get(f"/api/reports/{file.report_id}/files/{file.id}")
    assert given.status_code == 200
    with Image.open(io.BytesIO(given.content)) as shown:
        assert shown.size == (640, 480)
    assert b"canary" not in given.content
    assert client_for(people.head).get(f"/api/reports/{file.report_id}/files/{file.id}").status_code == 404
    assert client_for(people.teacher).get(f"/api/reports/{file.report_id}/files/{file.id}").status_code == 403


def test_a_picture_address_is_nobody_elses(reporter: Reporter, anyone: TestClient, tx: Session, people: Cast) -> None:
    address = picture_address(reporter.sends().text)
    assert address is not None
    send = {"files": {"picture": ("a.jpg", saved(scene(64, 48)), "image/jpeg")}}
    for other in (address[:-3] + "xxx", "/report/picture/none"):
        assert anyone.get(other).status_code == 404
        assert anyone.post(other, **send).status_code == 404
    assert anyone.post(address, content=PICTURE, headers={"content-type": "image/jpeg"}).status_code == 415
    assert anyone.post(address, files={"picture": ("a.jpg", PICTURE, "image/jpeg")}).status_code == 415
    assert anyone.post(address, files={"other": ("a.jpg", PICTURE, "image/jpeg")}).status_code == 415
    for _ in range(5):
        assert anyone.post(address, **send).status_code == 303
    assert anyone.post(address, **send).status_code == 404
    with pytest.raises(NotFound):  # sent at the same time as the fifth
        files.add(right_of(address.removeprefix("/report/picture/")), saved(scene(64, 48)))
    database.act_for(tx, people.oakfield.id)
    with every_report(tx):
        report = tx.exec(select(Report)).one()
        tx.connection().exec_driver_sql("update reports set closed_at = now() where id = %s", (report.id,))
    tx.commit()
    assert anyone.get(address).status_code == 404


@pytest.mark.rule("M2")
def test_the_database_takes_no_file_for_any_other_report(reporter: Reporter, tx: Session, people: Cast) -> None:
    reporter.reports(images="unsure")
    database.act_for(tx, people.oakfield.id)
    with every_report(tx):
        report = tx.exec(select(Report)).one()
    for images in ("no", "unsure"):
        values = {"sha256": "0" * 64, "size": 1, "width": 1, "height": 1, "on_day": report.received_on, "images": images}
        with pytest.raises(IntegrityError), tx.begin_nested(), every_report(tx):
            tx.add(ReportFile(school_id=report.school_id, report_id=report.id, **values))


def there(tx: Session, people: Cast) -> int:
    """How many reports the school has."""
    database.act_for(tx, people.oakfield.id)
    with every_report(tx):
        return len(tx.exec(select(col(Report.id))).all())


def fields_of(page: str) -> set[str]:
    """The kinds of fields on a page."""
    found = set(re.findall(r'<input[^>]* type="(\w+)"', page))
    return found | ({"text"} if "<textarea" in page or re.search(r'<input class="govuk-input"', page) else set())
