"""A process of its own that fills a page, to be killed over it: run as `python -m tests.connectors.filler SCHOOL CHANNEL`."""

import sys
from uuid import UUID

import consentsvc.tables  # noqa: F401  (the metadata must be whole before the first query)
from consentsvc.connectors import service

if __name__ == "__main__":
    service.bring_up_to_date(UUID(sys.argv[1]), UUID(sys.argv[2]))
