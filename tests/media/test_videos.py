"""What a video file says of itself: read from its boxes, whatever they hold (U1)."""

import random
import struct
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from consentsvc.media import pictures, videos
from consentsvc.media.videos import FIRST_BYTES, MAX_SECONDS, Facts, Refused, is_a_video, probe

FILES = Path(__file__).with_name("files")
MP4, MOV = (FILES / "planting.mp4").read_bytes(), (FILES / "planting.mov").read_bytes()


def box(name: bytes, *inside: bytes) -> bytes:
    content = b"".join(inside)
    return struct.pack(">I4s", 8 + len(content), name) + content


def film_header(ticks: int = 2000, scale: int = 1000, made: int = 0, version: int = 0) -> bytes:
    layout = ">B3xQQIQ" if version else ">B3xIIII"
    return box(b"mvhd", struct.pack(layout, version, made, made, scale, ticks), bytes(80))


def track(kind: bytes = b"vide", size: tuple[int, int] = (160, 90), places: bytes = b"", name: bytes = b"stco") -> bytes:
    header = struct.pack(">B75xII", 0, size[0] << 16, size[1] << 16)
    header = header[:40] + struct.pack(">i12xi", 1 << 16, 1 << 16) + header[60:]
    table = box(name, struct.pack(">4xI", len(places) // (8 if name == b"co64" else 4)), places)
    samples = box(b"minf", box(b"stbl", table))
    return box(b"trak", box(b"tkhd", header), box(b"mdia", box(b"hdlr", bytes(8), kind, bytes(12)), samples))


def mp4(*headers: bytes, brand: bytes = b"isom", beside: bytes = b"") -> bytes:
    return box(b"ftyp", brand, bytes(4), b"mp41") + box(b"moov", *headers) + beside + box(b"mdat", bytes(64))


def said(tmp_path: Path, data: bytes) -> Facts:
    (tmp_path / "film").write_bytes(data)
    return probe(tmp_path / "film")


def refused(tmp_path: Path, data: bytes) -> str:
    with pytest.raises(Refused) as told:
        said(tmp_path, data)
    assert isinstance(told.value, pictures.Refused)
    assert told.value.sentence == videos.REFUSALS[told.value.code]
    return told.value.code


def test_a_camera_s_film_says_what_it_is() -> None:
    taken = datetime(2026, 6, 12, 9, 30, tzinfo=UTC)
    assert probe(FILES / "planting.mp4") == Facts("video/mp4", 160, 90, 2.0, taken, True)


def test_a_phone_s_film_is_upright_and_says_when_in_its_own_zone() -> None:
    taken = datetime(2026, 6, 12, 10, 30, tzinfo=timezone(timedelta(hours=1)))
    assert probe(FILES / "planting.mov") == Facts("video/quicktime", 90, 160, 2.0, taken, True)


@pytest.mark.promise("U1")
@pytest.mark.parametrize(
    ("first", "is_video"),
    [
        (MP4, True),
        (MOV, True),
        (box(b"ftyp", b"3gp5", bytes(4)), True),
        (box(b"ftyp", b"M4A ", bytes(4), b"isom"), True),  # told apart later: it has no film
        (box(b"ftyp", b"none", bytes(4), b"mp42"), True),
        (box(b"ftyp", b"heic", bytes(4), b"mif1", b"isom"), False),
        (box(b"ftyp", b"avif", bytes(4), b"mif1", b"iso8"), False),
        (box(b"ftyp", b"crx ", bytes(4), b"isom"), False),
        (box(b"ftyp", b"none", bytes(4), b"none"), False),
        (box(b"moov"), False),
        (b"\x1aE\xdf\xa3 webm", False),
        (b"#EXTM3U\nhttp://127.0.0.1/", False),
        (b"", False),
    ],
    ids=range(13),
)
def test_the_first_bytes_tell_a_video(first: bytes, is_video: bool) -> None:
    assert is_a_video(first[:FIRST_BYTES]) is is_video


def test_long_headers_and_tables_are_read_as_well(tmp_path: Path) -> None:
    data = mp4(film_header(90_000, 45_000, version=1), track(places=struct.pack(">QQ", 8, 100), name=b"co64"))
    assert said(tmp_path, data) == Facts("video/mp4", 160, 90, 2.0, None, False)


def test_a_film_in_pieces_says_its_length_elsewhere_or_nowhere(tmp_path: Path) -> None:
    pieces = box(b"mvex", box(b"mehd", struct.pack(">4xI", 3000)))
    assert said(tmp_path, mp4(film_header(0), track(), pieces)).seconds == 3.0
    assert said(tmp_path, mp4(film_header(0), track())).seconds is None
    assert said(tmp_path, mp4(film_header(2**32 - 1), track())).seconds is None


@pytest.mark.parametrize(
    "sign",
    [b"\xa9xyz\0\x12+51.5/", box(b"loci", bytes(12)), b"com.apple.quicktime.location.ISO6709", b"gpmd", b"camm"],
    ids=range(5),
)
def test_where_it_was_taken_is_noticed(tmp_path: Path, sign: bytes) -> None:
    assert said(tmp_path, mp4(film_header(), track(), box(b"udta", sign))).has_location
    assert not said(tmp_path, mp4(film_header(), track())).has_location


def test_so_is_what_stands_beside_the_film_s_own_headers(tmp_path: Path) -> None:
    packet = box(b"uuid", bytes(16), b"<exif:GPSLatitude>51,30N</exif:GPSLatitude>")
    assert said(tmp_path, mp4(film_header(), track(), beside=packet)).has_location


REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "sound alone": (lambda: mp4(film_header(), track(b"soun")), "no-film"),
    "a film of no size": (lambda: mp4(film_header(), track(size=(0, 0))), "no-film"),
    "no track": (lambda: mp4(film_header()), "no-film"),
    "no header": (lambda: mp4(track()), "video-unreadable"),
    "pieces behind the end": (lambda: mp4(film_header(), track(places=struct.pack(">I", 10_000))), "video-unreadable"),
    "one byte short": (lambda: mp4(film_header(), track())[:-1], "video-unreadable"),
    "no headers": (lambda: box(b"ftyp", b"isom", bytes(4)) + box(b"mdat", bytes(9)), "video-unreadable"),
    "no film": (lambda: box(b"ftyp", b"isom", bytes(4)) + box(b"moov", film_header(), track()), "video-unreadable"),
    "too long": (lambda: mp4(film_header((MAX_SECONDS + 1) * 1000), track()), "video-too-long"),
    "too large": (lambda: mp4(film_header(), track(size=(8192, 4320))), "video-too-many-pixels"),
    "boxes without end": (lambda: mp4(film_header(), track()) + box(b"free") * 60_000, "video-too-complex"),
    "boxes without end inside": (lambda: mp4(film_header(), track(), box(b"free") * 60_000), "video-too-complex"),
    "headers without end": (lambda: mp4(film_header(), track(), bytes(33_000_000)), "video-too-complex"),
}


@pytest.mark.promise("U1")
@pytest.mark.parametrize("what", REFUSED)
def test_what_can_not_be_taken_says_why(tmp_path: Path, what: str) -> None:
    data, code = REFUSED[what]
    assert refused(tmp_path, data()) == code


@pytest.mark.parametrize("whole", [MP4, MOV], ids=["mp4", "mov"])
def test_a_film_cut_short_is_refused_wherever_it_was_cut(tmp_path: Path, whole: bytes) -> None:
    for end in range(40, len(whole) - 1, 257):
        assert refused(tmp_path, whole[:end]) == "video-unreadable"


@pytest.mark.promise("U1")
@pytest.mark.parametrize("whole", [MP4, MOV], ids=["mp4", "mov"])
def test_whatever_the_boxes_hold_is_read_or_refused(tmp_path: Path, whole: bytes) -> None:
    """Seven hundred seeded mutations: bytes, sizes and counts changed, parts doubled, moved and left out."""
    chance = random.Random(whole[:64])
    headers = whole.index(b"moov")
    for _ in range(700):
        data = bytearray(whole)
        for _ in range(chance.randint(1, 6)):
            _mutate(data, chance, headers)
        (tmp_path / "film").write_bytes(data)
        try:
            facts = probe(tmp_path / "film")
        except Refused:
            continue
        assert facts.width > 0
        assert facts.seconds is None or 0 < facts.seconds <= MAX_SECONDS


def _mutate(data: bytearray, chance: random.Random, headers: int) -> None:
    at = (
        chance.randrange(headers - 8, len(data) - 8)
        if chance.random() < 0.9 and len(data) > headers + 8
        else chance.randrange(24)
    )
    number = chance.choice([0, 1, 7, 8, 0xFF, 0x7FFFFFFF, 0xFFFFFFFF, chance.getrandbits(32)])
    match chance.randrange(4):
        case 0:
            data[at] = chance.randrange(256)
        case 1:
            data[at : at + 4] = struct.pack(">I", number)
        case 2:
            del data[at : at + chance.randint(1, 64)]
        case _:
            data[at:at] = data[at : at + chance.randint(1, 64)]
