"""The four notices: printed in the languages chosen, confirmed by name (E2)."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier
from typing import Any

import pytest
from sqlmodel import Session
from starlette.testclient import TestClient

import consentsvc.tables  # noqa: F401  (the cast is written table by table)
from consentsvc.events import notice_texts, notices, queries
from consentsvc.events.models import Event
from consentsvc.events.notice_texts import About
from consentsvc.events.schemas import NoticeKind, Spectators
from consentsvc.kernel import database, postgres
from consentsvc.kernel.errors import NotFound
from consentsvc.kernel.languages import LANGUAGES, is_translated
from tests.kernel import printed
from tests.media.album import event_at
from tests.people import Cast, Person, cast_at

pytestmark = pytest.mark.rule("E2")

KINDS = ["advance_letter", "door_sign", "announcement", "programme_text"]


def confirm(client: TestClient, address: str, kind: str, *, is_given: bool = True) -> dict[str, Any]:
    word = {"kind": kind, "is_given": is_given, "how": "With the weekly letter."}
    answer = client.post(f"{address}/notices", json=word)
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json()
    return found


def test_each_notice_is_confirmed_by_name_and_how(people: Cast, publisher: TestClient, fair: str) -> None:
    before = publisher.get(f"{fair}/notices").json()
    assert (before["are_needed"], before["missing"]) == (True, KINDS)
    after = confirm(publisher, fair, "door_sign")
    assert after["missing"] == ["advance_letter", "announcement", "programme_text"]
    sign = after["notices"][1]
    assert (sign["kind"], sign["is_given"], sign["how"]) == ("door_sign", True, "With the weekly letter.")
    assert (sign["by"], sign["at"] is not None) == (
        {"id": str(people.publisher.id), "name": "Publisher of Oakfield Primary"},
        True,
    )


def test_the_newest_word_counts(publisher: TestClient, fair: str) -> None:
    for kind in KINDS:
        confirm(publisher, fair, kind)
    assert publisher.get(f"{fair}/notices").json()["missing"] == []
    assert confirm(publisher, fair, "announcement", is_given=False)["missing"] == ["announcement"]
    assert confirm(publisher, fair, "announcement")["missing"] == []


def test_what_is_given_at_an_ordinary_event_is_no_notice_of_a_large_one(publisher: TestClient, fair: str) -> None:
    publisher.patch(fair, json={"scale": "ordinary"})
    before = publisher.get(f"{fair}/notices").json()
    assert (before["are_needed"], before["missing"]) == (False, [])
    word = {"kind": "door_sign", "is_given": True, "how": "At the gate."}
    refused = publisher.post(f"{fair}/notices", json=word)
    assert (refused.status_code, refused.json()["type"].rsplit("/", 1)[-1]) == (409, "ordinary-event")
    publisher.patch(fair, json={"scale": "large"})
    assert publisher.get(f"{fair}/notices").json()["missing"] == KINDS


def test_a_word_about_a_notice_raises_the_version_of_the_event(tx: Session, publisher: TestClient, fair: str) -> None:
    event = tx.get(Event, fair.rpartition("/")[2])
    assert event is not None
    before = event.version
    confirm(publisher, fair, "door_sign")
    tx.refresh(event)
    assert event.version > before, "decisions that rest on the notices are taken anew"


def test_a_photographer_neither_sees_nor_confirms_notices(
    people: Cast, client_for: Callable[[Person], TestClient], fair: str
) -> None:
    client = client_for(people.photographer)
    word = {"kind": "door_sign", "is_given": True}
    answers = (
        client.get(f"{fair}/notices"),
        client.get(f"{fair}/notices.pdf"),
        client.post(f"{fair}/notices", json=word),
    )
    assert [each.status_code for each in answers] == [403, 403, 403]


def test_the_code_on_the_notices_opens_the_same_page_each_time(
    tx: Session, people: Cast, publisher: TestClient, fair: str
) -> None:
    page = publisher.get(f"{fair}/notices").json()["public_page"]
    assert page == publisher.get(f"{fair}/notices").json()["public_page"]
    event = notices.event_of_code(tx, page.rpartition("/n/")[2])
    assert str(event.id) in fair
    found = notices.public_notice(tx, people.oakfield.id, event)
    assert (found.name, found.place, found.school) == ("Fair", "Field", "Oakfield Primary")
    assert notice_texts.OF_SPECTATORS["none"] in found.sentences
    with pytest.raises(NotFound):
        notices.event_of_code(tx, "a-code-that-nobody-has")


def test_what_the_public_page_says_follows_the_scale(tx: Session, people: Cast, publisher: TestClient, fair: str) -> None:
    event = tx.get(Event, fair.rpartition("/")[2])
    assert event is not None
    large = notices.public_notice(tx, people.oakfield.id, event).sentences
    publisher.patch(fair, json={"scale": "ordinary", "spectators": "allowed"})
    tx.refresh(event)
    ordinary = notices.public_notice(tx, people.oakfield.id, event).sentences
    assert notice_texts.CROWD in large
    assert notice_texts.CROWD not in ordinary
    assert (notice_texts.BY_STAFF in ordinary, notice_texts.OF_SPECTATORS["allowed"] in ordinary) == (True, True)


# Printed


def test_every_notice_is_printed_in_every_language_with_the_code(publisher: TestClient, fair: str) -> None:
    codes = ["en", "ur", "zh"]
    answer = publisher.get(f"{fair}/notices.pdf", params={"language": codes})
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
    reader = printed.opened(answer.content)
    page = publisher.get(f"{fair}/notices").json()["public_page"]
    assert len(reader.pages) == 4 * 3
    found = [printed.codes_on(answer.content, number) for number in range(12)]
    assert found == [[f"{page}?language={code}"] for code in codes] * 4, "each opens the page in the language it is printed in"
    assert [str(each["/S"]) for each in printed.elements(reader)].count("/H1") == 12
    assert "".join(notice_texts.HEADINGS["door_sign"].split()) in printed.text_of(reader)


def test_the_languages_are_the_schools_where_none_is_chosen(publisher: TestClient, fair: str) -> None:
    policy = publisher.get("/api/school/policy").json()["policy"]
    answer = publisher.get(f"{fair}/notices.pdf", params={"kind": "programme_text"})
    assert len(printed.opened(answer.content).pages) == len(policy["languages"])


def test_a_language_or_a_kind_that_there_is_not_is_refused(publisher: TestClient, fair: str) -> None:
    assert publisher.get(f"{fair}/notices.pdf", params={"language": "xx"}).status_code == 422
    assert publisher.get(f"{fair}/notices.pdf", params={"kind": "poster"}).status_code == 422


@pytest.mark.rule("C17")
@pytest.mark.parametrize("code", [code for code in LANGUAGES if code != "en"])
@pytest.mark.parametrize("spectators", ["allowed", "registered_only", "none"])
def test_every_sentence_is_translated_and_has_no_gap_left(code: str, spectators: Spectators) -> None:
    for takes_register in (True, False):
        about = About("Oakfield", "Fair", date(2026, 6, 12), "Field", takes_register, spectators)
        for kind in notices.KINDS:
            texts = [notice_texts.HEADINGS[kind], notice_texts.SCAN, *notice_texts.paragraphs(kind, about)]
            assert [text for text in texts if not is_translated(code, text)] == []
            assert "%(" not in " ".join(notice_texts.said(code, text, about) for text in texts)


@pytest.mark.parametrize("kind", KINDS)
def test_each_notice_says_how_to_opt_out_and_what_spectators_may(kind: NoticeKind) -> None:
    about = About("Oakfield", "Fair", date(2026, 6, 12), "Field", True, "registered_only")
    said = notice_texts.paragraphs(kind, about)
    assert notice_texts.OF_SPECTATORS["registered_only"] in said
    assert {notice_texts.OPT_OUT, notice_texts.SIGN, notice_texts.READ_OUT} & set(said)


def test_two_who_ask_at_once_get_the_same_code(committed: postgres.Server) -> None:
    with Session(database.engine(), expire_on_commit=False) as tx:
        people = cast_at(tx)
    with database.begin(people.oakfield.id) as tx:
        event_id = event_at(tx, people.oakfield.id).id
    both = Barrier(2)

    def ask() -> str:
        with database.begin(people.oakfield.id) as tx:
            event = queries.event(tx, people.oakfield.id, event_id)
            both.wait(10)
            return notices.public_address(tx, event)

    with ThreadPoolExecutor(2) as pool:
        first, second = pool.submit(ask), pool.submit(ask)
    assert first.result() == second.result()
