"""Selects and set-wise writes of the roster. Every query names the school."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Literal, NamedTuple, TypeVar
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Date,
    Select,
    String,
    and_,
    cast,
    false,
    func,
    literal,
    literal_column,
    not_,
    or_,
    text,
)
from sqlalchemy import select as columns
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Session, SQLModel, col, delete, insert, select, update

from consentsvc.kernel import clock
from consentsvc.kernel.database import among
from consentsvc.kernel.errors import NotFound
from consentsvc.roster.barring import Barred, BarredTie
from consentsvc.roster.matching import KnownChild, KnownGuardian, KnownRoster, KnownTie
from consentsvc.roster.models import Adult, Child, Guardian, Guardianship, RosterImport, RosterMapping, SchoolClass

Record = TypeVar("Record", bound=SQLModel)
Group = Literal["here", "left", "all", "turning_18"]
SOON_18 = timedelta(days=60)

_ALIKE = 0.5
"""From this share of what was typed on, a name is taken for a slip of the pen (pg_trgm's word_similarity)."""

_MUCH_ALIKE = 0.55
"""From here on a name is much like another: 'Amyra Khan' and 'Amira Khan', not 'Emma Khan'; 'Amira' is every Amira's."""


class ListedChild(NamedTuple):
    """A child with the name of the class."""

    child: Child
    class_name: str | None


class TiedGuardian(NamedTuple):
    """A guardian, and the tie to one child."""

    guardian: Guardian
    tie: Guardianship


def lock_roster(tx: Session, school_id: UUID) -> None:
    """Let nobody else change this school's roster until the transaction ends; answers and placements go on."""
    tx.execute(text("select pg_advisory_xact_lock(hashtextextended(:school, 2))"), {"school": str(school_id)})


def classes(tx: Session, school_id: UUID) -> Sequence[tuple[SchoolClass, int]]:
    """The classes by name, with how many children are in each now."""
    here = and_(col(Child.school_id) == SchoolClass.school_id, col(Child.class_id) == SchoolClass.id, is_here())
    return tx.exec(
        select(SchoolClass, func.count(col(Child.id)))
        .join(Child, here, isouter=True)
        .where(SchoolClass.school_id == school_id)
        .group_by(col(SchoolClass.id))
        .order_by(SchoolClass.name)
    ).all()


def unknown_classes(tx: Session, school_id: UUID, class_ids: Collection[UUID]) -> set[UUID]:
    known = tx.exec(select(SchoolClass.id).where(SchoolClass.school_id == school_id, among(SchoolClass.id, class_ids)))
    return set(class_ids) - set(known)


def unknown_children(tx: Session, school_id: UUID, child_ids: Collection[UUID]) -> set[UUID]:
    known = tx.exec(select(Child.id).where(Child.school_id == school_id, among(Child.id, child_ids)))
    return set(child_ids) - set(known)


def unknown_adults(tx: Session, school_id: UUID, adult_ids: Collection[UUID]) -> set[UUID]:
    known = tx.exec(select(Adult.id).where(Adult.school_id == school_id, among(Adult.id, adult_ids)))
    return set(adult_ids) - set(known)


def ids_in_classes(tx: Session, school_id: UUID, class_ids: Collection[UUID]) -> Sequence[UUID]:
    """Everybody who is in one of these classes now."""
    return tx.exec(select(Child.id).where(Child.school_id == school_id, among(Child.class_id, class_ids), is_here())).all()


def is_here() -> ColumnElement[bool]:
    """A child who hasn't left; somebody who leaves on a day to come is here until then."""
    return or_(col(Child.left_on).is_(None), col(Child.left_on) > clock.today())


def children(
    tx: Session, school_id: UUID, search: str, class_id: UUID | None, group: Group, limit: int, offset: int
) -> tuple[list[ListedChild], int]:
    """One page of the children, and how many there are: by name, or the best hits of a search first."""
    wanted = [col(Child.school_id) == school_id, *_group(group)]
    if class_id:
        wanted.append(col(Child.class_id) == class_id)
    order: list[Any] = [Child.last_name, Child.first_name, Child.id]
    if search:
        is_begun, likeness = _hit(search)
        wanted.append(or_(is_begun, likeness >= _ALIKE))
        order = [is_begun.desc(), likeness.desc(), *order]
    page = _listed().add_columns(func.count().over()).where(*wanted).order_by(*order).limit(limit).offset(offset)
    rows = tx.exec(page).all()
    total = rows[0][2] if rows else tx.exec(select(func.count()).select_from(Child).where(*wanted)).one()
    return [ListedChild(child, class_name) for child, class_name, _ in rows], total


def called(tx: Session, school_id: UUID, typed: str) -> Sequence[tuple[UUID, bool]]:
    """The children here now who are so called (True), by their first name or what they are known as, or much alike (False)."""
    name, known_as = func.folded(typed), func.folded(col(Child.known_as) + " " + col(Child.last_name))
    is_exact = func.coalesce(or_(name == _FOLDED_NAME, name == known_as), false())
    alike = func.greatest(func.word_similarity(name, _FOLDED_NAME), func.coalesce(func.word_similarity(name, known_as), 0))
    query = select(Child.id, is_exact).where(Child.school_id == school_id, is_here(), or_(is_exact, alike >= _MUCH_ALIKE))
    return [(child_id, exact) for child_id, exact in tx.exec(query.order_by(col(Child.id)))]


def _group(group: Group) -> list[ColumnElement[bool]]:
    if group == "all":
        return []
    if group == "left":
        return [not_(is_here())]
    if group == "turning_18":
        today = clock.today()
        return [is_here(), today < _BIRTHDAY_18, today + SOON_18 >= _BIRTHDAY_18]
    return [is_here()]


def child(tx: Session, school_id: UUID, child_id: UUID) -> Child:
    """The child. Raises NotFound."""
    return _found(tx.exec(select(Child).where(Child.school_id == school_id, Child.id == child_id)).first())


def adult(tx: Session, school_id: UUID, adult_id: UUID) -> Adult:
    """The adult. Raises NotFound."""
    return _found(tx.exec(select(Adult).where(Adult.school_id == school_id, Adult.id == adult_id)).first())


def children_by_id(tx: Session, school_id: UUID, child_ids: Collection[UUID]) -> list[ListedChild]:
    """Those of `child_ids` that are this school's, by name."""
    query = _listed().where(Child.school_id == school_id, among(Child.id, child_ids))
    return [ListedChild(*row) for row in tx.exec(query.order_by(Child.last_name, Child.first_name, col(Child.id)))]


def child_of_ref(tx: Session, school_id: UUID, ref: str) -> Child | None:
    return tx.exec(select(Child).where(Child.school_id == school_id, Child.ref == ref)).first()


def guardians(tx: Session, school_id: UUID, child_id: UUID) -> list[TiedGuardian]:
    """A child's guardians, in the order in which they came."""
    query = _TIED.where(Guardian.school_id == school_id, Guardianship.child_id == child_id)
    return [TiedGuardian(*row) for row in tx.exec(query.order_by(col(Guardian.created_at), Guardian.name, col(Guardian.id)))]


def tied_guardian(tx: Session, school_id: UUID, child_id: UUID, guardian_id: UUID) -> TiedGuardian:
    """A child's guardian. Raises NotFound."""
    query = _TIED.where(Guardian.school_id == school_id, Guardianship.child_id == child_id, Guardian.id == guardian_id)
    found = tx.exec(query).first()
    if found is None:
        raise NotFound
    return TiedGuardian(*found)


def barred(tx: Session, school_id: UUID) -> Barred:
    """Everybody who is barred from contact with a child of the school."""
    query = (
        select(Guardianship.child_id, Guardian.id, Guardian.email, Guardian.phone)
        .join(Guardian, and_(col(Guardian.school_id) == Guardianship.school_id, col(Guardian.id) == Guardianship.guardian_id))
        .where(Guardianship.school_id == school_id, col(Guardianship.contact_barred))
    )
    return Barred.of(BarredTie(*row) for row in tx.exec(query))


def adults(tx: Session, school_id: UUID) -> Sequence[Adult]:
    return tx.exec(select(Adult).where(Adult.school_id == school_id).order_by(Adult.name, col(Adult.id))).all()


def roster_import(tx: Session, school_id: UUID, import_id: UUID) -> RosterImport:
    """A file that was read. Raises NotFound."""
    query = select(RosterImport).where(RosterImport.school_id == school_id, RosterImport.id == import_id)
    return _found(tx.exec(query).first())


def import_size(tx: Session, school_id: UUID, import_id: UUID) -> int:
    """How many rows a file has. Raises NotFound."""
    size = func.jsonb_array_length(RosterImport.rows)
    found: int | None = tx.exec(select(size).where(RosterImport.school_id == school_id, RosterImport.id == import_id)).first()
    if found is None:
        raise NotFound
    return found


def import_counts(tx: Session, school_id: UUID, import_id: UUID) -> dict[str, int]:
    """How many rows of a file do what."""
    change = _LINE["change"].astext
    query = _lines(school_id, import_id).with_only_columns(change, func.count()).group_by(change)
    return {row[0]: row[1] for row in tx.execute(query)}


def import_lines(
    tx: Session, school_id: UUID, import_id: UUID, change: str | None, limit: int, offset: int
) -> tuple[list[dict[str, Any]], int]:
    """Some of the lines of a file in its order, or of those that do one thing; and how many there are."""
    query = _lines(school_id, import_id)
    if change:
        query = query.where(_LINE["change"].astext == change)
    total = tx.execute(query.with_only_columns(func.count())).scalar_one()
    page = query.with_only_columns(_LINE).order_by(literal_column("place")).limit(limit).offset(offset)
    return list(tx.execute(page).scalars()), total


def mapping_of(tx: Session, school_id: UUID, fingerprint: str) -> RosterMapping | None:
    """What was said about files with these columns."""
    query = select(RosterMapping).where(RosterMapping.school_id == school_id, RosterMapping.fingerprint == fingerprint)
    return tx.exec(query).first()


def roster_mapping(tx: Session, school_id: UUID, mapping_id: UUID) -> RosterMapping:
    """What was said about some files. Raises NotFound."""
    query = select(RosterMapping).where(RosterMapping.school_id == school_id, RosterMapping.id == mapping_id)
    return _found(tx.exec(query).first())


def roster_mappings(tx: Session, school_id: UUID) -> Sequence[RosterMapping]:
    """All that is remembered about files, by name."""
    query = select(RosterMapping).where(RosterMapping.school_id == school_id)
    return tx.exec(query.order_by(RosterMapping.name, col(RosterMapping.id))).all()


def remove_imports(tx: Session, school_id: UUID, before: datetime) -> int:
    """Remove what was read before; gives how many files."""
    old = delete(RosterImport).where(col(RosterImport.school_id) == school_id, col(RosterImport.uploaded_at) < before)
    return tx.exec(old).rowcount


def class_ids(tx: Session, school_id: UUID) -> dict[str, UUID]:
    """Every class's id by its name."""
    return dict(tx.exec(select(SchoolClass.name, SchoolClass.id).where(SchoolClass.school_id == school_id)).all())


def known_roster(tx: Session, school_id: UUID) -> KnownRoster:
    """The whole roster of a school, as a file is matched against it."""
    people = {row.id: KnownGuardian(**row._mapping) for row in tx.execute(_PEOPLE.where(col(Guardian.school_id) == school_id))}
    ties = _known_ties(tx, school_id, people)
    rows = tx.execute(_CHILDREN.where(col(Child.school_id) == school_id))
    return KnownRoster(
        children={row.ref: KnownChild(**row._mapping, ties=tuple(ties[row.id])) for row in rows},
        guardians={person.ref: person for person in people.values() if person.ref},
    )


def _known_ties(tx: Session, school_id: UUID, people: Mapping[UUID, KnownGuardian]) -> Mapping[UUID, list[KnownTie]]:
    ties: dict[UUID, list[KnownTie]] = defaultdict(list)
    for child_id, guardian_id, tie_id, *rest in tx.execute(_TIES.where(col(Guardianship.school_id) == school_id)):
        ties[child_id].append(KnownTie(tie_id, people[guardian_id], *rest))
    return ties


def insert_all(tx: Session, table: type[SQLModel], rows: Sequence[dict[str, Any]]) -> None:
    """Add these rows in one statement, however many; each names the same columns."""
    if rows:
        # A session keeps the plans of its reference checks: one from when a table was empty reads all of it for each row.
        tx.execute(text("discard plans"))
        tx.execute(insert(table).from_select(list(rows[0]), _unnested(table, rows)))


def update_all(tx: Session, table: type[SQLModel], school_id: UUID, rows: Sequence[dict[str, Any]]) -> None:
    """Change the rows that have these ids in one statement, however many; each names the same columns."""
    if rows:
        fields = table.__table__.c  # type: ignore[attr-defined]
        new = _unnested(table, rows).subquery().c
        values = {name: new[name] for name in rows[0] if name != "id"}
        tx.connection().execute(update(fields.id.table).where(fields.school_id == school_id, fields.id == new.id).values(values))


def _found(record: Record | None) -> Record:
    if record is None:
        raise NotFound
    return record


def _unnested(table: type[SQLModel], rows: Sequence[dict[str, Any]]) -> Select[Any]:
    """The rows as a select: one parameter for each column, an array."""
    types = {name: table.__table__.c[name].type for name in rows[0]}  # type: ignore[attr-defined]
    return columns(*(func.unnest(literal([row[name] for row in rows], ARRAY(kind))).label(name) for name, kind in types.items()))


_IN_CLASS = and_(col(SchoolClass.school_id) == Child.school_id, col(SchoolClass.id) == Child.class_id)


_PEOPLE = columns(
    *(col(each) for each in (Guardian.id, Guardian.ref, Guardian.name, Guardian.email, Guardian.phone, Guardian.language))
)
_CHILDREN = columns(
    *(
        col(each)
        for each in (
            Child.id,
            Child.ref,
            Child.first_name,
            Child.last_name,
            Child.known_as,
            Child.born_on,
            Child.left_on,
            Child.looked_after,
        )
    ),
    col(SchoolClass.name).label("class_name"),
).join_from(Child, SchoolClass, _IN_CLASS, isouter=True)


_TIED = select(Guardian, Guardianship).join(
    Guardianship, and_(col(Guardianship.school_id) == Guardian.school_id, col(Guardianship.guardian_id) == Guardian.id)
)


_TIES = columns(
    col(Guardianship.child_id),
    col(Guardianship.guardian_id),
    col(Guardianship.id),
    col(Guardianship.relationship),
    col(Guardianship.parental_responsibility),
    col(Guardianship.contact_barred),
    col(Guardianship.local_authority),
).order_by(col(Guardianship.id))


_LINE: ColumnElement[Any] = literal_column("line", JSONB())
_BIRTHDAY_18: ColumnElement[date] = cast(col(Child.born_on) + text("interval '18 years'"), Date())


def _lines(school_id: UUID, import_id: UUID) -> Select[Any]:
    """The lines of a file as rows: `line`, and its `place`."""
    lines = func.jsonb_array_elements(col(RosterImport.lines)).table_valued(
        "line", with_ordinality="place", joins_implicitly=True
    )
    return (
        columns(_LINE)
        .select_from(RosterImport, lines.render_derived())
        .where(col(RosterImport.school_id) == school_id, col(RosterImport.id) == import_id)
    )


# The database keeps it (migrations, guards): the name without accents, capitals and apostrophes.
_FOLDED_NAME: ColumnElement[str] = literal_column("children.folded_name", String())


def _listed() -> Any:
    return select(Child, SchoolClass.name).join(SchoolClass, _IN_CLASS, isouter=True)


def _hit(search: str) -> tuple[ColumnElement[bool], ColumnElement[float]]:
    """Whether the name, a part of it or the ref begins with what was typed; and how alike the name is. Accents don't count."""
    typed = func.folded(search)
    begins = or_(
        func.starts_with(_FOLDED_NAME, typed),
        func.strpos(_FOLDED_NAME, " " + typed) > 0,
        func.lower(Child.ref) == search.lower(),
    )
    return begins, func.word_similarity(typed, _FOLDED_NAME)


def guardianship(tx: Session, school_id: UUID, child_id: UUID, guardian_id: UUID) -> Guardianship:
    """The tie of this guardian to this child. Raises NotFound."""
    query = select(Guardianship).where(
        Guardianship.school_id == school_id, Guardianship.child_id == child_id, Guardianship.guardian_id == guardian_id
    )
    return _found(tx.exec(query).first())
