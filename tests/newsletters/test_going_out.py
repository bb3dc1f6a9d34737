"""An issue goes out whole or not at all; what may not be shown later is gone from its page, with its words where they give a name."""

from collections.abc import Callable
from itertools import count

import pytest
from sqlmodel import Session
from starlette.testclient import TestClient

from consentsvc.kernel.access import Actor
from consentsvc.kernel.database import begin
from consentsvc.kernel.errors import Refused
from consentsvc.newsletters import service
from consentsvc.newsletters.models import Issue
from consentsvc.newsletters.schemas import Finding, IssueDetail
from consentsvc.publishing import service as publishing
from tests.newsletters.desk import ONLINE, PRINT, Desk, heading, objected, page_of, picture, text
from tests.people import Person
from tests.publishing import endings
from tests.publishing.endings import CROWDS_BRIEFLY, ENDINGS, Ending, after, born_soon_18, photo_for
from tests.publishing.stage import ALT, CAPTION, path_of

ClientFor = Callable[[Person], TestClient]
OF_NEWSLETTERS: tuple[Ending, ...] = (
    *(each for each in (*ENDINGS, *CROWDS_BRIEFLY) if each is not endings.objected),
    objected,
)


def findings(desk: Desk, issue: IssueDetail, person: Person | None = None) -> list[Finding]:
    with begin(desk.school) as tx:
        return service.check(tx, desk.actor(person or desk.cast.publisher), issue.id).findings


def codes(desk: Desk, issue: IssueDetail) -> list[tuple[int | None, str, str | None, str]]:
    return [(each.part, each.weight, each.rule, each.code) for each in findings(desk, issue)]


def test_a_cleared_issue_goes_out_as_a_page_without_script(agreed: Desk, anyone: TestClient) -> None:
    photo = agreed.photo()
    issue = agreed.usual(photo)
    assert page_of(anyone, issue).status_code == 404
    assert findings(agreed, issue) == []
    assert agreed.out(issue).state == "out"
    page = page_of(anyone, issue)
    assert page.status_code == 200
    assert page.headers["cache-control"] == "no-store"
    for words in ("Spring news", "In the garden", "The beans are up.<br>Come and see.", "Bring a hat.", CAPTION, f'alt="{ALT}"'):
        assert words in page.text
    assert "<script" not in page.text
    (address,) = [part.split('"')[0] for part in page.text.split('<img src="')[1:]]
    assert anyone.get(address).status_code == 200
    assert anyone.head(path_of(issue.address or "")).status_code == 200


def test_the_api_sends_it_out_and_says_what_cannot_be_recalled(agreed: Desk, client_for: ClientFor) -> None:
    issue, publisher = agreed.usual(agreed.photo()), client_for(agreed.cast.publisher)
    assert publisher.get(f"/api/issues/{issue.id}/check").json() == {"revision": 2, "ready": True, "findings": []}
    out = publisher.post(f"/api/issues/{issue.id}/out", json={"revision": 2})
    assert (out.status_code, out.json()["state"]) == (200, "out")
    assert any("can’t be called back" in each for each in out.json()["cannot_recall"])
    again = publisher.post(f"/api/issues/{issue.id}/out", json={"revision": 2})
    assert again.json()["type"] == "/problems/issue-out"
    changed = publisher.put(f"/api/issues/{issue.id}", json={"revision": 2, "title": "t", "parts": []})
    assert changed.json()["type"] == "/problems/issue-out"
    assert publisher.delete(f"/api/issues/{issue.id}").json()["type"] == "/problems/issue-out"


@pytest.mark.rule("P1")
def test_one_picture_that_is_not_cleared_keeps_the_whole_issue_in(agreed: Desk, anyone: TestClient) -> None:
    good, bad = agreed.photo(), agreed.photo([agreed.cast.chidi])
    issue = agreed.issue(picture(good), picture(bad))
    assert {(part, weight) for part, weight, *_ in codes(agreed, issue)} == {(1, "stops")}
    with pytest.raises(Refused) as refused:
        agreed.out(issue)
    assert refused.value.type == "/problems/issue-not-ready"
    assert refused.value.reasons
    assert page_of(anyone, issue).status_code == 404


@pytest.mark.rule("P1")
@pytest.mark.promise("S2")
def test_a_no_that_comes_after_the_last_check_keeps_the_issue_in(agreed: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    issue, check, checks = agreed.usual(agreed.photo()), service._findings, count(1)

    def checked(tx: Session, actor: Actor, issue: Issue) -> list[Finding]:
        found = check(tx, actor, issue)
        if next(checks) == 2:
            agreed.answer(agreed.cast.ben, agreed.cast.ben_mother, "withdrawn")
        return found

    monkeypatch.setattr(service, "_findings", checked)
    with pytest.raises(Refused) as refused:
        agreed.out(issue)
    assert refused.value.type == "/problems/issue-not-ready"


@pytest.mark.rule("P1")
def test_cleared_for_the_website_is_not_cleared_for_the_newsletter(desk: Desk) -> None:
    for child, guardian in desk.families():
        with begin(desk.school) as tx:
            super(Desk, desk).answer_in(tx, child, guardian, "given", "website")
    assert codes(desk, desk.issue(picture(desk.photo([desk.cast.amira, desk.cast.ben]))))


@pytest.mark.rule("P2")
def test_a_name_anywhere_counts_against_every_picture(agreed: Desk) -> None:
    photos = [agreed.photo([agreed.cast.amira]), agreed.photo([agreed.cast.ben])]
    issue = agreed.issue(
        text("Well done, Amira Khan!"),
        picture(photos[0], "Beans"),
        picture(photos[1], "Planted with Amira Khan", "Ben O'Neill digs"),
        heading("The O'Neill prize"),
        title="Amira Khan wins",
    )
    found = codes(agreed, issue)
    assert {(part, code) for part, _, rule, code in found if rule == "P2"} == {
        (None, "name_told"),
        (0, "name_told"),
        (2, "name_told"),
        (3, "name_told"),
    }
    assert len(found) == 5, "the caption and the alternative text of the second picture, each for itself"
    with pytest.raises(Refused) as refused:
        agreed.out(issue)
    assert {each.rule for each in refused.value.reasons} == {"P2"}


@pytest.mark.rule("P2", "C12")
def test_a_first_name_may_stand_there_where_the_family_allows_it(agreed: Desk) -> None:
    issue = agreed.issue(text("Amira planted beans."), picture(agreed.photo()))
    assert [code for *_, code in codes(agreed, issue)] == ["name_told"]
    agreed.answer(agreed.cast.amira, agreed.cast.amira_mother, "given", conditions=["first_name"])
    assert codes(agreed, issue) == []


def test_a_picture_needs_words_for_those_who_cannot_see_it(agreed: Desk) -> None:
    assert codes(agreed, agreed.issue(picture(agreed.photo(), alt=""))) == [(0, "stops", None, "no_alt")]
    assert codes(agreed, agreed.issue()) == [(None, "stops", None, "empty")]


@pytest.mark.rule("P6")
def test_an_issue_waits_while_one_of_its_pictures_waits_for_a_second_person(agreed: Desk, anyone: TestClient) -> None:
    photo = agreed.photo()
    agreed.set_policy(two_people_for=[ONLINE])
    agreed.upload_was_by(photo, agreed.cast.publisher)
    issue = agreed.usual(photo)
    assert codes(agreed, issue) == [(2, "waits", "P6", "not_released")]
    for _ in range(2):
        with pytest.raises(Refused) as refused:
            agreed.out(issue)
        assert refused.value.type == "/problems/waits-for-release"
        assert [each.code for each in refused.value.reasons] == ["not_released"]
    assert page_of(anyone, issue).status_code == 404
    agreed.release(photo, agreed.cast.head)
    assert codes(agreed, issue) == []
    assert agreed.out(issue).state == "out"
    assert CAPTION in page_of(anyone, issue).text


@pytest.mark.rule("P8")
def test_a_picture_whose_look_is_overdue_keeps_the_issue_in(agreed: Desk) -> None:
    photo = agreed.photo()
    agreed.out(agreed.usual(photo))
    agreed.long_not_reviewed(photo)
    assert codes(agreed, agreed.issue(picture(photo))) == [(0, "stops", "P8", "review_overdue")]


@pytest.mark.rule("P1")
def test_what_is_not_cleared_for_print_is_said_and_stops_nothing(agreed: Desk) -> None:
    agreed.answer(agreed.cast.ben, agreed.cast.ben_mother, "refused", PRINT)
    issue = agreed.usual(agreed.photo())
    assert codes(agreed, issue) == [(2, "notice", "P1", "not_for_print")]
    assert agreed.out(issue).state == "out"


@pytest.mark.rule("R2")
def test_a_restricted_child_reads_as_one_whom_nobody_answered_for(agreed: Desk) -> None:
    def said() -> object:
        (found,) = findings(agreed, issue)
        return found

    photo = agreed.photo([agreed.cast.chidi])
    issue = agreed.issue(picture(photo))
    missing = said()
    agreed.restrict(agreed.cast.chidi)
    assert said() == missing


def test_two_issues_share_a_picture_each_with_its_own_words(agreed: Desk, anyone: TestClient) -> None:
    photo = agreed.photo()
    first, second = (agreed.out(agreed.issue(picture(photo, words))) for words in ("In March", "In May"))
    assert "In March" in page_of(anyone, first).text
    assert "In May" in page_of(anyone, second).text


def test_an_issue_that_is_taken_back_is_gone_with_its_pictures(agreed: Desk, client_for: ClientFor, anyone: TestClient) -> None:
    shared, alone = agreed.photo(), agreed.photo()
    other = agreed.out(agreed.issue(picture(shared)))
    issue = agreed.out(agreed.issue(picture(shared), picture(alone)))
    addresses = [part.split('"')[0] for part in page_of(anyone, issue).text.split('<img src="')[1:]]
    back = client_for(agreed.cast.publisher).post(f"/api/issues/{issue.id}/take-back")
    assert (back.status_code, back.json()["state"]) == (200, "draft")
    assert page_of(anyone, issue).status_code == 404
    assert [anyone.get(address).status_code for address in addresses] == [200, 410]
    assert page_of(anyone, other).status_code == 200
    again = agreed.out(IssueDetail.model_validate(back.json()))
    assert page_of(anyone, again).text.count("<img") == 2


@pytest.mark.rule("P2")
def test_words_that_have_become_a_name_are_not_read_any_more(agreed: Desk, anyone: TestClient) -> None:
    photo = agreed.photo()
    issue = agreed.out(
        agreed.issue(heading("Spring"), text("The Bean family"), picture(photo, "Runner beans", "A Bean"), title="Bean")
    )
    agreed.change(agreed.cast.amira, last_name="Bean")
    page = page_of(anyone, issue).text
    assert "The Bean family" not in page
    assert "A Bean" not in page
    assert "<h1" in page
    assert "Bean</h1>" not in page
    assert "Spring" in page
    assert page.count("<img") == 1


@pytest.mark.rule("P1", "P9")
@pytest.mark.promise("S1", "S6")
@pytest.mark.parametrize("ending", OF_NEWSLETTERS, ids=lambda each: each.__name__)
def test_however_it_ends_no_form_of_the_issue_shows_the_picture_any_more(desk: Desk, anyone: TestClient, ending: Ending) -> None:
    born_soon_18(desk)
    desk.everybody_agrees()
    photo = photo_for(ending, desk)
    issue = desk.out(desk.usual(photo))
    with begin(desk.school) as tx:
        row = publishing.placement(tx, desk.actor(desk.cast.publisher), desk.placed_photo(photo))
    assert [form.count(row.code) for form in desk.forms(anyone, issue)] == [1, 1, 1]
    with after(ending, desk, row):
        for form in desk.forms(anyone, issue):
            assert not [told for told in (row.code, ALT, CAPTION) if told in form]
            assert "The beans are up." in form, "the rest of the issue stays"
