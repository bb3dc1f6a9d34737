"""What nobody reaches: sealed and deleted photos, with who is in them, their renditions, reviews and placements (I3, W3).

The database leaves them out of every statement (a policy on each table, in the migrations, 0007), whoever asks and for whatever:
they answer as ids that no photo has. So no code can forget to. The few who have to see them say so, here.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import text
from sqlmodel import Session

_SHOW = text("select current_setting('app.photos', true), set_config('app.photos', 'all', true)")
_AS_BEFORE = text("select set_config('app.photos', :before, true)")


@contextmanager
def every_photo(tx: Session) -> Iterator[None]:
    """Show this transaction, within the block, sealed and deleted photos too: to seal, end a seal, delete, and take in uploads."""
    before, _ = tx.execute(_SHOW).one()
    yield
    tx.flush()
    tx.execute(_AS_BEFORE, {"before": before or ""})
