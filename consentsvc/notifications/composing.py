"""Mails from templates of `frontend/parent/mail`: a text and a plain page, in the reader's language and then in English.

A template `name.txt` and `name.html` hold what is said; texts in them are marked for translation as in families' pages. No script,
nothing that reports back; and no picture, but those of what the school itself wrote (`content`).
"""

from collections.abc import Mapping
from functools import cache, partial
from html import escape
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from consentsvc.kernel import dates, languages
from consentsvc.kernel.languages import ENGLISH, LANGUAGES
from consentsvc.kernel.pages import FRONTEND
from consentsvc.notifications.mail import Mail

BETWEEN = "\n----\n\n"


def compose(
    template: str, language: str, *, to: str, school: str, subject: str, values: Mapping[str, Any], content: str | None = None
) -> Mail:
    """The mail in that language of LANGUAGES, followed by English where it is another. subject: a phrase with %(school)s, and no name.

    content: another template, of what the school wrote in its own words. It stands before the rest, once.
    """
    codes = list(dict.fromkeys((language, ENGLISH)))
    said = {"school": school, **values}
    subject = languages.translate(language, subject, school=school)
    frame = {"codes": [LANGUAGES[code] for code in codes], "subject": subject}
    return Mail(
        to=to,
        sender=school,
        subject=subject,
        text=BETWEEN.join([*_content(content, "txt", said), *(_part(code, f"{template}.txt", said) for code in codes)]),
        html=_environment(language, is_page=True)
        .get_template("frame.html")
        .render(
            frame
            | {
                "content": _content(content, "html", said),
                "parts": [_part(code, f"{template}.html", said) for code in codes],
            }
        ),
        language=language,
    )


def _content(template: str | None, ending: str, values: Mapping[str, Any]) -> list[str]:
    return [_part(ENGLISH, f"{template}.{ending}", values)] if template else []


def _part(code: str, template: str, values: Mapping[str, Any]) -> str:
    environment = _environment(code, is_page=template.endswith(".html"))
    return environment.get_template(template).render(values, unchecked=languages.unchecked_notice(code)[:1])


@cache
def _environment(code: str, *, is_page: bool) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(FRONTEND / "parent" / "mail"),
        extensions=["jinja2.ext.i18n"],
        autoescape=is_page,  # noqa: S701  (the other kind is plain text)
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    translated = partial(_translated, code, is_page)
    many = partial(_translated_many, code, is_page)
    environment.install_gettext_callables(translated, many, newstyle=True)  # type: ignore[attr-defined]
    environment.filters["day"] = partial(dates.day, code)
    return environment


def _translated(code: str, is_page: bool, text: str) -> str:
    if not is_page or languages.is_translated(code, text):
        return languages.translate(code, text)
    return f'<span lang="en" dir="ltr">{escape(text, quote=False)}</span>'


def _translated_many(code: str, is_page: bool, one: str, many: str, number: int) -> str:
    if languages.is_translated(code, one):
        return languages.translations(code).ngettext(one, many, number)
    return _translated(code, is_page, one if number == 1 else many)
