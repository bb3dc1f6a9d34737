"""Each way in which a picture stops being allowed, and each form in which somebody inside, or who was handed a pack, could still get it."""

import hashlib
from collections.abc import Sequence
from contextlib import ExitStack
from uuid import UUID, uuid4

import pytest
from sqlmodel import Session
from starlette.testclient import TestClient

from consentsvc.consent.models import Objection
from consentsvc.kernel import clock
from consentsvc.kernel.database import begin
from consentsvc.packs import service
from consentsvc.packs.schemas import NewPack
from consentsvc.publishing import screens
from consentsvc.publishing.schemas import PlacementRow
from consentsvc.roster.models import Child, Guardian
from tests.packs.parcels import PACK, fetched, manifest, pictures_of
from tests.people import Cast
from tests.publishing import endings
from tests.publishing.endings import CROWDS_BRIEFLY, ENDINGS, Ending, photo_for
from tests.publishing.stage import ALT, CAPTION, Stage, path_of

PURPOSES = ("closed_parent_area", "in_school_display", "press")


class Inside(Stage):
    """What is said for the website counts here for three uses that aren't public, so that whatever ends a picture there ends it here."""

    def __init__(self, cast: Cast) -> None:
        super().__init__(cast)
        self.everybody_agrees()
        self.area, self.display, self.press = (self.new_channel(each, "A wall") for each in PURPOSES)
        self.channel = self.press

    def answer_in(
        self,
        tx: Session,
        child: Child,
        guardian: Guardian | None,
        said: str,
        purpose: str = "website",
        event_id: UUID | None = None,
        conditions: Sequence[str] = (),
    ) -> None:
        for each in PURPOSES:
            super().answer_in(tx, child, guardian, said, each, event_id, conditions)

    def adult_answer(self, said: str, purpose: str = "website") -> None:
        for each in PURPOSES:
            super().adult_answer(said, each)

    def code_of_a_screen(self) -> str:
        with begin(self.school) as tx:
            return screens.add(tx, self.actor(self.cast.publisher), self.display.id, "By the door").code

    def pack(self) -> dict[str, str]:
        with begin(self.school) as tx:
            made = service.make(tx, self.actor(self.cast.publisher), NewPack(channel_id=self.press.id, **PACK))
            return made.model_dump(mode="json")


class Reader:
    """Somebody who has all three ways in: a family, a screen and a pack's address."""

    def __init__(self, stage: Inside, browser: TestClient) -> None:
        self.stage, self.browser = stage, browser
        self.signs_in()
        browser.post("/screen", data={"code": stage.code_of_a_screen()})
        self.pack = stage.pack()

    def signs_in(self) -> None:
        """A family's session doesn't last for days."""
        self.home = self.stage.family_page(self.browser, self.stage.cast.ben, self.stage.cast.ben_mother)
        self.album = f"{self.home}/albums/{self.stage.area.code}"

    def pages(self) -> list[str]:
        pages = (self.album, "/screen", f"{self.home}/pictures", path_of(self.pack["address"]))
        return [self.browser.get(page).text for page in pages]

    def pictures(self, placed: Sequence[PlacementRow]) -> list[tuple[int, bytes]]:
        in_area, on_screen, handed_over = placed
        addresses = (
            f"{self.home}/pictures/{in_area.code}/large.jpg",
            f"{self.home}/pictures/{on_screen.code}/small.jpg",
            f"{self.home}/pictures/{handed_over.code}/small.jpg",
            f"/screen/pictures/{on_screen.code}/large.jpg",
        )
        return [(answer.status_code, answer.content) for answer in map(self.browser.get, addresses)]


def objected(stage: Stage, placed: PlacementRow) -> None:
    with begin(stage.school) as tx:
        tx.add_all(
            Objection(
                school_id=stage.school,
                objection_id=uuid4(),
                child_id=stage.cast.amira.id,
                guardian_id=stage.cast.amira_mother.id,
                purpose=purpose,
                act="raised",
                at=clock.now(),
            )
            for purpose in PURPOSES
        )


OF_EACH_PLACEMENT: tuple[Ending, ...] = (endings.removed, endings.review_overdue, endings.second_person_asked_for)
ALL = [objected if each is endings.objected else each for each in (*ENDINGS, *CROWDS_BRIEFLY)]


@pytest.mark.rule("P1", "P9")
@pytest.mark.promise("S1", "S4", "S6")
@pytest.mark.parametrize("ending", ALL, ids=lambda ending: ending.__name__)
def test_however_it_ends_no_form_inside_or_handed_over_gives_it(ending: Ending, people: Cast, anyone: TestClient) -> None:
    stage = Inside(people)
    endings.born_soon_18(stage)
    photo = photo_for(ending, stage, (160, 120))
    placed = [stage.place(photo, channel) for channel in (stage.area, stage.display, stage.press)]
    reader = Reader(stage, anyone)
    assert [status for status, _ in reader.pictures(placed)] == [200] * 4
    assert [placed[0].code in reader.pages()[0], placed[1].code in reader.pages()[1]] == [True, True]
    assert pictures_of(fetched(anyone, reader.pack)) == ["001.jpg"]
    files = {stage.sha256_of(each, size) for each in placed for size in ("large", "small")}
    with ExitStack() as ended:
        for each in placed if ending in OF_EACH_PLACEMENT else placed[-1:]:
            ended.enter_context(endings.after(ending, stage, each))
        reader.signs_in()
        for page in reader.pages():
            assert not [told for told in (ALT, CAPTION, *(each.code for each in placed)) if told in page]
        for status, content in reader.pictures(placed):
            assert status in (404, 410)
            assert hashlib.sha256(content).hexdigest() not in files
        archive = fetched(anyone, reader.pack)
        assert (pictures_of(archive), manifest(archive)["files"]) == ([], [])
        assert "001" in anyone.get(path_of(reader.pack["address"])).text, "who has it reads that it may not be used"
