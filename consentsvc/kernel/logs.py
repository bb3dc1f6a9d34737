"""Logs: a constant name and fields; ids, never names, addresses, tokens or texts."""

import json
import logging
import sys
import threading
import traceback
from datetime import UTC, datetime
from types import TracebackType

import structlog


def configure() -> None:
    """One JSON line an entry, to standard error; other libraries' warnings likewise, without their words."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.WriteLoggerFactory(sys.stderr),
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(WithoutWords())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.captureWarnings(True)
    sys.excepthook = _uncaught
    threading.excepthook = lambda args: _uncaught(args.exc_type, args.exc_value, args.exc_traceback)


class WithoutWords(logging.Formatter):
    """Another library's entry: who said it and where it went wrong. Its words may carry values, and values are people's names."""

    def format(self, record: logging.LogRecord) -> str:
        """One line of JSON."""
        entry = {
            "event": "library",
            "level": record.levelname.lower(),
            "logger": record.name,
            "at": f"{record.module}:{record.lineno}",
            "timestamp": datetime.fromtimestamp(record.created, UTC).isoformat(),
        }
        error = record.exc_info[1] if record.exc_info else None
        return json.dumps(entry | (where(error) if error else {}))


def where(error: BaseException) -> dict[str, str]:
    """An error as fields of a log entry: its kind and the lines it came through, never its words."""
    frames = traceback.extract_tb(error.__traceback__)
    return {"error": type(error).__qualname__, "trace": " < ".join(_line(frame) for frame in reversed(frames[-12:]))}


def _line(frame: traceback.FrameSummary) -> str:
    return f"{frame.filename.rpartition('/')[2]}:{frame.lineno} {frame.name}"


def _uncaught(kind: type[BaseException], error: BaseException | None, trace: TracebackType | None) -> None:
    log.critical("uncaught", **where(error or kind()))


log = structlog.get_logger()
