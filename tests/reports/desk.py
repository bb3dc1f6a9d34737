"""Reports as they come in, and the people who may or may not read them: where the desk's tests begin."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from sqlmodel import Session, col, select

from consentsvc.accounts import service as accounts
from consentsvc.kernel.access import Actor, Role
from consentsvc.kernel.database import begin
from consentsvc.reports import making, subjects, way_back
from consentsvc.reports.models import Report
from consentsvc.reports.readers import every_report
from consentsvc.reports.schemas import NewSubject, PublicReport
from tests.people import Cast, Person

WORDS = "Pictures of a swimming gala are passed around"


@dataclass(frozen=True)
class Desk:
    """Oakfield's people, with a second lead; each step a transaction of its own."""

    cast: Cast
    second_lead: Person

    @classmethod
    def of(cls, cast: Cast) -> "Desk":
        email = "second.lead@oakfield-primary.example"
        with begin(cast.oakfield.id) as tx:
            user = accounts.add_user(tx, cast.oakfield.id, email, "Petra Quist", "correct horse battery", {Role.LEAD})
        return cls(cast, Person(user.id, cast.oakfield.id, email, (Role.LEAD,)))

    @property
    def viewers(self) -> dict[str, Person]:
        """The six who look."""
        cast = self.cast
        return {
            "teacher": cast.teacher,
            "lead": cast.lead,
            "second lead": self.second_lead,
            "head": cast.head,
            "chair": cast.chair,
            "admin": cast.admin,
        }

    def make(self, **told: Any) -> UUID:
        """A report of somebody anonymous, about nobody in particular."""
        said: dict[str, Any] = {"images": "no", "about": "nobody_here", "what": WORDS, "reporter": "not_said", **told}
        with begin(self.cast.oakfield.id) as tx:
            made = making.make(tx, self.cast.oakfield.id, PublicReport(**said), str(told))
        return self.id_of(made.reference)

    def make_to_add_to(self, **told: Any) -> tuple[UUID, Callable[[str], bool]]:
        """A report, and how its reporter adds words to it."""
        said: dict[str, Any] = {"images": "no", "about": "nobody_here", "what": WORDS, "reporter": "not_said", **told}
        with begin(self.cast.oakfield.id) as tx:
            made = making.make(tx, self.cast.oakfield.id, PublicReport(**said), str(told))

        def add(words: str) -> bool:
            with begin() as tx:
                return way_back.add(tx, made.reference, made.secret, words, uuid4())

        return self.id_of(made.reference), add

    def about(self, subject: str) -> UUID:
        """A report about one of the five kinds of subject."""
        report_id = self.make(what=f"{WORDS} {subject}")
        if subject == "child":
            self.name(report_id, kind="child", child_id=self.cast.ben.id)
        else:
            kind = subject if subject in ("lead", "head") else "staff"
            self.name(report_id, kind=kind, user_id=self.person(subject).id)
        return report_id

    def person(self, subject: str) -> Person:
        return self.cast.teacher if subject == "staff" else self.viewers[subject]

    def name(self, report_id: UUID, by: Person | None = None, **who: Any) -> bool:
        """Somebody who reads it names whom it is about; whether they may still read it then."""
        with begin(self.cast.oakfield.id) as tx:
            return subjects.name(
                tx, actor(by or self.cast.lead), report_id, NewSubject(reason="As we were told.", **who)
            ).may_read

    def id_of(self, reference: str) -> UUID:
        plain = reference.replace("-", "").replace(" ", "")
        with begin(self.cast.oakfield.id) as tx, every_report(tx):
            return tx.exec(select(Report.id).where(col(Report.reference) == plain)).one()


def actor(person: Person) -> Actor:
    return Actor("staff", person.id, person.school_id, frozenset(person.roles))


def in_full(tx: Session, school_id: UUID, report_id: UUID) -> Report:
    """The row itself."""
    with every_report(tx):
        return tx.exec(select(Report).where(Report.school_id == school_id, Report.id == report_id)).one()
