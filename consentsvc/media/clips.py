"""Making a video ready: the copies of it that staff look through and that may go out, and a still of it (P3, U1, U2).

Every frame and every sound is encoded anew by ffmpeg, a program of its own that whoever runs the service installs; see
docs/decisions/0011-video.md. It meets hostile files, so it runs in limits of memory, processor time, wall time and file size, reads
one MP4 or MOV file and nothing that this names, knows no network, and opens no more than the decoders listed here.
"""

import math
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType
from typing import Final

from consentsvc.kernel.logs import log
from consentsvc.kernel.settings import settings
from consentsvc.media import videos

NO_TOOL: Final = (
    "Videos can't be looked through or go out here until ffmpeg is installed. Ask whoever runs this service, then try again."
)
LARGE_EDGE: Final = 1280
SMALL_EDGE: Final = 640
"""Longest edges of the two copies, in pixels: the small one goes out where only a small picture may (P4)."""

MEMORY_BYTES: Final = 3_000_000_000
LARGEST_COPY: Final = 2_000_000_000  # bytes
MOST_FRAMES: Final = 30  # a second
LEAST_TIME: Final = 60.0  # seconds
TIME_FOR_EACH: Final = 10.0  # seconds of work for each second of film: a slow machine and a 4K film take five
THREADS: Final = 2
A_DAY: Final = 24 * 60 * 60  # seconds

_DECODERS = (
    "h264,hevc,mpeg4,h263,mjpeg,prores,dvvideo,vp9,libvpx-vp9,av1,libdav1d,libaom-av1,"
    "aac,mp3,mp3float,ac3,eac3,alac,amrnb,amr_nb,pcm_s16le,pcm_s16be,pcm_s24le,pcm_s24be,pcm_s32le,pcm_f32le,pcm_f32be,pcm_mulaw,pcm_alaw"
)
_ENCODERS = MappingProxyType(
    {
        "libx264": ("-preset", "veryfast", "-crf", "23"),
        "libopenh264": ("-b:v", "2500k"),
    }
)
"""The encoders of H.264, which every browser plays, the better one first."""


class NoTool(Exception):
    """There is no ffmpeg here that can do it."""


class Failed(Exception):
    """ffmpeg could not make it ready, or took too long. The file is the likely cause."""


@dataclass(frozen=True, slots=True)
class Tool:
    """An ffmpeg, and the arguments by which it encodes H.264."""

    program: str
    encoder: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Copies:
    """Files that were made from a video: two copies, and a still."""

    large: Path
    small: Path
    still: Path


def tool() -> Tool:
    """The ffmpeg that the settings name. Raises NoTool."""
    found = _looked_for(settings().ffmpeg)
    if found is None:
        _looked_for.cache_clear()  # it may be installed while this process runs
        raise NoTool
    return found


def check() -> bool:
    """Whether videos can be made ready here; says so in the log where they can't."""
    try:
        tool()
    except NoTool:
        log.warning("no_ffmpeg", sentence=NO_TOOL)
        return False
    return True


@contextmanager
def workplace() -> Iterator[Path]:
    """A folder for the files that are being made, gone at the end; what killed processes left a day ago goes too."""
    root = settings().folder / "clips"
    root.mkdir(mode=0o700, parents=True, exist_ok=True)
    for left in root.iterdir():
        with suppress(FileNotFoundError):
            if left.stat().st_mtime < time.time() - A_DAY:
                shutil.rmtree(left, ignore_errors=True)
    with TemporaryDirectory(dir=root) as folder:
        yield Path(folder).absolute()


def make(source: Path, folder: Path, seconds: float | None) -> Copies:
    """The copies of the video, below `folder`. `seconds`: how long it says it runs. Raises NoTool, Failed."""
    found = tool()
    copies = Copies(folder / "large.mp4", folder / "small.mp4", folder / "still.jpg")
    runs_for = videos.MAX_SECONDS if seconds is None else seconds
    _run([found.program, *_READING, *_from(source), *_encoding(found, copies)], folder, LEAST_TIME + TIME_FOR_EACH * runs_for)
    middle = ("-ss", f"{min(3.0, runs_for / 10):.2f}")
    _run([found.program, *_READING, *middle, *_from(copies.large), *_STILL, _file(copies.still)], folder, LEAST_TIME)
    if not all(path.is_file() and path.stat().st_size for path in (copies.large, copies.small, copies.still)):
        raise Failed
    return copies


_READING = ("-nostdin", "-hide_banner", "-loglevel", "quiet", "-y")
_STILL = ("-map", "0:V:0", "-frames:v", "1", "-c:v", "mjpeg", "-q:v", "2", "-update", "1", "-f", "image2")


def _from(source: Path) -> tuple[str, ...]:
    """What may be read: this one file, as MP4 or MOV. A list of other files, a playlist or an address is none."""
    reading = ("-protocol_whitelist", "file", "-f", "mov", "-enable_drefs", "0", "-codec_whitelist", _DECODERS)
    return (*reading, "-threads", str(THREADS), "-i", _file(source))


def _encoding(found: Tool, copies: Copies) -> list[str]:
    """The two copies in one pass: pictures and sound alone, no bytes of the original, and no word about either (P3)."""
    graph = f"[0:V:0]split=2[one][two];[one]{_fitted(LARGE_EDGE)}[large];[two]{_fitted(SMALL_EDGE)}[small]"
    outputs = (("[large]", copies.large), ("[small]", copies.small))
    return ["-filter_complex", graph, *(word for name, path in outputs for word in _output(found, name, path))]


def _output(found: Tool, name: str, path: Path) -> list[str]:
    return [
        *("-map", name, "-map", "0:a:0?", "-sn", "-dn", "-map_metadata", "-1", "-map_chapters", "-1"),
        *("-c:v", *found.encoder, "-fpsmax", str(MOST_FRAMES), "-threads", str(THREADS)),
        *("-bsf:v", "filter_units=remove_types=6"),  # what an encoder says of itself within the stream
        *("-c:a", "aac", "-b:a", "128k", "-ac", "2"),
        *("-fflags", "+bitexact", "-flags:v", "+bitexact", "-flags:a", "+bitexact"),  # no name and version of the tool
        *("-t", str(videos.MAX_SECONDS), "-movflags", "+faststart", "-f", "mp4", _file(path)),
    ]


def _fitted(edge: int) -> str:
    """The filter that makes a film no larger than so many pixels, with square pixels and even sides."""
    side = f"2*max(1,trunc({{side}}*min(1,{edge}/max(iw*sar,ih))/2))"
    width, height = side.format(side="iw*sar"), side.format(side="ih")
    return f"scale=w='{width}':h='{height}',setsar=1,format=yuv420p"


def _file(path: Path) -> str:
    return f"file:{path}"


@cache
def _looked_for(named: str) -> Tool | None:
    program = shutil.which(named)
    if program is None:
        return None
    listed = _encoders(program)
    for name, options in _ENCODERS.items():
        if name in listed:
            return Tool(str(Path(program).absolute()), (name, *options))
    return None


def _encoders(program: str) -> frozenset[str]:
    try:
        said = subprocess.run(  # noqa: S603 (the program that the operator named)
            [program, "-hide_banner", "-encoders"], capture_output=True, timeout=20, check=True, stdin=subprocess.DEVNULL
        )
    except (OSError, subprocess.SubprocessError):
        return frozenset()
    return frozenset(word for line in said.stdout.decode("utf-8", "replace").splitlines() for word in line.split()[1:2])


def _run(command: Sequence[str], folder: Path, seconds: float) -> None:
    """Run the tool within its limits. Raises Failed."""
    limits = (os.getpid(), MEMORY_BYTES, math.ceil(seconds * THREADS), LARGEST_COPY)
    become = [sys.executable, "-I", "-S", "-B", str(Path(__file__).with_name("limited.py")), *map(str, limits)]
    try:
        subprocess.run(  # noqa: S603 (arguments of our own making)
            [*become, *command],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,  # it prints parts of the file there
            cwd=folder,
            env={},
            timeout=seconds,
            check=True,
            start_new_session=True,  # an interrupt at the terminal is for us
        )
    except subprocess.SubprocessError:
        raise Failed from None
