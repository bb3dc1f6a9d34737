from tests.publishing.conftest import stage

__all__ = ["stage"]
