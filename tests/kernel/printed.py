"""A printed file as a reader's program takes it: the text that stands for each glyph, the elements, what the camera sees."""

import io
import re
from collections.abc import Iterator
from typing import Any

import pypdfium2
import zxingcpp
from pypdf import PdfReader
from pypdf.generic import ContentStream, DictionaryObject, IndirectObject, PdfObject


def opened(file: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(file))


def text_of(reader: PdfReader) -> str:
    """The text without spaces, in the order in which it is drawn: what runs right to left stands backwards."""
    return "".join(text_of_page(page) for page in reader.pages)


def text_of_page(page: Any) -> str:
    return "".join("".join(piece.split()) for piece in _pieces(page))


def lines_end_at(file: bytes, page: int, right_of: float) -> list[float]:
    """Where the rightmost letter of each line beyond `right_of` ends, in points from the left."""
    with pypdfium2.PdfDocument(file) as document:
        text = document[page].get_textpage()
        boxes = [text.get_rect(i) for i in range(text.count_rects())]
    return [right for left, _, right, _ in boxes if left > right_of]


def elements(reader: PdfReader) -> list[DictionaryObject]:
    """Every element of the structure tree, from the top."""
    found: list[DictionaryObject] = []
    waiting: list[PdfObject] = [reader.root_object["/StructTreeRoot"]]
    while waiting:
        each = waiting.pop()
        each = each.get_object() if isinstance(each, IndirectObject) else each
        if isinstance(each, list):
            waiting.extend(reversed(each))
        elif isinstance(each, DictionaryObject):
            found += [each] if "/S" in each else []
            waiting += [each["/K"]] if "/K" in each else []
    return found


def codes_on(file: bytes, page: int) -> list[str]:
    """What a camera reads in the QR codes of a page."""
    with pypdfium2.PdfDocument(file) as document:
        picture = document[page].render(scale=2).to_pil()
    return [each.text for each in zxingcpp.read_barcodes(picture)]


def _pieces(page: Any) -> Iterator[str]:
    """Text by glyph, but where the file says what a group of glyphs stands for (/ActualText), that."""
    fonts = {name: _letters_of(font.get_object()) for name, font in page["/Resources"]["/Font"].items()}
    letters: dict[int, str] = {}
    groups: list[bool] = []
    for operands, operator in ContentStream(page.get_contents(), page.pdf).operations:
        if operator in (b"BDC", b"BMC"):
            stands_for = operands[1].get("/ActualText") if operator == b"BDC" and hasattr(operands[1], "get") else None
            groups.append(stands_for is not None)
            yield stands_for or ""
        elif operator == b"EMC":
            groups.pop()
        elif operator == b"Tf":
            letters = fonts[operands[0]]
        elif operator in (b"Tj", b"TJ") and not any(groups):
            for each in operands[0] if operator == b"TJ" else operands:
                if hasattr(each, "original_bytes"):
                    yield "".join(letters.get(glyph, "") for glyph in _glyphs(each.original_bytes))


def _glyphs(raw: bytes) -> Iterator[int]:
    return (int.from_bytes(raw[i : i + 2], "big") for i in range(0, len(raw), 2))


def _letters_of(font: DictionaryObject) -> dict[int, str]:
    table = font["/ToUnicode"].get_object().get_data().decode("latin-1")
    found = {}
    for section in re.findall(r"beginbfchar(.*?)endbfchar", table, re.DOTALL):
        for glyph, text in re.findall(r"<(\w{4})>\s*<(\w+)>", section):
            found[int(glyph, 16)] = bytes.fromhex(text).decode("utf-16-be")
    for section in re.findall(r"beginbfrange(.*?)endbfrange", table, re.DOTALL):
        for first, last, text in re.findall(r"<(\w{4})>\s*<(\w{4})>\s*<(\w+)>", section):
            start = bytes.fromhex(text).decode("utf-16-be")
            for glyph in range(int(first, 16), int(last, 16) + 1):
                found[glyph] = start[:-1] + chr(ord(start[-1]) + glyph - int(first, 16))
    return found
