"""No file comes in where images of M2 are spoken of, at any layer; the advice stands before any field for text (M2, I1, I2)."""

import base64
import gzip
import io
import quopri
import random
import re
import textwrap
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from fastapi import FastAPI
from PIL import Image
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select
from starlette.testclient import TestClient

from consentsvc.kernel import database
from consentsvc.kernel.codes import as_letters
from consentsvc.kernel.errors import NotFound
from consentsvc.kernel.languages import CATALOGUES, LANGUAGES, read, translate
from consentsvc.reports import files
from consentsvc.reports.models import Report, ReportFile
from consentsvc.reports.no_files import FORM, JSON
from consentsvc.reports.plain_words import holds_a_file
from consentsvc.reports.readers import every_report
from consentsvc.reports.rights import right_of
from tests import looping
from tests.conftest import whole_service
from tests.media.drawn import saved, scene
from tests.people import Cast, Person
from tests.promises.routes import Operation, operations
from tests.reports.conftest import REPORT, Reporter, hidden_on, picture_address
from tests.reports.test_making import NEW

ENGLISH_TEXTS = [each.id for each in read((CATALOGUES / "cy.po").read_text(), "cy") if each.id and isinstance(each.id, str)]
PICTURE = bytes(range(256)) * 2
ANY = random.Random(6).randbytes(700)
IN_BASE64 = base64.b64encode(PICTURE).decode()
JPEG_IN_BASE64 = base64.b64encode(b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01").decode()


def spelled(letters: str, gap: int = 5) -> str:
    """Bytes as a number whose figures are these letters, a space after so many."""
    number, figures = int.from_bytes(ANY), ""
    while number:
        number, figure = divmod(number, len(letters))
        figures += letters[figure]
    return " ".join(textwrap.wrap(figures, gap))


def signs(first: int, last: int) -> str:
    return "".join(map(chr, range(first, last)))


LETTERS = "abcdefghijklmnopqrstuvwxyz"
NOT_WORDS = {
    "a data URL": "see data:image/png;base64,iVBORw0KGgo=",
    "a data URL in percents": "data:image/svg+xml,%3Csvg",
    "base64": IN_BASE64,
    "base64 for addresses": base64.urlsafe_b64encode(PICTURE).decode(),
    "base64 in lines": "\n".join(IN_BASE64[start : start + 76] for start in range(0, len(IN_BASE64), 76)),
    "base64 in short pieces": " ".join(IN_BASE64[start : start + 8] for start in range(0, len(IN_BASE64), 8)),
    "the beginning of a JPEG": f"look: {JPEG_IN_BASE64}",
    "base64 in an address": f"https://example.org/{IN_BASE64}",
    "the beginning of a BMP": f"look: {base64.b64encode(b'BM6' + bytes([9, 0, 0, 0, 0, 0, 0, 54, 0, 0, 0])).decode()}",
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
    "base32 like words": " ".join(textwrap.wrap(base64.b32encode(ANY).decode().lower(), 5)),
    "letters like words": spelled(LETTERS),
    "sixteen letters": spelled(LETTERS[:16]),
    "letters and digits": spelled(LETTERS + "0123456789", 7),
    "hexadecimal with stars": "*".join(f"{each:02x}" for each in ANY),
    "hexadecimal with faces": "😀".join(f"{each:02x}" for each in ANY),
    "digits in eights": " ".join(textwrap.wrap(str(int.from_bytes(ANY)), 8)),
    "accented letters": "".join(chr(0x100 + each) for each in ANY),
    "Cyrillic letters": spelled("абвгдежзийклмнопрстуфхцчшщъыьэюя"),
    "Arabic letters": spelled("ابتثجحخدذرزسشصضطظعغفقكلمنهوي"),
    "Chinese signs": spelled(signs(0x4E00, 0x4E00 + 2048), 20),
    "Korean signs": spelled(signs(0xAC00, 0xD7A3), 20),
    "signs of dead languages": spelled(signs(0x12000, 0x12399) + signs(0x13000, 0x1342E), 20),
    "Braille": "".join(chr(0x2800 + each) for each in ANY),
    "faces": spelled(signs(0x1F600, 0x1F640), 20),
    "letters of no alphabet": "".join(chr(0xE000 + each) for each in ANY),
    "what nobody sees": "Hi" + "".join(f"{each:08b}" for each in ANY[:60]).replace("0", "\u200b").replace("1", "\u200c"),
    "behind a face": "\U0001f600" + "".join(chr(0xE0100 + each % 240) for each in ANY),
    "between words": "".join(
        letter + chr(0xE0100 + each % 240) for letter, each in zip("please help me " * 20, ANY, strict=False)
    ),
    "accents": "".join("a" + chr(0x300 + each % 112) for each in ANY),
    "kinds of spaces": "a" + "".join(chr(0x2000 + each % 11) for each in ANY) + "b",
    "percents in an address": f"https://example.org/{''.join(f'%{each:02X}' for each in ANY[:150])}",
    "letters in an address": f"example.org/{spelled(LETTERS, 4000)}",
}
WORDS = (
    "He sent it at 10:45 on Snapchat, user xX_lol_99. Ring 07700 900123 or 0161 496 0000.",
    "https://www.bbc.co.uk/news/articles/c0k?fbclid=IwAR0tQk2b7Yx9d3LmPq8sVw1Zc4RtQk0Hj5nB6uE2oKaXgTfDiSrWyMvCzNlQk1hJpG",
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
    ", ".join(
        f"{first} {last}"
        for first in ("Aisha", "Ben", "Chloe", "Ewa", "Xin", "Zara")
        for last in ("Khan", "Jones", "Ali", "Nowak")
    ),
    "\n".join(f"07{random.Random(number).randrange(10**9):09}" for number in range(150)),
    "\n".join(f"Ben +44 7{random.Random(number).randrange(10**9):09}" for number in range(150)),
    "\n".join(f"\u200e[{day}/03/2026, 10:{day}:12] \u202a+44 7700 9{day:05}\u202c: send it" for day in range(10, 60)),
    "xXDragonXx_2010 Sk8rBoi_07 NoobSlayer3000 iiLunaMoonii Da_Real_J0sh Ninja_K1d99 xo_maddie_ox GhostRider_UK1 jake_smith09 "
    * 4,
    "aisha.khan7@hotmail.co.uk; ben.jones12@gmail.com; ewa.nowak@outlook.com; chloe.taylor99@icloud.com; " * 6,
    f"www.facebook.com/story.php?story_fbid=pfbid02{IN_BASE64[300:358].replace('/', 'x').replace('+', 'y')}l&id=100012345678901",
    f"https://ar.wikipedia.org/wiki/{quote('حقوق_الطفل_في_المدرسة_والبيت_والشارع')}",
    "أَرْسَلَ شَخْصٌ صُورَةَ ابْنَتِي إِلَى جَمِيعِ التَّلَامِيذِ فِي الصَّفِّ وَأَنَا قَلِقَةٌ جِدًّا. " * 15,
    "کسی عکس دخترم را بدون اجازه‌ی ما در گروه کلاس گذاشته است و بچه‌ها می‌خندند. لطفاً آن را بردارید. " * 15,
    "assalam o alaikum meri beti ki tasveer kisi ne school ke group mein bhej di hai aur sab bache us par hans rahe hain. " * 12,
    "Mae rhywun wedi rhannu llun o fy merch ar grŵp y dosbarth heb ofyn i ni. Rydym yn poeni'n fawr. " * 20,
    "Qof ayaa sawirka gabadhayda u diray dhammaan ardayda fasalka. Waan ka xumahay oo waxaan rabaa in laga saaro. " * 15,
    "किसी ने मेरी बेटी की तस्वीर पूरे समूह में भेज दी है। मुझे बहुत चिंता है। कृपया इसे हटा दीजिए। " * 15,
    "누군가 우리 딸의 사진을 허락 없이 반 단체 채팅방에 올렸습니다. 제발 빨리 지워 주세요. " * 15,
    "誰かが娘の写真を許可なくクラスのグループに載せました。早く消してください。" * 15,
    "አንድ ሰው የልጄን ፎቶ ያለ ፈቃድ ለክፍል ጓደኞቿ ሁሉ ላከ። በጣም ተጨንቄአለሁ። እባካችሁ ቶሎ አስወግዱት። " * 12,
    "、".join(
        family + given
        for family in "王李张刘陈杨赵黄周吴徐孙胡朱高"
        for given in "伟强 芳娟 娜丽 志华 秀英 建国 浩宇 子涵".split()
    ),
    "😭😭😭💀💀🤮🤡 omg 🙏🏽🙏🏽 ❤️‍🔥❤️‍🔥 🏴󠁧󠁢󠁥󠁮󠁧󠁿🏴󠁧󠁢󠁥󠁮󠁧󠁿 👩‍👩‍👧‍👦 " * 40,
    "h̷e̷l̷p̷ m̸e̸ " * 40,
)


@pytest.mark.rule("M2")
@pytest.mark.parametrize("text", NOT_WORDS.values(), ids=NOT_WORDS)
def test_a_picture_in_a_text_is_no_words(text: str) -> None:
    assert holds_a_file(text)


@pytest.mark.parametrize("text", WORDS, ids=lambda text: text[:20])
def test_words_are_words_in_every_language(text: str) -> None:
    assert not holds_a_file(text)


@pytest.mark.parametrize("code", LANGUAGES)
def test_whatever_we_say_ourselves_is_words(code: str) -> None:
    texts = "\n".join(translate(code, text) for text in ENGLISH_TEXTS)
    assert len(texts) > 5000
    assert not [start for start in range(0, len(texts), 2000) if holds_a_file(texts[start : start + 4000])]


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
@pytest.mark.parametrize("kind", ["a data URL", "base64", "hexadecimal", "letters like words", "behind a face"])
def test_nor_does_the_api_or_what_is_added(
    reporter: Reporter, client_for: Callable[[Person], TestClient], tx: Session, people: Cast, kind: str
) -> None:
    text = NOT_WORDS[kind]
    answer = client_for(people.teacher).post("/api/reports", json=NEW | {"images": "unsure", "what": text})
    assert answer.status_code == 422
    assert text not in answer.text
    keys = reporter.reports()
    assert reporter.comes_back(*keys, text=text, entry="3f9d1c52-3a8e-4a0c-9d1b-5a1f0c3e7b21").status_code == 422
    assert text not in reporter.comes_back(*keys).text


@pytest.mark.rule("M2")
@pytest.mark.promise("I1")
def test_nor_does_one_that_is_split_over_the_fields(
    reporter: Reporter, client_for: Callable[[Person], TestClient], tx: Session, people: Cast
) -> None:
    pieces = textwrap.wrap(base64.b64encode(ANY).decode(), 58)
    assert not any(holds_a_file(piece) for piece in pieces)
    fields = ("about_name", "what", "place", "happened", "reporter_name", "reporter_contact")
    assert reporter.sends(**dict(zip(fields, pieces, strict=False))).status_code == 422
    told = NEW | dict(zip(fields[:4], ["\n".join(pieces[start : start + 2]) for start in range(0, 8, 2)], strict=True))
    one_line = {name: text.replace("\n", " ") for name, text in told.items()}
    assert client_for(people.teacher).post("/api/reports", json=one_line).status_code == 422
    assert there(tx, people) == 0


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


READ_NO_BODY = {"POST /api/reports/{report_id}/playbook", "POST /api/reports/{report_id}/take-on"}
WAYS_IN = [
    each
    for each in operations(whole_service())
    if each.method not in ("GET", "HEAD") and ("report" in each.path or each.path.startswith("/api/incidents"))
]


@pytest.mark.rule("M2")
@pytest.mark.promise("I1")
@pytest.mark.parametrize("operation", WAYS_IN, ids=str)
def test_no_address_takes_a_file_for_a_report_that_may_be_about_one(
    operation: Operation, reporter: Reporter, client_for: Callable[[Person], TestClient], tx: Session, people: Cast, folder: Path
) -> None:
    reference, secret = reporter.reports(images="unsure")
    database.act_for(tx, people.oakfield.id)
    with every_report(tx):
        report_id = tx.exec(select(col(Report.id))).one()
    picture = saved(scene(64, 48))
    values = {"report_id": report_id, "right": as_letters(secret), "slug": reference}
    address = re.sub(r"{(\w+)}", lambda name: str(values.get(name[1], report_id)), operation.path)
    keys = {"reference": reference, "secret": secret, "images": "no", "step": "check", "report_id": str(report_id)}
    lead = client_for(people.lead)
    for method in {operation.method, "PUT"}:
        for body in (
            {"files": {"picture": ("a.jpg", picture, "image/jpeg")}, "data": keys},
            {"content": picture, "headers": {"content-type": "image/jpeg"}},
            {"content": iter([picture]), "headers": {"content-type": "application/octet-stream"}},
            {"content": gzip.compress(picture), "headers": {"content-type": FORM, "content-encoding": "gzip"}},
            {"content": gzip.compress(picture), "headers": {"content-type": JSON, "content-encoding": "gzip"}},
            {"content": urlencode(keys).encode() + picture, "headers": {"content-type": FORM}},
            {"content": b'{"what": "' + picture + b'"}', "headers": {"content-type": JSON}},
            {"content": picture, "headers": {"content-type": f"{JSON}; multipart/form-data"}},
        ):
            answer = lead.request(method, address, **body)
            is_unread = str(operation) in READ_NO_BODY and body.get("headers", {}).get("content-type", "").startswith(JSON)
            assert answer.status_code // 100 == 4 or is_unread, (method, body.get("headers"), answer.status_code)
    with every_report(tx):
        assert tx.exec(select(ReportFile)).all() == []
    assert [path for path in folder.rglob("*") if path.is_file()] == []


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
@pytest.mark.parametrize("images", ["yes", "unsure"])
def test_who_was_in_doubt_once_and_says_no_then_has_no_way_either(
    reporter: Reporter, anyone: TestClient, tx: Session, people: Cast, images: str
) -> None:
    advice = anyone.post("/report", data={"step": "images", "images": images, "school": people.oakfield.slug})
    back = anyone.post("/report", data={**hidden_on(advice.text), "go": "images"})
    assert f'value="{images}" checked' in back.text
    changed = anyone.post("/report", data={**hidden_on(back.text), "images": "no"})
    check = anyone.post("/report", data={**hidden_on(changed.text), "step": "you", **REPORT})
    assert "no picture can be sent" in check.text
    sent = anyone.post("/report", data=hidden_on(check.text))
    assert (sent.status_code, picture_address(sent.text)) == (200, None)
    database.act_for(tx, people.oakfield.id)
    with every_report(tx):
        assert tx.exec(select(Report.images)).one() == "unsure"


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
    refused = anyone.post(address, files={"other": ("a.jpg", PICTURE, "image/jpeg")})
    assert refused.status_code == 415
    assert "file" in fields_of(refused.text), "they can choose another"
    assert anyone.post(address, files={"picture": ("a.jpg", b"x" * (files.MOST_BYTES + 1), "image/jpeg")}).status_code == 413
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
