"""Putting pictures in channels, and taking them down."""

import io
from collections.abc import Callable
from contextlib import AbstractContextManager
from uuid import uuid4

import numpy as np
import pytest
from PIL import Image
from sqlmodel import select
from starlette.testclient import TestClient

from consentsvc.audit.models import AuditEntry
from consentsvc.kernel.blobs import blobs
from consentsvc.kernel.database import begin
from consentsvc.kernel.errors import Refused
from consentsvc.media.models import Photo
from consentsvc.publishing import galleries, queries, service
from consentsvc.publishing.schemas import PlacementItem
from consentsvc.schools.models import School
from tests.people import Cast, Person
from tests.publishing import endings
from tests.publishing.stage import ALT, CAPTION, PURPOSE, Stage, path_of

SignIn = Callable[[Person], TestClient]


@pytest.fixture
def publisher(stage: Stage, client_for: SignIn) -> TestClient:
    return client_for(stage.cast.publisher)


def body(stage: Stage, photo_id: object, **words: str) -> dict[str, str]:
    return {"channel_id": str(stage.channel.id), "photo_id": str(photo_id), "caption": CAPTION, "alt": ALT, **words}


def test_a_cleared_photo_is_placed(stage: Stage, publisher: TestClient, anyone: TestClient) -> None:
    stage.everybody_agrees()
    answer = publisher.post("/api/placements", json=body(stage, stage.photo()))
    assert answer.status_code == 201, answer.text
    placed = answer.json()
    assert (placed["showing"], placed["reasons"], placed["removed_at"]) == (True, [], None)
    assert [(file["size"], file["width"], file["height"]) for file in placed["files"]] == [
        ("large", 640, 480),
        ("small", 400, 300),
    ]
    assert anyone.get(path_of(placed["files"][0]["address"])).status_code == 200
    assert publisher.get(f"/api/placements/{placed['id']}").json() == placed
    assert publisher.get("/api/placements", params={"channel_id": str(stage.channel.id)}).json() == [placed]
    assert [channel["in_place"] for channel in publisher.get("/api/channels").json()] == [1]


@pytest.mark.rule("P1", "C2")
def test_a_photo_that_is_not_cleared_is_refused_with_the_reasons(stage: Stage, publisher: TestClient) -> None:
    answer = publisher.post("/api/placements", json=body(stage, stage.photo()))
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/not-cleared")
    assert {reason["rule"] for reason in answer.json()["reasons"]} == {"C2"}
    assert publisher.get("/api/placements").json() == []


@pytest.mark.rule("W1", "W2")
def test_a_photo_that_nobody_has_counted_is_refused(stage: Stage, publisher: TestClient) -> None:
    stage.everybody_agrees()
    answer = publisher.post("/api/placements", json=body(stage, stage.photo(review=False)))
    assert [reason["code"] for reason in answer.json()["reasons"]] == ["not_reviewed"]


@pytest.mark.rule("P2")
@pytest.mark.parametrize("words", [{"caption": "Amira Khan wins"}, {"alt": "The o’neill children"}, {"caption": "Ben digs"}])
def test_words_that_give_a_childs_name_are_refused(words: dict[str, str], stage: Stage, publisher: TestClient) -> None:
    stage.everybody_agrees()
    answer = publisher.post("/api/placements", json=body(stage, stage.photo(), **words))
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/name-told")
    assert [reason["rule"] for reason in answer.json()["reasons"]] == ["P2"]


@pytest.mark.rule("P2")
def test_a_channel_that_is_called_after_a_child_takes_no_picture_of_theirs(stage: Stage, publisher: TestClient) -> None:
    stage.everybody_agrees()
    photo, channel = stage.photo(), stage.new_channel(PURPOSE, "Amira’s garden")
    answer = publisher.post("/api/placements", json={**body(stage, photo), "channel_id": str(channel.id)})
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/name-told")
    assert answer.json()["reasons"][0]["text"].startswith("The channel’s name gives the first name of a child")
    renamed = publisher.patch(f"/api/channels/{channel.id}", json={"name": "The garden"})
    assert (renamed.status_code, renamed.json()["name"]) == (200, "The garden")
    assert publisher.post("/api/placements", json={**body(stage, photo), "channel_id": str(channel.id)}).status_code == 201
    again = publisher.patch(f"/api/channels/{channel.id}", json={"name": "Amira’s garden"})
    assert (again.status_code, again.json()["type"]) == (409, "/problems/name-told")


@pytest.mark.rule("P2")
def test_a_channels_name_is_withheld_once_it_gives_the_name_of_a_child_in_it(
    stage: Stage, publisher: TestClient, anyone: TestClient
) -> None:
    stage.everybody_agrees()
    channel = stage.new_channel(PURPOSE, "Sunny days")
    stage.place(stage.photo(), channel)
    assert "Sunny days" in anyone.get(path_of(channel.address)).text
    stage.change(stage.cast.ben, known_as="Sunny")
    assert "Sunny days" not in anyone.get(path_of(channel.address)).text
    assert anyone.get(path_of(channel.address) + ".json").json()["name"] == galleries.NO_TITLE


@pytest.mark.rule("P2")
def test_what_a_child_is_called_may_not_stand_there_either(stage: Stage, publisher: TestClient) -> None:
    stage.everybody_agrees()
    stage.change(stage.cast.ben, known_as="Bingo")
    answer = publisher.post("/api/placements", json=body(stage, stage.photo(), caption="Well done, Bingo!"))
    assert answer.json()["reasons"][0]["text"] == "The caption gives the particular nickname of a child in the picture: “Bingo”."


@pytest.mark.rule("P2")
def test_no_address_or_file_name_of_what_goes_out_is_made_from_a_name(
    stage: Stage, publisher: TestClient, anyone: TestClient
) -> None:
    stage.everybody_agrees()
    photo = stage.photo()
    with begin(stage.school) as tx:
        tx.get_one(Photo, photo).file_name = "amira_khan_and_ben_oneill.jpg"
    placed = stage.place(photo)
    names = "amira khan ben oneill".split()
    for file in placed.files:
        answer = anyone.get(path_of(file.address))
        said = f"{file.address} {dict(answer.headers)}".lower().encode() + answer.content.lower()
        assert not any(name.encode() in said for name in names if len(name) > 3)
        assert answer.headers["content-disposition"] == "inline"


@pytest.mark.parametrize("words", [{"alt": ""}, {"alt": "  "}, {"alt": "x" * 301}, {"caption": "x" * 501}])
def test_words_are_checked(words: dict[str, str], stage: Stage, publisher: TestClient) -> None:
    assert publisher.post("/api/placements", json=body(stage, uuid4(), **words)).status_code == 422


def test_many_are_placed_with_an_answer_for_each(stage: Stage, publisher: TestClient) -> None:
    stage.everybody_agrees()
    good, bad, unknown = stage.photo(), stage.photo([stage.cast.chidi], (64, 48)), uuid4()
    items = [{"photo_id": str(each), "alt": ALT} for each in (good, bad, unknown, good)]
    answer = publisher.post("/api/placements", json={"channel_id": str(stage.channel.id), "items": items})
    assert answer.status_code == 200, answer.text
    outcomes = answer.json()["items"]
    assert [each["outcome"] for each in outcomes] == ["placed", "refused", "refused", "placed"]
    assert [each["problem"] and each["problem"]["status"] for each in outcomes] == [None, 409, 404, None]
    assert outcomes[0]["placement"] == outcomes[3]["placement"], "twice is once"


def test_placing_again_gives_the_placement_that_is_there(stage: Stage) -> None:
    stage.everybody_agrees()
    photo = stage.photo()
    assert stage.place(photo) == stage.place(photo)


def test_placing_again_with_other_words_replaces_them_at_the_same_address(stage: Stage, publisher: TestClient) -> None:
    stage.everybody_agrees()
    photo = stage.photo()
    before = stage.place(photo)
    answer = publisher.post("/api/placements", json=body(stage, photo, caption="Beans", alt="Four hands in the soil"))
    assert (answer.status_code, answer.json()["caption"], answer.json()["alt"]) == (201, "Beans", "Four hands in the soil")
    assert (answer.json()["id"], answer.json()["address"]) == (str(before.id), before.address)
    assert publisher.get(f"/api/placements/{before.id}").json() == answer.json()
    refused = publisher.post("/api/placements", json=body(stage, photo, caption="Amira’s beans"))
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/name-told")
    assert publisher.get(f"/api/placements/{before.id}").json() == answer.json()
    with begin(stage.school) as tx:
        entries = tx.exec(select(AuditEntry.verb).where(AuditEntry.thing_id == before.id).order_by(AuditEntry.number)).all()
    assert entries == ["photo:place", "placement:reword"]


@pytest.mark.promise("S5")
def test_many_are_placed_with_as_many_statements_as_two(
    stage: Stage, publisher: TestClient, count_queries: Callable[[], AbstractContextManager[list[str]]]
) -> None:
    """Whoever withdraws waits for the children's rows meanwhile."""
    stage.everybody_agrees()

    def statements(photos: int) -> int:
        items = [PlacementItem(photo_id=stage.photo(size=(40 + n, 30 + photos)), alt=ALT) for n in range(photos)]
        with count_queries() as seen:
            placed = service.place_many(stage.actor(stage.cast.publisher), stage.channel.id, items)
        assert {each.outcome for each in placed} == {"placed"}
        return len(seen)

    assert statements(2) == statements(9)


def test_after_its_people_changed_a_new_placement_takes_the_old_ones_place(stage: Stage, publisher: TestClient) -> None:
    stage.everybody_agrees()
    old = stage.place(stage.photo())
    endings.retagged_and_redacted_since(stage, old)
    (listed,) = publisher.get("/api/placements").json()
    assert (listed["showing"], [reason["code"] for reason in listed["reasons"]]) == (False, ["people_changed"])
    new = stage.place(old.photo_id)
    both = publisher.get("/api/placements", params={"removed": True}).json()
    assert [(each["id"], each["removed_at"] is None) for each in both] == [(str(new.id), True), (str(old.id), False)]


@pytest.mark.rule("P4")
def test_sizes_follow_the_schools_policy(stage: Stage) -> None:
    with begin(stage.school) as tx:
        tx.get_one(School, stage.school).policy = {"open_web_longest_edge": 500, "single_child_longest_edge": 450}
    stage.everybody_agrees()
    group, alone = stage.photo(), stage.photo([stage.cast.amira])
    assert [[file.width for file in stage.place(photo).files] for photo in (group, alone)] == [[500, 400], [450, 400]]


@pytest.mark.promise("U3")
def test_who_is_redacted_is_covered_in_every_file(stage: Stage) -> None:
    stage.everybody_agrees()
    placed = stage.place(stage.photo([stage.cast.amira, None, stage.cast.ben]))
    for file in placed.files:
        pixels = np.asarray(Image.open(io.BytesIO(blobs().get(stage.school, stage.sha256_of(placed, file.size)))).convert("RGB"))
        redacted, shown = (_inside(pixels, number) for number in (2, 3))
        assert redacted.std(axis=(0, 1)).max() < 4, "one colour"
        assert shown.std(axis=(0, 1)).max() > 20


def _inside(pixels: np.ndarray, number: int) -> np.ndarray:  # type: ignore[type-arg]
    height, width = pixels.shape[:2]
    return pixels[
        int(0.21 * height) : int(0.29 * height), int((0.1 * number + 0.01) * width) : int((0.1 * number + 0.07) * width)
    ]


def test_a_removed_placement_stays_removed(stage: Stage, publisher: TestClient, anyone: TestClient) -> None:
    stage.everybody_agrees()
    first, second = stage.place(stage.photo()), stage.place(stage.photo(size=(600, 480)))
    assert [publisher.delete(f"/api/placements/{first.id}").status_code for _ in range(2)] == [204, 204]
    unknown = uuid4()
    removed = publisher.post("/api/placements/remove", json={"ids": [str(first.id), str(second.id), str(unknown)]})
    assert [each["outcome"] for each in removed.json()["items"]] == ["removed", "removed", "not_found"]
    assert [anyone.get(path_of(each.files[0].address)).status_code for each in (first, second)] == [410, 410]
    assert publisher.get("/api/placements").json() == []
    (listed,) = publisher.get("/api/placements", params={"photo_id": str(first.photo_id), "removed": True}).json()
    assert (listed["showing"], listed["reasons"]) == (False, [])


@pytest.mark.rule("A2")
def test_placing_and_removing_are_audited_once(stage: Stage, publisher: TestClient) -> None:
    stage.everybody_agrees()
    photo = stage.photo()
    placed = stage.place(photo)
    stage.place(photo)
    for _ in range(2):
        publisher.delete(f"/api/placements/{placed.id}")
    with begin(stage.school) as tx:
        entries = tx.exec(select(AuditEntry.verb).where(AuditEntry.thing_id == placed.id).order_by(AuditEntry.number)).all()
    assert entries == ["photo:place", "placement:remove"]


@pytest.mark.rule("R2")
@pytest.mark.promise("F1")
def test_only_a_lead_reads_that_a_child_is_restricted(stage: Stage, client_for: SignIn) -> None:
    stage.everybody_agrees()
    placed = stage.place(stage.photo())
    stage.restrict(stage.cast.amira)

    def reasons(person: Person) -> list[str]:
        (listed,) = client_for(person).get("/api/placements").json()
        assert not listed["showing"]
        return [reason["code"] for reason in listed["reasons"]]

    assert reasons(stage.cast.lead) == ["restricted"]
    assert reasons(stage.cast.publisher) == ["no_yes"]
    with pytest.raises(Refused) as refused:
        service.place(stage.actor(stage.cast.publisher), stage.channel.id, PlacementItem(photo_id=placed.photo_id, alt=ALT))
    assert [reason.code for reason in refused.value.reasons] == ["no_yes"]


@pytest.mark.rule("A6")
@pytest.mark.promise("X1")
def test_another_schools_channels_photos_and_placements_are_not_found(stage: Stage, people: Cast, client_for: SignIn) -> None:
    stage.everybody_agrees()
    photo = stage.photo()
    placed = stage.place(photo)
    stranger = client_for(people.other_head)
    theirs = stranger.post("/api/channels", json={"name": "News", "purpose": "website"}).json()
    assert stranger.get("/api/channels").json() == [theirs]
    assert stranger.get("/api/placements").json() == []
    refused = [
        stranger.get(f"/api/placements/{placed.id}"),
        stranger.delete(f"/api/placements/{placed.id}"),
        stranger.post("/api/placements", json=body(stage, photo)),
        stranger.post("/api/placements", json={**body(stage, photo), "channel_id": theirs["id"]}),
        stranger.get(f"/api/placements/{uuid4()}"),
    ]
    assert [answer.status_code for answer in refused] == [404] * 5
    assert len({answer.text for answer in refused}) == 1
    removed = stranger.post("/api/placements/remove", json={"ids": [str(placed.id)]}).json()
    assert removed["items"][0]["outcome"] == "not_found"
    with begin(stage.school) as tx:
        assert queries.placement(tx, stage.school, placed.id).is_in_place


def test_placing_needs_the_permission(stage: Stage, client_for: SignIn, anyone: TestClient) -> None:
    asked = body(stage, uuid4())
    assert anyone.post("/api/placements", json=asked).status_code == 401
    assert client_for(stage.cast.teacher).post("/api/placements", json=asked).status_code == 403
    assert client_for(stage.cast.photographer).get("/api/placements").status_code == 403


def test_a_channel_takes_a_name_and_a_known_purpose(publisher: TestClient) -> None:
    assert publisher.post("/api/channels", json={"name": "News", "purpose": "website"}).status_code == 201
    for wrong in ({"name": " ", "purpose": "website"}, {"name": "News", "purpose": "billboards"}, {"name": "News"}):
        assert publisher.post("/api/channels", json=wrong).status_code == 422
