"""The register of an event's photographers, and the badge that a steward checks (E4)."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlmodel import Session, col, select
from starlette.testclient import TestClient

from consentsvc.accounts import service as accounts
from consentsvc.audit.models import AuditEntry
from consentsvc.kernel import clock
from consentsvc.kernel.access import GRANTS, Permission, Role
from consentsvc.schools.models import School
from tests.kernel import printed
from tests.people import Cast, Person

pytestmark = pytest.mark.rule("E4")

ClientFor = Callable[[Person], TestClient]
ADA = {"name": "Ada Marsh", "organisation": "Bright Pictures"}


@pytest.fixture
def register(fair: str) -> str:
    return f"{fair}/photographers"


def terms(client: TestClient, register: str) -> dict[str, str]:
    return {"terms_version": client.get(register).json()["terms_version"]}


def complete(client: TestClient, register: str, new: dict[str, Any]) -> dict[str, Any]:
    """Somebody put on the register with everything in place."""
    made = client.post(register, json=new).json()
    client.post(f"{register}/{made['id']}/identity", json={"seen": "passport"})
    found: dict[str, Any] = client.post(f"{register}/{made['id']}/brief", json=terms(client, register)).json()
    return found


def badge_page(client: TestClient, photographer: dict[str, Any], language: str = "en") -> str:
    page: str = client.get(photographer["badge_page"], params={"language": language}).text
    return page


# The register


def test_somebody_counts_once_their_identity_is_checked_and_the_terms_are_signed(
    people: Cast, publisher: TestClient, register: str
) -> None:
    made = publisher.post(register, json=ADA)
    assert made.status_code == 201
    ada = made.json()
    assert (ada["badge_number"], ada["missing"], ada["is_complete"]) == (1, ["identity", "brief"], False)
    checked = publisher.post(f"{register}/{ada['id']}/identity", json={"seen": "press card"}).json()
    assert (checked["identity_seen"], checked["identity_checked_by"]["id"]) == ("press card", str(people.publisher.id))
    assert (checked["missing"], checked["is_complete"]) == (["brief"], False)
    signed = publisher.post(f"{register}/{ada['id']}/brief", json=terms(publisher, register)).json()
    assert (signed["is_complete"], signed["brief_signed_to"]["id"]) == (True, str(people.publisher.id))
    assert publisher.get(register).json()["photographers"] == [signed]


def test_what_was_signed_stays_in_its_words(tx: Session, people: Cast, publisher: TestClient, register: str) -> None:
    ada = complete(publisher, register, ADA)
    old = terms(publisher, register)
    school = tx.get(School, people.oakfield.id)
    assert school is not None
    school.policy = {**school.policy, "photographer_terms": "I do as I am told."}
    tx.commit()
    assert publisher.get(register).json()["photographers"][0]["brief_text"] == ada["brief_text"]
    ben = publisher.post(register, json={"name": "Ben Ng"}).json()
    refused = publisher.post(f"{register}/{ben['id']}/brief", json=old)
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/terms-changed")
    signed = publisher.post(f"{register}/{ben['id']}/brief", json=terms(publisher, register)).json()
    assert signed["brief_text"] == "I do as I am told."


def test_a_photographer_who_signs_in_signs_for_themself_alone(
    people: Cast, client_for: ClientFor, publisher: TestClient, register: str
) -> None:
    own = publisher.post(register, json={**ADA, "user_id": str(people.photographer.id)}).json()
    other = publisher.post(register, json={"name": "Ben Ng"}).json()
    photographer = client_for(people.photographer)
    seen = photographer.get(register).json()
    assert ([each["badge_page"] for each in seen["photographers"]], seen["candidates"]) == ([None, None], [])
    signed = photographer.post(f"{register}/{own['id']}/brief", json=terms(photographer, register))
    assert (signed.status_code, signed.json()["missing"], signed.json()["brief_signed_to"]) == (200, ["identity"], None)
    assert photographer.post(f"{register}/{other['id']}/brief", json=terms(photographer, register)).status_code == 403
    assert photographer.post(f"{register}/{own['id']}/identity", json={"seen": "passport"}).status_code == 403


def test_others_see_who_it_is_and_whether_they_count_and_no_more(
    people: Cast, client_for: ClientFor, publisher: TestClient, register: str
) -> None:
    complete(publisher, register, ADA)
    ended = complete(publisher, register, {"name": "Ben Ng", "user_id": str(people.teacher.id)})
    publisher.post(f"{register}/{ended['id']}/end")
    publisher.post(register, json={"name": "P", "user_id": str(people.photographer.id)})
    shown = {"id", "name", "organisation", "badge_number", "is_complete", "ended_at"}
    for person, own in ((people.steward, set()), (people.photographer, {"P"})):
        rows = client_for(person).get(register).json()["photographers"]
        assert [(each["name"], each["is_complete"], each["ended_at"] is not None) for each in rows] == [
            ("Ada Marsh", True, False),
            ("Ben Ng", False, True),
            ("P", False, False),
        ]
        assert {row["name"] for row in rows if any(value for name, value in row.items() if name not in shown)} == own


def test_nobody_checks_their_own_identity(people: Cast, publisher: TestClient, register: str) -> None:
    own = publisher.post(register, json={"name": "P", "user_id": str(people.publisher.id)}).json()
    refused = publisher.post(f"{register}/{own['id']}/identity", json={"seen": "passport"})
    assert (refused.status_code, refused.json()["type"]) == (403, "/problems/own-identity")


def test_somebody_stands_on_it_once_and_only_if_they_may_send_pictures(
    people: Cast, publisher: TestClient, register: str
) -> None:
    new = {**ADA, "user_id": str(people.photographer.id)}
    assert publisher.post(register, json=new).status_code == 201
    again = publisher.post(register, json=new)
    assert (again.status_code, again.json()["type"]) == (409, "/problems/on-the-register")
    for stranger in (people.steward, people.other_head):
        assert publisher.post(register, json={**ADA, "user_id": str(stranger.id)}).status_code == 422
    candidates = {each["id"] for each in publisher.get(register).json()["candidates"]}
    assert (str(people.photographer.id) in candidates, str(people.teacher.id) in candidates) == (False, True)


def test_an_end_is_undone_unless_they_were_put_on_it_again(people: Cast, publisher: TestClient, register: str) -> None:
    first = complete(publisher, register, {**ADA, "user_id": str(people.photographer.id)})
    ended = publisher.post(f"{register}/{first['id']}/end").json()
    assert (ended["is_complete"], ended["ended_by"]["id"]) == (False, str(people.publisher.id))
    late = publisher.post(f"{register}/{first['id']}/identity", json={"seen": "passport"})
    assert (late.status_code, late.json()["type"]) == (409, "/problems/photographer-ended")
    assert publisher.post(f"{register}/{first['id']}/end/undo").json()["is_complete"] is True
    publisher.post(f"{register}/{first['id']}/end")
    second = publisher.post(register, json={**ADA, "user_id": str(people.photographer.id)}).json()
    assert second["badge_number"] == 2
    assert publisher.post(f"{register}/{first['id']}/end/undo").json()["type"] == "/problems/on-the-register"


def test_each_step_is_in_the_audit_without_a_name(tx: Session, publisher: TestClient, register: str) -> None:
    ada = complete(publisher, register, ADA)
    publisher.post(f"{register}/{ada['id']}/end")
    entries = tx.exec(
        select(AuditEntry).where(col(AuditEntry.verb).like("photographer:%")).order_by(col(AuditEntry.number))
    ).all()
    assert [each.verb.partition(":")[2] for each in entries] == ["add", "identity", "brief", "end"]
    assert "Ada" not in str([each.detail for each in entries])


# The badge


def test_a_badge_counts_on_the_day_of_its_event_alone(
    publisher: TestClient, anyone: TestClient, fair: str, register: str
) -> None:
    ada = complete(publisher, register, ADA)
    page = badge_page(anyone, ada)
    assert "Yes. This badge counts today." in page
    assert ("Ada Marsh" in page, "Bright Pictures" in page) == (True, True)
    for other_day in (clock.today() - timedelta(days=1), clock.today() + timedelta(days=1)):
        publisher.patch(fair, json={"on_date": other_day.isoformat()})
        page = badge_page(anyone, ada)
        assert "No. This badge does not count today." in page
        assert "Ada Marsh" not in page


def test_a_badge_that_is_not_complete_or_was_ended_does_not_count(
    publisher: TestClient, anyone: TestClient, register: str
) -> None:
    made = publisher.post(register, json=ADA).json()
    assert "The school has not yet checked who this is" in badge_page(anyone, made)
    ada = complete(publisher, register, ADA)
    publisher.post(f"{register}/{ada['id']}/end")
    page = badge_page(anyone, ada)
    assert ("The school has ended this badge." in page, "Ada Marsh" in page) == (True, False)


def test_a_code_that_no_badge_has_says_so_in_the_same_large_words(anyone: TestClient) -> None:
    answer = anyone.get("/badge/nobodys-code", params={"language": "en"})
    assert answer.status_code == 404
    assert "No. This badge does not count today." in answer.text
    assert "We have no badge with this code." in answer.text


def test_a_look_at_a_badge_without_a_body_is_answered_as_one_with_it(
    publisher: TestClient, anyone: TestClient, register: str
) -> None:
    page = complete(publisher, register, ADA)["badge_page"].removeprefix("http://testserver")
    for address in (page, "/badge/nobodys-code"):
        head, got = anyone.head(address), anyone.get(address)
        assert (head.status_code, head.headers["content-type"], head.content) == (
            got.status_code,
            got.headers["content-type"],
            b"",
        )


def test_yes_and_no_differ_in_words_and_in_shape(publisher: TestClient, anyone: TestClient, register: str) -> None:
    signs = [
        page.partition("<path")[2].partition(">")[0]
        for page in (badge_page(anyone, complete(publisher, register, ADA)), anyone.get("/badge/nobodys-code").text)
    ]
    assert signs[0] != signs[1]
    assert all(signs)


def test_the_page_is_read_in_the_language_of_the_phone(publisher: TestClient, anyone: TestClient, register: str) -> None:
    page = badge_page(anyone, complete(publisher, register, ADA), language="pl")
    assert 'lang="pl"' in page
    assert "Tak. Ten identyfikator jest dziś ważny." in page


def test_badges_are_printed_for_those_who_count_with_the_code_of_their_page(
    publisher: TestClient, fair: str, register: str
) -> None:
    assert publisher.get(f"{fair}/badges.pdf").json()["type"] == "/problems/no-badges"
    ada = complete(publisher, register, ADA)
    publisher.post(register, json={"name": "Not Ready"})
    file = publisher.get(f"{fair}/badges.pdf").content
    assert printed.codes_on(file, 0) == [ada["badge_page"]]
    text = printed.text_of(printed.opened(file))
    assert ("AdaMarsh" in text, "NotReady" in text) == (True, False)


# Who leaves


@pytest.mark.promise("X3")
@pytest.mark.parametrize("roles", [set(), {Role.STEWARD}], ids=["left", "another role"])
def test_a_badge_ends_with_the_right_to_send_pictures(
    roles: set[Role], tx: Session, people: Cast, publisher: TestClient, anyone: TestClient, register: str
) -> None:
    photographer = people.photographer
    own = complete(publisher, register, {**ADA, "user_id": str(photographer.id)})
    accounts.set_roles(tx, people.oakfield.id, photographer.email, {Role.STAFF})
    tx.commit()
    assert ADA["name"] in badge_page(anyone, own), "another role that may send them keeps it"
    accounts.set_roles(tx, people.oakfield.id, photographer.email, roles)
    tx.commit()
    assert ADA["name"] not in badge_page(anyone, own)
    (row,) = publisher.get(register).json()["photographers"]
    assert (row["is_complete"], row["ended_at"] is None) == (False, False)
    assert publisher.post(f"{register}/{own['id']}/end/undo").status_code == 422
    accounts.set_roles(tx, people.oakfield.id, photographer.email, {Role.PHOTOGRAPHER})
    tx.commit()
    assert ADA["name"] not in badge_page(anyone, own), "who comes back is put on it anew"


@pytest.mark.promise("X3")
def test_the_database_knows_which_roles_may_send_pictures(tx: Session) -> None:
    source = tx.execute(text("select prosrc from pg_proc where proname = 'end_photographers'")).scalar_one()
    named = re.findall(r"role in \(([^)]*)\)", source)[0]
    assert set(re.findall(r"\w+", named)) == {role for role, may in GRANTS.items() if Permission.PHOTO_UPLOAD in may}
