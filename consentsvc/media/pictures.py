"""What is done to one picture: is it one, what does it show, and what goes out.

These functions meet hostile files, so the service runs them in the limited process of `sandbox`. They take a
path or bytes and give plain values. A file that holds several pictures counts as its first one; moving
pictures are refused, since nobody would review their other frames.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from types import MappingProxyType
from typing import Final
from warnings import catch_warnings, simplefilter

import numpy as np
import pi_heif
from PIL import Image, ImageCms, ImageDraw
from PIL.ExifTags import IFD, Base

from consentsvc.media.faces import Face, detect
from consentsvc.media.pdq import likeness

MAX_BYTES: Final = 100_000_000
MAX_PIXELS: Final = 80_000_000
MAX_SCANS: Final = 64
PREVIEW_EDGE: Final = 2048
THUMBNAIL_EDGE: Final = 400

REFUSALS: Final = MappingProxyType(
    {
        "empty": "This file is empty. Copy it from the camera or phone again.",
        "too-large": "This file is larger than 100 MB. Save the picture as a JPEG, and send that.",
        "not-a-picture": (
            "This file is not a JPEG, PNG, WebP, HEIC or TIFF picture, nor an MP4 or MOV video, whatever its name says. "
            "Open it, save it as a JPEG or an MP4, and send that."
        ),
        "too-complex": "This picture is built in a way that takes too long to read. Save it anew as a JPEG.",
        "too-many-pixels": "This picture has over 80 million pixels. Save a smaller copy, and send that.",
        "moving": "This picture moves. Save the one frame that you want as a JPEG, and send that.",
        "raw": "This is a camera's raw file. Export the picture as a JPEG, and send that.",
        "unreadable": "This picture is damaged or not complete. Copy it from the camera or phone again.",
    }
)

Source = bytes | Path


class Refused(Exception):
    """The file can't be taken. `code` is one of REFUSALS; `sentence` says what it is and what to do next."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code

    @property
    def sentence(self) -> str:
        return REFUSALS[self.code]


@dataclass(frozen=True, slots=True)
class Facts:
    """What the file says of itself. Width and height in pixels, upright.

    `type` is a media type. `taken_at` is the camera's clock, in a zone that nobody knows: never compare it
    with the service's own instants.
    """

    type: str
    width: int
    height: int
    taken_at: datetime | None
    has_location: bool


@dataclass(frozen=True, slots=True)
class Scan:
    """Upright size of the original in pixels, two JPEG copies for the service's own use with their sizes, and the faces.

    `likeness`: of the thumbnail, as `pdq` gives it.
    """

    width: int
    height: int
    preview: bytes
    preview_size: tuple[int, int]
    thumbnail: bytes
    thumbnail_size: tuple[int, int]
    faces: list[Face]
    likeness: str | None = None


@dataclass(frozen=True, slots=True)
class Decoded:
    """Opaque pixels in eight bits, not yet upright nor in sRGB; `size` is that of the original, upright."""

    pixels: Image.Image
    size: tuple[int, int]
    orientation: int
    profile: bytes | None


def probe(source: Source) -> Facts:
    """Whether this is a picture that the service can take, and what it says of itself (U1).

    Decodes it all in the cheapest way, so that a damaged file is refused now; only a HEIC, which has no cheap
    way, is left for the scan. Raises Refused.
    """
    with _opened(source) as picture:
        width, height = _upright_size(picture)
        facts = Facts(_media_type(picture), width, height, _taken_at(picture), _has_location(picture))
        if picture.format != "HEIF":
            picture.draft("RGB", (1, 1))
            picture.load()
    return facts


def scan(source: Source) -> Scan:
    """Decode, make the two copies, look for faces. Raises Refused, DetectorUnavailable (U4).

    A JPEG is decoded at half its size, if that is enough, and once more where a small face is suspected; all else once.
    """
    decoded = decode(source, PREVIEW_EDGE, least_share=0.5)
    picture = upright(decoded.pixels, decoded.orientation)
    half = halved(picture, max(PREVIEW_EDGE, max(decoded.size) // 2))
    preview = in_srgb(shrunk(half, PREVIEW_EDGE), decoded.profile)
    thumbnail = shrunk(preview, THUMBNAIL_EDGE)
    found = detect(half.convert("RGB"), _closer(source, decoded, picture, half))
    alike = likeness(np.asarray(thumbnail))
    return Scan(*decoded.size, jpeg(preview), preview.size, jpeg(thumbnail), thumbnail.size, found, alike)


def _closer(source: Source, decoded: Decoded, picture: Image.Image, half: Image.Image) -> Callable[[], Image.Image] | None:
    """How to come by more pixels than the half has, if there are more."""
    if picture.size != half.size:
        return lambda: picture.convert("RGB")
    return (lambda: _every_pixel(source)) if decoded.size != half.size else None


def _every_pixel(source: Source) -> Image.Image:
    decoded = decode(source, MAX_PIXELS)
    return upright(decoded.pixels, decoded.orientation).convert("RGB")


def neutral(width: int, height: int) -> bytes:
    """A grey JPEG of that size in pixels, for a picture that is no longer shown: a frame, crossed out."""
    picture = Image.new("RGB", (width, height), "#d8dbde")
    draw = ImageDraw.Draw(picture)
    edge = min(width, height) // 6
    line = max(1, edge // 12)
    left, top = width // 2 - edge, height // 2 - edge * 3 // 4
    right, bottom = width - left, height - top
    if edge > 4:
        draw.rounded_rectangle((left, top, right, bottom), edge // 6, outline="#b3b9bf", width=line)
        draw.line((left - line, bottom + line, right + line, top - line), fill="#b3b9bf", width=line)
    return jpeg(picture)


# Opening: every check that comes before decoding.


@contextmanager
def _opened(source: Source) -> Iterator[Image.Image]:
    """The picture, checked and ready to be decoded. What a decoder throws in here becomes a Refused."""
    try:
        data = _checked_bytes(source)
        with catch_warnings():
            simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(BytesIO(data), formats=("JPEG", "PNG", "WEBP", "TIFF", "HEIF"))
        with picture:
            _check_before_decoding(picture, len(data))
            yield picture
    except Refused:
        raise
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        raise Refused("too-many-pixels") from None
    except MemoryError:
        raise Refused("too-complex") from None
    except Exception as error:  # decoders throw anything on a malformed file
        raise Refused("unreadable") from error


def _checked_bytes(source: Source) -> bytes:
    size = len(source) if isinstance(source, bytes) else source.stat().st_size
    if size == 0:
        raise Refused("empty")
    if size > MAX_BYTES:
        raise Refused("too-large")
    data = source if isinstance(source, bytes) else source.read_bytes()
    if not _looks_like_a_picture(data):
        raise Refused("not-a-picture")
    if data.startswith(b"\xff\xd8") and data.count(b"\xff\xda") > MAX_SCANS and _scans(data) > MAX_SCANS:
        raise Refused("too-complex")
    return data


def _looks_like_a_picture(data: bytes) -> bool:
    return (
        data.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"II*\0", b"MM\0*"))
        or (data.startswith(b"RIFF") and data[8:12] == b"WEBP")
        or (data[4:8] == b"ftyp" and data[8:12] in _HEIC_BRANDS)
    )


_HEIC_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"msf1")
_MOST_PIXELS_A_BYTE = 1000  # of a JPEG: four times what one colour all over comes to. The decoder makes up what is missing
_JPEG_MARKER = re.compile(rb"\xff+([^\x00\xff])")


def _scans(data: bytes) -> int:
    """How many passes a JPEG is stored in. A few kilobytes with thousands of them take minutes to decode.

    Counted up to the end of the first picture: the film behind a 'motion photo' holds such bytes by chance.
    """
    count, position = 0, 2
    while (marker := _JPEG_MARKER.search(data, position)) and marker[1] != b"\xd9":
        count += marker[1] == b"\xda"
        position = marker.end()
        if not b"\xd0" <= marker[1] <= b"\xd8":  # these have no length
            position += int.from_bytes(data[position : position + 2])
    return count


def _check_before_decoding(picture: Image.Image, length: int) -> None:
    pixels = picture.width * picture.height
    if pixels > MAX_PIXELS:
        raise Refused("too-many-pixels")
    if picture.format in ("JPEG", "MPO") and pixels > length * _MOST_PIXELS_A_BYTE:
        raise Refused("unreadable")
    if picture.format in ("PNG", "WEBP") and getattr(picture, "is_animated", False):
        raise Refused("moving")
    if picture.format == "TIFF" and picture.getexif().get(Base.NewSubfileType) == 1:
        raise Refused("raw")


# Reading what the file says of itself.


def _media_type(picture: Image.Image) -> str:
    names = {"MPO": "jpeg", "HEIF": "heic"}
    kind = picture.format or ""
    return f"image/{names.get(kind, kind.lower())}"


def _orientation(picture: Image.Image) -> int:
    """What is left to do to turn the picture upright: 1 to 8, as in EXIF; 1 where the file says nothing or nonsense."""
    if picture.format == "TIFF":  # Pillow turns these by itself
        return 1
    value = picture.getexif().get(Base.Orientation)
    return value if isinstance(value, int) and 1 <= value <= 8 else 1


def _upright_size(picture: Image.Image) -> tuple[int, int]:
    width, height = picture.size
    return (height, width) if _orientation(picture) > 4 else (width, height)


def _taken_at(picture: Image.Image) -> datetime | None:
    try:
        text = picture.getexif().get_ifd(IFD.Exif).get(Base.DateTimeOriginal)
        return datetime.strptime(str(text).strip("\0 "), "%Y:%m:%d %H:%M:%S")  # noqa: DTZ007
    except Exception:  # malformed EXIF throws anything; the picture is good without it
        return None


def _has_location(picture: Image.Image) -> bool:
    try:
        position = picture.getexif().get_ifd(IFD.GPSInfo)
    except Exception:  # as above; what can't be read may well be one
        return True
    return bool(position) or any("GPSLatitude" in packet for packet in _xmp(picture))


def _xmp(picture: Image.Image) -> Iterator[str]:
    for key in ("xmp", "XML:com.adobe.xmp"):
        packet = picture.info.get(key, "")
        yield packet.decode("utf-8", "ignore") if isinstance(packet, bytes) else str(packet)


# Decoding and changing pixels.


def decode(source: Source, longest_edge: int, least_share: float = 0) -> Decoded:
    """All pixels, at no less than about `longest_edge`, nor than that share of the size, where the original has as many."""
    with _opened(source) as picture:
        size, orientation, profile = _upright_size(picture), _orientation(picture), _profile(picture)
        picture.draft("RGB", _fit(picture.size, _nearly(max(longest_edge, round(max(size) * least_share)))))
        picture.load()
        return Decoded(_flat(picture), size, orientation, profile)


def drawn_anew(source: Source, longest_edge: int) -> bytes:
    """A JPEG of the pixels alone: upright, sRGB, never enlarged. Raises Refused (U1)."""
    decoded = decode(source, longest_edge)
    return jpeg(in_srgb(shrunk(upright(decoded.pixels, decoded.orientation), longest_edge), decoded.profile))


def look_of(source: Source) -> str | None:
    """A picture's likeness, as `scan` gives it. Raises Refused (U1)."""
    decoded = decode(source, PREVIEW_EDGE)
    picture = upright(shrunk(decoded.pixels, THUMBNAIL_EDGE), decoded.orientation)
    return likeness(np.asarray(in_srgb(picture, decoded.profile)))


def _profile(picture: Image.Image) -> bytes | None:
    profile = picture.info.get("icc_profile")
    return profile if isinstance(profile, bytes) else None


def _flat(picture: Image.Image) -> Image.Image:
    """RGB, grey or CMYK in eight bits; white behind what is transparent."""
    if picture.mode.startswith("I;16"):
        return Image.fromarray((np.asarray(picture) >> 8).astype(np.uint8))
    if picture.has_transparency_data:
        layer = picture.convert("RGBA")
        paper = Image.new("RGB", layer.size, "white")
        paper.paste(layer, mask=layer)
        return paper
    return picture if picture.mode in ("L", "RGB", "CMYK") else picture.convert("RGB")


def _fit(size: tuple[int, int], longest_edge: int) -> tuple[int, int]:
    scale = min(1, longest_edge / max(size))
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


def _nearly(longest_edge: int) -> int:
    """A little less than asked: half of the usual 4032 pixels is just below 2048, and far faster to come by."""
    return longest_edge * 1000 // 1024


def halved(pixels: Image.Image, longest_edge: int) -> Image.Image:
    """A half, a third … of the size, as far as the longest edge stays above nearly that long: what `shrunk` would take long for."""
    parts = max(pixels.size) // _nearly(longest_edge)
    return pixels.reduce(parts) if parts > 1 else pixels


def shrunk(pixels: Image.Image, longest_edge: int) -> Image.Image:
    size = _fit(pixels.size, longest_edge)
    if size == pixels.size:
        return pixels
    return pixels.resize(size, Image.Resampling.LANCZOS, reducing_gap=1.5)


_TURNS: Final = MappingProxyType(
    {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_270,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_90,
    }
)


def upright(pixels: Image.Image, orientation: int) -> Image.Image:
    """Upright."""
    return pixels.transpose(_TURNS[orientation]) if orientation in _TURNS else pixels


def in_srgb(pixels: Image.Image, profile: bytes | None) -> Image.Image:
    """In the colours of the web. A broken profile is passed over: odd colours, but the picture."""
    if profile:
        try:
            source = ImageCms.ImageCmsProfile(BytesIO(profile))
            converted = ImageCms.profileToProfile(pixels, source, _srgb_profile(), outputMode="RGB")
        except (ImageCms.PyCMSError, OSError, ValueError):
            return pixels.convert("RGB")
        if converted is not None:
            return converted
    return pixels.convert("RGB")


@cache
def _srgb_profile() -> ImageCms.ImageCmsProfile:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))


def jpeg(picture: Image.Image) -> bytes:
    """Encoded with nothing but the pixels: Pillow copies comments and profiles that `info` still holds."""
    picture.info = {}
    out = BytesIO()
    picture.save(out, "JPEG", quality=85)
    return out.getvalue()


pi_heif.register_heif_opener(thumbnails=False, decode_threads=1)
