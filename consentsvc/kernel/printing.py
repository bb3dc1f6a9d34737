"""Printed pages: tagged PDF (PDF/UA-1) from typst templates in `frontend/print`, in every language, with the product's own fonts.

Each template says at its top which values it needs: plain data, every text already translated. The same values give the same bytes.
"""

import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import asdict
from functools import cache
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import Any, Final, Literal

import segno
import typst

from consentsvc.kernel.languages import LANGUAGES
from consentsvc.kernel.logs import log

TEMPLATES: Final = Path(__file__).parents[2] / "frontend" / "print"
FONT_PACKAGES: Final = ("manimgx_fonts", "pylopdf_fonts_zh_cn")  # Noto of nearly every script, and of simplified Chinese
ACCESSIBLE: Final = "ua-1"
NO_GLYPH: Final = "could not be displayed with"
LARGE: Final = 200_000  # characters of values: about fifty letters

Template = Literal["letter", "who_cannot", "receipt", "newsletter", "plain_letter", "notices", "badges", "brief", "stickers"]


def pdf(template: Template, values: Mapping[str, Any], language: str) -> bytes:
    """The page as PDF: `values` as the template's head says, laid out for a language of LANGUAGES.

    It is tagged, with title and language. A name with a character that none of our fonts has (a new emoji, a rare script) is still
    printed, with a box for it; then the file doesn't claim PDF/UA-1.
    """
    inputs = json.dumps({"values": json.dumps(values), "language": language, "languages": _languages()})
    return _made_apart(template, inputs) if len(inputs) > LARGE else _made(template, inputs)


def qr(link: str, says: str) -> Mapping[str, str]:
    """A QR code for a template's `qr`: the link as a picture, and what is said to whoever can't see it."""
    picture = BytesIO()
    segno.make(link, error="m", micro=False).save(picture, kind="svg", xmldecl=False, border=2)
    return {"svg": picture.getvalue().decode(), "says": says}


def _made(template: str, inputs: str) -> bytes:
    compiler = typst.Compiler(
        TEMPLATES / f"{template}.typ",
        root=TEMPLATES,
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs=json.loads(inputs),
    )
    try:
        return _compiled(compiler, [ACCESSIBLE])
    except typst.TypstError as error:
        if NO_GLYPH not in error.message:
            raise
        log.warning("print_without_glyph", template=template)
        return _compiled(compiler, [])


def _made_apart(template: str, inputs: str) -> bytes:
    """In a process of its own: 1,500 letters take up to 1.5 GB while they are made, and none afterwards."""
    command = [sys.executable, "-m", __name__, template]
    return subprocess.run(command, input=inputs.encode(), stdout=subprocess.PIPE, check=True).stdout  # noqa: S603 (our own program)


def _compiled(compiler: typst.Compiler, standards: list[Any]) -> bytes:
    made = compiler.compile(format="pdf", pdf_standards=standards, timestamp=0)
    assert isinstance(made, bytes)
    return made


@cache
def _languages() -> str:
    return json.dumps({code: asdict(language) for code, language in LANGUAGES.items()})


@cache
def _fonts() -> typst.Fonts:
    """The fonts that come with the product, and no others: a page looks the same on every machine."""
    folders = [TEMPLATES / "dist", *(_folder(package) for package in FONT_PACKAGES)]
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)
    for missing in {language.font for language in LANGUAGES.values()} - set(fonts.families()):
        log.error("font_missing", font=missing)  # another font of the script stands in
    return fonts


def _folder(package: str) -> Path:
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise FileNotFoundError(f"The package {package} with fonts for printing is not installed.")
    return Path(spec.origin).parent


if __name__ == "__main__":
    sys.stdout.buffer.write(_made(sys.argv[1], sys.stdin.read()))
