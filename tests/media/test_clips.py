"""What is made of a video, and within which limits (P3, U1, U2). The fixtures carry a name, a place and a date: see make_films.py."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import imageio_ffmpeg
import pytest

from consentsvc.kernel.settings import settings
from consentsvc.media import clips, videos
from consentsvc.media.clips import Copies, Failed, NoTool
from tests import exiftool
from tests.media.test_videos import box

FILES = Path(__file__).with_name("files")
BOXES = {
    *(b"ftyp", b"free", b"mdat", b"moov", b"mvhd", b"trak", b"tkhd", b"edts", b"elst", b"mdia", b"mdhd", b"hdlr", b"minf"),
    *(b"vmhd", b"smhd", b"dinf", b"dref", b"url ", b"stbl", b"stsd", b"stts", b"ctts", b"stss", b"stsc", b"stsz", b"stco"),
    *(b"co64", b"sgpd", b"sbgp", b"udta"),
}
NO_WORDS = box(b"meta", bytes(4), box(b"hdlr", bytes(8), b"mdirappl", bytes(9)), box(b"ilst"))
HOLD_BOXES = {b"moov", b"trak", b"edts", b"mdia", b"minf", b"dinf", b"stbl"}
KNOWN = ("Amira", "Khan", "Oak", "51.5", "2026", "quicktime", "Lavf", "x264 - core")


@pytest.fixture
def named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """Names another ffmpeg in the settings, until the test ends."""
    yield monkeypatch
    settings.cache_clear()
    clips._looked_for.cache_clear()


def name(named: pytest.MonkeyPatch, program: str | Path) -> None:
    named.setenv("CONSENTSVC_FFMPEG", str(program))
    settings.cache_clear()


@pytest.fixture
def made(folder: Path, tmp_path: Path) -> Copies:
    return clips.make(FILES / "planting.mov", tmp_path, 2.0)


def boxes(data: bytes, start: int = 0, end: int | None = None) -> Iterator[bytes]:
    """Every box of a film, those within others too."""
    for name, (inside, after) in videos._boxes(data, start, len(data) if end is None else end):
        yield name
        if name in HOLD_BOXES:
            yield from boxes(data, inside, after)


@pytest.mark.rule("P3")
@pytest.mark.promise("U2")
def test_the_copies_hold_a_film_and_its_sound_and_not_a_word_beside(made: Copies) -> None:
    original = (FILES / "planting.mov").read_bytes()
    for copy in (made.large, made.small):
        data = copy.read_bytes()
        assert set(boxes(data)) <= BOXES
        assert data.count(box(b"udta", NO_WORDS)) == data.count(b"udta") == 1
        assert sorted(handlers(data)) == [b"soun", b"vide"]
        assert not [word for word in KNOWN if word.encode() in data]
        facts = videos.probe(copy)
        assert (facts.type, facts.width, facts.height, facts.taken_at) == ("video/mp4", 90, 160, None)
        assert not facts.has_location
        film = original[original.index(b"mdat") :]
        assert not any(film[at : at + 64] in data for at in range(0, 4000, 64))  # encoded anew, not copied


def handlers(data: bytes) -> list[bytes]:
    moov = dict(videos._boxes(data, 0, len(data)))[b"moov"]
    tracks = [place for kind, place in videos._boxes(data, *moov) if kind == b"trak"]
    places = [videos._inside(data, track, b"mdia", b"hdlr") for track in tracks]
    return [data[place[0] + 8 : place[0] + 12] for place in places if place]


@pytest.mark.rule("P3")
def test_exiftool_finds_nothing_in_them(made: Copies) -> None:
    said = exiftool.told(made.large)
    assert any(key.startswith("Track") for key in said)
    assert not [key for key in said if any(word in key for word in ("GPS", "Make", "Title", "Location"))]
    assert not [key for key, value in said.items() if any(word in str(value) for word in ("2026", "Khan"))]
    assert not [key for key, value in said.items() if "Date" in key and value != "0000:00:00 00:00:00"]


def test_the_still_is_upright(made: Copies) -> None:
    posters = videos.posters(made.still)
    assert posters.preview_size == posters.thumbnail_size == (90, 160)
    assert posters.faces == []


def test_a_large_film_is_made_smaller_in_two_sizes(folder: Path, tmp_path: Path) -> None:
    card = ("-f", "lavfi", "-i", "testsrc2=size=1920x1080:rate=50:duration=0.2", "-c:v", "libx264", "-preset", "ultrafast")
    run(*card, tmp_path / "large.mov")
    (tmp_path / "made").mkdir()
    copies = clips.make(tmp_path / "large.mov", tmp_path / "made", 0.2)
    sizes = [(facts.width, facts.height) for facts in map(videos.probe, (copies.large, copies.small))]
    assert sizes == [(1280, 720), (640, 360)]


def run(*words: str | Path) -> None:
    subprocess.run([imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-y", *map(str, words)], check=True)


@pytest.mark.promise("U1")
def test_a_list_of_other_files_is_no_film(folder: Path, tmp_path: Path) -> None:
    """ffmpeg would follow a playlist or a list to files of the machine, or to an address. Here it reads films alone."""
    secret = tmp_path / "secret.mp4"
    shutil.copy(FILES / "planting.mp4", secret)
    for words in (f"ffconcat version 1.0\nfile {secret}\n", f"#EXTM3U\n#EXTINF:2,\n{secret}\n#EXT-X-ENDLIST\n"):
        (tmp_path / "list.mp4").write_text(words)
        with pytest.raises(Failed):
            clips.make(tmp_path / "list.mp4", tmp_path, 2.0)


@pytest.mark.promise("U1")
def test_what_can_not_be_decoded_fails(folder: Path, tmp_path: Path) -> None:
    whole = (FILES / "planting.mp4").read_bytes()
    start = whole.index(b"mdat") + 4
    (tmp_path / "noise.mp4").write_bytes(
        whole[:start] + bytes(whole.index(b"moov") - 4 - start) + whole[whole.index(b"moov") - 4 :]
    )
    assert videos.probe(tmp_path / "noise.mp4").seconds == 2.0
    with pytest.raises(Failed):
        clips.make(tmp_path / "noise.mp4", tmp_path, 2.0)


@pytest.mark.promise("U1")
def test_the_tool_has_no_more_than_its_limits(named: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A stand-in writes down what it was given, and then does nothing for as long as it may."""
    stand_in = tmp_path / "ffmpeg"
    stand_in.write_text(
        "#!/bin/sh\n[ \"$2\" = -encoders ] && { echo ' V....D libx264 H.264'; exit; }\n"
        f"exec > {tmp_path}/seen; ulimit -v; ulimit -t; ulimit -n; env; exec sleep 60\n"
    )
    stand_in.chmod(0o755)
    name(named, stand_in)
    with pytest.raises(Failed):
        clips._run([clips.tool().program, "-i", "x"], tmp_path, 1.5)
    memory, seconds, files, *environment = (tmp_path / "seen").read_text().splitlines()
    assert (int(memory), int(seconds), int(files)) == (clips.MEMORY_BYTES // 1024, 3, 64)
    assert not [line for line in environment if "CONSENTSVC" in line]


@pytest.mark.parametrize("program", ["no-such-program", "true"])
def test_without_a_tool_that_can_do_it_there_is_none(named: pytest.MonkeyPatch, tmp_path: Path, program: str) -> None:
    name(named, program)
    assert not clips.check()
    with pytest.raises(NoTool):
        clips.make(FILES / "planting.mp4", tmp_path, 2.0)


def test_a_tool_that_is_installed_later_is_found(named: pytest.MonkeyPatch, tmp_path: Path) -> None:
    name(named, tmp_path / "ffmpeg")
    assert not clips.check()
    (tmp_path / "ffmpeg").symlink_to(imageio_ffmpeg.get_ffmpeg_exe())
    assert clips.check()


def test_what_a_killed_process_left_is_swept(folder: Path) -> None:
    with clips.workplace() as place:
        (place / "half.mp4").write_bytes(b"half")
        left = shutil.copytree(place, place.with_name("left"))
        fresh = shutil.copytree(place, place.with_name("fresh"))
    os.utime(left, (0, 0))
    with clips.workplace():
        assert (place.exists(), left.exists(), fresh.exists()) == (False, False, True)
