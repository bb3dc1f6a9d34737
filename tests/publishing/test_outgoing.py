"""What goes out of a photo: its crop, its covers, its notice of rights; looked at again before it does."""

import io
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import numpy as np
import pytest
from PIL import Image
from sqlmodel import select
from starlette.testclient import TestClient

from consentsvc.audit.models import AuditEntry
from consentsvc.demo import scenes
from consentsvc.kernel.blobs import blobs
from consentsvc.kernel.database import begin
from consentsvc.media import crops
from consentsvc.media.framing import Box, head
from consentsvc.media.likeness import SAME_PICTURE
from consentsvc.media.models import PersonInPhoto, Photo
from consentsvc.media.schemas import CropChange, MarkedBox
from consentsvc.publishing import queries, service
from consentsvc.publishing.schemas import PlacementItem, PlacementRow
from consentsvc.publishing.second_look import still_seen
from consentsvc.roster.models import Child
from consentsvc.schools.models import School
from tests.people import Person
from tests.publishing.stage import ALT, PURPOSE, Stage, path_of

SignIn = Callable[[Person], TestClient]


def crop_to(stage: Stage, photo: UUID, crop: MarkedBox | None, review: bool = True) -> None:
    with begin(stage.school) as tx:
        version = tx.get_one(Photo, photo).people_version
        crops.crop(tx, stage.actor(stage.cast.teacher), photo, CropChange(people_version=version, crop=crop))
    if review:
        stage.review(photo)


def place(stage: Stage, photo: UUID, **choice: Any) -> PlacementRow:
    item = PlacementItem(photo_id=photo, alt=ALT, **choice)
    return service.place(stage.actor(stage.cast.publisher), stage.channel.id, item)


def pixels(stage: Stage, placed: PlacementRow, size: str = "large") -> Any:
    data = blobs().get(stage.school, stage.sha256_of(placed, size))
    return np.asarray(Image.open(io.BytesIO(data)).convert("RGB")).astype(int)


def move(stage: Stage, photo: UUID, child: Child | None, box: Box) -> None:
    """Where the child is in the picture; None: whoever is redacted."""
    with begin(stage.school) as tx:
        of = PersonInPhoto.child_id == child.id if child else PersonInPhoto.resolution == "redacted"
        person = tx.exec(select(PersonInPhoto).where(PersonInPhoto.photo_id == photo, of)).one()
        person.x, person.y, person.w, person.h = box.x, box.y, box.w, box.h
        tx.add(person)


# Crops.


@pytest.mark.rule("W3", "P9")
def test_a_child_without_a_yes_is_cropped_away_and_the_rest_goes_out(stage: Stage, anyone: TestClient) -> None:
    stage.everybody_agrees()
    photo = stage.photo([stage.cast.chidi, None, stage.cast.ben, stage.cast.ms_okafor])
    move(stage, photo, stage.cast.chidi, Box(0.02, 0.2, 0.05, 0.08))
    crop_to(stage, photo, MarkedBox(x=0.1, y=0, w=0.9, h=1))
    placed = place(stage, photo)
    assert (placed.files[0].width, placed.files[0].height) == (576, 480)
    crop_to(stage, photo, None)
    assert anyone.get(path_of(placed.address)).status_code == 410
    with begin(stage.school) as tx:
        row = service.placement(tx, stage.actor(stage.cast.publisher), placed.id)
    assert {reason.code for reason in row.reasons} == {"people_changed", "no_yes"}


@pytest.mark.rule("P4")
@pytest.mark.parametrize("left", [0.5, 0.15])
def test_a_child_whom_a_crop_leaves_alone_or_with_a_sliver_of_another_goes_out_small(stage: Stage, left: float) -> None:
    stage.everybody_agrees()
    with begin(stage.school) as tx:
        tx.get_one(School, stage.school).policy = {"open_web_longest_edge": 400, "single_child_longest_edge": 320}
    photo = stage.photo([stage.cast.amira, stage.cast.ben])
    assert place(stage, photo).files[0].width == 400
    move(stage, photo, stage.cast.ben, Box(0.6, 0.2, 0.08, 0.1))
    crop_to(stage, photo, MarkedBox(x=left, y=0, w=1 - left, h=1))
    placed = place(stage, photo)
    assert max(placed.files[0].width, placed.files[0].height) == 320


@pytest.mark.rule("P2")
def test_the_name_of_a_child_who_was_cropped_away_is_a_word_like_any(stage: Stage) -> None:
    stage.everybody_agrees()
    photo = stage.photo([stage.cast.amira, stage.cast.ben])
    move(stage, photo, stage.cast.ben, Box(0.6, 0.2, 0.08, 0.1))
    crop_to(stage, photo, MarkedBox(x=0.5, y=0, w=0.5, h=1))
    assert place(stage, photo, caption="Amira took this picture").showing


@pytest.mark.rule("C16")
def test_a_family_sees_no_picture_that_their_child_was_cropped_away_from(stage: Stage) -> None:
    from consentsvc.consent.speakers import Speaker

    stage.everybody_agrees()
    photo = stage.photo([stage.cast.amira, stage.cast.ben])
    move(stage, photo, stage.cast.ben, Box(0.6, 0.2, 0.08, 0.1))
    crop_to(stage, photo, MarkedBox(x=0.5, y=0, w=0.5, h=1))
    placed = place(stage, photo)

    def seen_by(child: Child) -> list[UUID]:
        with begin(stage.school) as tx:
            found = service.in_use(tx, stage.school, Speaker.for_child(child.id, None))
        return [each.placement.id for each in (*found.showing, *found.ended)]

    assert (seen_by(stage.cast.amira), seen_by(stage.cast.ben)) == ([], [placed.id])


# Covers.


@pytest.mark.promise("U3")
def test_whoever_places_chooses_how_to_cover_and_the_schools_policy_says_otherwise(stage: Stage) -> None:
    stage.everybody_agrees()
    with begin(stage.school) as tx:
        tx.get_one(School, stage.school).policy = {"cover_style": "shape"}
    photo = stage.photo([stage.cast.amira, None, stage.cast.ben])
    first = place(stage, photo)
    assert first.cover_style == "shape"
    assert place(stage, photo, caption="Beans").id == first.id
    other = place(stage, photo, cover_style="pixels")
    assert (other.cover_style, other.id == first.id) == ("pixels", False)
    assert place(stage, photo).id == other.id, "what hangs there stays as it is where nobody chooses"
    assert not np.array_equal(pixels(stage, first), pixels(stage, other))
    with begin(stage.school) as tx:
        assert service.placement(tx, stage.actor(stage.cast.publisher), first.id).removed_at is not None


def test_another_cover_changes_nothing_where_nobody_is_covered(stage: Stage) -> None:
    stage.everybody_agrees()
    photo = stage.photo()
    assert place(stage, photo).id == place(stage, photo, cover_style="pixels").id


# The second look.

FACE = Box(0.4, 0.4, 0.1, 0.15)
BESIDE = Box(0.47, 0.4, 0.1, 0.15)
PERSON = UUID(int=5)


@pytest.mark.rule("W2", "W3")
@pytest.mark.parametrize(
    ("found", "covers", "uncovered", "codes"),
    [
        ([], {PERSON: FACE}, [], []),
        ([(FACE, 0.31)], {PERSON: FACE}, [], ["seen_under_cover"]),
        ([(Box(0.43, 0.35, 0.05, 0.08), 0.31)], {PERSON: FACE}, [], ["seen_under_cover"]),
        ([(Box(0.38, 0.32, 0.02, 0.03), 0.31)], {PERSON: FACE}, [], ["seen_under_cover"]),
        ([(FACE, 0.9)], {}, [FACE], []),
        ([(FACE, 0.9), (BESIDE, 0.9)], {}, [FACE, BESIDE], []),
        ([(BESIDE, 0.9)], {PERSON: FACE}, [BESIDE], []),
        ([(FACE, 0.9)], {PERSON: FACE}, [BESIDE], ["seen_under_cover"]),
        ([(FACE, 0.9)], {}, [Box(0.3, 0.3, 0.3, 0.7)], []),
        ([(FACE, 0.9)], {}, [], ["face_of_nobody"]),
        ([(FACE, 0.45)], {}, [], []),
        ([(FACE, 0.9), (BESIDE, 0.9)], {}, [FACE], ["face_of_nobody"]),  # BESIDE is near enough to be taken for FACE
        ([(FACE, 0.9), (BESIDE, 0.9)], {}, [Box(0.3, 0.3, 0.3, 0.7)], ["face_of_nobody"]),
        ([(FACE, 0.9), (BESIDE, 0.9)], {}, [Box(0.3, 0.3, 0.3, 0.7), FACE], []),  # each has one, whoever is asked first
        ([(FACE, 0.9), (BESIDE, 0.9), (BESIDE, 0.9)], {}, [Box(0, 0, 1, 1)] * 3, []),  # of a video: three in the whole frame
        ([(FACE, 0.9), (Box(0.1, 0.1, 0.1, 0.1), 0.9)], {PERSON: FACE}, [], ["seen_under_cover", "face_of_nobody"]),
    ],
)
def test_each_face_that_is_found_in_the_result_must_be_somebodys_who_may_be_seen(
    found: list[tuple[Box, float]], covers: dict[UUID, Box], uncovered: list[Box], codes: list[str]
) -> None:
    assert [reason.code for reason in still_seen(uuid4(), found, covers, uncovered)] == codes


def drawn_photo(stage: Stage, resolutions: list[Child | None], boxes: list[Box], seed: int = 2) -> UUID:
    """A photo with drawn people in it, in order."""
    drawn = scenes.draw(seed, len(resolutions), 800, 600)
    photo = stage.photo(resolutions, (800, 600))
    with begin(stage.school) as tx:
        tx.get_one(Photo, photo).sha256 = blobs().put(stage.school, drawn.jpeg)
        people = tx.exec(select(PersonInPhoto).where(PersonInPhoto.photo_id == photo).order_by(PersonInPhoto.number)).all()
        for person, box in zip(people, boxes or drawn.boxes, strict=True):
            person.x, person.y, person.w, person.h = box.x, box.y, box.w, box.h
    return photo


@pytest.mark.promise("U3")
@pytest.mark.parametrize("style", ["fill", "pixels", "shape"])
def test_an_honest_picture_goes_out_with_its_people_covered(stage: Stage, style: str) -> None:
    stage.everybody_agrees()
    photo = drawn_photo(stage, [stage.cast.amira, None, stage.cast.ben], [])
    assert place(stage, photo, cover_style=style).showing


def test_what_goes_out_can_be_found_again_by_its_likeness(stage: Stage) -> None:
    stage.everybody_agrees()
    one, other = (place(stage, drawn_photo(stage, [stage.cast.amira, None, stage.cast.ben], [], seed)) for seed in (2, 5))

    def likeness(placed: PlacementRow, size: str) -> int:
        with begin(stage.school) as tx:
            return int(queries.placement(tx, stage.school, placed.id).files[size].likeness or "", 16)

    large, small, another = likeness(one, "large"), likeness(one, "small"), likeness(other, "large")
    assert (large ^ small).bit_count() <= SAME_PICTURE
    assert (large ^ another).bit_count() > SAME_PICTURE


@pytest.mark.rule("W3")
@pytest.mark.promise("U3")
def test_a_cover_in_the_wrong_place_stops_the_picture(stage: Stage, client_for: SignIn) -> None:
    stage.everybody_agrees()
    boxes = scenes.draw(2, 3, 800, 600).boxes
    beside = Box(boxes[1].x, boxes[1].y + boxes[1].h * 0.9, boxes[1].w, boxes[1].h)
    photo = drawn_photo(stage, [stage.cast.amira, None, stage.cast.ben], [boxes[0], beside, boxes[2]])
    publisher = client_for(stage.cast.publisher)
    body = {"channel_id": str(stage.channel.id), "photo_id": str(photo), "alt": ALT}
    refused = publisher.post("/api/placements", json=body)
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/face-seen")
    assert {reason["rule"] for reason in refused.json()["reasons"]} <= {"W2", "W3"}
    assert publisher.get("/api/placements").json() == []
    assert publisher.get(f"/api/photos/{photo}/covered").json()["type"] == "/problems/face-seen"


@pytest.mark.rule("W2")
def test_somebody_whom_nobody_marked_stops_the_picture(stage: Stage) -> None:
    from consentsvc.kernel.errors import Refused

    stage.everybody_agrees()
    drawn = scenes.draw(2, 3, 800, 600)
    photo = stage.photo([stage.cast.amira, stage.cast.ben], (800, 600))
    with begin(stage.school) as tx:
        tx.get_one(Photo, photo).sha256 = blobs().put(stage.school, drawn.jpeg)
    for child, box in zip((stage.cast.amira, stage.cast.ben), drawn.boxes, strict=False):
        move(stage, photo, child, box)
    with pytest.raises(Refused) as refused:
        place(stage, photo)
    assert [reason.code for reason in refused.value.reasons] == ["face_of_nobody"]


# The notice of rights.


@pytest.mark.rule("P3")
@pytest.mark.parametrize(
    ("credit", "said"),
    [
        ("", "© Oakfield Primary"),
        ("© 2026 Oakfield, ask the office", "© 2026 Oakfield, ask the office"),
        ("Photo: Ben O’Neill", "All rights reserved"),
        ("Pictures by Khan", "All rights reserved"),
    ],
)
def test_the_file_says_whose_it_is_and_never_who_is_in_it(stage: Stage, credit: str, said: str) -> None:
    stage.everybody_agrees()
    with begin(stage.school) as tx:
        school = tx.get_one(School, stage.school)
        school.policy, school.name = {"credit": credit}, "Oakfield Primary"
    placed = place(stage, stage.photo())
    for size in ("large", "small"):
        data = blobs().get(stage.school, stage.sha256_of(placed, size)).decode("utf-8", "ignore")
        assert f">{said}</rdf:li>" in data
        assert not {"Amira", "Khan", "Neill"} & set(data.replace("’", " ").split())


# A look before it goes out.


@pytest.mark.rule("W3", "A2")
def test_staff_look_at_a_picture_as_it_would_go_out(stage: Stage, client_for: SignIn) -> None:
    photo = stage.photo([stage.cast.amira, None, stage.cast.ben])
    crop_to(stage, photo, MarkedBox(x=0, y=0, w=1, h=0.5), review=False)
    client = client_for(stage.cast.teacher)
    looks = {}
    for style in ("fill", "shape"):
        answer = client.get(f"/api/photos/{photo}/covered", params={"style": style, "purpose": PURPOSE})
        assert (answer.status_code, answer.headers["content-type"]) == (200, "image/jpeg"), answer.text
        assert answer.headers["cache-control"] == "no-store"
        looks[style] = answer.content
    assert Image.open(io.BytesIO(looks["fill"])).size == (640, 240)
    assert looks["fill"] != looks["shape"]
    with begin(stage.school) as tx:
        entries = tx.exec(select(AuditEntry).where(AuditEntry.verb == "photo:view")).all()
    assert [(entry.thing_id, entry.actor_id) for entry in entries] == [(photo, stage.cast.teacher.id)] * 2


def test_looking_needs_the_permission_a_purpose_and_a_picture(stage: Stage, client_for: SignIn, anyone: TestClient) -> None:
    photo = stage.photo()
    address = f"/api/photos/{photo}/covered"
    assert anyone.get(address).status_code == 401
    assert client_for(stage.cast.photographer).get(address).status_code == 403
    assert client_for(stage.cast.teacher).get(address, params={"purpose": "billboard"}).status_code == 422
    assert client_for(stage.cast.teacher).get(address, params={"style": "blur"}).status_code == 422
    assert client_for(stage.cast.other_head).get(address).status_code == 404
    with begin(stage.school) as tx:
        tx.get_one(Photo, photo).scan_state = "waiting"
    assert client_for(stage.cast.teacher).get(address).json()["type"] == "/problems/not-scanned"


@pytest.mark.rule("W3")
def test_a_crop_without_whoever_is_blocked_is_offered(stage: Stage, client_for: SignIn) -> None:
    stage.everybody_agrees()
    photo = stage.photo([stage.cast.chidi, stage.cast.ben], (2000, 1500))
    move(stage, photo, stage.cast.ben, Box(0.6, 0.2, 0.08, 0.1))
    (offer,) = client_for(stage.cast.teacher).get(f"/api/photos/{photo}/crop-offers").json()["items"]
    assert (offer["purposes"], offer["people"]) == ([PURPOSE], 1)
    assert offer["crop"]["x"] >= head(Box(0.1, 0.2, 0.08, 0.1)).right
    crop_to(stage, photo, MarkedBox(**offer["crop"]))
    assert place(stage, photo).showing
