"""Owns where things come from: hands over what it finds, and judges and keeps nothing."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from zoneinfo import ZoneInfo

from bpforum.sources.folder import FolderSource
from bpforum.sources.protocol import RemoteSource, Source
from bpforum.sources.tables.table import TableSource
from models.call import Question
from models.forum import SourceConfig

__all__ = ["RemoteSource", "Source", "open_source"]

_NOTHING: Mapping[str, str] = MappingProxyType({})


def open_source(
    config: SourceConfig,
    folder: Path,
    timezone: str = "UTC",
    *,
    environ: Mapping[str, str] = _NOTHING,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    questions: Sequence[Question] = (),
) -> Source | RemoteSource:
    """The source that `config` declares in the forum's `folder`; naive times are in `timezone`.

    Credentials of services come from `environ`; no service is asked before its first page is.
    `questions` are the call's: a table's columns are matched with them where nobody mapped any.
    Raises UnusableForum where there is nothing to collect from.
    """
    zone = ZoneInfo(timezone)
    # What speaks to a service is loaded only where a forum has one.
    if config.kind == "wordpress":
        from bpforum.sources.services.wordpress import WordPressSource

        return WordPressSource(config, environ, clock)
    if config.kind == "discourse":
        from bpforum.sources.services.discourse import DiscourseSource

        return DiscourseSource(config, environ, clock)
    if config.kind == "regulations_gov":
        from bpforum.sources.services.regulations_gov import open_regulations_gov

        return open_regulations_gov(config, environ, clock)
    if config.kind == "federal_register":
        from bpforum.sources.services.federal_register import open_federal_register

        return open_federal_register(config, environ, clock)
    if config.kind == "feed":
        from bpforum.sources.services.feed import open_feed

        return open_feed(config, environ, clock)
    if config.kind == "json":
        from bpforum.sources.services.json_api import open_json

        return open_json(config, zone, environ, clock)
    if config.kind == "imap":
        from bpforum.sources.mail.imap import ImapSource

        return ImapSource(config, environ, clock)
    if config.kind == "mailing_list":
        from bpforum.sources.mail.mailing_list import MailingListSource

        return MailingListSource(config, environ, clock)
    if config.kind == "csv":
        return TableSource(config, folder, zone, questions)
    return FolderSource(config, folder, zone, questions)
