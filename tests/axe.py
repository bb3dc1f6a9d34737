"""axe, run on a page as it stands, scripts on or off."""

from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

SOURCE = Path(__file__).parents[1] / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")


def violations(page: Page) -> list[str]:
    """What axe finds wrong, one line for each element: rule, why, where."""
    page.evaluate(_source())
    found = page.evaluate("tags => axe.run(document, { runOnly: tags, resultTypes: ['violations'] })", list(TAGS))
    return [_line(each, node) for each in found["violations"] for node in each["nodes"]]


def _line(violation: dict[str, Any], node: dict[str, Any]) -> str:
    why = " ".join(check["message"] for check in (*node["any"], *node["all"], *node["none"]))
    return f"{violation['id']}: {why or violation['help']} [{node['html'][:160]}]"


@cache
def _source() -> str:
    return SOURCE.read_text()
