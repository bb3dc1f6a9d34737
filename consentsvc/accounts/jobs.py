from consentsvc.accounts import service
from consentsvc.kernel.database import begin


def forget_ended_sessions() -> None:
    """Each night: sessions whose time is over are removed."""
    with begin() as tx:
        service.forget_ended_sessions(tx)
