"""Wrong codes of families, counted by network address in this process's memory, over all links and codes together."""

import time
from ipaddress import IPv6Address, ip_address

from limits import RateLimitItem, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter


class WrongCodes:
    """The wrong codes of the last 15 minutes."""

    MOST: RateLimitItem = RateLimitItemPerMinute(40, 15)  # many families share a network's address

    def __init__(self) -> None:
        self._window = MovingWindowRateLimiter(MemoryStorage())

    def wait(self, address: str) -> int:
        """Seconds until this network address may try again; 0: now."""
        if self._window.test(self.MOST, _network(address)):
            return 0
        return max(1, round(self._window.get_window_stats(self.MOST, _network(address)).reset_time - time.time()))

    def note(self, address: str) -> None:
        """Count one."""
        self._window.hit(self.MOST, _network(address))


def _network(address: str) -> str:
    """An address as it is counted: of IPv6 the network, in which one home has more addresses than it can try."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    return str(IPv6Address(int(parsed) >> 64 << 64)) if isinstance(parsed, IPv6Address) else address
