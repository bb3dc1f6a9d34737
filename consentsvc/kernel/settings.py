"""Every setting of the service, in one typed place that fails loudly. Environment: CONSENTSVC_<NAME>, or a `.env` file."""

from functools import cache
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, IPvAnyNetwork, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

DEVELOPMENT_SECRET = "development only"  # noqa: S105
SAFE_PASSWORD_MEGABYTES = 64  # RFC 9106, 4: the second choice of parameters


class Settings(BaseSettings):
    """What an operator can set. docs/reference/settings.md prints these descriptions."""

    model_config = SettingsConfigDict(env_prefix="CONSENTSVC_", env_file=".env", extra="ignore", hide_input_in_errors=True)

    environment: Literal["development", "production"] = Field(
        "development",
        description=(
            "`production` refuses the development secret, a public address without https, cheap password hashes, and to go without "
            "a mail server."
        ),
    )
    public_url: str = Field(
        "http://localhost:8000", description="The address under which people reach the service, without a slash at the end."
    )
    trusted_proxies: str = Field(
        "127.0.0.1",
        description="Addresses of the proxies in front, comma-separated: what they say of a client's address is believed (rate limits).",
    )
    reachable_networks: tuple[IPvAnyNetwork, ...] = Field(
        (),
        description=(
            "Networks inside which schools' websites and other systems may be asked, as a JSON list of CIDRs; there, http will do too. "
            "Empty: only addresses of the open internet are asked, by https."
        ),
    )
    secret: SecretStr = Field(
        SecretStr(DEVELOPMENT_SECRET),
        description="Keys the hashes of codes, signs receipts and encrypts other systems' passwords. At least 32 characters in production.",
    )
    earlier_secrets: tuple[SecretStr, ...] = Field(
        (),
        description=(
            "Values that `secret` had before, as a JSON list: receipts that were signed under them can still be checked, and other "
            "systems' passwords still be read."
        ),
    )
    storage_country: str = Field(
        "GB",
        pattern="^[A-Z]{2}$",
        description="Where pictures and answers are stored, as an ISO 3166 code; receipts say it (C16).",
    )
    folder: Path = Field(Path("var"), description="Where the embedded database, the originals and the renditions lie.")
    database_url: SecretStr | None = Field(
        None, description="The service's PostgreSQL role (owns nothing). Empty: an embedded PostgreSQL below `folder`."
    )
    database_owner_url: SecretStr | None = Field(
        None, description="The role that owns the schema; used by `consentsvc migrate` alone."
    )
    database_connections: int = Field(20, ge=2, description="Most connections that one process opens.")
    storage: Literal["folder", "s3"] = Field("folder", description="Where pictures are kept.")
    s3_bucket: str = Field("", description="The bucket, when `storage` is `s3`.")
    s3_endpoint_url: str | None = Field(None, description="The address of an S3 server other than AWS's.")
    s3_region: str = Field("eu-west-2", description="The bucket's region.")
    s3_access_key: SecretStr | None = Field(None, description="Empty: the machine's own credentials.")
    s3_secret_key: SecretStr | None = Field(None, description="Empty: the machine's own credentials.")
    upload_megabytes: int = Field(64, ge=1, description="The largest picture, or other file, that one upload may have.")
    video_megabytes: int = Field(500, ge=1, le=2000, description="The largest video that one upload may have.")
    ffmpeg: str = Field(
        "ffmpeg",
        description=(
            "The program that makes videos ready: a name on the path, or a path. Without it videos are kept, and can't be looked "
            "through or go out."
        ),
    )
    picture_processes: int = Field(2, ge=1, description="Limited processes that decode pictures, in each web or worker process.")
    smtp_host: str = Field("", description="The mail server. Empty, in development only: mails become files in `folder`/mail.")
    smtp_port: int = Field(587, ge=1, le=65535, description="The mail server's port.")
    smtp_security: Literal["starttls", "tls", "none"] = Field(
        "starttls", description="`tls` from the first byte (port 465), or `none` for a server on the same machine."
    )
    smtp_user: str = Field("", description="Empty: the mail server asks for no sign-in.")
    smtp_password: SecretStr = Field(SecretStr(""), description="Of `smtp_user`.")
    mail_from: str = Field("consentsvc@localhost", description="The address that families' letters come from.")
    mail_bounces: str = Field(
        "",
        description=(
            "Where undelivered letters come back to, with `+` and the letter's id before the @; pipe that mailbox into "
            "`consentsvc bounce`. Empty: to `mail_from`."
        ),
    )
    mail_per_minute: int = Field(
        120, ge=1, le=6000, description="Most letters that go out in a minute, from all workers together."
    )
    password_megabytes: int = Field(
        SAFE_PASSWORD_MEGABYTES,
        ge=1,
        description=f"Memory that hashing a password takes (Argon2id); production refuses less than {SAFE_PASSWORD_MEGABYTES}.",
    )
    scan_lanes: int = Field(2, ge=1, description="Pictures that one worker scans at once.")

    @model_validator(mode="after")
    def production_is_safe(self) -> Self:
        """Refuse to run for real with what only development may have."""
        if self.environment == "production":
            if len(self.secret.get_secret_value()) < 32:
                raise ValueError("CONSENTSVC_SECRET must be set, with at least 32 characters, in production.")
            if not self.is_https:
                raise ValueError("CONSENTSVC_PUBLIC_URL must begin with https:// in production.")
            if self.password_megabytes < SAFE_PASSWORD_MEGABYTES:
                raise ValueError(f"CONSENTSVC_PASSWORD_MEGABYTES must be at least {SAFE_PASSWORD_MEGABYTES} in production.")
            if not self.smtp_host:
                raise ValueError("CONSENTSVC_SMTP_HOST must name the mail server in production: families are asked by mail.")
        if self.smtp_password.get_secret_value() and self.smtp_security == "none" and self.environment == "production":
            raise ValueError("CONSENTSVC_SMTP_SECURITY must be starttls or tls where there is a CONSENTSVC_SMTP_PASSWORD.")
        if self.storage == "s3" and not self.s3_bucket:
            raise ValueError("CONSENTSVC_S3_BUCKET must name the bucket when CONSENTSVC_STORAGE is s3.")
        if (self.database_url is None) != (self.database_owner_url is None):
            raise ValueError("Set CONSENTSVC_DATABASE_URL and CONSENTSVC_DATABASE_OWNER_URL together, or neither.")
        return self

    @property
    def is_https(self) -> bool:
        return self.public_url.startswith("https://")


@cache
def settings() -> Settings:
    """The settings of this process, read once."""
    return Settings()
