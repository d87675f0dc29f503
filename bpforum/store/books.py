"""Owns the stores within the store: each keeps one kind of thing, all in one database.

What the record is made of is the store's own; these are what the pages and the worker keep.
"""

from pathlib import Path
from tempfile import TemporaryFile
from typing import BinaryIO, cast

from bpforum.store.accounts import Accounts
from bpforum.store.blobs import Blobs
from bpforum.store.database import Database
from bpforum.store.decision_book import DecisionBook
from bpforum.store.declarations import Declarations
from bpforum.store.filed_comments import FiledComments
from bpforum.store.filings import Filings
from bpforum.store.hooks import Hooks
from bpforum.store.outbox import Outbox
from bpforum.store.publications import Publications
from bpforum.store.received_pages import ReceivedPages
from bpforum.store.run_requests import RunRequests
from bpforum.store.schedules import Schedules
from bpforum.store.tokens import Tokens
from bpforum.store.workers import Workers


class Books:
    """The base of `Store`: an attribute for each."""

    def __init__(self, database: Database, blobs: Blobs, home: Path) -> None:
        self.accounts = Accounts(database)
        """Who may use the pages."""
        self.declarations = Declarations(database)
        """What forum.toml was, after each change."""
        self.decision_book = DecisionBook(database)
        """The decisions by what they are about, and the recording of one."""
        self.filed_comments = FiledComments(database)
        """The comments among them, as they came."""
        self.filings = Filings(database, blobs)
        """What people file by the pages, once each."""
        self.publications = Publications(database, home / "published")
        """What was published, with its files."""
        self.hooks = Hooks(database)
        """Who is told of events."""
        self.outbox = Outbox(database)
        """Notices to be sent."""
        self.received_pages = ReceivedPages(database)
        """What was received, a page at a time."""
        self.run_requests = RunRequests(database)
        """The runs that were asked for."""
        self.schedules = Schedules(database)
        """Whether the schedule is paused, and what it did."""
        self.tokens = Tokens(database)
        """What programs sign in with."""
        self.workers = Workers(database)
        """Who carries them out."""
        self._home = home

    def scratch(self) -> BinaryIO:
        """A file without a name, gone when it is closed: for what is too much to be held."""
        # Beside the store, since a place for temporary files may itself be memory.
        return cast(BinaryIO, TemporaryFile(dir=self._home))
