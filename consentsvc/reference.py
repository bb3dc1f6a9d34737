"""Reference pages printed from the code, so that they can't be out of date: `make client` writes them to docs/reference/."""

from collections.abc import Callable, Mapping

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


PAGES: Mapping[str, Callable[[], str]] = {"rules.md": rules, "settings.md": settings, "permissions.md": permissions}


def _page(title: str, what: str, head: str, rows: list[str]) -> str:
    return f"{MADE}\n# {title}\n\n{what}\n\n{head}\n" + "\n".join(rows) + "\n"


def _default(value: object) -> str:
    return "none" if value is None or str(value) == "" else f"`{value}`"
