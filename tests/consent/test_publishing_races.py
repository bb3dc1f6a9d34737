"""Publishing a form beside an answer to it, on real connections that really commit: no yes to the old words outlives its question."""

from functools import partial
from pathlib import Path

import pytest
from sqlmodel import Session

from consentsvc.consent import forms_in_use, service, standings
from consentsvc.consent.speakers import Speaker
from consentsvc.forms import editing
from consentsvc.forms import service as forms
from consentsvc.forms.schemas import FormContent
from consentsvc.kernel import clock, database, postgres
from consentsvc.kernel.access import Actor
from consentsvc.kernel.database import begin
from tests.people import Cast, cast_at
from tests.publishing.test_races import Background, waiting_for_a_lock

REWORDED = FormContent.of(
    {"questions": {"website": {"words": {"name": "W", "question": "May we?", "reach": "All."}, "conditions": None}}}
)


@pytest.fixture
def cast(committed: postgres.Server, folder: Path) -> Cast:
    with Session(database.engine(), expire_on_commit=False) as tx:
        return cast_at(tx)


def head(cast: Cast) -> Actor:
    return Actor(kind="staff", id=cast.head.id, school_id=cast.oakfield.id, roles=frozenset(cast.head.roles))


def agree(tx: Session, cast: Cast) -> None:
    speaker = Speaker.guardian(cast.ben.id, cast.ben_mother.id)
    service.answer(tx, head(cast), speaker, purpose="website", said="given", method="phone")


def publish(cast: Cast, revision: str) -> None:
    with begin(cast.oakfield.id) as tx:
        forms_in_use.publish_form(tx, head(cast), "family", revision, {"website": "means_more"})


@pytest.mark.rule("C2")
def test_a_yes_that_was_on_its_way_ends_with_its_question(cast, committed):
    with begin(cast.oakfield.id) as tx:
        revision = editing.save_draft(
            tx, head(cast), "family", REWORDED, editing.detail(tx, head(cast), "family").revision
        ).revision
    with waiting_for_a_lock(committed) as somebody_waits:
        with begin(cast.oakfield.id) as tx:
            agree(tx, cast)
            publication = Background(partial(publish, cast, revision))
            somebody_waits()
        publication.end()
    assert publication.error is None
    with begin(cast.oakfield.id) as tx:
        found = standings.standings_for(tx, cast.oakfield.id, [cast.ben.id], [], ["website"], None, clock.today())
    assert found[cast.ben.id, "website"].state == "invalidated"


@pytest.mark.rule("C3")
def test_two_who_are_first_at_the_same_moment_make_one_version(cast, committed):
    made = []

    def use() -> None:
        with begin(cast.oakfield.id) as tx:
            made.append(forms.form_in_use(tx, cast.oakfield.id).id)

    with waiting_for_a_lock(committed) as somebody_waits:
        with begin(cast.oakfield.id) as tx:
            made.append(forms.form_in_use(tx, cast.oakfield.id).id)
            other = Background(use)
            somebody_waits()
        other.end()
    assert other.error is None
    assert len(made) == 2
    assert made[0] == made[1]
