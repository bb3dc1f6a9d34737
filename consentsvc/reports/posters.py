"""The poster that tells pupils, families and visitors where to report: a tagged PDF, a page for each language (M1)."""

from collections.abc import Collection, Mapping
from typing import Any, Final

from consentsvc.kernel import printing
from consentsvc.kernel.access import Actor
from consentsvc.kernel.database import begin
from consentsvc.kernel.errors import Invalid
from consentsvc.kernel.languages import ENGLISH, LANGUAGES, phrase, translate, unchecked_notice
from consentsvc.kernel.settings import settings
from consentsvc.schools import service as schools
from consentsvc.schools.models import School

HEADING: Final = phrase("Are you worried about a picture?")
SAYS: Final = (
    phrase("Did somebody share, change or take a picture of a child in a wrong way? You can tell the school here."),
    phrase("You do not have to say who you are. We do not keep where you wrote from."),
    phrase("Do not send on a picture that worries you. Do not save it. Tell us."),
)
DANGER: Final = phrase("If somebody is in danger now, call 999.")
CHILDLINE: Final = phrase("Children can call at any time. It is free.")
SCAN: Final = phrase("Scan this with a phone, or type in the address:")


def printed(actor: Actor, codes: Collection[str]) -> bytes:
    """The poster in these languages; none: in those of the school. Raises Invalid for a language that there isn't."""
    if unknown := sorted(set(codes) - set(LANGUAGES)):
        raise Invalid(f"There is no such language: {', '.join(unknown)}.")
    with begin(actor.school) as tx:
        school = schools.school(tx, actor.school)
        wanted = codes or {ENGLISH, *schools.policy_of(tx, actor.school).languages}
    pages = [_page(code, school) for code in LANGUAGES if code in wanted]
    return printing.pdf("notices", {"title": f"{HEADING} {school.name}", "pages": pages}, ENGLISH)


def _page(code: str, school: School) -> Mapping[str, Any]:
    link = f"{settings().public_url}/report/{school.slug}"
    return {
        "language": code,
        "school": school.name,
        "heading": translate(code, HEADING),
        "kind": "door_sign",
        "paragraphs": [
            *(translate(code, each) for each in SAYS),
            translate(code, DANGER),
            f"Childline: 0800 1111. {translate(code, CHILDLINE)}",
        ],
        "scan": translate(code, SCAN),
        "link": link,
        "qr": printing.qr(link if code == ENGLISH else f"{link}?language={code}", link),
        "small": list(unchecked_notice(code)),
    }
