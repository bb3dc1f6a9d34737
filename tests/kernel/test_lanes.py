"""So many at a time: whoever comes later waits, and hears when to come again where nothing gets free."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from consentsvc.kernel.errors import Unavailable
from consentsvc.kernel.lanes import Places, in_time
from tests import looping


def test_no_more_than_the_places_are_inside_at_once() -> None:
    places, inside, most = Places("a test", 2, wait_seconds=20), 0, 0

    async def visit() -> None:
        nonlocal inside, most
        async with places.place():
            inside += 1
            most = max(most, inside)
            await asyncio.sleep(0)
            inside -= 1

    async def all_of_them() -> None:
        await asyncio.gather(*(visit() for _ in range(9)))

    looping.run(all_of_them())
    assert (inside, most) == (0, 2)


def test_who_waits_in_vain_hears_when_to_come_again() -> None:
    places = Places("a test", 1, wait_seconds=0.01)

    async def two() -> None:
        async with places.place(), places.place():
            pytest.fail("there was one place")

    with pytest.raises(Unavailable) as refused:
        looping.run(two())
    assert refused.value.retry_after


def test_a_place_is_free_again_whatever_happened_in_it() -> None:
    places = Places("a test", 1, wait_seconds=0.01)

    async def one_after_the_other() -> None:
        for _ in range(3):
            with pytest.raises(ZeroDivisionError):
                async with places.place():
                    raise ZeroDivisionError

    looping.run(one_after_the_other())


async def _pieces(silent_after: int) -> AsyncIterator[bytes]:
    for number in range(3):
        if number == silent_after:
            await asyncio.sleep(3600)
        yield b"piece"


async def _read(source: AsyncIterator[bytes], seconds: float) -> int:
    return len([piece async for piece in in_time(source, seconds)])


def test_what_comes_in_time_comes_whole() -> None:
    assert looping.run(_read(_pieces(silent_after=9), seconds=20)) == 3


def test_a_silent_source_is_not_waited_for() -> None:
    with pytest.raises(TimeoutError):
        looping.run(_read(_pieces(silent_after=1), seconds=0.01))
