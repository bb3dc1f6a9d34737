"""What a JPEG of 12, 24 and 50 megapixels costs, against a plain full decode of the same file, and against the peers.

The peers make the same two copies at the same quality on one thread: sharp (in `benchmarks/peers`, installed by `npm ci`
there), and ImageMagick with exiftool, a process each for every picture. Where one of them is missing, its figure says so.
"""

import json
import os
import shutil
import subprocess
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from PIL import Image

from benchmarks.faces import crowd
from consentsvc.demo import scenes
from consentsvc.media import outgoing, pictures
from consentsvc.media.framing import Box
from consentsvc.media.xmp import Notice

SIZES = {"12mp": (4032, 3024), "24mp": (6000, 4000), "50mp": (8160, 6120)}
ROUNDS = 5
QUALITY = 85
PEERS = Path(__file__).parent / "peers"
LOOK = outgoing.Look(1600, [Box(0.4, 0.4, 0.1, 0.1)], "fill", None, Notice("The school", shows_people=True, is_covered=True))
Figure = dict[str, str | float | None]


def measure() -> list[Figure]:
    """One figure each; times are the best of several rounds taken in turn, in milliseconds."""
    with TemporaryDirectory() as folder:
        photos = {name: Path(folder) / f"{name}.jpg" for name in SIZES}
        for name, path in photos.items():
            path.write_bytes(photo(SIZES[name]))
        return [figure for name, path in photos.items() for figure in _of_size(name, path)] + [_crowded(Path(folder))]


def _of_size(name: str, path: Path) -> list[Figure]:
    decode, copies, scanned, rendered = _best(
        lambda: _decode(path), lambda: _copies(path), lambda: pictures.scan(path), lambda: _render(path)
    )
    return [
        _figure(f"scan_{name}", scanned, "plain full decode", decode),
        _figure(f"render_{name}", rendered, "plain full decode", decode),
        _figure(f"renditions_{name}_sharp", copies, "sharp, the same copies", _sharp(path)),
        _figure(f"renditions_{name}_imagemagick", copies, "ImageMagick and exiftool", _imagemagick(path)),
    ]


def _crowded(folder: Path) -> Figure:
    """The dearest case: small faces are suspected, so every pixel is looked at."""
    path = folder / "crowd.jpg"
    path.write_bytes(crowd(16, SIZES["12mp"]).jpeg)
    decode, scanned = _best(lambda: _decode(path), lambda: pictures.scan(path))
    return _figure("scan_12mp_of_a_crowd", scanned, "plain full decode", decode)


def photo(size: tuple[int, int]) -> bytes:
    """A drawn group of 8, enlarged, with the noise that a sensor adds (a smooth picture would decode too fast)."""
    drawn = Image.open(BytesIO(scenes.draw(8, 8).jpeg)).resize(size, Image.Resampling.BICUBIC)
    return with_noise(drawn, 92)


def with_noise(picture: Image.Image, quality: int) -> bytes:
    """Encoded with a grain of four steps of brightness."""
    grain = np.random.default_rng(1).normal(0, 4, (500, picture.width, 1)).astype(np.float32)
    for top in range(0, picture.height, 500):
        part = np.asarray(picture.crop((0, top, picture.width, min(picture.height, top + 500))))
        noisy = np.clip(part + grain[: len(part)], 0, 255).astype(np.uint8)
        picture.paste(Image.fromarray(noisy), (0, top))
    out = BytesIO()
    picture.save(out, "JPEG", quality=quality)
    return out.getvalue()


def _decode(path: Path) -> None:
    Image.open(path).load()


def _copies(path: Path) -> None:
    """What a scan does but for the faces."""
    decoded = pictures.decode(path, pictures.PREVIEW_EDGE, least_share=0.5)
    preview = pictures.in_srgb(pictures.shrunk(pictures.upright(decoded.pixels, decoded.orientation), 2048), decoded.profile)
    pictures.jpeg(preview), pictures.jpeg(pictures.shrunk(preview, pictures.THUMBNAIL_EDGE))


def _render(path: Path) -> None:
    outgoing.render(path, LOOK)


def _sharp(path: Path) -> float | None:
    if not shutil.which("node") or not (PEERS / "node_modules" / "sharp").exists():
        return None
    told = subprocess.check_output(["node", PEERS / "renditions.mjs", str(ROUNDS), str(QUALITY), path])
    return float(json.loads(told)[str(path)])


def _imagemagick(path: Path) -> float | None:
    convert, exiftool = shutil.which("convert"), shutil.which("exiftool")
    if not convert or not exiftool:
        return None
    preview, thumbnail = path.with_suffix(".preview.jpg"), path.with_suffix(".thumbnail.jpg")
    shrink = [
        "-auto-orient",
        "-resize",
        "2048x2048>",
        "-quality",
        str(QUALITY),
        "-write",
        preview,
        "-resize",
        "400x400>",
        thumbnail,
    ]

    def both() -> None:
        one_thread = {**os.environ, "OMP_NUM_THREADS": "1"}
        subprocess.run([convert, "-define", "jpeg:size=4096x4096", path, *shrink], check=True, env=one_thread)
        subprocess.run([exiftool, "-json", path], check=True, stdout=subprocess.DEVNULL)

    (milliseconds,) = _best(both, rounds=2)
    return milliseconds if preview.exists() and thumbnail.exists() else None


def _best(*calls: Callable[[], object], rounds: int = ROUNDS) -> list[float]:
    times = [[_milliseconds(call) for call in calls] for _ in range(rounds)]
    return [min(column) for column in zip(*times, strict=True)]


def _milliseconds(call: Callable[[], object]) -> float:
    start = time.perf_counter()
    call()
    return (time.perf_counter() - start) * 1000


def _figure(name: str, milliseconds: float, reference: str, other: float | None) -> Figure:
    figure: Figure = {"name": name, "value": round(milliseconds, 1), "unit": "ms", "reference": reference}
    if other is None:
        return {**figure, "ratio": None, "reference_value": None, "failed": "the peer isn't installed, or did not do it"}
    return {**figure, "ratio": round(milliseconds / other, 2), "reference_value": round(other, 1)}
