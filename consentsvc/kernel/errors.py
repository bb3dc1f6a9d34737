"""What can go wrong in the words of the business, as RFC 9457 problems.

Problem
├── Unreadable        400  the body is not what its content type says
├── SignInNeeded      401  nobody is signed in
├── NotAllowed        403  this role may not do that
├── NotFound          404  there is none, or it is another school's (A6: the same answer)
├── WrongMethod       405  this address takes other kinds of request
├── Conflict          409  it can't be done as things stand
│   └── Refused       409  a rule of the rulebook says no; `reasons` cite it
├── TooLarge          413  more bytes than are taken
├── NotAPicture       415  the bytes are not a picture that we take
├── Invalid           422  what was sent can't be used; `fields` say where
├── TooMany           429  slow down
└── Unavailable       503  something we need is not there now; nothing was changed

`type` is stable: '/problems/' and the slug. A subclass in a room may carry a slug of its own.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from consentsvc.kernel.languages import phrase
from consentsvc.kernel.rulebook import Reason


@dataclass(frozen=True)
class Field:
    """One thing wrong in what was sent: where (`body.email`, `row 7, column first_name`) and what, in plain words."""

    where: str
    message: str


class Problem(Exception):
    """A refusal with a stable type and a sentence that says what to do next."""

    status: ClassVar[int] = 500
    slug: ClassVar[str] = "problem"
    title: ClassVar[str] = phrase("Something went wrong")

    def __init__(
        self,
        detail: str,
        *,
        slug: str | None = None,
        reasons: Sequence[Reason] = (),
        fields: Sequence[Field] = (),
        retry_after: int | None = None,
    ) -> None:
        super().__init__(slug or self.slug)
        self.detail = detail
        self.type = f"/problems/{slug or self.slug}"
        self.reasons = tuple(reasons)
        self.fields = tuple(fields)
        self.retry_after = retry_after

    def document(self) -> dict[str, Any]:
        """The problem document (RFC 9457)."""
        return {
            "type": self.type,
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
            "reasons": [{"rule": r.rule, "code": r.code, "about": r.about, "text": r.text, "mend": r.mend} for r in self.reasons],
            "fields": [{"where": f.where, "message": f.message} for f in self.fields],
        }


class Unreadable(Problem):
    status = 400
    slug = "unreadable"
    title = phrase("This can't be read")


class SignInNeeded(Problem):
    status = 401
    slug = "sign-in-needed"
    title = phrase("Sign in first")

    def __init__(self, detail: str = "Sign in, then try again.", **more: Any) -> None:
        super().__init__(detail, **more)


class NotAllowed(Problem):
    status = 403
    slug = "not-allowed"
    title = phrase("You may not do that")

    def __init__(self, detail: str = "Your role does not allow this. Ask an administrator of your school.", **more: Any) -> None:
        super().__init__(detail, **more)


class NotFound(Problem):
    status = 404
    slug = "not-found"
    title = phrase("Not found")

    def __init__(self, detail: str = phrase("There is nothing here."), **more: Any) -> None:
        super().__init__(detail, **more)


class WrongMethod(Problem):
    status = 405
    slug = "wrong-method"
    title = phrase("Not that kind of request")


class Conflict(Problem):
    status = 409
    slug = "conflict"
    title = phrase("Not as things stand")


class Refused(Conflict):
    slug = "refused"
    title = phrase("The rules say no")


class TooLarge(Problem):
    status = 413
    slug = "too-large"
    title = phrase("Too large")


class NotAPicture(Problem):
    status = 415
    slug = "not-a-picture"
    title = phrase("Not a picture that we can take")


class Invalid(Problem):
    status = 422
    slug = "invalid"
    title = phrase("Please check what you sent")


class TooMany(Problem):
    status = 429
    slug = "too-many"
    title = phrase("Too many tries")


class Unavailable(Problem):
    status = 503
    slug = "unavailable"
    title = phrase("Not available just now")
