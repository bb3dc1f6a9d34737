"""Many at once: leads, the reporter and the alerts work on one report at the same time, and nothing of it is lost (M5, I7)."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlmodel import Session

import consentsvc.tables  # noqa: F401  (the metadata must be whole before the first query)
from consentsvc.kernel import database
from consentsvc.kernel.database import begin
from consentsvc.kernel.errors import Conflict, NotFound
from consentsvc.kernel.postgres import Server
from consentsvc.reports import jobs, queries, service, subjects
from consentsvc.reports.readers import every_report
from consentsvc.reports.schemas import NewSubject, ReportNote
from tests.people import Person, cast_at
from tests.reports.desk import Desk, actor

TIMES = 12


@pytest.mark.rule("M5")
@pytest.mark.promise("I5", "I7")
def test_what_leads_a_reporter_and_the_alerts_write_at_once_is_all_there(committed: Server) -> None:
    with Session(database.engine(), expire_on_commit=False) as tx:
        desk = Desk.of(cast_at(tx))
    report_id, add = desk.make_to_add_to(about="staff", reporter_name="Ina")

    def on_the_desk(person: Person, act: Callable[..., object]) -> int:
        with begin(desk.cast.oakfield.id) as tx:
            try:
                act(tx, actor(person), report_id)
            except (Conflict, NotFound):  # somebody named them meanwhile
                return 0
        return 1

    def note(number: int) -> int:
        person = (desk.cast.lead, desk.second_lead)[number % 2]
        on_the_desk(person, service.report)
        on_the_desk(person, service.take_on)
        return on_the_desk(person, lambda tx, who, id_: service.note(tx, who, id_, ReportNote(text=f"Note {number}.")))

    def name(number: int) -> int:
        who = NewSubject(kind="staff", user_id=desk.cast.teacher.id, reason="As we were told.")
        return on_the_desk(desk.cast.lead, lambda tx, me, id_: subjects.name(tx, me, id_, who))

    with ThreadPoolExecutor(8) as together:
        notes = [together.submit(note, number) for number in range(TIMES)]
        added = [together.submit(add, f"It was Mrs Quist, {number}.") for number in range(TIMES)]
        named = [together.submit(name, number) for number in range(TIMES // 3)]
        looks = [together.submit(jobs.alert) for _ in range(TIMES // 2)]
        written = [sum(each.result() for each in those) for those in (notes, added, named)]
        assert [each.result() for each in looks] == [None] * len(looks)
    with begin(desk.cast.oakfield.id) as tx, every_report(tx):
        kinds = [each.kind for each in queries.entries(tx, desk.cast.oakfield.id, report_id)]
        assert [kinds.count("note"), kinds.count("added")] == written[:2]
        assert written[1] == TIMES
