"""What the public pages of the room have in common: anybody may open them, in any language, and nobody is signed in."""

from typing import Annotated, Any

from fastapi import Request, Response

from consentsvc.kernel import languages, pages
from consentsvc.kernel.access import Actor, public
from consentsvc.kernel.languages import LANGUAGES
from consentsvc.reports.forms import Form
from consentsvc.schools.models import School

Anybody = Annotated[Actor, public("anyone may report misuse, by name or not (M1)")]


def render(
    request: Request, name: str, sent: Form, school: School | None = None, *, status: int = 200, **values: Any
) -> Response:
    """One of the folder `report`'s pages, with the other languages that it can be had in. values: what else its template names."""
    language = pages.language_of(request)
    others = [each for each in LANGUAGES.values() if each.code != language and languages.has_any(each.code)]
    shown = {"sent": sent, "school": school, "others": others} | values
    return pages.render(request, f"report/{name}.html", status=status, language=language, **shown)
