"""A video goes out: a copy without a word beside it, decided at each request, whole or in parts (P1, P3, P9, S1)."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID, uuid4

import pytest
from starlette.testclient import TestClient

from consentsvc.kernel import clock
from consentsvc.kernel.blobs import blobs
from consentsvc.kernel.database import begin
from consentsvc.kernel.errors import Conflict, Refused
from consentsvc.media import clips, people, pictures, scanning, videos
from consentsvc.media import service as media
from consentsvc.media.models import Photo, PictureCheck
from consentsvc.media.schemas import PeopleChange, PersonChange
from consentsvc.publishing import films, serving
from consentsvc.publishing.clips import Film, FilmCopy, fitting
from consentsvc.publishing.schemas import PlacementRow
from consentsvc.roster.models import Adult, Child
from tests import looping
from tests.publishing import endings
from tests.publishing.endings import ENDINGS, Ending
from tests.publishing.stage import Stage, path_of

FILM = Path(__file__).parents[1] / "media" / "files" / "planting.mov"
COVERING = (endings.retagged_and_redacted_since, endings.people_changed)
"""Nobody can be covered in a film, so these can't come about."""


@cache
def made() -> tuple[dict[str, bytes], Mapping[str, videos.Facts], pictures.Scan]:
    """What is made of the film, once for all tests: its files and facts by kind, and its stills."""
    with TemporaryDirectory() as folder:
        copies = clips.make(FILM, Path(folder), 2.0)
        films = {"clip": copies.large, "small_clip": copies.small}
        stills = videos.posters(copies.still)
        files = {kind: path.read_bytes() for kind, path in films.items()}
        facts = {kind: videos.probe(path) for kind, path in films.items()}
    return {**files, "preview": stills.preview, "thumbnail": stills.thumbnail}, facts, stills


def video(stage: Stage, *who: Child | Adult) -> UUID:
    """A video, made ready, of these people; counted, and watched by a second person."""
    photo = Photo(
        id=uuid4(),
        school_id=stage.school,
        event_id=stage.event,
        kind="video",
        sha256=blobs().put(stage.school, FILM.read_bytes()),
        type="video/quicktime",
        size=1,
        file_name="planting.mov",
        width=90,
        height=160,
        has_location=True,
        uploaded_by=stage.cast.teacher.id,
        uploaded_at=clock.now(),
    )
    files, facts, stills = made()
    kept = {kind: blobs().put(stage.school, data) for kind, data in files.items()}
    with begin(stage.school) as tx:
        tx.add(photo)
        tx.flush()
        scanning.save_video(tx, stage.school, photo.id, stills, kept, facts)
        change = PeopleChange(people_version=1, people=[named(each) for each in who])
        people.resolve_people(tx, stage.actor(stage.cast.teacher), photo.id, change)
    stage.review(photo.id)
    watched(stage, photo.id)
    return photo.id


def named(who: Child | Adult) -> PersonChange:
    if isinstance(who, Child):
        return PersonChange(resolution="child", child_id=who.id)
    return PersonChange(resolution="adult", adult_id=who.id)


def watched(stage: Stage, photo_id: UUID) -> None:
    with begin(stage.school) as tx:
        version = media.photo(tx, stage.actor(stage.cast.publisher), photo_id).people_version
        by = {"by": stage.cast.publisher.id, "at": clock.now()}
        tx.add(PictureCheck(school_id=stage.school, photo_id=photo_id, people_version=version, kind="portrait", **by))


@pytest.fixture
def placed(stage: Stage) -> PlacementRow:
    """A video of everybody, in the gallery, with everybody's yes to the website and to videos."""
    endings.born_soon_18(stage)
    stage.everybody_agrees()
    stage.everybody_agrees("video")
    return stage.place(video(stage, stage.cast.amira, stage.cast.ben, stage.cast.ms_okafor))


def film(placed: PlacementRow) -> str:
    return path_of(next(file.address for file in placed.files if file.size == "clip"))


@pytest.mark.promise("S8")
@pytest.mark.rule("P1", "P3")
def test_a_film_that_everybody_agrees_to_is_served(stage: Stage, placed: PlacementRow, anyone: TestClient) -> None:
    answer = anyone.get(film(placed))
    assert (answer.status_code, answer.headers["content-type"]) == (200, "video/mp4")
    assert answer.headers["etag"] == f'"{stage.sha256_of(placed, "clip")}"'
    assert (answer.headers["cache-control"], answer.headers["accept-ranges"]) == ("no-cache", "bytes")
    assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
    assert b"Khan" not in answer.content
    for size in ("large", "small"):
        address = path_of(next(file.address for file in placed.files if file.size == size))
        assert anyone.get(address).content.startswith(b"\xff\xd8\xff")
    assert film(placed) in anyone.get(path_of(stage.channel.address)).text
    (shown,) = anyone.get(path_of(stage.channel.address) + ".json").json()["pictures"]
    assert shown["clip"] == {"address": f"http://testserver{film(placed)}", "width": 90, "height": 160}
    assert anyone.get(film(placed).replace(".mp4", ".jpg")).status_code == 404


def test_a_part_of_it_is_given_after_the_decision(placed: PlacementRow, anyone: TestClient) -> None:
    whole = anyone.get(film(placed))
    size, etag = len(whole.content), whole.headers["etag"]
    part = anyone.get(film(placed), headers={"Range": "bytes=100-199", "If-Range": etag})
    assert (part.status_code, part.content) == (206, whole.content[100:200])
    assert (part.headers["content-range"], part.headers["content-length"]) == (f"bytes 100-199/{size}", "100")
    assert anyone.get(film(placed), headers={"Range": "bytes=-7"}).content == whole.content[-7:]
    older = anyone.get(film(placed), headers={"Range": "bytes=100-199", "If-Range": '"older"'})
    assert (older.status_code, older.content) == (200, whole.content)
    beyond = anyone.get(film(placed), headers={"Range": f"bytes={size}-"})
    assert (beyond.status_code, beyond.content, beyond.headers["content-range"]) == (416, b"", f"bytes */{size}")
    head = anyone.head(film(placed))
    assert (head.status_code, head.content, head.headers["content-length"]) == (200, b"", str(size))
    again = anyone.get(film(placed), headers={"If-None-Match": etag})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.promise("S1")
@pytest.mark.promise("S6")
@pytest.mark.rule("P1", "P9")
@pytest.mark.parametrize("ending", [each for each in ENDINGS if each not in COVERING], ids=lambda ending: ending.__name__)
def test_not_a_byte_of_it_is_given_once_it_has_ended(
    ending: Ending, stage: Stage, placed: PlacementRow, anyone: TestClient
) -> None:
    etag = anyone.get(film(placed)).headers["etag"]  # the decision is remembered now
    with endings.after(ending, stage, placed):
        for headers in ({}, {"Range": "bytes=0-9"}, {"Range": "bytes=99999999-"}, {"If-None-Match": etag}, {"If-Range": etag}):
            answer = anyone.get(film(placed), headers=headers)
            assert (answer.status_code, answer.content, answer.headers["cache-control"]) == (410, b"", "no-store")
            assert "etag" not in answer.headers
        assert anyone.head(film(placed)).status_code == 410
        assert film(placed) not in anyone.get(path_of(stage.channel.address)).text


@pytest.mark.promise("S1")
@pytest.mark.rule("P9")
def test_withdrawing_the_yes_to_videos_ends_it_and_no_picture(stage: Stage, placed: PlacementRow, anyone: TestClient) -> None:
    picture = stage.place(stage.photo([stage.cast.amira, stage.cast.ben]))
    stage.answer(stage.cast.amira, stage.cast.amira_mother, "withdrawn", "video")
    assert anyone.get(film(placed)).status_code == 410
    assert anyone.get(path_of(picture.files[0].address)).status_code == 200


@pytest.mark.promise("S4")
def test_one_that_is_being_sent_is_decided_again(stage: Stage, placed: PlacementRow, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three pieces wait to be sent; the withdrawal comes after the first."""

    class Slow:
        pieces = iter([b"one", b"two", b"three"])

        def __iter__(self):
            return self.pieces

        def __enter__(self):
            return self

        def __exit__(self, *error: object) -> None:
            self.is_closed = True

    monkeypatch.setattr(films, "LOOKED_AGAIN_AFTER", -1.0)
    source, clip = Slow(), serving.clip(placed.code)
    assert clip is not None

    async def sent() -> list[bytes]:
        given = []
        async for piece in films._sent(placed.code, clip, source):
            given.append(piece)
            stage.answer(stage.cast.amira, stage.cast.amira_mother, "withdrawn")
        return given

    assert looping.run(sent()) == [b"one"]
    assert source.is_closed


@pytest.mark.rule("P1")
def test_a_yes_to_the_website_is_not_yet_one_to_a_video(stage: Stage) -> None:
    stage.everybody_agrees()
    photo_id = video(stage, stage.cast.ben)
    with pytest.raises(Refused) as refused:
        stage.place(photo_id)
    assert {reason.code for reason in refused.value.reasons} == {"no_yes"}
    assert "video" in refused.value.reasons[0].text
    stage.answer(stage.cast.ben, stage.cast.ben_mother, "given", "video")
    assert stage.place(photo_id).showing


@pytest.mark.rule("P4")
def test_a_film_goes_out_no_larger_than_the_school_lets_pictures_out() -> None:
    large, small = FilmCopy("l", 1280, 720), FilmCopy("s", 640, 360)
    assert fitting(Film("still", [large, small]), 1600) == large
    assert fitting(Film("still", [large, small]), 800) == small
    with pytest.raises(Conflict):
        fitting(Film("still", [large, small]), 600)


def test_an_unknown_address_is_no_film(anyone: TestClient) -> None:
    assert anyone.get("/m/nothing-of-that-name/clip.mp4").status_code == 404


def test_a_picture_has_no_film(stage: Stage, anyone: TestClient) -> None:
    stage.everybody_agrees()
    placed = stage.place(stage.photo())
    assert anyone.get(f"/m/{placed.code}/clip.mp4").status_code == 404


@pytest.mark.rule("P1")
def test_a_store_that_is_away_gives_no_byte(
    placed: PlacementRow, anyone: TestClient, folder: Path, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    next(folder.rglob(str(stage.school))).rename(folder / "away")
    answer = anyone.get(film(placed))
    assert (answer.status_code, answer.content) == (503, b"")
