"""Bringing the database's schema up to date."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import make_url

MIGRATIONS = Path(__file__).parents[2] / "migrations"


def migrate(owner_url: str, service_url: str) -> None:
    """Apply every migration that is missing, as the owner, and grant the service's role what it needs. Safe to repeat."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["owner_url"] = owner_url
    config.attributes["service_role"] = make_url(service_url).username
    command.upgrade(config, "head")
