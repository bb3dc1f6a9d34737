"""Every setting of the service, in one typed place that fails loudly. Environment: CONSENTSVC_<NAME>, or a `.env` file."""

from functools import cache
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

DEVELOPMENT_SECRET = "development only"  # noqa: S105


class Settings(BaseSettings):
    """What an operator can set. docs/reference/settings.md prints these descriptions."""

    model_config = SettingsConfigDict(env_prefix="CONSENTSVC_", env_file=".env", extra="ignore", hide_input_in_errors=True)

    environment: Literal["development", "production"] = Field(
        "development", description="`production` refuses the development secret and a public address without https."
    )
    public_url: str = Field(
        "http://localhost:8000", description="The address under which people reach the service, without a slash at the end."
    )
    trusted_proxies: str = Field(
        "127.0.0.1",
        description="Addresses of the proxies in front, comma-separated: what they say of a client's address is believed (rate limits).",
    )
    secret: SecretStr = Field(
        SecretStr(DEVELOPMENT_SECRET), description="Keys the hashes of codes. At least 32 characters in production."
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
    upload_megabytes: int = Field(64, ge=1, description="The largest file that one upload may have.")
    picture_processes: int = Field(2, ge=1, description="Limited processes that decode pictures, in each web or worker process.")
    scan_lanes: int = Field(2, ge=1, description="Pictures that one worker scans at once.")

    @model_validator(mode="after")
    def production_is_safe(self) -> Self:
        """Refuse to run for real with what only development may have."""
        if self.environment == "production":
            if len(self.secret.get_secret_value()) < 32:
                raise ValueError("CONSENTSVC_SECRET must be set, with at least 32 characters, in production.")
            if not self.is_https:
                raise ValueError("CONSENTSVC_PUBLIC_URL must begin with https:// in production.")
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
