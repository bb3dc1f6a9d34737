import pytest
from pydantic import ValidationError

from consentsvc.kernel.settings import DEVELOPMENT_SECRET, Settings

PRODUCTION = {
    "environment": "production",
    "public_url": "https://pictures.example",
    "secret": "x" * 32,
    "smtp_host": "smtp.example",
}


def test_development_needs_no_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CONSENTSVC_PUBLIC_URL", raising=False)
    chosen = Settings(_env_file=None)
    assert chosen.environment == "development"
    assert not chosen.is_https
    assert chosen.database_url is None


def test_production_runs_with_a_secret_and_https() -> None:
    assert Settings(**PRODUCTION).is_https


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
