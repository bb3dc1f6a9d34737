"""Runs the migrations as the role that owns the schema; `consentsvc migrate` gives its address and the service's role."""

from alembic import context
from sqlalchemy import NullPool, create_engine, text
from sqlmodel import SQLModel

import consentsvc.tables  # noqa: F401  (every room's tables)

config = context.config

with create_engine(config.attributes["owner_url"], poolclass=NullPool).connect() as connection:
    # A migration that waits for a lock blocks everybody behind it: give up early, and say so.
    connection.execute(text("set lock_timeout = '10s'"))
    connection.execute(text("set statement_timeout = '10min'"))
    connection.commit()
    context.configure(connection=connection, target_metadata=SQLModel.metadata, transaction_per_migration=True)
    with context.begin_transaction():
        context.run_migrations()
