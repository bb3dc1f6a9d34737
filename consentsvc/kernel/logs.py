"""Logs: a constant name and fields; ids, never names, addresses, tokens or texts."""

import logging

import structlog


def configure() -> None:
    """One JSON line an entry, to standard error; other libraries' warnings likewise."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.WriteLoggerFactory(),
    )
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s")  # the name alone: messages may carry values


log = structlog.get_logger()
