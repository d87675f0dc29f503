"""Owns where things come from: hands over what it finds, and judges and keeps nothing."""

from pathlib import Path
from zoneinfo import ZoneInfo

from bpforum.sources.folder import FolderSource
from bpforum.sources.protocol import Source
from bpforum.sources.table import TableSource
from models.forum import SourceConfig

__all__ = ["Source", "open_source"]


def open_source(config: SourceConfig, folder: Path, timezone: str = "UTC") -> Source:
    """The source that `config` declares in the forum's `folder`; naive times are in `timezone`.

    Raises UnusableForum where there is nothing to collect from.
    """
    zone = ZoneInfo(timezone)
    if config.kind == "csv":
        return TableSource(config, folder, zone)
    return FolderSource(config, folder, zone)
