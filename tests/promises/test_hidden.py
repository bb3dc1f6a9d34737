"""I3 and W3 from outside: a sealed or deleted picture answers as one that never was, at every operation, in every list and page."""

import re
from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID, uuid4

import pytest
from fastapi import FastAPI
from sqlalchemy import text
from sqlmodel import Session
from starlette.testclient import TestClient

from consentsvc.accounts.models import Membership
from consentsvc.kernel.access import Role
from consentsvc.kernel.database import begin
from consentsvc.media import deleting, seals
from tests.conftest import REPOSITORY
from tests.people import Cast, Person
from tests.promises.test_other_schools import ASKS, Ask, World, _answer, _world
from tests.publishing.stage import Stage

pytestmark = pytest.mark.promise("I3", "X1")

Hide = Callable[[Stage, UUID], None]


def sealed(stage: Stage, photo_id: UUID) -> None:
    with begin(stage.school) as tx:
        seals.seal(tx, stage.actor(stage.cast.lead), photo_id, "It was reported.")


def deleted(stage: Stage, photo_id: UUID) -> None:
    with begin(stage.school) as tx:
        deleting.delete(tx, stage.actor(stage.cast.publisher), photo_id)


HIDES = pytest.mark.parametrize("hide", [sealed, deleted], ids=["sealed", "deleted"])


@pytest.fixture
def stage(people: Cast) -> Stage:
    stage = Stage(people)
    stage.everybody_agrees()
    return stage


@pytest.fixture
def all_powerful(people: Cast, tx: Session, client_for: Callable[[Person], TestClient]) -> TestClient:
    """A lead who is also the head, and the administrator."""
    for role in (Role.HEAD, Role.ADMIN, Role.DPO):
        tx.add(Membership(user_id=people.lead.id, school_id=people.oakfield.id, role=role))
    tx.commit()
    return client_for(people.lead)


@HIDES
@pytest.mark.rule("W3")
def test_at_every_operation_its_id_is_a_random_one(stage: Stage, hide: Hide, all_powerful: TestClient) -> None:
    world = _world(all_powerful, stage.cast.lead)
    photos = ("photo", "reviewed")
    with begin(stage.school) as tx:
        placed_photo = _photo_of(tx, UUID(world["placement"]))
    for photo_id in (*(UUID(world[each]) for each in photos), placed_photo):
        hide(stage, photo_id)
    asked = [ask for ask in ASKS if ask.ids() & {*photos, "placement"}]
    assert len(asked) > 20
    for ask in asked:
        for kind in sorted(ask.ids() & {*photos, "placement"}):
            random = str(uuid4())
            hidden = _answer(all_powerful, ask, world, world[kind])
            assert hidden == _answer(all_powerful, ask, world | {kind: random}, random), f"{ask} tells"


def test_every_operation_that_names_a_photo_is_among_those(service: FastAPI) -> None:
    asked = {(ask.method, re.sub(r"{\w+}", "{}", ask.path)) for ask in ASKS if ask.ids() & {"photo", "reviewed"}}
    contract = service.openapi()
    naming = {
        (method.upper(), re.sub(r"{\w+}", "{}", path))
        for path, operations in contract["paths"].items()
        for method, operation in operations.items()
        if any(_is_photos(name) for name in _names_in({"path": path, "operation": operation}, contract))
    }
    assert len(naming) > 15
    assert not naming - asked


def test_every_list_is_as_if_they_had_never_been(
    stage: Stage, client_for: Callable[[Person], TestClient], service: FastAPI
) -> None:
    lead, *others = (client_for(person) for person in (stage.cast.lead, stage.cast.publisher, stage.cast.photographer))
    lists = [ask for ask in _lists(service.openapi()) if ask.path not in TELLS]
    world = {"event": str(stage.event), "channel": str(stage.channel.id), "child": str(stage.cast.ben.id), "purpose": "website"}
    world["adult"] = str(stage.cast.ms_okafor.id)
    stage.place(stage.photo())
    before = [_all(client, lists, world) for client in (lead, *others)]
    photos = [stage.photo(), stage.photo()]
    for photo in photos:
        stage.place(photo)
    told = {ask.path for ask, one, other in zip(lists, before[0], _all(lead, lists, world), strict=True) if one != other}
    assert told >= {"/api/photos", "/api/photos/counts", "/api/placements", "/api/channels", "/api/clearances"}
    sealed(stage, photos[0])
    deleted(stage, photos[1])
    for client, known in zip((lead, *others), before, strict=True):
        for ask, one, other in zip(lists, known, _all(client, lists, world), strict=True):
            assert one == other, f"{ask} tells"


def _all(client: TestClient, lists: list[Ask], world: World) -> list[tuple[int, str, dict[str, str]]]:
    return [_answer(client, ask, world, "-") for ask in lists]


# What grows with each act, whatever it is; and what only leads may see.
TELLS = {"/api/audit/checkpoint", "/api/seals"}


@HIDES
def test_a_familys_page_is_as_if_it_had_never_been(stage: Stage, hide: Hide, anyone: TestClient) -> None:
    home = stage.family_page(anyone, stage.cast.ben, stage.cast.ben_mother)
    before = anyone.get(f"{home}/pictures").text
    photo = stage.photo()
    placed = stage.place(photo)
    assert placed.code in anyone.get(f"{home}/pictures").text
    hide(stage, photo)
    assert anyone.get(f"{home}/pictures").text == before
    known, random = (anyone.post(f"{home}/pictures/take-down", data={"code": code}) for code in (placed.code, "0" * 22))
    assert (known.status_code, known.text) == (random.status_code, random.text)


# Those who have to see every photo: what seals, ends a seal, deletes, takes in uploads, empties a place, counts what is owed on a device,
# tells what came down, or sees to copies elsewhere.
SEE_ALL = {
    "connectors/filling.py",
    "connectors/jobs.py",
    "connectors/sending.py",
    "media/copies.py",
    "media/deleting.py",
    "media/hidden.py",
    "media/seals.py",
    "media/uploads.py",
    "newsletters/service.py",
    "packs/service.py",
    "publishing/jobs.py",
    "publishing/now.py",
    "takedown/certificates.py",
    "takedown/service.py",
    "takedown/tasks.py",
    "takedown/watching.py",
    "takedown/working.py",
    "websites/noting.py",
    "websites/ours.py",
}


def test_only_those_who_must_see_what_is_hidden() -> None:
    package = REPOSITORY / "consentsvc"
    code = {str(path.relative_to(package)): path.read_text() for path in package.rglob("*.py")}
    assert {name for name, text in code.items() if "every_photo(" in text or "app.photos" in text} == SEE_ALL


def test_whatever_hangs_on_a_photo_is_hidden_with_it(tx: Session) -> None:
    hanging = "select table_name::text from information_schema.columns where column_name = 'photo_id' and table_schema = 'public'"
    hidden = "select tablename::text from pg_policies where policyname = 'of_a_reachable_photo' and permissive = 'RESTRICTIVE'"
    seen = set(tx.execute(text(hanging)).scalars()) - set(tx.execute(text(hidden)).scalars())
    assert seen == {"seals", "seal_releases", "photo_fingerprints", "breaches", "reported_photos"}, (
        "the leads' own; a view; what goes on without its picture"
    )


@pytest.mark.rule("W3")
def test_no_file_is_removed_that_some_table_names(tx: Session) -> None:
    naming = "select table_name::text from information_schema.columns where column_name = 'sha256' and table_schema = 'public'"
    kept = "select pg_get_viewdef('named_files'::regclass)"
    # A report's picture is encrypted, each time to other bytes: no other row can name the same file.
    tables = set(tx.execute(text(naming)).scalars()) - {"named_files", "report_files"}
    assert tables == set(
        re.findall(r"photos|renditions|placement_files|evidence|takedown_proofs", tx.execute(text(kept)).scalar_one())
    )


def _photo_of(tx: Session, placement_id: UUID) -> UUID:
    from consentsvc.publishing.models import Placement

    return tx.get_one(Placement, placement_id).photo_id


def _is_photos(name: str) -> bool:
    return name in ("photo_id", "photo_ids")


def _names_in(part: Any, contract: dict[str, Any]) -> Iterator[str]:
    """The names of all that a request of this operation may hold."""
    operation = part["operation"]
    yield from re.findall(r"{(\w+)}", part["path"])
    yield from (each["name"] for each in operation.get("parameters", ()))
    yield from _properties(operation.get("requestBody", {}), contract)


def _properties(schema: Any, contract: dict[str, Any]) -> Iterator[str]:
    if isinstance(schema, list):
        for each in schema:
            yield from _properties(each, contract)
    elif isinstance(schema, dict):
        if "$ref" in schema:
            yield from _properties(contract["components"]["schemas"][schema["$ref"].rpartition("/")[2]], contract)
        yield from schema.get("properties", {})
        for each in schema.values():
            yield from _properties(each, contract)


def _lists(contract: dict[str, Any]) -> Iterator[Ask]:
    """Every operation that reads, asked about what surrounds a photo: its event, its channel, who is in it."""
    filled = {
        "event_id": "{event}",
        "channel_id": "{channel}",
        "child_id": "{child}",
        "adult_id": "{adult}",
        "purpose": "{purpose}",
    }
    for path, operations in contract["paths"].items():
        taken = re.findall(r"{(\w+)}", path)
        if "get" in operations and set(taken) <= set(filled) and not path.endswith(".pdf"):
            names = {each["name"] for each in operations["get"].get("parameters", ()) if each["in"] == "query"}
            yield Ask(
                "GET", re.sub(r"{(\w+)}", lambda found: filled[found[1]], path), query={n: filled[n] for n in names & set(filled)}
            )
    yield Ask("POST", "/api/clearances", {"event_id": "{event}"})
