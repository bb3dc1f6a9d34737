"""Reference pages printed from the code, so that they can't be out of date: `make client` writes them to docs/reference/."""

import inspect
from collections.abc import Callable, Mapping
from itertools import groupby

from consentsvc.consent import examples
from consentsvc.consent.examples import DAYS, EXAMPLES, TODAY, Example
from consentsvc.consent.schemas import LABELS
from consentsvc.kernel.access import GRANTS, Permission
from consentsvc.kernel.rulebook import RULES
from consentsvc.kernel.settings import Settings

MADE = "<!-- Printed from the code by `make client`. -->\n"


def rules() -> str:
    """The rulebook: every rule that a decision may cite."""
    rows = [
        f"| {rule.id} | **{rule.title}** {rule.text} | {', '.join(rule.effect)} | {'school' if rule.policy else 'fixed'} | {rule.basis} |"
        for rule in RULES.values()
    ]
    head = "| id | rule | effect | who may change it | basis |\n| --- | --- | --- | --- | --- |"
    return _page("The rulebook", "Every refusal, warning and task cites one of these.", head, rows)


def settings() -> str:
    """Every setting of the service."""
    rows = [
        f"| `CONSENTSVC_{name.upper()}` | {field.description} | {_default(field.default)} |"
        for name, field in Settings.model_fields.items()
    ]
    return _page(
        "Settings", "From the environment, or a `.env` file.", "| setting | meaning | default |\n| --- | --- | --- |", rows
    )


def permissions() -> str:
    """Which role may do what."""
    rows = [
        f"| `{permission}` | " + " | ".join("yes" if permission in granted else "" for granted in GRANTS.values()) + " |"
        for permission in Permission
    ]
    roles = " | ".join(GRANTS)
    head = f"| may | {roles} |\n| --- |{' --- |' * len(GRANTS)}"
    return _page("Roles and permissions", "What isn't said here is refused.", head, rows)


def standings() -> str:
    """The truth table: what was said, and what it comes to."""
    chapters = [
        f"## {rule} {RULES[rule].title}\n\n{RULES[rule].text}\n\n{_EXAMPLES_HEAD}\n" + "\n".join(map(_example, rows))
        for rule, rows in groupby(EXAMPLES, lambda example: example.rule)
    ]
    notation = "\n".join(inspect.cleandoc(examples.__doc__ or "").splitlines()[1:])
    head = f"{MADE}\n# What answers come to\n{notation}\n\n`last_year` is {DAYS['last_year']}, and today is {TODAY}.\n\n"
    return head + "\n\n".join(chapters) + "\n"


_EXAMPLES_HEAD = "| what happened | said | unless | comes to | because of |\n| --- | --- | --- | --- | --- |"


def _example(row: Example) -> str:
    said, unless = (f"`{words}`" if words else "" for words in (row.said, row.unless))
    comes_to = LABELS[row.state] + "".join(f", {condition.replace('_', ' ')}" for condition in sorted(row.conditions))
    return f"| {row.story} | {said} | {unless} | **{comes_to}** | {' '.join(row.cites)} |"


PAGES: Mapping[str, Callable[[], str]] = {
    "rules.md": rules,
    "settings.md": settings,
    "permissions.md": permissions,
    "standings.md": standings,
}


def _page(title: str, what: str, head: str, rows: list[str]) -> str:
    return f"{MADE}\n# {title}\n\n{what}\n\n{head}\n" + "\n".join(rows) + "\n"


def _default(value: object) -> str:
    return "none" if value is None or str(value) == "" else f"`{value}`"
