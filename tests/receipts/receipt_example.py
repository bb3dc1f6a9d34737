"""The example of docs/reference/receipt.md. Printed anew by `python -m tests.receipts.receipt_example`."""

import os
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID

from consentsvc.consent.speakers import Speaker
from consentsvc.forms import wording
from consentsvc.forms.purposes import PURPOSES
from consentsvc.forms.schemas import UNCHANGED
from consentsvc.kernel.settings import settings
from consentsvc.receipts import linked_data
from consentsvc.receipts.service import Controller, Line, Receipt

FILE = Path(__file__).parents[2] / "docs" / "reference" / "receipt-example.json"
ENVIRONMENT = {"CONSENTSVC_PUBLIC_URL": "https://pictures.example"}


def example() -> str:
    """A mother's yes for the website, without close-ups, as the file that she downloads."""
    form = wording.compose("family", "en", UNCHANGED, dict.fromkeys(PURPOSES, "consent"))
    line = Line(
        form=form,
        question=form.question("website"),
        said="given",
        conditions=("no_close_up",),
        event_id=None,
        event_name=None,
        at=datetime(2026, 9, 14, 17, 5, 12, 345000, tzinfo=UTC),
        expires_on=date(2027, 9, 1),
        signed_on=None,
        replaces=UUID("5a1f0c3e-7b21-4a0c-9d1b-3a8e7d0a1c52"),
    )
    receipt = Receipt(
        id=UUID("9d1b3a8e-7d0a-4c52-8a0c-5a1f0c3e7b21"),
        controller=Controller(
            UUID("0c3e7b21-9d1b-4a8e-8d0a-1c527b215a1f"), "Oakfield Primary", "office@oakfield.example", "1 Oak Lane, Ashford"
        ),
        speaker=Speaker.guardian(UUID("1c523a8e-4a0c-4d1b-8a1f-0c3e7b217d0a"), UUID("7b215a1f-0c3e-4d1b-9a8e-7d0a1c524a0c")),
        authority="parental_responsibility",
        method="online",
        language="en",
        lines=(line,),
    )
    return linked_data.as_file(linked_data.signed(receipt))


if __name__ == "__main__":
    os.environ |= ENVIRONMENT
    settings.cache_clear()
    FILE.write_text(example(), encoding="utf-8")
