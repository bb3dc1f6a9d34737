"""The picture as it goes out: what it says, what it covers, and that nothing of that is left in it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from consentsvc.demo import scenes
from consentsvc.media import faces, outgoing, pictures
from consentsvc.media.framing import Box, head
from consentsvc.media.outgoing import Look
from consentsvc.media.xmp import Notice
from tests import exiftool
from tests.media.drawn import (
    BLUE,
    FORMATS,
    GREEN,
    HEIC,
    RED,
    STORED_AS,
    YELLOW,
    corner_colours,
    four_corners,
    opened,
    picture_file,
    saved,
    scene,
    swapped_profile,
    talkative_jpeg,
)

OURS = Notice("© Oakfield & Co <school>", shows_people=True, is_covered=False)
STYLES = ["fill", "pixels", "shape"]


def look(longest_edge: int = 800, covers: list[Box] | None = None, **fields: Any) -> Look:
    return Look(**{"longest_edge": longest_edge, "covers": covers or [], "style": "fill", "crop": None, "notice": OURS, **fields})


def out(source: pictures.Source, longest_edge: int = 800, covers: list[Box] | None = None, **fields: Any) -> bytes:
    return outgoing.render(source, look(longest_edge, covers, **fields)).data


# Upright, in the web's colours, of the right size.


@pytest.mark.parametrize("orientation", STORED_AS)
def test_it_goes_out_upright(orientation: int) -> None:
    made = outgoing.render(four_corners(orientation), look(48))
    assert (made.width, made.height) == opened(made.data).size == (48, 32)
    assert corner_colours(made.data) == [RED, GREEN, BLUE, YELLOW]


def test_it_is_made_smaller_and_never_larger() -> None:
    assert outgoing.render(saved(scene(2400, 1200)), look(1600)).width == 1600
    assert outgoing.render(picture_file("JPEG"), look(1600)).width == 800
    assert outgoing.smaller(outgoing.render(picture_file("JPEG"), look(1600)), 400, OURS).width == 400


@pytest.mark.parametrize(("profile", "colour"), [(swapped_profile(), BLUE), (b"nonsense", RED)], ids=["swapped", "nonsense"])
def test_colours_are_those_of_the_web(profile: bytes, colour: tuple[int, ...]) -> None:
    assert set(corner_colours(out(saved(Image.new("RGB", (40, 40), "red"), icc_profile=profile), 40))) == {colour}


def test_white_lies_behind_what_is_transparent() -> None:
    assert set(corner_colours(out(saved(Image.new("RGBA", (40, 40), (255, 0, 0, 0)), "PNG"), 40))) == {(2, 2, 2)}


@pytest.mark.parametrize("style", STYLES)
def test_one_pixel_goes_out(style: str) -> None:
    assert outgoing.render(saved(Image.new("RGB", (1, 1), "red"), "PNG"), look(1600, [Box(0, 0, 1, 1)], style=style)).width == 1


# Crops.


@pytest.mark.rule("W3")
@pytest.mark.parametrize(
    ("crop", "colour"), [(Box(0, 0, 0.5, 0.5), RED), (Box(0.5, 0, 0.5, 0.5), GREEN), (Box(0, 0.5, 0.5, 0.5), BLUE)]
)
@pytest.mark.parametrize("orientation", [1, 6])
def test_only_the_crop_goes_out(crop: Box, colour: tuple[int, ...], orientation: int) -> None:
    made = outgoing.render(four_corners(orientation, "PNG"), look(800, crop=crop))
    assert (made.width, made.height) == (48, 32)
    assert set(corner_colours(made.data)) == {colour}


@pytest.mark.rule("W3")
def test_what_lies_outside_the_crop_leaves_no_trace() -> None:
    """Two pictures that differ everywhere but in the crop give the same bytes."""
    crop = Box(0.25, 0.25, 0.5, 0.5)
    picture = scene()
    other = Image.new("RGB", picture.size, "magenta")
    other.paste(picture.crop((200, 150, 600, 450)), (200, 150))
    assert out(saved(picture, "PNG"), 300, crop=crop) == out(saved(other, "PNG"), 300, crop=crop)


def test_a_crop_of_a_large_picture_is_as_sharp_as_the_original() -> None:
    made = outgoing.render(saved(scene(3200, 2400)), look(1600, crop=Box(0.25, 0.25, 0.5, 0.5)))
    assert (made.width, made.height) == (1600, 1200)


# Covers.


@pytest.mark.rule("W2")
@pytest.mark.promise("U3")
@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize(("seed", "longest_edge"), [(0, 1200), (1, 600), (2, 1200), (3, 400)])
def test_no_covered_face_is_found_again(style: str, seed: int, longest_edge: int) -> None:
    drawn = scenes.draw(seed, 8, 1200, 900)
    covered, shown = drawn.boxes[:5], drawn.boxes[5:]
    made = outgoing.render(drawn.jpeg, look(longest_edge, covered, style=style))
    small = outgoing.smaller(made, 400, OURS)
    for found in (made.faces, small.faces, pictures.scan(made.data).faces):
        assert all(not _is_in(face, head(box)) or any(_is_in(face, each) for each in shown) for face in found for box in covered)
    assert len([face for face in made.faces if face.score >= faces.LIKELY]) == len(shown)


def _is_in(face: faces.Face, box: Box) -> bool:
    return box.x < face.x + face.w / 2 < box.right and box.y < face.y + face.h / 2 < box.bottom


@pytest.mark.promise("U3")
def test_a_drawn_shape_keeps_nothing_of_what_it_covers() -> None:
    """Two pictures that differ only under the cover give the same bytes."""
    one, other, area = scene(), scene(), (300, 200, 444, 360)
    box = _face_under(area, one.size)
    other.paste("magenta", area)
    for edge in (800, 300):
        same = [out(saved(each, "PNG"), edge, [box], style="shape") for each in (one, other)]
        assert same[0] == same[1]
        assert out(saved(one, "PNG"), edge, [box], style="fill") != out(saved(other, "PNG"), edge, [box], style="fill")


@pytest.mark.promise("U3")
@pytest.mark.parametrize(("style", "across", "down"), [("fill", 1, 2), ("pixels", 4, 4)])
@pytest.mark.parametrize("edge", [800, 300])
def test_only_a_few_means_are_left_of_what_is_covered(style: str, across: int, down: int, edge: int) -> None:
    """The same pixels in another order within each of the parts whose mean is kept give the same bytes."""
    picture, area = scene(), (300, 200, 444, 360)
    box = _face_under(area, picture.size)
    pixels = np.asarray(picture).copy()
    rng = np.random.default_rng(1)
    for rows in np.split(np.arange(area[1], area[3]), down):
        for columns in np.split(np.arange(area[0], area[2]), across):
            where = np.ix_(rows, columns) if style == "pixels" else _inside_capsule(rows, columns, area)
            pixels[where] = rng.permutation(pixels[where].reshape(-1, 3)).reshape(pixels[where].shape)
    other = Image.fromarray(pixels)
    assert pixels.tobytes() != np.asarray(picture).tobytes()
    one, two = (out(saved(each, "PNG"), edge, [box], style=style) for each in (picture, other))
    assert one == two


def _inside_capsule(rows: Any, columns: Any, area: tuple[int, int, int, int]) -> Any:
    """The pixels of these rows and columns that lie well within a fill's round outline."""
    left, top, right, bottom = area
    radius = min(right - left, bottom - top) / 2
    y, x = (each.ravel() for each in np.meshgrid(rows, columns, indexing="ij"))
    nearest_x, nearest_y = np.clip(x, left + radius, right - radius), np.clip(y, top + radius, bottom - radius)
    inside = (x - nearest_x) ** 2 + (y - nearest_y) ** 2 < (radius - 1) ** 2
    return y[inside], x[inside]


def _face_under(area: tuple[int, int, int, int], size: tuple[int, int]) -> Box:
    """The face whose whole head takes just these pixels (left, top, right, bottom)."""
    whole = head(Box(0, 0, 1, 1))
    left, top, right, bottom = area[0] + 0.25, area[1] + 0.25, area[2] - 0.25, area[3] - 0.25
    w, h = (right - left) / whole.w / size[0], (bottom - top) / whole.h / size[1]
    return Box(left / size[0] - whole.x * w, top / size[1] - whole.y * h, w, h)


@pytest.mark.promise("U3")
@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("kind", FORMATS)
def test_a_face_is_covered_in_each_format(kind: str, style: str) -> None:
    rough = Image.effect_noise((200, 150), 120).convert("RGB")
    covered = np.asarray(opened(out(picture_file(kind, rough), 200, [Box(0.4, 0.4, 0.2, 0.2)], style=style)).convert("L"))
    inside, outside = covered[64:86, 86:114], covered[:30]
    assert np.abs(np.diff(inside.astype(int), axis=0)).mean() < 6 < np.abs(np.diff(outside.astype(int), axis=0)).mean()


@pytest.mark.promise("U3")
@pytest.mark.parametrize("orientation", STORED_AS)
def test_a_cover_lies_where_the_upright_picture_has_it(orientation: int) -> None:
    covered = out(four_corners(orientation, "PNG"), 96, [Box(0.6, 0.1, 0.2, 0.8)], style="shape")
    upper_left, upper_right, lower_left, lower_right = corner_colours(covered)
    assert (upper_left, lower_left) == (RED, BLUE)
    assert not {upper_right, lower_right} & {GREEN, YELLOW}


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize(
    "box", [Box(-0.02, 0.4, 0.1, 0.1), Box(0.95, 0.95, 0.05, 0.05), Box(0, 0, 1, 1), Box(0.5, 0.5, 0.001, 0.001)]
)
def test_a_cover_may_reach_out_of_the_picture(box: Box, style: str) -> None:
    assert opened(out(picture_file("PNG"), 400, [box], style=style)).size == (400, 300)


@pytest.mark.parametrize(
    "box", [Box(1.2, 0, 0.1, 0.1), Box(0.2, 0.2, 0, 0.1), Box(-0.5, 0, 0.1, 0.1), Box(0, 0, float("nan"), 1)]
)
def test_a_cover_that_would_cover_nothing_is_an_error(box: Box) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        out(picture_file("JPEG"), 800, [box])


# What the file says.

SOURCES: dict[str, Callable[[], bytes]] = {
    **{kind: lambda kind=kind: picture_file(kind) for kind in FORMATS},  # type: ignore[misc]
    "HEIC": HEIC.read_bytes,
    "all that a camera says": talkative_jpeg,
}
PLUS = "http://ns.useplus.org/ldf/vocab/"
SOURCE_TYPE = "http://cv.iptc.org/newscodes/digitalsourcetype/"
NOTHING_BUT = {
    "XMP-dc:Rights": "© Oakfield & Co <school>",
    "XMP-xmpRights:Marked": True,
    "XMP-plus:ModelReleaseStatus": "MR-LMR",
    "XMP-plus:DataMining": PLUS + "DMI-PROHIBITED",
    "XMP-iptcExt:DigitalSourceType": SOURCE_TYPE + "digitalCapture",
}


@pytest.mark.rule("P3")
@pytest.mark.promise("U2")
@pytest.mark.parametrize("source", SOURCES.values(), ids=SOURCES)
def test_a_file_says_whose_it_is_and_nothing_else(source: Callable[[], bytes], tmp_path: Path) -> None:
    made = outgoing.render(source(), look(400))
    for rendition in (made, outgoing.smaller(made, 200, OURS)):
        path = tmp_path / "out.jpg"
        path.write_bytes(rendition.data)
        assert _said(path) == NOTHING_BUT
        assert _ends_with_the_picture(rendition.data)
        assert b"Nobody" not in rendition.data


def _said(path: Path) -> dict[str, Any]:
    """What exiftool reads beyond the picture's own measures; of a number of data mining it may know only the number."""
    return {
        key: PLUS + value if key == "XMP-plus:DataMining" and not str(value).startswith(PLUS) else value
        for key, value in exiftool.told(path).items()
        if key.split(":")[0] not in ("File", "JFIF", "Composite")
    }


def _ends_with_the_picture(data: bytes) -> bool:
    """Whether the first end of a picture is the end of the file: nothing is hidden in its tail, no second picture within."""
    return data.count(b"\xff\xd8\xff") == 1 and data.count(b"\xff\xd9") == 1 and data.endswith(b"\xff\xd9")


@pytest.mark.rule("P3")
@pytest.mark.parametrize(
    ("notice", "release", "kind"),
    [
        (Notice("x", shows_people=True, is_covered=True), "MR-LMR", "humanEdits"),
        (Notice("x", shows_people=False, is_covered=True), "MR-NAP", "humanEdits"),
        (Notice("x", shows_people=False, is_covered=False), "MR-NAP", "digitalCapture"),
    ],
)
def test_covers_and_whether_anybody_is_shown_are_told(notice: Notice, release: str, kind: str, tmp_path: Path) -> None:
    path = tmp_path / "out.jpg"
    path.write_bytes(out(saved(Image.new("RGB", (40, 40))), notice=notice))
    said = _said(path)
    assert (said["XMP-plus:ModelReleaseStatus"], said["XMP-iptcExt:DigitalSourceType"]) == (release, SOURCE_TYPE + kind)


@pytest.mark.rule("P3")
@pytest.mark.parametrize("rights", ["© Ysgol Gynradd Dŵr-y-felin", "a\x00b\x1f]]>&", ""])
def test_a_notice_of_any_letters_is_well_formed(rights: str, tmp_path: Path) -> None:
    path = tmp_path / "out.jpg"
    path.write_bytes(out(saved(Image.new("RGB", (40, 40))), notice=Notice(rights, shows_people=True, is_covered=False)))
    assert _said(path).get("XMP-dc:Rights", "") == "".join(char for char in rights if char.isprintable())


@pytest.mark.rule("P3")
def test_the_neutral_picture_says_nothing(tmp_path: Path) -> None:
    path = tmp_path / "neutral.jpg"
    path.write_bytes(pictures.neutral(300, 200))
    assert _said(path) == {}
    assert _ends_with_the_picture(path.read_bytes())
