from tests.families.conftest import browser_of, mother, parent_of

__all__ = ["browser_of", "mother", "parent_of"]
