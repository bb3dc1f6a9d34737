"""A newsletter at Oakfield: an issue with a picture of two children and a member of staff who all agree, to be read and to be printed."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlmodel import Session
from starlette.testclient import TestClient

from consentsvc.consent.models import Objection
from consentsvc.kernel import clock
from consentsvc.kernel.database import begin
from consentsvc.media.models import Photo
from consentsvc.newsletters import mailing, service
from consentsvc.newsletters.models import Issue
from consentsvc.newsletters.schemas import IssueDetail, IssueDraft, NewIssue, PartInput
from consentsvc.newsletters.shown import shown_in_print
from consentsvc.publishing.models import Placement
from consentsvc.publishing.queries import in_channel
from consentsvc.publishing.schemas import PlacementRow
from consentsvc.roster.models import Child, Guardian
from consentsvc.schools.models import School
from tests.people import Cast, Person
from tests.publishing.stage import ALT, CAPTION, Stage, path_of

ONLINE, PRINT = "digital_newsletter", "printed_newsletter"
WORDS = "The beans are up.\nCome and see.\n\nBring a hat."


class Desk(Stage):
    """What is said for the website counts here for both newsletters, so that whatever ends a picture there ends it here."""

    def __init__(self, cast: Cast) -> None:
        super().__init__(cast)
        self.channel = self.new_channel(ONLINE, "Friday letter")

    def answer_in(
        self,
        tx: Session,
        child: Child,
        guardian: Guardian | None,
        said: str,
        purpose: str = "website",
        event_id: UUID | None = None,
        conditions: Sequence[str] = (),
    ) -> None:
        for each in (ONLINE, PRINT) if purpose == "website" else (purpose,):
            super().answer_in(tx, child, guardian, said, each, event_id, conditions)

    def adult_answer(self, said: str, purpose: str = "website") -> None:
        for each in (ONLINE, PRINT) if purpose == "website" else (purpose,):
            super().adult_answer(said, each)

    def issue(self, *parts: PartInput, title: str = "Spring news") -> IssueDetail:
        actor = self.actor(self.cast.publisher)
        with begin(self.school) as tx:
            made = service.create(tx, actor, NewIssue(channel_id=self.channel.id, title=title))
            return service.save(tx, actor, made.id, IssueDraft(revision=1, title=title, parts=list(parts)))

    def usual(self, photo_id: UUID) -> IssueDetail:
        return self.issue(heading("In the garden"), text(WORDS), picture(photo_id))

    def out(self, issue: IssueDetail) -> IssueDetail:
        return service.send_out(self.actor(self.cast.publisher), issue.id, issue.revision)

    def forms(self, client: TestClient, issue: IssueDetail) -> Sequence[str]:
        """What the issue is now as a page, as a mail, and as what is printed; each picture by the code of its placement."""
        with begin(self.school) as tx:
            mailed = mailing.mail_copy(tx, self.actor(self.cast.publisher), issue.id).html
            printed = shown_in_print(tx, tx.get_one(Issue, issue.id), PRINT)
        return page_of(client, issue).text, mailed, str(printed)

    def set_policy(self, **choices: object) -> None:
        with begin(self.school) as tx:
            school = tx.get_one(School, self.school)
            school.policy = {**school.policy, **choices}
            tx.add(school)

    def upload_was_by(self, photo_id: UUID, person: Person) -> None:
        with begin(self.school) as tx:
            tx.get_one(Photo, photo_id).uploaded_by = person.id

    def release(self, photo_id: UUID, person: Person) -> None:
        with begin(self.school) as tx:
            placement = tx.get_one(Placement, self.placed_photo(photo_id))
            placement.released_by, placement.released_at = person.id, clock.now()

    def long_not_reviewed(self, photo_id: UUID) -> None:
        with begin(self.school) as tx:
            tx.get_one(Placement, self.placed_photo(photo_id)).reviewed_on = clock.today() - timedelta(days=400)

    def code_of(self, issue: IssueDetail) -> str:
        with begin(self.school) as tx:
            return tx.get_one(Issue, issue.id).code

    def placed_photo(self, photo_id: UUID) -> UUID:
        """Where the photo hangs in the newsletter."""
        with begin(self.school) as tx:
            (placed,) = in_channel(tx, self.school, self.channel.id, [photo_id])
            return placed.placement.id


def heading(words: str) -> PartInput:
    return PartInput(kind="heading", text=words)


def text(words: str) -> PartInput:
    return PartInput(kind="text", text=words)


def picture(photo_id: UUID, caption: str = CAPTION, alt: str = ALT) -> PartInput:
    return PartInput(kind="picture", photo_id=photo_id, text=caption, alt=alt)


def objected(desk: Desk, placed: PlacementRow) -> None:
    """To both newsletters."""
    who = {"child_id": desk.cast.amira.id, "guardian_id": desk.cast.amira_mother.id}
    with begin(desk.school) as tx:
        for purpose in (ONLINE, PRINT):
            raised = {"objection_id": uuid4(), "purpose": purpose, "act": "raised", "at": clock.now()}
            tx.add(Objection(school_id=desk.school, **who, **raised))


def page_of(client: TestClient, issue: IssueDetail) -> Any:
    assert issue.address
    return client.get(path_of(issue.address))
