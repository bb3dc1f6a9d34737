from consentsvc.kernel.database import begin
from consentsvc.office import past
from consentsvc.schools import service as schools


def forget_read_files() -> None:
    """Each hour: what was read of files of past answers more than a day ago is removed, at every school."""
    with begin() as tx:
        here = [school.id for school in schools.listed(tx)]
    for school_id in here:
        with begin(school_id) as tx:
            past.forget(tx, school_id)
