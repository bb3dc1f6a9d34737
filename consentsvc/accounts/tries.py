"""Wrong sign-ins, counted in this process's memory: several web processes each allow as many."""

import time
from typing import Final

from limits import RateLimitItem, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from consentsvc.kernel.errors import TooMany

PERSON_LIMIT: Final = RateLimitItemPerMinute(10, 15)  # for one e-mail address from one network address, in 15 minutes
ADDRESS_LIMIT: Final = RateLimitItemPerMinute(60, 15)  # from one network address: a school shares one
EVERYWHERE_LIMIT: Final = RateLimitItemPerMinute(200, 15)  # for one e-mail address: high, or a stranger could keep a lead out


class WrongTries:
    """The wrong tries of the last minutes, by e-mail address and by network address."""

    def __init__(self) -> None:
        self._window = MovingWindowRateLimiter(MemoryStorage())

    def check(self, email: str, address: str) -> None:
        """Raises TooMany, with the seconds to wait, where there were too many."""
        full = [(limit, key) for limit, key in _counted(email, address) if not self._window.test(limit, key)]
        if full:
            wait = max(self._window.get_window_stats(limit, key).reset_time for limit, key in full) - time.time()
            raise TooMany("Too many wrong tries. Wait 15 minutes, then try again.", retry_after=max(1, round(wait)))

    def note(self, email: str, address: str) -> None:
        """Count one."""
        for limit, key in _counted(email, address):
            self._window.hit(limit, key)


def _counted(email: str, address: str) -> tuple[tuple[RateLimitItem, str], ...]:
    return (
        (PERSON_LIMIT, f"person {email} at {address}"),
        (ADDRESS_LIMIT, f"address {address}"),
        (EVERYWHERE_LIMIT, f"person {email}"),
    )
