"""The schools room over HTTP."""

from typing import Annotated

from fastapi import Depends

from consentsvc.kernel.access import Actor, Permission, SignedIn, may, router
from consentsvc.kernel.database import Tx
from consentsvc.schools import service
from consentsvc.schools.schemas import PolicyChange, PolicyDetail

api = router(prefix="/api/school", tags=["schools"])

Reader = Annotated[Actor, Depends(SignedIn())]
Editor = Annotated[Actor, may(Permission.POLICY_EDIT)]


@api.get("/policy")
def policy(actor: Reader, tx: Tx) -> PolicyDetail:
    """What the school has chosen where the rulebook leaves a choice."""
    return service.policy_detail(tx, actor)


@api.put("/policy")
def change_policy(actor: Editor, tx: Tx, change: PolicyChange) -> PolicyDetail:
    """Choose anew. Earlier answers keep the day on which they run out."""
    return service.change_policy(tx, actor, change.policy, change.revision)
