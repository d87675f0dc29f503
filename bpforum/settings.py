"""Owns what the environment may set (`BPFORUM_…`); refuses to be read at import: build and pass it.

What belongs to a forum stands in its `forum.toml`. Every setting is described in docs/settings.md.
"""

from pathlib import Path

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from bpforum.errors import UnusableSettings
from models.audience import Audience


class Settings(BaseSettings):
    """The settings of one process."""

    model_config = SettingsConfigDict(
        env_prefix="BPFORUM_", frozen=True, extra="ignore", env_ignore_empty=True
    )

    database_url: str | None = None
    """SQLAlchemy URL of the store's database; None: `.bpforum/store.sqlite` in the forum."""

    prefect_home: Path | None = None
    """Prefect's private folder; None: `.bpforum/prefect` in the forum."""

    public_url: str | None = None
    """How the pages are reached from outside, such as `https://forum.example.org`; None: as
    `bpforum serve` listens. With https cookies are only sent over it."""

    openid_issuer: str | None = None
    """The OpenID provider, by the address that it calls itself; None: nobody signs in by one."""

    openid_client: str | None = None
    """What the provider knows us as."""

    openid_secret: SecretStr | None = None
    """What we prove it with."""

    smtp_url: SecretStr | None = None
    """The mail server, such as `smtp://user:password@mail.example.org:587`; None: mails are written
    into a folder. `smtps://` speaks TLS from the start, `smtp://` goes over to it where it can."""

    mail_from: str = "bpforum@localhost"
    """Whom mails come from."""

    mail_folder: Path | None = None
    """Where mails are written without a mail server; None: `.bpforum/mail` in the forum."""

    notify_urls: SecretStr | None = None
    """Chat rooms of the secretariat, as Apprise addresses, with blanks between them."""

    behind_proxy: bool = False
    """Whether a proxy on this machine hands requests on, and says from which address they came."""

    upload_mb: int = Field(default=25, ge=1, le=100)
    """Most that one request with files may hold, in MB."""

    sends_a_minute: int = Field(default=20, ge=1)
    """How often one address (or one account) may file something in a minute; in an hour ten times
    as often."""

    sign_ins_a_minute: int = Field(default=20, ge=1)
    """How often one address may try to sign in within a minute, each page of it counted; in an hour
    ten times as often."""

    reader_memory_mb: int = Field(default=512, ge=128)
    """Most memory of the child process that reads one document, in MB."""

    reader_seconds: float = Field(default=10.0, gt=0, allow_inf_nan=False)
    """Most CPU time for one document, in seconds, and one more for each MB of it; on a busy machine
    it may take three times as long."""

    llm_url: str | None = None
    """OpenAI-compatible endpoint of a language model; None: no model is asked."""

    llm_model: str | None = None
    """The model's name there."""

    llm_key: SecretStr | None = None
    """What lets us in; not needed for a server of one's own."""

    llm_audience: Audience | None = None
    """The narrowest audience whose words may be sent to it; None: `public`."""

    llm_seconds: float = Field(default=60.0, gt=0, allow_inf_nan=False)
    """Most seconds for one answer."""

    llm_total_seconds: float = Field(default=900.0, gt=0, allow_inf_nan=False)
    """Most seconds that a run waits for the model in all."""


def load_settings() -> Settings:
    """The settings as the environment has them now. Raises UnusableSettings, naming each."""
    try:
        return Settings()
    except ValidationError as error:
        wrong = "\n".join(
            f"  BPFORUM_{str(one['loc'][0]).upper()}={one['input']!r}: {one['msg']}"
            for one in error.errors()
        )
        raise UnusableSettings(
            f"These environment variables cannot be used; mend or unset them:\n{wrong}"
        ) from error
