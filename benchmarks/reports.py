"""A report from the public form to its thanks, the desk's queue of 1,000, and whether the time tells a hidden report from none (I4)."""

import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from uuid import UUID, uuid4

from sqlmodel import select
from starlette.testclient import TestClient

from benchmarks.serving import school
from consentsvc.app import create_app
from consentsvc.audit import service as audit
from consentsvc.kernel.database import begin
from consentsvc.reports.models import Report
from consentsvc.reports.readers import every_report
from tests.conftest import signed_in
from tests.publishing.stage import Stage
from tests.reports.conftest import REPORT
from tests.reports.desk import Desk

REPORTS = 1000
ROUNDS = 150


def measure() -> list[dict[str, object]]:
    """Milliseconds, each the median of its rounds; what is compared takes turns."""
    with tempfile.TemporaryDirectory() as folder, school(Path(folder)) as stage:
        desk, app = Desk.of(stage.cast), create_app()
        anybody, lead = TestClient(app), signed_in(TestClient(app), stage.cast.lead)
        hidden = desk.make(about="lead")
        one = _figure(
            "a misuse report, from the form to its thanks",
            lambda: _report(anybody, stage),
            "one row, committed",
            lambda: _row(stage),
        )
        for _ in range(REPORTS - ROUNDS - 1):
            _report(anybody, stage)
        answer = _figure(
            "the answer for a report that is hidden", lambda: _ask(lead, hidden), "for a random id", lambda: _ask(lead, uuid4())
        )
        queue = _figure(
            f"the desk's queue of {REPORTS} reports", lambda: _queue(lead), "the bare rows", lambda: _rows(stage), rounds=15
        )
    return [one, queue, answer]


def _report(anybody: TestClient, stage: Stage) -> None:
    form = {"step": "check", "school": stage.cast.oakfield.slug, "draft": uuid4().hex, **REPORT}
    assert anybody.post("/report", data=form).status_code == 200


def _row(stage: Stage) -> None:
    with begin(stage.school) as tx:
        audit.record(tx, stage.actor(stage.cast.lead), "report:list", None)


def _queue(lead: TestClient) -> None:
    assert len(lead.get("/api/reports").json()) == REPORTS - 1


def _rows(stage: Stage) -> None:
    with begin(stage.school) as tx, every_report(tx):
        assert len(tx.exec(select(Report).where(Report.school_id == stage.school)).all()) == REPORTS


def _ask(lead: TestClient, report_id: UUID) -> None:
    assert lead.get(f"/api/reports/{report_id}").status_code == 404


def _figure(
    name: str, work: Callable[[], None], reference: str, bare: Callable[[], None], rounds: int = ROUNDS
) -> dict[str, object]:
    taken: dict[Callable[[], None], list[float]] = {work: [], bare: []}
    for _ in range(rounds):
        for each, times in taken.items():
            begun = time.perf_counter()
            each()
            times.append((time.perf_counter() - begun) * 1000)
    value, reference_value = (statistics.median(times) for times in taken.values())
    return {
        "name": name,
        "ratio": round(value / reference_value, 2),
        "value": round(value, 2),
        "unit": "ms",
        "reference": reference,
        "reference_value": round(reference_value, 2),
    }
