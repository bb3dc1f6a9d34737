"""The families' texts in one catalogue: `make messages` collects them into families.pot and brings every .po up to date.

Collected are `_("…")` and `{% trans %}` in the templates of pages and mails, `phrase("…")` in Python, and the wording of the purposes.
"""

import ast
from collections.abc import Iterator
from copy import deepcopy
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.pofile import write_po

from consentsvc.kernel.languages import CATALOGUES, ENGLISH, LANGUAGES, read

ROOT: Final = Path(__file__).parents[2]
TEMPLATE: Final = CATALOGUES / "families.pot"
# As `environment` of kernel/pages.py reads them.
JINJA: Final = {"trim_blocks": "true", "lstrip_blocks": "true", "newstyle_gettext": "true", "silent": "false"}
NO_DATE: Final = datetime(2026, 1, 1, tzinfo=UTC)  # a date that moved would be a change with every run

Found = tuple[str, str | tuple[str, ...]]


def collect() -> Catalog:
    """Every text that families may read, with the files that use it."""
    catalogue = Catalog(project="consentsvc", version="1", charset="utf-8", creation_date=NO_DATE)
    catalogue.header_comment = "# The families' texts. Made by `make messages`."
    for file, text in [*_of_templates(), *_of_python(), *_of_purposes()]:
        catalogue.add(text, locations=[(file, 0)])
    return catalogue


def update(language: str, template: Catalog) -> bytes:
    """The language's catalogue with the texts of the template: translations stay, what nobody uses is kept as a comment."""
    path = CATALOGUES / f"{language}.po"
    before = path.read_text(encoding="utf-8") if path.exists() else _blank(language)
    catalogue = read(before, language)
    catalogue.update(deepcopy(template), no_fuzzy_matching=True)  # it would keep the template's own messages
    for message in catalogue:
        if message.pluralizable and not any(message.string or ()):
            message.string = ("",) * catalogue.num_plurals
    return _header_of(before) + written(catalogue, omit_header=True)


def written(catalogue: Catalog, *, omit_header: bool = False) -> bytes:
    """The catalogue as a file: the same bytes for the same texts."""
    file = BytesIO()
    write_po(file, catalogue, width=130, omit_header=omit_header, include_lineno=False)
    return file.getvalue().rstrip() + b"\n"


def _of_templates() -> Iterator[Found]:
    folder = CATALOGUES.parent
    for path in sorted([*(folder / "templates").rglob("*.html"), *(folder / "mail").rglob("*.*")]):
        for _, text, _, _ in extract_from_file("jinja2.ext:babel_extract", path, options=JINJA):
            yield path.relative_to(ROOT).as_posix(), text


def _of_python() -> Iterator[Found]:
    for path in sorted((ROOT / "consentsvc").rglob("*.py")):
        for _, text, _, _ in extract_from_file("python", path, keywords={"phrase": None}):
            yield path.relative_to(ROOT).as_posix(), text


def _of_purposes() -> Iterator[Found]:
    """What families read of a purpose: its sentences and names, which begin with a capital. Not its id, nor its use in a staff sentence."""
    path = ROOT / "consentsvc" / "forms" / "purposes.py"
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Purpose":
            for each in [*node.args, *(keyword.value for keyword in node.keywords)]:
                if isinstance(each, ast.Constant) and isinstance(each.value, str) and each.value[:1].isupper():
                    yield path.relative_to(ROOT).as_posix(), each.value


def _blank(language: str) -> str:
    catalogue = Catalog(locale=LANGUAGES[language].locale)
    lines = (
        f"Language: {LANGUAGES[language].locale}",
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=utf-8",
        "Content-Transfer-Encoding: 8bit",
        f"Plural-Forms: {catalogue.plural_forms}",
        "X-Checked-By:",
    )
    fields = "".join(f'"{line}\\n"\n' for line in lines)
    return f'# {LANGUAGES[language].name}. Who has checked it by reading it whole stands in X-Checked-By.\nmsgid ""\nmsgstr ""\n{fields}\n'


def _header_of(text: str) -> bytes:
    """The entry at the top, as it was: Babel would drop who checked it."""
    return (text.partition("\n\n")[0] + "\n\n").encode()


def main() -> None:
    """Write families.pot and every .po."""
    template = collect()
    TEMPLATE.write_bytes(written(template))
    for language in LANGUAGES:
        if language != ENGLISH:
            (CATALOGUES / f"{language}.po").write_bytes(update(language, template))


if __name__ == "__main__":
    main()
