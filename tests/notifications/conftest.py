"""A real mail server on loopback."""

from tests.notifications.postbox import postbox, smtp_port

__all__ = ["postbox", "smtp_port"]
