"""A look at a picture as it would go out, before it does (W3, P6)."""

from uuid import UUID

from consentsvc.audit import service as audit
from consentsvc.kernel.access import Actor
from consentsvc.kernel.blobs import blobs
from consentsvc.kernel.database import begin
from consentsvc.media import service as media
from consentsvc.publishing import queries, rendering
from consentsvc.publishing.placing import wanted_for
from consentsvc.schools import service as schools
from consentsvc.schools.policy import CoverStyle


def as_it_would_go_out(actor: Actor, photo_id: UUID, purpose: str, style: CoverStyle | None) -> bytes:
    """A JPEG: cropped, covered, in the size for this purpose; whether it may go out is another question.

    The look is noted (A2), committed before it is made. Raises NotFound, Conflict (`not-scanned`, `is-a-video`), and what rendering
    raises: Refused (`face-seen`) where somebody could still be seen under a cover.
    """
    with begin(actor.school) as tx:
        media.note_look(tx, actor, photo_id, "as it would go out")
        source = queries.sources(tx, actor.school, [photo_id])[photo_id]
        school, policy = schools.school(tx, actor.school), schools.policy_of(tx, actor.school)
    large, _ = rendering.made_of(actor.school, wanted_for(school, policy, source, purpose, style))
    return large.data


def as_placed(actor: Actor, placement_id: UUID, size: str) -> bytes:
    """The JPEG of a placement, as it is or was to go out; the look is noted (A2), committed before a byte is given. Raises NotFound."""
    with begin(actor.school) as tx:
        placed = queries.placement(tx, actor.school, placement_id)
        audit.record(tx, actor, "photo:view", placed.placement.photo_id, form="as placed")
    return blobs().get(actor.school, placed.files[size].sha256)
