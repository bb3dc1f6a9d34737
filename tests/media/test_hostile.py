"""Thousands of broken files of every format, uploaded and scanned in limited processes: each is taken or refused (U1)."""

import json
import random
import subprocess
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.hostile import Outcome, outcome, summary
from consentsvc.media.sandbox import Sandbox
from tests.media.drawn import FORMATS, HEIC, picture_file, scene

FILES = 250  # of each format
FILES_OF_HEIC = 80  # dear to decode
LIES = (0, 1, 2, 0x7F, 0x80, 0xFF, 0x7FFF, 0xFFFF, 20_000, 65_500, 0x7FFF_FFFF, 0xFFFF_FFFF)

pytestmark = pytest.mark.promise("U1")


@pytest.fixture(scope="module")
def processes() -> Iterator[Sandbox]:
    processes = Sandbox(1)
    yield processes
    processes.close()


def _whole(kind: str) -> bytes:
    return HEIC.read_bytes() if kind == "HEIC" else picture_file(kind, scene(96, 72))


def _bytes_changed(broken: bytearray, rng: random.Random) -> None:
    """Most of them near the start, where the structure is."""
    for _ in range(rng.choice((1, 4, 20))):
        reach = len(broken) if rng.random() < 0.4 else min(len(broken), 700)
        broken[rng.randrange(reach)] = rng.choice((0, 255, rng.randrange(256)))


def _a_number_that_lies(broken: bytearray, rng: random.Random) -> None:
    """A length, a size, a count or an offset somewhere in the headers."""
    length = rng.choice((1, 2, 4))
    at = rng.randrange(4, min(len(broken) - length, 700))
    number = rng.choice(LIES) & (256**length - 1)
    broken[at : at + length] = number.to_bytes(length, rng.choice(("big", "little")))


def _cut_off(broken: bytearray, rng: random.Random) -> None:
    del broken[rng.randrange(1, len(broken)) :]


def _piece_doubled(broken: bytearray, rng: random.Random) -> None:
    at = rng.randrange(len(broken))
    broken[at:at] = broken[at : at + rng.randrange(1, 400)] * rng.choice((1, 1, 50))


def _piece_missing(broken: bytearray, rng: random.Random) -> None:
    at = rng.randrange(4, len(broken))
    del broken[at : at + rng.randrange(1, 64)]


def _noise_from_here(broken: bytearray, rng: random.Random) -> None:
    at = rng.randrange(12, len(broken))
    broken[at:] = rng.randbytes(len(broken) - at)


BREAKS = (_bytes_changed, _a_number_that_lies, _a_number_that_lies, _cut_off, _piece_doubled, _piece_missing, _noise_from_here)


def _broken(whole: bytes, rng: random.Random) -> bytes:
    broken = bytearray(whole)
    for _ in range(rng.choice((1, 1, 2))):
        rng.choice(BREAKS)(broken, rng)
        if len(broken) < 8:
            break
    return _with_right_checksums(broken) if whole.startswith(b"\x89PNG") else bytes(broken)


def _with_right_checksums(png: bytearray) -> bytes:
    """Else every broken PNG is refused for its checksum alone."""
    at = 8
    while at + 12 <= len(png):
        end = at + 8 + int.from_bytes(png[at : at + 4])
        png[end : end + 4] = zlib.crc32(png[at + 4 : end]).to_bytes(4)
        at = end + 4
    return bytes(png)


@pytest.mark.parametrize("kind", [*FORMATS, "HEIC"])
def test_every_broken_file_is_taken_or_refused(kind: str, processes: Sandbox) -> None:
    rng, whole = random.Random(kind), _whole(kind)
    count = FILES_OF_HEIC if kind == "HEIC" else FILES
    outcomes = [outcome(processes, str(number), _broken(whole, rng)) for number in range(count)]
    assert [one for one in outcomes if one.is_bad] == []
    assert len({one.what for one in outcomes}) > 1


def test_the_same_can_be_asked_of_any_folder(tmp_path: Path) -> None:
    (tmp_path / "below").mkdir()
    (tmp_path / "below" / "good.jpg").write_bytes(_whole("JPEG"))
    (tmp_path / "letter.txt").write_text("Dear parents")
    ran = subprocess.run([sys.executable, "-m", "benchmarks.hostile", str(tmp_path)], capture_output=True, text=True, check=True)
    told = json.loads(ran.stdout)
    assert {key: told[key] for key in ("files", "taken", "not-a-picture")} == {"files": 2, "taken": 1, "not-a-picture": 1}


@pytest.mark.parametrize(
    ("what", "seconds", "is_bad"), [("taken", 1, False), ("raw", 1, False), ("taken", 11, True), ("Crashed", 1, True)]
)
def test_what_counts_as_bad(what: str, seconds: float, is_bad: bool) -> None:
    assert Outcome("a", what, seconds).is_bad is is_bad
    assert summary([Outcome("a", what, seconds)]) == {"files": 1, what: 1, "slowest_seconds": seconds}
