"""An issue goes to families by mail: once to each address, to nobody who is barred, with pictures that are live."""

import re
import threading
from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from consentsvc import worker
from consentsvc.kernel.database import begin
from consentsvc.newsletters.schemas import IssueDetail
from consentsvc.notifications import delivery, mail
from consentsvc.notifications.delivery import Pace
from consentsvc.roster.models import Guardian, Guardianship
from tests.newsletters.desk import PRINT, Desk, picture
from tests.notifications.postbox import Postbox
from tests.people import Person
from tests.publishing.stage import ALT, path_of

ClientFor = Callable[[Person], TestClient]


def deliver() -> None:
    sender, stop = mail.sender(), threading.Event()
    delivery.deliver_due(sender, worker.LETTERS, Pace(6000, stop), stop)
    sender.close()


@pytest.fixture
def issue(agreed: Desk) -> IssueDetail:
    return agreed.out(agreed.usual(agreed.photo()))


@pytest.fixture
def publisher(agreed: Desk, client_for: ClientFor) -> TestClient:
    return client_for(agreed.cast.publisher)


def test_each_family_gets_it_once_with_live_pictures(
    agreed: Desk, issue: IssueDetail, publisher: TestClient, anyone: TestClient, postbox: Postbox
) -> None:
    path = f"/api/issues/{issue.id}"
    assert publisher.get(f"{path}/recipients").json() == {"left": 4, "waiting": 0, "sent": 0, "failed": 0}
    assert publisher.post(f"{path}/mail").json() == {"left": 0, "waiting": 4, "sent": 0, "failed": 0}
    assert publisher.post(f"{path}/mail").json()["waiting"] == 4
    deliver()
    families = (agreed.cast.amira_mother, agreed.cast.amira_father, agreed.cast.ben_mother, agreed.cast.chidi_carer)
    assert sorted(taken.to for taken in postbox.taken) == sorted(str(each.email) for each in families)
    first = postbox.taken[0]
    assert first.message["Subject"] == "A newsletter from Oakfield Primary"
    assert f"[{ALT}]" in first.text
    assert "The beans are up." in first.text
    assert issue.address in first.text
    (address, alt) = re.findall(r'<img src="([^"]+)" alt="([^"]+)"', first.html)[0]
    assert alt == ALT
    assert anyone.get(path_of(address)).status_code == 200
    agreed.answer(agreed.cast.amira, agreed.cast.amira_mother, "withdrawn")
    assert anyone.get(path_of(address)).status_code == 410
    assert publisher.get(f"{path}/recipients").json() == {"left": 0, "waiting": 0, "sent": 4, "failed": 0}


@pytest.mark.promise("S1")
def test_a_mail_that_leaves_after_a_withdrawal_has_the_picture_no_more(
    agreed: Desk, issue: IssueDetail, publisher: TestClient, postbox: Postbox
) -> None:
    publisher.post(f"/api/issues/{issue.id}/mail")
    agreed.answer(agreed.cast.amira, agreed.cast.amira_mother, "withdrawn")
    deliver()
    assert len(postbox.taken) == 4
    assert not [taken for taken in postbox.taken if "<img" in taken.html or ALT in taken.text]


@pytest.mark.promise("G3")
def test_nobody_who_is_barred_gets_it_by_any_trace(
    agreed: Desk, issue: IssueDetail, publisher: TestClient, postbox: Postbox
) -> None:
    """Not by another child of theirs, nor by the same address under another name; nor where it happens while the letter waits."""
    cast = agreed.cast
    with begin(agreed.school) as tx:
        tx.get_one(Guardian, cast.ben_mother.id).email = "FATHER.A1@family.example"
    publisher.post(f"/api/issues/{issue.id}/mail")
    with begin(agreed.school) as tx:
        tie = {"guardian_id": cast.amira_father.id, "relationship": "uncle", "parental_responsibility": False}
        tx.add(Guardianship(school_id=agreed.school, child_id=cast.chidi.id, contact_barred=True, **tie))
    deliver()
    assert sorted(taken.to for taken in postbox.taken) == sorted(
        str(each.email) for each in (cast.amira_mother, cast.chidi_carer)
    )


def test_one_mail_for_each_address_and_none_for_families_of_leavers(
    agreed: Desk, issue: IssueDetail, publisher: TestClient
) -> None:
    cast = agreed.cast
    with begin(agreed.school) as tx:
        tx.get_one(Guardian, cast.amira_father.id).email = cast.amira_mother.email
        tx.get_one(Guardian, cast.ben_mother.id).email = None
    agreed.change(cast.chidi, left_on=cast.chidi.created_at.date())
    assert publisher.post(f"/api/issues/{issue.id}/mail").json() == {"left": 0, "waiting": 1, "sent": 0, "failed": 0}


def test_what_was_taken_back_is_not_sent(agreed: Desk, issue: IssueDetail, publisher: TestClient, postbox: Postbox) -> None:
    publisher.post(f"/api/issues/{issue.id}/mail")
    publisher.post(f"/api/issues/{issue.id}/take-back")
    deliver()
    assert postbox.taken == []
    assert publisher.get(f"/api/issues/{issue.id}/recipients").json()["failed"] == 4
    assert publisher.delete(f"/api/issues/{issue.id}").json()["type"] == "/problems/issue-mailed"


def test_the_frame_is_in_the_familys_language_and_the_issue_stands_there_once(
    agreed: Desk, issue: IssueDetail, publisher: TestClient, postbox: Postbox
) -> None:
    with begin(agreed.school) as tx:
        tx.get_one(Guardian, agreed.cast.ben_mother.id).language = "pl"
    publisher.post(f"/api/issues/{issue.id}/mail")
    deliver()
    (taken,) = [each for each in postbox.taken if each.to == agreed.cast.ben_mother.email]
    assert 'lang="pl"' in taken.html
    assert taken.html.count("The beans are up.") == taken.text.count("The beans are up.") == 1


def test_its_html_can_be_handed_to_another_mail_program(issue: IssueDetail, publisher: TestClient) -> None:
    copied = publisher.post(f"/api/issues/{issue.id}/mail-copy").json()
    assert copied["html"].lstrip().startswith("<!doctype html>")
    assert copied["html"].count("<img ") == 1
    assert "<script" not in copied["html"]
    assert 'src="http://testserver/m/' in copied["html"]
    assert f"[{ALT}]" in copied["text"]


def test_only_what_is_out_and_was_asked_about_is_mailed(agreed: Desk, publisher: TestClient, anyone: TestClient) -> None:
    draft = agreed.usual(agreed.photo())
    assert publisher.post(f"/api/issues/{draft.id}/mail").json()["type"] == "/problems/issue-not-out"
    assert publisher.post(f"/api/issues/{draft.id}/mail-copy").json()["type"] == "/problems/issue-not-out"
    agreed.channel = agreed.new_channel(PRINT, "On paper", kind="newsletter")
    paper = agreed.out(agreed.issue(picture(agreed.photo())))
    assert paper.address is None
    for what in ("mail", "mail-copy"):
        assert publisher.post(f"/api/issues/{paper.id}/{what}").json()["type"] == "/problems/for-print-alone"
    assert anyone.get(f"/news/{agreed.code_of(paper)}").status_code == 404
