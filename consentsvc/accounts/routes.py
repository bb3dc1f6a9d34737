from functools import cache
from typing import Annotated, Final

from anyio import CapacityLimiter, to_thread
from fastapi import Depends, Request, Response

from consentsvc.accounts import service
from consentsvc.accounts.schemas import Me, SignIn, SwitchSchool
from consentsvc.accounts.tries import WrongTries
from consentsvc.kernel import cookies
from consentsvc.kernel.access import Actor, SignedIn, public, router
from consentsvc.kernel.database import Tx

SIGN_INS_AT_ONCE: Final = 4

api = router(prefix="/api", tags=["accounts"])

Somebody = Annotated[Actor, Depends(SignedIn())]


@api.post("/session")
async def sign_in(body: SignIn, request: Request, response: Response, actor: Annotated[Actor, public("the way in")]) -> Me:
    """Sign in by e-mail and password; the answer sets the session's cookie."""
    address = request.client.host if request.client else ""
    tries: WrongTries = request.app.state.wrong_tries
    # Each check takes 64 MB and a tenth of a second: in turn, and however many come, threads are left for everybody else.
    cookie, me = await to_thread.run_sync(service.sign_in, body.email, body.password, address, tries, limiter=_turns())
    cookies.keep(response, service.COOKIE, cookie, service.SESSION_LASTS)
    return me


@api.delete("/session", status_code=204)
def sign_out(request: Request, response: Response, actor: Somebody, tx: Tx) -> None:
    """Sign out: the session ends at once."""
    service.sign_out(tx, actor, request.cookies.get(service.cookie_name()))
    cookies.forget(response, service.COOKIE)


@api.get("/me")
def me(actor: Somebody, tx: Tx) -> Me:
    """Who is signed in, at which school, and what they may do."""
    return service.me(tx, actor)


@api.put("/session/school")
def switch_school(body: SwitchSchool, request: Request, actor: Somebody, tx: Tx) -> Me:
    """Act for another school where this person works."""
    return service.switch_school(tx, actor, request.cookies.get(service.cookie_name()), body.school_id)


@cache
def _turns() -> CapacityLimiter:
    return CapacityLimiter(SIGN_INS_AT_ONCE)
