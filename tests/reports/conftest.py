"""The public form, as a browser without script sends it."""

import re
from html import unescape

import pytest
from starlette.testclient import TestClient

from consentsvc.families.wrong_codes import WrongCodes
from tests.people import Cast

REPORT = {
    "images": "no",
    "about": "nobody_here",
    "what": "Somebody put a picture of my child on a page.",
    "place": "An app",
    "reporter": "parent",
}


class Reporter:
    """Anybody, on the form of one school; nothing is kept between two requests but what the pages hold."""

    def __init__(self, client: TestClient, slug: str) -> None:
        self._client, self._slug = client, slug

    def sends(self, step: str = "check", **fields: str):  # type: ignore[no-untyped-def]
        return self._client.post("/report", data={"step": step, "school": self._slug, **REPORT, **fields})

    def reports(self, **fields: str) -> tuple[str, str]:
        """Reference and secret of a whole report."""
        answer = self.sends(**fields)
        assert answer.status_code == 200, answer.text
        assert "set-cookie" not in answer.headers
        return keys_on(answer.text)

    def comes_back(self, reference: str, secret: str, **fields: str):  # type: ignore[no-untyped-def]
        return self._client.post("/report/back", data={"reference": reference, "secret": secret, **fields})


def keys_on(page: str) -> tuple[str, str]:
    """Reference and secret, as the page shows them."""
    found = dict(re.findall(r'id="(reference|secret)">([A-Z0-9-]+)<', page))
    return found["reference"], found["secret"]


def hidden_on(page: str) -> dict[str, str]:
    """What a page of the form carries on, and says again when it is sent."""
    return {name: unescape(value) for name, value in re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page)}


def picture_address(page: str) -> str | None:
    """Where a picture may be sent."""
    found = re.search(r'href="(/report/picture/[^"?]+)', page)
    return unescape(found[1]) if found else None


@pytest.fixture
def reporter(anyone: TestClient, people: Cast) -> Reporter:
    anyone.app.state.wrong_secrets = WrongCodes()  # type: ignore[attr-defined]
    return Reporter(anyone, people.oakfield.slug)
