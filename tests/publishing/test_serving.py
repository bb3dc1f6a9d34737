"""What is served, and that it stops: from the request that starts after the fact (P1)."""

import io
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from PIL import Image
from sqlalchemy import make_url
from sqlmodel import Session
from starlette.testclient import TestClient

from consentsvc.kernel import database, postgres
from consentsvc.kernel.blobs import blobs
from consentsvc.kernel.database import begin
from consentsvc.publishing import queries, serving
from consentsvc.publishing.schemas import PlacementRow
from consentsvc.schools.models import School
from tests.people import cast_at
from tests.publishing import endings
from tests.publishing.endings import ENDINGS, FORMS, OF_A_CROWD, Ending, photo_for
from tests.publishing.stage import CAPTION, Stage, path_of


@pytest.fixture
def placed(stage: Stage) -> PlacementRow:
    """The photo of everybody, in the gallery, with everybody's yes."""
    endings.born_soon_18(stage)
    stage.everybody_agrees()
    return stage.place(stage.photo())


def address(placed: PlacementRow, size: str = "large") -> str:
    return path_of(next(file.address for file in placed.files if file.size == size))


@pytest.mark.promise("S8")
@pytest.mark.rule("P1")
def test_a_picture_that_everybody_agrees_to_is_served(stage: Stage, placed: PlacementRow, anyone: TestClient) -> None:
    for file in placed.files:
        answer = anyone.get(path_of(file.address))
        assert answer.status_code == 200
        assert Image.open(io.BytesIO(answer.content)).size == (file.width, file.height)
        assert answer.headers["etag"] == f'"{stage.sha256_of(placed, file.size)}"'
        assert answer.headers["cache-control"] == "no-cache"
        assert answer.headers["content-type"] == "image/jpeg"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["content-disposition"] == "inline"
        assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
    assert CAPTION in anyone.get(path_of(stage.channel.address)).text
    assert len(anyone.get(path_of(stage.channel.address) + ".json").json()["pictures"]) == 1
    home = stage.family_page(anyone, stage.cast.ben, stage.cast.ben_mother)
    assert placed.code in anyone.get(f"{home}/pictures").text


def test_conditional_and_partial_requests_are_answered_after_the_decision(placed: PlacementRow, anyone: TestClient) -> None:
    whole = anyone.get(address(placed))
    head = anyone.head(address(placed))
    assert (head.status_code, head.content, head.headers) == (200, b"", whole.headers)
    again = anyone.get(address(placed), headers={"If-None-Match": f'"other", W/{whole.headers["etag"]}'})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["cache-control"] == "no-cache"
    part = anyone.get(address(placed), headers={"Range": "bytes=0-9"})
    assert (part.status_code, part.content) == (200, whole.content)


@pytest.mark.promise("S1")
@pytest.mark.promise("S6")
@pytest.mark.rule("P1", "C4", "C6", "C9", "C11", "C14", "E3", "R1", "W2")
@pytest.mark.parametrize("ending", [*ENDINGS, *OF_A_CROWD], ids=lambda ending: ending.__name__)
def test_no_form_of_it_is_given_once_it_has_ended(ending: Ending, stage: Stage, anyone: TestClient) -> None:
    endings.born_soon_18(stage)
    stage.everybody_agrees()
    placed = stage.place(photo_for(ending, stage))
    assert anyone.get(address(placed)).status_code == 200  # the decision is remembered now
    with endings.after(ending, stage, placed):
        for form in FORMS:
            form(stage, placed, anyone)


@pytest.mark.rule("R2")
def test_a_restriction_looks_to_the_public_as_any_other_end(stage: Stage, placed: PlacementRow, anyone: TestClient) -> None:
    def everything() -> list[object]:
        pages = (path_of(stage.channel.address), path_of(stage.channel.address) + ".json")
        answers = [anyone.get(path) for path in (*pages, address(placed), address(placed, "small"))]
        return [(answer.status_code, answer.content, sorted(answer.headers.items())) for answer in answers]

    stage.answer(stage.cast.amira, stage.cast.amira_mother, "withdrawn")
    withdrawn = everything()
    stage.answer(stage.cast.amira, stage.cast.amira_mother, "given")
    stage.restrict(stage.cast.amira)
    assert everything() == withdrawn


def given_again(stage: Stage) -> None:
    stage.answer(stage.cast.amira, stage.cast.amira_mother, "given")


CHANGES: dict[str, tuple[Callable[[Stage, PlacementRow], object], Callable[[Stage, PlacementRow], object]]] = {
    "an answer": (endings.withdrawn, lambda stage, _: given_again(stage)),
    "a restriction": (endings.restricted, lambda stage, _: stage.lift(stage.cast.amira)),
    "a child's row": (endings.left, lambda stage, _: stage.change(stage.cast.amira, left_on=None)),
    "an adult's answer": (endings.adult_withdrew, lambda stage, _: stage.adult_answer("given")),
}


@pytest.mark.rule("P1")
@pytest.mark.parametrize("change", CHANGES)
def test_a_remembered_decision_is_never_used_after_a_change(
    change: str, stage: Stage, placed: PlacementRow, anyone: TestClient
) -> None:
    ends, begins_again = CHANGES[change]
    for _ in range(2):
        assert anyone.get(address(placed)).status_code == 200
        ends(stage, placed)
        assert anyone.get(address(placed)).status_code == 410
        begins_again(stage, placed)
    assert anyone.get(address(placed)).status_code == 200


def policy_set(stage: Stage) -> None:
    with begin(stage.school) as tx:
        tx.get_one(School, stage.school).policy = {"open_web_longest_edge": 1200}


WITHOUT_A_TRACE = (endings.ran_out, endings.came_of_age, *endings.OF_THE_PLACEMENT)

TRIGGERS: dict[str, Callable[[Stage, PlacementRow], object]] = {
    **{ending.__name__: ending for ending in ENDINGS if ending not in WITHOUT_A_TRACE},
    "the school's policy": lambda stage, _: policy_set(stage),
    "a head count": lambda stage, placed: stage.review(placed.photo_id),
}


@pytest.mark.parametrize("trigger", TRIGGERS)
def test_every_change_of_a_fact_leaves_the_fingerprint_for_good(trigger: str, stage: Stage, placed: PlacementRow) -> None:
    before = stage.fingerprint(placed)
    assert serving.picture(placed.code, "small").is_shown
    TRIGGERS[trigger](stage, placed)
    assert stage.fingerprint(placed) != before


def test_a_remembered_decision_is_used_while_nothing_changes(stage: Stage, placed: PlacementRow, count_queries: object) -> None:
    serving.picture(placed.code, "small")
    with count_queries() as queries:
        assert serving.picture(placed.code, "large").is_shown
    assert len(queries) == 0, "besides the one lean round trip, which does not go through the session"


def test_a_clock_that_was_set_back_is_asked_anew(stage: Stage, placed: PlacementRow) -> None:
    assert serving.picture(placed.code, "small").is_shown
    known = serving.memory.get((placed.photo_id, stage.channel.purpose))
    assert known is not None
    assert not known.holds(known.fingerprint, known.decided_on.replace(year=known.decided_on.year - 1))


def test_an_address_that_never_was_is_not_found(placed: PlacementRow, stage: Stage, anyone: TestClient) -> None:
    paths = (
        f"/m/{placed.code}/huge.jpg",
        f"/m/{placed.code}/large.png",
        "/m/unknown/large.jpg",
        f"/m/{stage.channel.code}/large.jpg",
        f"/g/{placed.code}",
        "/g/unknown.json",
    )
    assert [anyone.get(path).status_code for path in paths] == [404] * len(paths)


def test_a_file_that_is_gone_gives_no_picture_and_no_server_error(stage: Stage, placed: PlacementRow, anyone: TestClient) -> None:
    blobs().delete(stage.school, stage.sha256_of(placed, "large"))
    answer = anyone.get(address(placed))
    assert (answer.status_code, answer.content) == (503, b"")
    assert answer.headers["cache-control"] == "no-store"


def test_whatever_goes_wrong_in_deciding_denies(
    stage: Stage, placed: PlacementRow, anyone: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serving, "memory", None)
    answer = anyone.get(address(placed))
    assert (answer.status_code, answer.content) == (503, b"")


def test_a_picture_is_placed_anew_at_its_address_after_its_people_changed(
    stage: Stage, placed: PlacementRow, anyone: TestClient
) -> None:
    before = anyone.get(address(placed))
    endings.retagged_and_redacted_since(stage, placed)
    assert anyone.get(address(placed)).status_code == 410
    again = stage.place(placed.photo_id)
    assert (again.code, again.id == placed.id) == (placed.code, False)
    after = anyone.get(address(placed), headers={"If-None-Match": before.headers["etag"]})
    assert (after.status_code, after.content == before.content) == (200, False)


def test_an_address_passes_on_after_a_picture_was_taken_down(stage: Stage, placed: PlacementRow, anyone: TestClient) -> None:
    stage.remove(placed)
    again = stage.place(placed.photo_id)
    with begin(stage.school) as tx:
        old = queries.placement(tx, stage.school, placed.id).placement.code
    assert again.code == placed.code
    assert [anyone.get(f"/m/{code}/large.jpg").status_code for code in (again.code, old)] == [200, 410]
    elsewhere = stage.place(placed.photo_id, stage.new_channel("website", "The other wall"))
    assert elsewhere.code not in (old, again.code), "each channel has an address of its own"


def test_a_picture_may_show_for_one_purpose_and_not_for_another(stage: Stage, placed: PlacementRow, anyone: TestClient) -> None:
    stage.everybody_agrees("digital_newsletter")
    other = stage.place(placed.photo_id, stage.new_channel("digital_newsletter", "Our news"))
    stage.answer(stage.cast.ben, stage.cast.ben_mother, "withdrawn", "digital_newsletter")
    assert [anyone.get(address(each)).status_code for each in (placed, other)] == [200, 410]


@pytest.mark.promise("S8")
def test_pictures_are_served_after_the_database_dropped_every_connection(committed: postgres.Server, folder: Path) -> None:
    with Session(database.engine(), expire_on_commit=False) as tx:
        stage = Stage(cast_at(tx))
    stage.everybody_agrees()
    placed = stage.place(stage.photo())
    for _ in range(2):
        assert serving.picture(placed.code, "small").is_shown
        with psycopg.connect(postgres.conninfo(committed.admin_url), autocommit=True) as admin:
            ours = "select pg_terminate_backend(pid) from pg_stat_activity where datname = %s"
            assert admin.execute(ours, (make_url(committed.service_url).database,)).rowcount >= 1
    stage.answer(stage.cast.ben, stage.cast.ben_mother, "withdrawn")
    assert not serving.picture(placed.code, "small").is_shown
