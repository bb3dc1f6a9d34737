from consentsvc.kernel.database import begin
from consentsvc.roster import imports
from consentsvc.schools import service as schools


def forget_read_files() -> None:
    """Each hour: roster files that were read more than a day ago are removed, at every school."""
    with begin() as tx:
        here = [school.id for school in schools.listed(tx)]
    for school_id in here:
        with begin(school_id) as tx:
            imports.forget(tx, school_id)
