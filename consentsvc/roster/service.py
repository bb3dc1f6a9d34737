"""Who is on the roster. A child who leaves stays, with the day (C11); the import of files is in imports.py."""

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from sqlmodel import Session, SQLModel

from consentsvc.audit import service as audit
from consentsvc.kernel import clock
from consentsvc.kernel.access import Actor, Permission
from consentsvc.kernel.errors import Conflict, Field, Invalid, NotAllowed, NotFound
from consentsvc.roster import queries
from consentsvc.roster.barring import Trace, is_other_name, traces
from consentsvc.roster.models import Adult, Child, Guardian, Guardianship, SchoolClass
from consentsvc.roster.queries import Group, ListedChild, TiedGuardian
from consentsvc.roster.rules import birth_problem, birthday
from consentsvc.roster.schemas import (
    AdultRow,
    ChildChange,
    ChildDetail,
    ChildList,
    ChildRow,
    ClassRow,
    GuardianChange,
    GuardianRow,
    NewAdult,
    NewChild,
    NewGuardian,
)

Record = TypeVar("Record", bound=SQLModel)

_OF_TIE = {"relationship", "parental_responsibility", "local_authority", "contact_barred"}


def classes(tx: Session, actor: Actor) -> list[ClassRow]:
    """The classes by name, with how many children are in each now."""
    return [ClassRow(id=each.id, name=each.name, children=count) for each, count in queries.classes(tx, actor.school)]


def children(
    tx: Session, actor: Actor, *, search: str, class_id: UUID | None, group: Group, limit: int, offset: int
) -> ChildList:
    """One page of the children: by name, or the best hits of a search first (accents and small slips don't matter)."""
    found, total = queries.children(tx, actor.school, search, class_id, group, limit, offset)
    return ChildList(items=[_row(each, with_birthday=group == "turning_18") for each in found], total=total)


def rows_of(tx: Session, actor: Actor, child_ids: Collection[UUID]) -> list[ChildRow]:
    """These children, by name. Other schools' and unknown ones are left out."""
    return [_row(each) for each in queries.children_by_id(tx, actor.school, child_ids)]


class Called(NamedTuple):
    """A child who may be meant by a name. `is_exact` false: only much alike."""

    child_id: UUID
    is_exact: bool


def called(tx: Session, school_id: UUID, name: str) -> Sequence[Called]:
    """The children here now whom somebody may mean by a name that they typed; accents, capitals and apostrophes don't count."""
    return [Called(*each) for each in queries.called(tx, school_id, " ".join(name.split()))]


def known_child(tx: Session, school_id: UUID, child_id: UUID) -> Child:
    """This school's child. Raises NotFound."""
    return queries.child(tx, school_id, child_id)


def known_adult(tx: Session, school_id: UUID, adult_id: UUID) -> Adult:
    """This school's adult. Raises NotFound."""
    return queries.adult(tx, school_id, adult_id)


def known_guardianship(tx: Session, school_id: UUID, child_id: UUID, guardian_id: UUID) -> Guardianship:
    """The tie of this guardian to this child. Raises NotFound."""
    return queries.guardianship(tx, school_id, child_id, guardian_id)


def unknown_children(tx: Session, school_id: UUID, child_ids: Collection[UUID]) -> set[UUID]:
    """Those of `child_ids` that are no child of this school."""
    return queries.unknown_children(tx, school_id, child_ids)


def unknown_adults(tx: Session, school_id: UUID, adult_ids: Collection[UUID]) -> set[UUID]:
    """Those of `adult_ids` that are no adult of this school."""
    return queries.unknown_adults(tx, school_id, adult_ids)


def unknown_classes(tx: Session, school_id: UUID, class_ids: Collection[UUID]) -> set[UUID]:
    """Those of `class_ids` that are no class of this school."""
    return queries.unknown_classes(tx, school_id, class_ids)


def ids_in_classes(tx: Session, actor: Actor, class_ids: Collection[UUID]) -> Sequence[UUID]:
    """Everybody who is in one of these classes now."""
    return queries.ids_in_classes(tx, actor.school, class_ids)


def view_child(tx: Session, actor: Actor, child_id: UUID) -> ChildDetail:
    """A child with their guardians; the look is recorded (A2). Raises NotFound."""
    found = _detail(tx, actor, child_id)
    audit.record(tx, actor, "child:view", child_id)
    return found


def add_class(tx: Session, actor: Actor, name: str) -> SchoolClass:
    """A class. Raises Conflict (`class-taken`) when there is one of this name."""
    queries.lock_roster(tx, actor.school)
    if name in queries.class_ids(tx, actor.school):
        raise Conflict("There is a class of this name already.", slug="class-taken")
    made = _kept(tx, SchoolClass(school_id=actor.school, name=name))
    audit.record(tx, actor, "class:add", made.id)
    return made


def add_child(tx: Session, actor: Actor, new: NewChild) -> ChildDetail:
    """A child on the roster. Raises Conflict (`ref-taken`), and Invalid for a class or a birth date that can't be."""
    queries.lock_roster(tx, actor.school)
    _check_child(tx, actor, new.model_dump())
    made = _kept(tx, Child(school_id=actor.school, created_at=clock.now(), **new.model_dump()))
    audit.record(tx, actor, "child:add", made.id)
    return _detail(tx, actor, made.id)


def change_child(tx: Session, actor: Actor, child_id: UUID, change: ChildChange) -> ChildDetail:
    """Correct a child's record, or note the day that they left (C11). Raises as `add_child`, and NotFound."""
    queries.lock_roster(tx, actor.school)
    child = _known(tx, actor, child_id).child
    new = change.model_dump(exclude_unset=True)
    _check_child(tx, actor, {name: value for name, value in new.items() if value != getattr(child, name)})
    _set(tx, child, new)
    audit.record(tx, actor, "child:change", child_id, fields=sorted(new))
    return _detail(tx, actor, child_id)


def add_guardian(tx: Session, actor: Actor, child_id: UUID, new: NewGuardian) -> GuardianRow:
    """A new guardian of a child. Raises NotAllowed where somebody barred may come back by it (G3), and NotFound."""
    queries.lock_roster(tx, actor.school)
    known_child(tx, actor.school, child_id)
    if not new.contact_barred:
        _keep_barred_out(tx, actor, child_id, traces(new.email, new.phone), is_somebody_new=True)
    values = new.model_dump()
    about_tie = {name: values.pop(name) for name in _OF_TIE}
    guardian = _kept(tx, Guardian(school_id=actor.school, created_at=clock.now(), **values))
    tie = _kept(tx, Guardianship(school_id=actor.school, child_id=child_id, guardian_id=guardian.id, **about_tie))
    audit.record(tx, actor, "guardian:add", child_id, guardian_id=guardian.id)
    return _guardian_row(actor, TiedGuardian(guardian, tie))


def change_guardian(tx: Session, actor: Actor, child_id: UUID, guardian_id: UUID, change: GuardianChange) -> GuardianRow:
    """Correct what is known about a child's guardian.

    Only a lead lets somebody in again who was barred from contact, in whatever way (G3). Raises NotAllowed for others, and NotFound.
    """
    queries.lock_roster(tx, actor.school)
    found = queries.tied_guardian(tx, actor.school, child_id, guardian_id)
    new = change.model_dump(exclude_unset=True)
    _check_barring(tx, actor, found, new)
    _set(tx, found.guardian, {name: value for name, value in new.items() if name not in _OF_TIE})
    _set(tx, found.tie, {name: value for name, value in new.items() if name in _OF_TIE})
    audit.record(tx, actor, "guardian:change", child_id, guardian_id=guardian_id, fields=sorted(new))
    return _guardian_row(actor, found)


def adults(tx: Session, actor: Actor) -> list[AdultRow]:
    """Staff, volunteers and visitors who may be in a picture (C14), by name."""
    return [AdultRow(id=each.id, name=each.name) for each in queries.adults(tx, actor.school)]


def add_adult(tx: Session, actor: Actor, new: NewAdult) -> AdultRow:
    """An adult who may be in a picture (C14)."""
    made = _kept(tx, Adult(school_id=actor.school, name=new.name, created_at=clock.now()))
    audit.record(tx, actor, "adult:add", made.id)
    return AdultRow(id=made.id, name=made.name)


def _kept(tx: Session, made: Record) -> Record:
    tx.add(made)
    tx.flush()
    return made


def _set(tx: Session, record: Any, values: dict[str, object]) -> None:
    for name, value in values.items():
        setattr(record, name, value)
    tx.add(record)
    tx.flush()
    tx.refresh(record)  # a trigger may have ended older yeses


def _known(tx: Session, actor: Actor, child_id: UUID) -> ListedChild:
    found = queries.children_by_id(tx, actor.school, [child_id])
    if not found:
        raise NotFound
    return found[0]


def _check_child(tx: Session, actor: Actor, new: dict[str, Any]) -> None:
    """Raises Invalid or Conflict where a child can't be so."""
    class_id, ref, born_on = new.get("class_id"), new.get("ref"), new.get("born_on")
    if class_id and queries.unknown_classes(tx, actor.school, [class_id]):
        raise _wrong("class_id", "There is no such class.")
    if born_on and (problem := birth_problem(born_on, clock.today())):
        raise _wrong("born_on", problem)
    if ref and queries.child_of_ref(tx, actor.school, ref):
        raise Conflict("Another child has this number.", slug="ref-taken")


def _check_barring(tx: Session, actor: Actor, found: TiedGuardian, new: dict[str, Any]) -> None:
    guardian, tie = found
    if tie.contact_barred:
        if new.get("contact_barred") is False and not actor.can(Permission.CHILD_RESTRICT):
            raise NotAllowed("Only a safeguarding lead can let this person be contacted again.")
    elif not new.get("contact_barred"):
        brought = traces(new.get("email"), new.get("phone")) - traces(guardian.email, guardian.phone)
        renamed = is_other_name(new.get("name", guardian.name), guardian.name)
        _keep_barred_out(tx, actor, tie.child_id, brought, is_somebody_new=renamed)


def _keep_barred_out(tx: Session, actor: Actor, child_id: UUID, left: set[Trace], *, is_somebody_new: bool) -> None:
    """Raises NotAllowed where somebody who is barred from contact may come back by this; a safeguarding lead may let them (G3)."""
    if actor.can(Permission.CHILD_RESTRICT):
        return
    if queries.barred(tx, actor.school).may_return(child_id, left, is_somebody_new=is_somebody_new):
        raise NotAllowed(
            "Somebody is barred from contact with this child, or these are the details of somebody who is barred. "
            "Ask the safeguarding lead, who can make this change.",
            slug="somebody-barred",
        )


def _wrong(field: str, message: str) -> Invalid:
    return Invalid(message, fields=[Field(f"body.{field}", message)])


def _detail(tx: Session, actor: Actor, child_id: UUID) -> ChildDetail:
    listed = _known(tx, actor, child_id)
    child, may_more = listed.child, actor.can(Permission.ANSWER_VIEW)
    return ChildDetail(
        **_row(listed).model_dump(),
        known_as=child.known_as,
        born_on=child.born_on,
        looked_after=child.looked_after if may_more else None,
        older_yeses_ended=child.yes_counts_after is not None if may_more else None,
        guardians=[_guardian_row(actor, each) for each in queries.guardians(tx, actor.school, child_id)],
    )


def _row(listed: ListedChild, *, with_birthday: bool = False) -> ChildRow:
    child = listed.child
    return ChildRow(
        id=child.id,
        ref=child.ref,
        first_name=child.first_name,
        last_name=child.last_name,
        name=child.name,
        class_id=child.class_id,
        class_name=listed.class_name,
        left_on=child.left_on,
        turns_18_on=birthday(child.born_on, 18) if with_birthday else None,
    )


def _guardian_row(actor: Actor, tied: TiedGuardian) -> GuardianRow:
    """How to reach somebody, and on what authority they speak, is for those who deal with answers."""
    guardian, tie = tied
    more = GuardianRow(
        id=guardian.id,
        name=guardian.name,
        email=guardian.email,
        phone=guardian.phone,
        language=guardian.language,
        relationship=tie.relationship,
        parental_responsibility=tie.parental_responsibility,
        local_authority=tie.local_authority,
        contact_barred=tie.contact_barred,
    )
    return more if actor.can(Permission.ANSWER_VIEW) else more.model_copy(update=_HIDDEN)


_HIDDEN = dict.fromkeys(("email", "phone", "language", "parental_responsibility", "local_authority", "contact_barred"))
