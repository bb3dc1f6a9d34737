from typing import Annotated

from consentsvc.audit import service
from consentsvc.audit.schemas import Checkpoint
from consentsvc.kernel.access import Actor, Permission, may, router
from consentsvc.kernel.database import Tx

api = router(prefix="/api/audit", tags=["audit"])


@api.get("/checkpoint")
def checkpoint(actor: Annotated[Actor, may(Permission.AUDIT_VIEW)], tx: Tx) -> Checkpoint:
    """The seal of this school's chain as it is now. Keep it somewhere else."""
    return service.checkpoint(tx, actor)
