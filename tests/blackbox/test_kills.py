"""S1, S3: what was acknowledged of opt-outs, captures, pulls and seals outlives each kill -9, stands there once, and is served no more."""

import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path

import httpx2
import pytest
from sqlmodel import Session, select

from consentsvc.accounts import service as accounts
from consentsvc.captures.models import Capture
from consentsvc.events import notices
from consentsvc.events.models import Event, OptOut
from consentsvc.kernel import clock, database, postgres
from consentsvc.kernel.database import begin
from consentsvc.publishing.schemas import PlacementRow
from consentsvc.roster.models import Child, Guardianship
from tests.blackbox.service import ANSWERS_WITHIN, Server, servers
from tests.people import cast_at
from tests.publishing.stage import Stage, path_of
from tests.reports.desk import Desk

pytestmark = pytest.mark.xdist_group("blackbox")

KILLS, EACH, CLIENTS = 3, 8, 4
GIVES_UP_AFTER = 120.0  # seconds; far less on a machine that does nothing else


@dataclass(frozen=True)
class Shown:
    """A child in one published picture, whose mother agreed."""

    child: Child
    placed: PlacementRow


@pytest.fixture
def stage(committed: postgres.Server, folder: Path) -> Stage:
    with Session(database.engine(), expire_on_commit=False) as tx:
        cast = cast_at(tx)
    return Stage(cast)


class School:
    """Oakfield with a signed-in lead, a report, and pictures of children, at whichever process serves now."""

    def __init__(self, stage: Stage, now: list[Server]) -> None:
        self.stage, self.now = stage, now
        self.report = Desk.of(stage.cast).make()
        with begin(stage.school) as tx:
            cookie = accounts.open_session(tx, stage.cast.lead.id, stage.school)
            tx.get_one(Event, stage.event).on_date = clock.today()
            self.notice = path_of(notices.public_address(tx, tx.get_one(Event, stage.event)))
        self.client = httpx2.Client(timeout=ANSWERS_WITHIN, headers={"cookie": f"{accounts.cookie_name()}={cookie}"})
        self.everybody = [self._shown(number) for number in range(KILLS * EACH)]

    def ends(self, number: int) -> None:
        """Send one of the four until it is answered, and see that the picture isn't served from then on."""
        each = self.everybody[number]
        (self._opts_out, self._logs, self._pulls, self._seals)[number % 4](each)
        status = self._until_answered("GET", path_of(each.placed.files[0].address)).status_code
        assert status == (200 if number % 4 == 1 else 410), number

    def served(self) -> list[bool]:
        """Of each picture, in their order."""
        paths = [path_of(each.placed.files[0].address) for each in self.everybody]
        return [self._until_answered("GET", path).status_code == 200 for path in paths]

    def _opts_out(self, each: Shown) -> None:
        form = {"child_name": f"{each.child.first_name} Reed"}
        assert self._until_answered("POST", self.notice, data=form).status_code == 303

    def _logs(self, each: Shown) -> None:
        now = clock.now().isoformat()
        log = {"id": str(each.child.id), "place": "Gate", "happened_at": now, "logged_at": now, "taken_by": "press"}
        assert self._until_answered("POST", "/api/captures", json=log).status_code in (200, 201)

    def _pulls(self, each: Shown) -> None:
        body = {"child_id": str(each.child.id), "reason": "We look into it."}
        assert self._until_answered("POST", f"/api/reports/{self.report}/pulls", json=body).status_code == 200

    def _seals(self, each: Shown) -> None:
        body = {"photo_id": str(each.placed.photo_id), "reason": "We look into it."}
        answer = self._until_answered("POST", f"/api/reports/{self.report}/seal", json=body)
        assert answer.status_code in (200, 404), "sealed, now or by the request that was never answered"

    def _until_answered(self, method: str, path: str, **more: object) -> httpx2.Response:
        deadline = time.monotonic() + GIVES_UP_AFTER
        while time.monotonic() < deadline:
            try:
                answer = self.client.request(method, f"{self.now[0].url}{path}", **more)
            except httpx2.TransportError:
                continue
            if answer.status_code != 503:
                return answer
        raise AssertionError(f"{path} was never answered")

    def _shown(self, number: int) -> Shown:
        stage = self.stage
        child = Child(
            school_id=stage.school, ref=f"K{number}", first_name=_name(number), last_name="Reed", born_on=date(2018, 3, 1),
            created_at=clock.now(),
        )  # fmt: skip
        with begin(stage.school) as tx:
            tx.add(child)
            tx.flush()
            mother = {"guardian_id": stage.cast.ben_mother.id, "relationship": "mother", "parental_responsibility": True}
            tx.add(Guardianship(school_id=stage.school, child_id=child.id, **mother))
        stage.answer(child, stage.cast.ben_mother, "given")
        return Shown(child, stage.place(stage.photo([child], (64, 48 + number))))


@pytest.mark.promise("S1", "S3")
@pytest.mark.rule("E3", "T1", "M7")
def test_what_was_acknowledged_is_there_after_each_kill_and_once(stage: Stage) -> None:
    with servers() as another, ThreadPoolExecutor(CLIENTS) as pool:
        school = School(stage, [another()])
        with school.client:
            for kill in range(KILLS):
                sent = [pool.submit(school.ends, number) for number in range(kill * EACH, (kill + 1) * EACH)]
                next_one = another()
                for each in islice(as_completed(sent), EACH // 2):
                    each.result()
                old, school.now[0] = school.now[0], next_one
                old.kill()
                for each in sent:
                    each.result()
            assert school.served() == [number % 4 == 1 for number in range(KILLS * EACH)]
    with begin(stage.school) as tx:
        opted_out = tx.exec(select(OptOut.child_name)).all()
        assert sorted(opted_out) == sorted(f"{_name(number)} Reed" for number in range(0, KILLS * EACH, 4))
        assert len(tx.exec(select(Capture.id)).all()) == KILLS * EACH // 4


def _name(number: int) -> str:
    """Not much like any other's."""
    return "".join(("Bra", "Clo", "Dun", "Fip", "Gwe", "Hys")[int(digit)] for digit in f"{number // 6}{number % 6}")
