from tests.publishing.conftest import count_queries, stage

__all__ = ["count_queries", "stage"]
