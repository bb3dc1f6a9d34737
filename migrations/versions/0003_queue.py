"""The queue of jobs: procrastinate's own schema, used by the service's role."""

from alembic import context, op
from procrastinate.schema import SchemaManager

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    service_role = context.config.attributes["service_role"]
    # Through psycopg itself: with SQLAlchemy's empty parameters it would read the schema's % as placeholders.
    op.get_bind().connection.driver_connection.execute(SchemaManager.get_schema())
    tables = "procrastinate_jobs, procrastinate_events, procrastinate_periodic_defers, procrastinate_workers"
    op.execute(f'grant select, insert, update, delete on {tables} to "{service_role}"')
    op.execute(f'grant usage on all sequences in schema public to "{service_role}"')
