"""What the office said about the files of other systems: asked once, remembered under a name, offered for the next such file."""

from uuid import UUID

from pydantic import TypeAdapter
from sqlmodel import Session

from consentsvc.audit import service as audit
from consentsvc.kernel import clock
from consentsvc.kernel.access import Actor
from consentsvc.kernel.database import begin
from consentsvc.kernel.errors import Invalid
from consentsvc.kernel.sheets import Encoding
from consentsvc.roster import mapping, oneroster, queries, reading
from consentsvc.roster.models import RosterMapping
from consentsvc.roster.reading import Choices, Remembered
from consentsvc.roster.schemas import FileColumnRow, FileLook, MappingRow, NewMapping

_CHOICES: TypeAdapter[Choices] = TypeAdapter(Choices)


def look(actor: Actor, data: bytes, encoding: Encoding) -> FileLook:
    """What kind of file this is, what its columns hold, and what was said about such files before. Nothing is kept.

    Raises what reading.kind_of raises.
    """
    found = reading.kind_of(data, encoding)
    with begin(actor.school) as tx:
        known = queries.mapping_of(tx, actor.school, found.fingerprint) if found.fingerprint else None
    sources, dates = mapping.suggest(found.columns)
    return FileLook(
        kind=found.kind,
        fingerprint=found.fingerprint,
        columns=[
            FileColumnRow(name=each.name, values=list(each.values), has_more=each.has_more, date_orders=list(each.date_orders))
            for each in found.columns
        ],
        suggested=sources,
        suggested_dates=dates,
        remembered=_row(known) if known else None,
    )


def remembered(actor: Actor, mapping_id: UUID) -> Remembered:
    """What was said about such files. Raises NotFound."""
    with begin(actor.school) as tx:
        found = queries.roster_mapping(tx, actor.school, mapping_id)
        return Remembered(found.name, found.fingerprint, _CHOICES.validate_python(found.choices))


def listed(tx: Session, actor: Actor) -> list[MappingRow]:
    """What is remembered, by name."""
    return [_row(each) for each in queries.roster_mappings(tx, actor.school)]


def remember(tx: Session, actor: Actor, new: NewMapping) -> MappingRow:
    """Keep what was said about files with these columns, in the place of what was said before. Raises Invalid."""
    _check(new)
    queries.lock_roster(tx, actor.school)
    assert actor.id is not None  # staff or a token of theirs; nobody else gets here
    kept = queries.mapping_of(tx, actor.school, new.fingerprint)
    kept = kept or RosterMapping(
        school_id=actor.school, fingerprint=new.fingerprint, name="", choices={}, saved_by=actor.id, saved_at=clock.now()
    )
    kept.name, kept.choices = new.name, new.choices.model_dump(mode="json")
    kept.saved_by, kept.saved_at = actor.id, clock.now()
    tx.add(kept)
    tx.flush()
    audit.record(tx, actor, "roster:map", kept.id)
    return _row(kept)


def forget(tx: Session, actor: Actor, mapping_id: UUID) -> None:
    """Ask anew, the next time. Raises NotFound."""
    tx.delete(queries.roster_mapping(tx, actor.school, mapping_id))
    tx.flush()
    audit.record(tx, actor, "roster:unmap", mapping_id)


def _check(new: NewMapping) -> None:
    if (new.choices.kind == "oneroster") != (new.fingerprint == oneroster.FINGERPRINT):
        raise Invalid("These choices are for another kind of file.")


def _row(found: RosterMapping) -> MappingRow:
    return MappingRow(
        id=found.id,
        name=found.name,
        fingerprint=found.fingerprint,
        choices=_CHOICES.validate_python(found.choices),
        saved_at=found.saved_at,
    )
