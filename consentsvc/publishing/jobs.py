from consentsvc.kernel.access import system
from consentsvc.kernel.database import begin
from consentsvc.media import deleting
from consentsvc.media.facts import PhotoDeleted
from consentsvc.media.hidden import every_photo
from consentsvc.publishing import placing, queries, reviewing
from consentsvc.schools import service as schools


def take_down_deleted(fact: PhotoDeleted) -> None:
    """Note that each placement of a deleted photo came down, and remove its files (W3). None was served since the deletion."""
    with begin(fact.school_id) as tx, every_photo(tx):
        placed = queries.placements_of(tx, fact.school_id, [fact.photo_id])
        placements = queries.lock_placements(tx, fact.school_id, [each.placement.id for each in placed])
        placing.remove_all(tx, system(fact.school_id), placements)
        files = {file.sha256 for each in placed for file in each.files.values()}
        deleting.remove_unnamed(tx, fact.school_id, files)


def remind_of_reviews() -> None:
    """Remind those who may place, at each school, of what has to be looked at again (P8)."""
    with begin() as tx:
        school_ids = [school.id for school in schools.listed(tx)]
    for school_id in school_ids:
        with begin(school_id) as tx:
            reviewing.remind(tx, school_id)
