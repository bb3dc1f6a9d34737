"""Dates, times and numbers as each language writes them, on the school's clocks."""

from datetime import date, datetime
from typing import Final

from babel.dates import format_date, format_time
from babel.numbers import format_decimal

from consentsvc.kernel.clock import LOCAL
from consentsvc.kernel.languages import LANGUAGES, is_translated, phrase, translate

DAY_AND_TIME: Final = phrase("%(day)s at %(time)s")


def day(language: str, value: date) -> str:
    """A date, or an instant's date at the school: '3 May 2026', '3 Mai 2026'."""
    local = value.astimezone(LOCAL).date() if isinstance(value, datetime) else value
    return format_date(local, "long", locale=LANGUAGES[language].locale)


def moment(language: str, value: datetime) -> str:
    """An instant on the school's clocks: '3 May 2026 at 14:05'."""
    on, time = day(language, value), format_time(value.astimezone(LOCAL), "HH:mm", locale=LANGUAGES[language].locale)
    return translate(language, DAY_AND_TIME, day=on, time=time) if is_translated(language, DAY_AND_TIME) else f"{on}, {time}"


def number(language: str, value: int | float) -> str:
    """A number as that language writes it: '1,500', '1 500'."""
    return format_decimal(value, locale=LANGUAGES[language].locale)
