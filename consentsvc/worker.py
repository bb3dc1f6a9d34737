"""The background door: what follows from what (REACTIONS), what happens when (TIMETABLE), who writes which letter (LETTERS).

A fact is enqueued with the change that made it true. `react` turns it into one job for each reaction, so that one that fails is
tried again alone. Jobs open their own transactions and are safe to run twice.
"""

import asyncio
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any
from uuid import UUID

import procrastinate
from procrastinate import PsycopgConnector, RetryStrategy
from procrastinate.exceptions import AlreadyEnqueued, ConnectorException, UniqueViolation
from procrastinate.jobs import Job, Status
from sqlalchemy import make_url

import consentsvc.tables  # noqa: F401  (the metadata must be whole before the first query)
from consentsvc.accounts import jobs as accounts
from consentsvc.asking import jobs as asking
from consentsvc.asking import letters as asking_letters
from consentsvc.breaches import jobs as breaches
from consentsvc.breaches import letters as breaches_letters
from consentsvc.breaches import noticing
from consentsvc.captures import jobs as captures
from consentsvc.captures import letters as captures_letters
from consentsvc.clearance import facts as clearance_facts
from consentsvc.connectors import facts as connectors_facts
from consentsvc.connectors import jobs as connectors
from consentsvc.consent import facts as consent_facts
from consentsvc.consent import letters as consent_letters
from consentsvc.forms import facts as forms_facts
from consentsvc.incidents import jobs as incidents
from consentsvc.incidents import letters as incidents_letters
from consentsvc.kernel.facts import REACT, Fact
from consentsvc.kernel.logs import log
from consentsvc.kernel.settings import settings
from consentsvc.media import facts as media_facts
from consentsvc.media import jobs as media
from consentsvc.newsletters import mailing as newsletters
from consentsvc.notifications import delivery
from consentsvc.office import jobs as office
from consentsvc.publishing import facts as publishing_facts
from consentsvc.publishing import jobs as publishing
from consentsvc.publishing import reviewing
from consentsvc.publishing import service as publishing_service
from consentsvc.receipts import letters as receipt_letters
from consentsvc.reports import anonymous as anonymous_reports
from consentsvc.reports import jobs as reports
from consentsvc.reports import letters as reports_letters
from consentsvc.roster import jobs as roster
from consentsvc.takedown import facts as takedown_facts
from consentsvc.takedown import family_letters
from consentsvc.takedown import jobs as takedown
from consentsvc.takedown import letters as takedown_letters
from consentsvc.websites import facts as websites_facts
from consentsvc.websites import jobs as websites

DO = "do"

Reaction = Callable[[Any], None]

# What other systems show follows what became of a placement.
CONNECTED: tuple[Reaction, ...] = (connectors.page_may_be_behind, connectors.tell_webhooks)

REACTIONS: Mapping[type[Fact], tuple[Reaction, ...]] = {
    media_facts.PhotoUploaded: (media.scan,),
    media_facts.ScanAskedAgain: (media.scan,),
    media_facts.VideoUploaded: (media.prepare_video,),
    media_facts.VideoAskedAgain: (media.prepare_video,),
    media_facts.PhotoDeleted: (media.remove_files, publishing.take_down_deleted, takedown.look_at_photo),
    media_facts.PhotoSealed: (takedown.look_at_all,),
    media_facts.SealEnded: (takedown.look_at_all,),
    consent_facts.ConsentGiven: (takedown.look_at_person,),
    consent_facts.ConsentRefused: (takedown.look_at_person,),
    consent_facts.ConsentWithdrawn: (takedown.look_at_person,),
    consent_facts.PaperFormChecked: (takedown.look_at_person,),
    consent_facts.CapacityAssessed: (takedown.look_at_person,),
    consent_facts.PastAnswersTakenOver: (takedown.look_at_all,),
    consent_facts.ChildRestricted: (takedown.look_at_child,),
    consent_facts.RestrictionLifted: (takedown.look_at_child,),
    consent_facts.ObjectionRaised: (takedown.look_at_child,),
    consent_facts.ObjectionSettled: (takedown.look_at_child,),
    consent_facts.OptedOut: (takedown.look_at_event,),
    consent_facts.OptOutSettled: (takedown.look_at_event,),
    clearance_facts.PictureRefused: (takedown.look_at_photo,),
    clearance_facts.PictureAllowedAgain: (takedown.look_at_photo,),
    clearance_facts.ChildPulled: (takedown.look_at_child,),
    clearance_facts.ChildPullEnded: (takedown.look_at_child,),
    clearance_facts.PicturePulled: (takedown.look_at_photo,),
    clearance_facts.PicturePullEnded: (takedown.look_at_photo,),
    publishing_facts.PlacementMade: (takedown.look_at_photo, *CONNECTED),
    publishing_facts.PlacementRemoved: (takedown.look_at_photo, *CONNECTED),
    publishing_facts.PlacementReleased: (takedown.look_at_photo, *CONNECTED),
    publishing_facts.CopyNoted: (takedown.look_at_copied,),
    takedown_facts.TasksOpened: (takedown.work_on,),
    consent_facts.AnswerInvalidated: (noticing.look_at_a_mistake, takedown.look_at_person),
    publishing_facts.PlacementEnded: (noticing.look_at_what_ended, *CONNECTED),
    publishing_facts.PlacementShowsAgain: CONNECTED,
    connectors_facts.PageBehind: (connectors.fill_page,),
    connectors_facts.MessagesDue: (connectors.send_messages,),
    takedown_facts.CaseClosed: (family_letters.tell_that_it_is_done,),
    takedown_facts.TakedownOverdue: (family_letters.tell_that_it_is_late, noticing.look_at_what_stayed),
    takedown_facts.CopyStillThere: (noticing.look_at_what_stayed,),
    websites_facts.LookWanted: (websites.look_at_pages,),
    websites_facts.UnknownCopySeen: (noticing.look_at_an_unknown_copy,),
}

# Told, and nobody needs to act: what is shown is decided at serving, from the facts themselves.
UNHEARD: tuple[type[Fact], ...] = (forms_facts.FormPublished,)

# cron with seconds as the last field → job
TIMETABLE: Mapping[str, Callable[[], None]] = {
    "17 3 * * * 0": accounts.forget_ended_sessions,  # each night: sessions that ended are removed
    "47 * * * * 0": office.forget_read_files,  # each hour: files of past answers that were read more than a day ago are removed
    "7 * * * * 0": asking.remind_families,  # each hour, in school hours: those who owe an answer are reminded by each round's schedule
    "12 * * * * 0": asking.ask_again_before_answers_lapse,  # each hour, in school hours: a renewal, once, where answers are about to lapse
    "27 * * * * 0": breaches.warn_of_clocks,  # each hour: who handles breaches is told when 24 of the 72 hours are left
    "22 * * * * 0": captures.mind_tasks,  # each hour: owners of tasks about others' pictures are reminded on the day, and told when late
    "24 6 * * * 0": incidents.remind_of_actions,  # each morning: who took an action on, when it is to be looked at again
    "34 6 * * * 0": incidents.remind_of_digests,  # each morning: towards a term's end, that what was learned is drawn up for staff
    "32 * * * * 0": publishing.remind_of_reviews,  # each hour: those who may place are told, once, what is due to be looked at again
    "*/2 * * * * 0": takedown.look_everywhere,  # every other minute: what ended without a fact that tells it
    "* * * * * 0": takedown.work_everywhere,  # each minute: copies that the service can see to by itself are tried again
    "42 * * * * 0": takedown.mind_deadlines,  # each hour: reminders half-way to a deadline, and to the leads after it
    "* * * * * 20": connectors.send_due_messages,  # each minute: webhooks' messages whose next try has come
    "*/10 * * * * 40": connectors.look_at_pages_soon,  # every ten minutes: WordPress pages, but those that wait for a person
    "52 * * * * 0": connectors.look_at_pages,  # each hour: every WordPress page
    "13 2 * * * 0": websites.look_each_night,  # each night: the pages of each school's own website
    "* * * * * 40": reports.alert,  # each minute: those who read a report that nobody has taken on are told, then the next in line
    "57 2 * * * 0": anonymous_reports.record_past_days,  # each night: how much anonymous reporters sent the day before, into the audit
    "44 6 * * * 0": reports.remind_of_tasks,  # each morning: what is to be done about a report, on its day and each week after it
    "48 7 * * * 0": reports.mind_gaps,  # each morning: administrators and the head are told, once, of reports that nobody could read
    "37 * * * * 0": roster.forget_read_files,  # each hour: roster files that were read more than a day ago are removed
}

# kind of letter → who writes it
LETTERS: Mapping[str, delivery.Writer] = {
    asking_letters.REQUEST: asking_letters.write_request,
    asking_letters.REMINDER: asking_letters.write_reminder,
    consent_letters.RECEIPT: receipt_letters.write_receipt,
    publishing_service.TAKEN_DOWN.kind: publishing_service.TAKEN_DOWN.write,
    reviewing.REVIEWS_DUE.kind: reviewing.REVIEWS_DUE.write,
    newsletters.NEWSLETTER: newsletters.write_newsletter,
    breaches_letters.BREACH_OPENED.kind: breaches_letters.BREACH_OPENED.write,
    breaches_letters.CLOCK_RUNS_OUT.kind: breaches_letters.CLOCK_RUNS_OUT.write,
    incidents_letters.DIGEST_SENT.kind: incidents_letters.DIGEST_SENT.write,
    incidents_letters.DIGEST_DUE.kind: incidents_letters.DIGEST_DUE.write,
    incidents_letters.ACTION_DUE.kind: incidents_letters.ACTION_DUE.write,
    captures_letters.LOGGED.kind: captures_letters.LOGGED.write,
    captures_letters.TASK.kind: captures_letters.TASK.write,
    captures_letters.REMINDER.kind: captures_letters.REMINDER.write,
    captures_letters.OVERDUE.kind: captures_letters.OVERDUE.write,
    reports_letters.REPORT_WAITS.kind: reports_letters.REPORT_WAITS.write,
    reports_letters.REPORT_HANDED_OVER.kind: reports_letters.REPORT_HANDED_OVER.write,
    reports_letters.TASK_GIVEN.kind: reports_letters.TASK_GIVEN.write,
    reports_letters.TASK_DUE.kind: reports_letters.TASK_DUE.write,
    reports_letters.NEXT_IN_LINE.kind: reports_letters.NEXT_IN_LINE.write,
    reports_letters.ADDED.kind: reports_letters.ADDED.write,
    **{each.kind: each.write for each in reports_letters.NOBODY_READS.values()},
    family_letters.CAME_DOWN: family_letters.write_came_down,
    takedown_letters.TO_DO.kind: takedown_letters.write_to_do,
    takedown_letters.REMINDER.kind: takedown_letters.write_reminder,
    takedown_letters.OVERDUE.kind: takedown_letters.write_overdue,
}

# Takes minutes: one at a time everywhere, and after what is quick, so that pictures go on meanwhile.
SLOW: tuple[Reaction, ...] = (media.prepare_video,)

# Look at everything each time: of the same one, one is done and one more waits, however often it is wanted.
ONCE: tuple[Reaction, ...] = (connectors.fill_page, connectors.send_messages, websites.look_at_pages)

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
            job = queue.configure_task(DO, **_turn(reaction, values))
            with suppress(AlreadyEnqueued):
                job.defer(reaction=_name(reaction), fact=fact, values=values)

    @queue.task(name=DO, retry=AGAIN)
    def do(reaction: str, fact: str, values: dict[str, Any]) -> None:
        jobs[reaction](facts[fact](**{key: UUID(value) for key, value in values.items()}))

    for cron, job in TIMETABLE.items():
        task = queue.task(
            name=_name(job), pass_context=False, queueing_lock=_name(job)
        )  # one waits at a time, however slow it is
        queue.periodic(cron=cron)(task(_timed(job)))
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


def _turn(reaction: Reaction, values: Mapping[str, Any]) -> Mapping[str, Any]:
    """When a reaction's job may run, beside others."""
    if reaction in SLOW:
        return {"lock": "slow", "priority": -1}
    if reaction in ONCE:
        name = " ".join([_name(reaction), *values.values()])
        return {"lock": name, "queueing_lock": name}
    return {}


async def _take_up_stalled(queue: procrastinate.App, stalled_after: float) -> None:
    # procrastinate leaves a job that a killed worker had in hand; it says so itself, and offers this.
    while True:
        try:
            for job in await queue.job_manager.get_stalled_jobs(seconds_since_heartbeat=stalled_after):
                log.warning("job_taken_up_again", job=job.id, task=job.task_name)
                await _take_up(queue, job)
        except ConnectorException as error:  # the database was away for a moment: this must go on all the same
            log.warning("stalled_jobs_not_seen", error=type(error).__name__)
        await asyncio.sleep(stalled_after / 3)


async def _take_up(queue: procrastinate.App, job: Job) -> None:
    try:
        await queue.job_manager.retry_job(job)
    except UniqueViolation:  # the same one waits already (ONCE), and would wait for this one for ever
        await queue.job_manager.finish_job(job, Status.FAILED, delete_job=True)


def _timed(job: Callable[[], None]) -> Callable[[int], None]:
    def run_at(timestamp: int) -> None:
        job()

    return run_at


def _name(job: Callable[..., None]) -> str:
    return f"{job.__module__.removeprefix('consentsvc.')}.{job.__name__}"
