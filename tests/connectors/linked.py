"""A channel connected with the stand-in for WordPress: where most tests here begin."""

from collections.abc import Sequence
from uuid import UUID

from consentsvc.connectors import queries, service
from consentsvc.connectors.models import Connection
from consentsvc.connectors.schemas import NewConnection
from consentsvc.kernel.database import begin
from consentsvc.media.hidden import every_photo
from consentsvc.publishing import copies
from consentsvc.publishing.models import Copy
from consentsvc.publishing.schemas import PlacementRow
from tests.connectors.wordpress_site import WordPressSite
from tests.publishing.stage import Stage

PASSWORD = "abcd EFGH ijkl MNOP qrst UVWX"


class Linked:
    """A stage, a WordPress, a channel of the kind 'WordPress page' between them, and a placement in it."""

    def __init__(self, stage: Stage, site: WordPressSite, mode: str = "copy") -> None:
        self.stage, self.site = stage, site
        stage.everybody_agrees()
        self.channel = stage.new_channel("website", "Our garden", kind="wordpress")
        self.placed = self.place()
        new = NewConnection(channel_id=self.channel.id, address=site.address, user_name="consent", password=PASSWORD, mode=mode)
        self.id = service.connect(stage.actor(stage.cast.admin), new).id

    def place(self) -> PlacementRow:
        """One more picture on the page."""
        return self.stage.place(self.stage.photo(), self.channel)

    def fill(self) -> None:
        service.bring_up_to_date(self.stage.school, self.channel.id)

    def withdraw(self) -> None:
        """One family's no, which reaches every picture here."""
        child, guardian = self.stage.families()[0]
        self.stage.answer(child, guardian, "withdrawn")

    def connection(self) -> Connection:
        with begin(self.stage.school) as tx:
            return queries.connection(tx, self.stage.school, self.id)

    def copies(self, placement_id: UUID | None = None) -> Sequence[Copy]:
        """The copies of a placement that may still be there."""
        with begin(self.stage.school) as tx, every_photo(tx):
            id_ = placement_id or self.placed.id
            return copies.standing(tx, self.stage.school, [id_]).get(id_, [])

    def copy(self) -> Copy:
        """The only copy of the first placement."""
        (found,) = self.copies()
        return found
