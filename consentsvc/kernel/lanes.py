"""Threads of their own for work that may take long or hang, so that those which everybody shares are free for a withdrawal (S5)."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from typing import Final, ParamSpec, TypeVar

from anyio import CapacityLimiter, Semaphore, fail_after, to_thread
from anyio.lowlevel import RunVar

from consentsvc.kernel.errors import Unavailable

P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T")

BACK_IN = 10  # seconds


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


class Places:
    """So many requests at a time. Whoever comes when all places are taken waits, unread and without a thread, and not for ever."""

    def __init__(self, name: str, most: int, wait_seconds: float) -> None:
        self._most, self._wait_seconds = most, wait_seconds
        self._semaphore: Final = RunVar[Semaphore](f"places for {name}")

    @asynccontextmanager
    async def place(self) -> AsyncIterator[None]:
        """A place until the block ends. Raises Unavailable, which says when to come again, where none gets free in time."""
        places = self._free()
        try:
            with fail_after(self._wait_seconds):
                await places.acquire()
        except TimeoutError:
            raise Unavailable("Too much comes in at once. Try again in a moment.", retry_after=BACK_IN) from None
        try:
            yield
        finally:
            places.release()

    def _free(self) -> Semaphore:
        places = self._semaphore.get(None)
        if places is None:
            places = Semaphore(self._most)
            self._semaphore.set(places)
        return places


async def in_time(source: AsyncIterator[T], seconds: float) -> AsyncIterator[T]:
    """What `source` yields. Raises TimeoutError where it is silent for so long."""
    while True:
        with fail_after(seconds):
            piece = await anext(source, None)
        if piece is None:
            return
        yield piece
