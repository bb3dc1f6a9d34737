"""Threads of their own for work that may take long or hang, so that those which everybody shares are free for a withdrawal (S5)."""

from collections.abc import AsyncIterator, Callable, Iterator
from typing import Final, ParamSpec, TypeVar

from anyio import CapacityLimiter, to_thread
from anyio.lowlevel import RunVar

P = ParamSpec("P")
R = TypeVar("R")


class Lane:
    """One kind of work, with at most `threads` at a time; whoever comes when all are taken waits without a thread."""

    def __init__(self, name: str, threads: Callable[[], int]) -> None:
        self._threads = threads
        self._limiter: Final = RunVar[CapacityLimiter](f"lane for {name}")

    async def run(self, work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """What `work` gives, done in a thread of this lane."""
        return await to_thread.run_sync(lambda: work(*args, **kwargs), limiter=self._places())

    async def pieces(self, source: Iterator[bytes]) -> AsyncIterator[bytes]:
        """What `source` yields, each piece waited for in a thread of this lane."""
        while piece := await self.run(next, source, b""):
            yield piece

    def _places(self) -> CapacityLimiter:
        places = self._limiter.get(None)
        if places is None:
            places = CapacityLimiter(self._threads())
            self._limiter.set(places)
        return places
