import os

import pytest
from pydantic import ValidationError

from consentsvc.kernel.settings import DEVELOPMENT_SECRET, Settings

PRODUCTION = {
    "environment": "production",
    "public_url": "https://pictures.example",
    "secret": "x" * 32,
    "smtp_host": "smtp.example",
    "password_megabytes": 64,
}


def test_development_needs_no_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (name for name in os.environ if name.startswith("CONSENTSVC_")):
        monkeypatch.delenv(name)
    chosen = Settings(_env_file=None)
    assert chosen.environment == "development"
    assert not chosen.is_https
    assert chosen.database_url is None


def test_production_runs_with_a_secret_and_https() -> None:
    assert Settings(**PRODUCTION).is_https


def test_hashing_a_password_takes_as_much_as_is_recommended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CONSENTSVC_PASSWORD_MEGABYTES")
    assert Settings(_env_file=None).password_megabytes == 64


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"secret": DEVELOPMENT_SECRET}, "CONSENTSVC_SECRET"),
        ({"secret": "x" * 31}, "CONSENTSVC_SECRET"),
        ({"public_url": "http://pictures.example"}, "CONSENTSVC_PUBLIC_URL"),
        ({"smtp_host": ""}, "CONSENTSVC_SMTP_HOST"),
        ({"smtp_security": "none", "smtp_password": "hunter2"}, "CONSENTSVC_SMTP_SECURITY"),
        ({"mail_per_minute": 0}, "greater than or equal to 1"),
        ({"storage": "s3"}, "CONSENTSVC_S3_BUCKET"),
        ({"database_url": "postgresql://x"}, "together"),
        ({"database_owner_url": "postgresql://x"}, "together"),
        ({"environment": "staging"}, "development"),
        ({"password_megabytes": 63}, "CONSENTSVC_PASSWORD_MEGABYTES"),
        ({"database_connections": 1}, "greater than or equal to 2"),
    ],
)
def test_what_is_missing_or_unsafe_stops_the_start_and_says_so(changed: dict[str, object], sentence: str) -> None:
    with pytest.raises(ValidationError, match=sentence):
        Settings(**{**PRODUCTION, **changed})


def test_secrets_do_not_show_when_settings_are_printed() -> None:
    url = "postgresql+psycopg://someone:hunter2@db/consentsvc"
    chosen = Settings(**PRODUCTION, database_url=url, database_owner_url=url, s3_secret_key="hunter3")
    for shown in (repr(chosen), str(chosen), chosen.model_dump_json()):
        assert "hunter" not in shown
        assert PRODUCTION["secret"] not in shown


def test_nor_when_they_are_refused() -> None:
    with pytest.raises(ValidationError) as refused:
        Settings(**{**PRODUCTION, "public_url": "http://x.example", "database_url": "postgresql://someone:hunter2@db/x"})
    assert "hunter" not in str(refused.value)
    assert PRODUCTION["secret"] not in str(refused.value)


def test_every_setting_is_described() -> None:
    assert all(field.description for field in Settings.model_fields.values())
