"""The PDF: what may be printed is in it and is a copy from then on; what may not leaves a gap that tells nothing."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from sqlmodel import select
from starlette.testclient import TestClient

from consentsvc.kernel import printing
from consentsvc.kernel.database import begin
from consentsvc.newsletters import printed
from consentsvc.newsletters.schemas import IssueDetail
from consentsvc.publishing.models import Copy
from tests.kernel import printed as reading
from tests.newsletters.desk import PRINT, Desk, heading, picture, text
from tests.people import Person
from tests.publishing.stage import ALT, CAPTION

ClientFor = Callable[[Person], TestClient]


def copies(desk: Desk) -> list[tuple[UUID, str]]:
    with begin(desk.school) as tx:
        return [(each.placement_id, each.kind) for each in tx.exec(select(Copy).where(Copy.school_id == desk.school))]


def pictures_in(file: bytes) -> int:
    return sum(len(page.images) for page in reading.opened(file).pages)


def test_the_pdf_has_text_and_pictures_and_each_picture_is_a_copy(agreed: Desk, client_for: ClientFor) -> None:
    photos = [agreed.photo(), agreed.photo()]
    issue = agreed.out(agreed.issue(heading("In the garden"), *map(picture, photos), text("The beans are up.")))
    answer = client_for(agreed.cast.publisher).post(f"/api/issues/{issue.id}/pdf")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
    reader = reading.opened(answer.content)
    words = reading.text_of(reader)
    for each in ("Oakfield Primary", "Spring news", "In the garden", CAPTION, "The beans are up."):
        assert "".join(each.split()) in words
    assert ALT in [each.get("/Alt") for each in reading.elements(reader)]
    assert pictures_in(answer.content) == 2
    assert set(copies(agreed)) == {(agreed.placed_photo(each), "print") for each in photos}
    client_for(agreed.cast.publisher).post(f"/api/issues/{issue.id}/pdf")
    assert len(copies(agreed)) == 2, "the same day's file is the same copy"


@pytest.mark.rule("P1")
def test_what_may_not_be_printed_leaves_a_gap(agreed: Desk) -> None:
    photos = [agreed.photo(), agreed.photo([agreed.cast.ben])]
    issue = agreed.out(agreed.issue(*map(picture, photos)))
    agreed.answer(agreed.cast.amira, agreed.cast.amira_mother, "refused", PRINT)
    file = printed.pdf(agreed.actor(agreed.cast.publisher), issue.id)
    assert pictures_in(file) == 1
    assert "".join(printed.WITHHELD.split()) in reading.text_of(reading.opened(file))
    assert copies(agreed) == [(agreed.placed_photo(photos[1]), "print")]


@pytest.mark.rule("P6")
def test_print_may_want_a_second_person_where_the_page_does_not(agreed: Desk) -> None:
    photo = agreed.photo()
    agreed.upload_was_by(photo, agreed.cast.publisher)
    issue = agreed.out(agreed.usual(photo))
    agreed.set_policy(two_people_for=[PRINT])
    with begin(agreed.school) as tx:
        found = printed.found_for_print(tx, agreed.actor(agreed.cast.publisher), issue.id)
    assert [part.placed for part in found.parts if part.kind == "picture"] == [None]


@pytest.mark.promise("S1", "S4")
def test_a_withdrawal_while_the_file_is_made_is_in_it(agreed: Desk) -> None:
    issue, made = agreed.out(agreed.usual(agreed.photo())), []

    def lay_out(template: printing.Template, values: Any, language: str) -> bytes:
        if not made:
            agreed.answer(agreed.cast.amira, agreed.cast.amira_mother, "withdrawn")
        made.append(printing.pdf(template, values, language))
        return made[-1]

    assert pictures_in(printed.pdf(agreed.actor(agreed.cast.publisher), issue.id, lay_out)) == 0
    assert [pictures_in(file) for file in made] == [1, 0]
    assert copies(agreed) == []


def test_a_draft_is_not_printed(agreed: Desk, client_for: ClientFor) -> None:
    issue: IssueDetail = agreed.usual(agreed.photo())
    answer = client_for(agreed.cast.publisher).post(f"/api/issues/{issue.id}/pdf")
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/issue-not-out")
