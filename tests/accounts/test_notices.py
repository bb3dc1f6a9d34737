"""Mails to staff lead to the page where something waits."""

import re

from sqlmodel import Session

from consentsvc.accounts.notices import Notice
from consentsvc.kernel.pages import FRONTEND
from consentsvc.kernel.settings import settings
from consentsvc.notifications.models import Letter
from consentsvc.worker import LETTERS
from tests.people import Cast

PAGES = re.findall(r"at\('(/[^']*)'\)", (FRONTEND / "staff" / "src" / "shell" / "router.tsx").read_text())
NOTICES = [each for each in (getattr(writer, "__self__", None) for writer in LETTERS.values()) if isinstance(each, Notice)]


def test_each_leads_to_a_page_of_the_staff_app() -> None:
    assert {each.path for each in NOTICES} >= {"/", "/learning", "/captures"}
    assert {each.path for each in NOTICES} <= set(PAGES)


def test_its_address_opens_there(tx: Session, people: Cast) -> None:
    notice = Notice("a kind", "Something waits", "Please look.", "/learning")
    letter = Letter(school_id=people.oakfield.id, kind=notice.kind, about_id=people.lead.id, key="one")
    mail = notice.write(tx, letter)
    assert mail
    assert f"{settings().public_url}/staff/learning" in mail.text
