"""A round to 1,500 families: starting it, seeing how far it is, and what a mail costs beside bare smtplib to the same server."""

import os
import smtplib
import tempfile
import threading
import time
from email.policy import SMTP
from pathlib import Path
from uuid import UUID

from benchmarks.serving import school
from consentsvc import worker
from consentsvc.asking import service
from consentsvc.asking.schemas import NewRound, Scope
from consentsvc.kernel.database import begin
from consentsvc.kernel.settings import settings
from consentsvc.notifications import delivery
from consentsvc.notifications.delivery import Pace
from consentsvc.notifications.mail import Smtp
from tests.asking.crowd import FAMILIES, families
from tests.blackbox.service import free_port
from tests.notifications.postbox import Postbox, Taken, listening
from tests.publishing.stage import Stage


def measure() -> list[dict[str, object]]:
    """Seconds to start and to look; milliseconds for each mail."""
    with tempfile.TemporaryDirectory() as folder, school(Path(folder)) as stage:
        school_id, port = stage.cast.oakfield.id, free_port()
        with begin(school_id) as tx:
            families(tx, school_id)
        _use_server(port)
        try:
            with listening(Postbox(), port) as postbox:
                return [*_round(stage, school_id), _mails(school_id, port, postbox)]
        finally:
            _use_server(None)


def _use_server(port: int | None) -> None:
    for name, value in {"SMTP_HOST": "127.0.0.1", "SMTP_PORT": str(port), "SMTP_SECURITY": "none"}.items():
        os.environ.pop(f"CONSENTSVC_{name}", None)
        if port is not None:
            os.environ[f"CONSENTSVC_{name}"] = value
    settings.cache_clear()


def _round(stage: Stage, school_id: UUID) -> list[dict[str, object]]:
    office = stage.actor(stage.cast.office)
    begun = time.perf_counter()
    with begin(school_id) as tx:
        started = service.start(tx, office, NewRound(name="All", scope=Scope(kind="school")))
    start = time.perf_counter() - begun
    with begin(school_id) as tx:
        looked = time.perf_counter()
        service.people(tx, office, started.id, show="owing", class_name="", search="", limit=100, offset=0)
        look = time.perf_counter() - looked
    return [
        _figure(f"starting a round to {FAMILIES} families", start, "s", "the aim", 5.0),
        _figure(f"who of {FAMILIES} families hasn't answered", look, "s", "the aim", 1.0),
    ]


def _mails(school_id: UUID, port: int, postbox: Postbox) -> dict[str, object]:
    """Everybody's mail, written and handed over, beside the same messages handed over by smtplib alone."""
    stop = threading.Event()
    begun = time.perf_counter()
    sender = Smtp()
    while delivery.deliver_due(sender, worker.LETTERS, Pace(1_000_000, stop), stop) is delivery.Went.SENT:
        pass
    sender.close()
    each = (time.perf_counter() - begun) / len(postbox.taken)
    return _figure("one mail of a round, delivered", each * 1000, "ms", "bare smtplib", _bare(port, postbox.taken[:300]) * 1000)


def _bare(port: int, mails: list[Taken]) -> float:
    contents = [(each.sender, each.to, each.message.as_bytes(policy=SMTP)) for each in mails]
    begun = time.perf_counter()
    with smtplib.SMTP("127.0.0.1", port) as server:
        for sender, to, content in contents:
            server.sendmail(sender, [to], content)
    return (time.perf_counter() - begun) / len(contents)


def _figure(name: str, value: float, unit: str, reference: str, reference_value: float) -> dict[str, object]:
    return {
        "name": name,
        "ratio": round(value / reference_value, 2),
        "value": round(value, 2),
        "unit": unit,
        "reference": reference,
        "reference_value": round(reference_value, 2),
    }
