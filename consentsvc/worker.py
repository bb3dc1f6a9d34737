"""The background door: what follows from what (REACTIONS), what happens when (TIMETABLE), who writes which letter (LETTERS).

A fact is enqueued with the change that made it true. `react` turns it into one job for each reaction, so that one that fails is
tried again alone. Jobs open their own transactions and are safe to run twice.
"""

import asyncio
import threading
from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

import procrastinate
from procrastinate import PsycopgConnector, RetryStrategy
from procrastinate.exceptions import ConnectorException
from sqlalchemy import make_url

import consentsvc.tables  # noqa: F401  (the metadata must be whole before the first query)
from consentsvc.accounts import jobs as accounts
from consentsvc.asking import jobs as asking
from consentsvc.asking import letters as asking_letters
from consentsvc.clearance import facts as clearance_facts
from consentsvc.consent import facts as consent_facts
from consentsvc.consent import letters as consent_letters
from consentsvc.forms import facts as forms_facts
from consentsvc.kernel.facts import REACT, Fact
from consentsvc.kernel.logs import log
from consentsvc.kernel.settings import settings
from consentsvc.media import facts as media_facts
from consentsvc.media import jobs as media
from consentsvc.notifications import delivery
from consentsvc.office import jobs as office
from consentsvc.publishing import facts as publishing_facts
from consentsvc.publishing import jobs as publishing
from consentsvc.receipts import letters as receipt_letters
from consentsvc.roster import jobs as roster

DO = "do"

Reaction = Callable[[Any], None]

REACTIONS: Mapping[type[Fact], tuple[Reaction, ...]] = {
    media_facts.PhotoUploaded: (media.scan,),
    media_facts.ScanAskedAgain: (media.scan,),
    media_facts.VideoUploaded: (media.prepare_video,),
    media_facts.VideoAskedAgain: (media.prepare_video,),
    media_facts.PhotoDeleted: (media.remove_files, publishing.take_down_deleted),
}

# Told, and nobody needs to act: what is shown is decided at serving, from the facts themselves.
UNHEARD: tuple[type[Fact], ...] = (
    forms_facts.FormPublished,
    consent_facts.ConsentGiven,
    consent_facts.ConsentRefused,
    consent_facts.ConsentWithdrawn,
    consent_facts.ChildRestricted,
    consent_facts.RestrictionLifted,
    consent_facts.PaperFormChecked,
    consent_facts.AnswerInvalidated,
    consent_facts.ObjectionRaised,
    consent_facts.ObjectionSettled,
    consent_facts.CapacityAssessed,
    consent_facts.PastAnswersTakenOver,
    clearance_facts.PictureRefused,
    clearance_facts.PictureAllowedAgain,
    media_facts.PhotoSealed,
    media_facts.SealEnded,
    publishing_facts.PlacementMade,
    publishing_facts.PlacementRemoved,
    publishing_facts.PlacementReleased,
    publishing_facts.PlacementEnded,
    publishing_facts.PlacementShowsAgain,
    publishing_facts.CopyNoted,
)

# cron with seconds as the last field → job
TIMETABLE: Mapping[str, Callable[[], None]] = {
    "17 3 * * * 0": accounts.forget_ended_sessions,  # each night: sessions that ended are removed
    "47 * * * * 0": office.forget_read_files,  # each hour: files of past answers that were read more than a day ago are removed
    "7 * * * * 0": asking.remind_families,  # each hour, in school hours: those who owe an answer are reminded by each round's schedule
    "12 * * * * 0": asking.ask_again_before_answers_lapse,  # each hour, in school hours: a renewal, once, where answers are about to lapse
    "37 * * * * 0": roster.forget_read_files,  # each hour: roster files that were read more than a day ago are removed
}

# kind of letter → who writes it
LETTERS: Mapping[str, delivery.Writer] = {
    asking_letters.REQUEST: asking_letters.write_request,
    asking_letters.REMINDER: asking_letters.write_reminder,
    consent_letters.RECEIPT: receipt_letters.write_receipt,
}

# Takes minutes: one at a time everywhere, and after what is quick, so that pictures go on meanwhile.
SLOW: tuple[Reaction, ...] = (media.prepare_video,)

STALLED_AFTER = 30.0  # seconds without a heartbeat
AGAIN = RetryStrategy(max_attempts=8, exponential_wait=3)


def create_queue(reactions: Mapping[type[Fact], tuple[Reaction, ...]] = REACTIONS) -> procrastinate.App:
    """The queue with every job of the service."""
    url = settings().database_url
    assert url is not None
    dsn = make_url(url.get_secret_value()).set(drivername="postgresql").render_as_string(hide_password=False)
    queue = procrastinate.App(connector=PsycopgConnector(conninfo=dsn, kwargs={"prepare_threshold": None}))
    facts = {fact.__name__: fact for fact in reactions}
    jobs = {_name(reaction): reaction for each in reactions.values() for reaction in each}

    @queue.task(name=REACT, retry=AGAIN)
    def react(fact: str, values: dict[str, Any]) -> None:
        for reaction in reactions[facts[fact]] if fact in facts else ():
            is_slow = reaction in SLOW
            job = queue.configure_task(DO, lock="slow" if is_slow else None, priority=-1 if is_slow else 0)
            job.defer(reaction=_name(reaction), fact=fact, values=values)

    @queue.task(name=DO, retry=AGAIN)
    def do(reaction: str, fact: str, values: dict[str, Any]) -> None:
        jobs[reaction](facts[fact](**{key: UUID(value) for key, value in values.items()}))

    for cron, job in TIMETABLE.items():
        queue.periodic(cron=cron)(queue.task(name=_name(job), pass_context=False)(_timed(job)))
    return queue


def run(reactions: Mapping[type[Fact], tuple[Reaction, ...]] = REACTIONS, stalled_after: float = STALLED_AFTER) -> None:
    """Work until told to stop (SIGTERM, SIGINT); a job in hand is finished first."""
    asyncio.run(_work(create_queue(reactions), stalled_after))


async def _work(queue: procrastinate.App, stalled_after: float) -> None:
    async with queue.open_async():
        watch = asyncio.create_task(_take_up_stalled(queue, stalled_after))
        stop = threading.Event()
        post = asyncio.create_task(asyncio.to_thread(delivery.run, LETTERS, stop))
        try:
            await queue.run_worker_async(
                concurrency=settings().scan_lanes,
                delete_jobs="successful",
                stalled_worker_timeout=stalled_after,
                update_heartbeat_interval=stalled_after / 6,
            )
        finally:
            watch.cancel()
            stop.set()
            await post  # a letter in hand is handed over first


async def _take_up_stalled(queue: procrastinate.App, stalled_after: float) -> None:
    # procrastinate leaves a job that a killed worker had in hand; it says so itself, and offers this.
    while True:
        try:
            for job in await queue.job_manager.get_stalled_jobs(seconds_since_heartbeat=stalled_after):
                log.warning("job_taken_up_again", job=job.id, task=job.task_name)
                await queue.job_manager.retry_job(job)
        except ConnectorException as error:  # the database was away for a moment: this must go on all the same
            log.warning("stalled_jobs_not_seen", error=type(error).__name__)
        await asyncio.sleep(stalled_after / 3)


def _timed(job: Callable[[], None]) -> Callable[[int], None]:
    def run_at(timestamp: int) -> None:
        job()

    return run_at


def _name(job: Callable[..., None]) -> str:
    return f"{job.__module__.removeprefix('consentsvc.')}.{job.__name__}"
