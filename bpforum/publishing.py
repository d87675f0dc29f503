"""Publishes a run: what it has for everybody is frozen and sealed, by a person's decision.

It refuses what does not verify, what is not of this forum, and what says another label than asked.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import ValidationError

from bpforum.decisions import in_order, newest, publications
from bpforum.errors import UnusableForum
from bpforum.forum_file import load_forum
from bpforum.run_folder import MANIFEST, PUBLIC, read
from bpforum.settings import load_settings
from bpforum.store import Store, open_store
from models.base import Instant
from models.decision import Decision
from models.forum import Forum
from models.ids import Digest
from models.outcome import Outcome
from models.publication import Publication, Publishing
from models.run import Manifest

if TYPE_CHECKING:
    from bpforum.drafting.revision import Earlier

OUTCOME = "outcome.json"


@dataclass(frozen=True)
class Asked:
    """What a coordinator asks for when publishing."""

    label: str
    by: str
    why: str = ""
    actor: str = ""
    """Who does it, for the audit chain, where that is not the name."""
    call: str | None = None
    """The call in `forum.toml` that comments on it answer."""
    opens: datetime | None = None
    """None: at once."""
    closes: datetime | None = None


def versions(store: Store) -> tuple[Publication, ...]:
    """The published versions in order, also those that were withdrawn."""
    return publications(store.publications.made(), store.publications.has)[0]


def published_earlier(store: Store) -> "Earlier":
    """What was published until now; a version whose files were changed is handed back."""
    from bpforum.drafting.revision import Earlier, Published

    intact = {}

    def is_kept(seal: Digest) -> bool:
        if seal not in intact:
            intact[seal] = not store.publications.damage(seal)
        return intact[seal]

    known, applied, refused = publications(store.publications.made(), is_kept)
    version = newest(known)
    published = Published(version, document(store, version)) if version else None
    return Earlier(published, applied, refused)


def document(store: Store, version: Publication) -> Outcome:
    """A version's document. Raises BlobDamaged."""
    return Outcome.model_validate_json(store.publications.file(version.seal, OUTCOME))


def forum_folder(run_dir: Path) -> Path:
    """The folder of the forum that the run was made in, as its manifest says."""
    said = _manifest(run_dir, read(run_dir)).folder
    if not said or not (Path(said) / "forum.toml").is_file():
        raise UnusableForum(
            f"The run does not say which forum it is of, or that is no longer in {said or '…'}: "
            "name the forum's folder with --forum."
        )
    return Path(said)


def publish(store: Store, folder: Path, run_dir: Path, asked: Asked, at: Instant) -> Publication:
    """Freezes the public part of the run in `run_dir` and writes the decision that publishes it.

    Raises UnusableForum with what is in the way; then nothing was published.
    """
    files = read(run_dir)
    manifest, forum = _manifest(run_dir, files), load_forum(folder)
    _refuse_strangers(store, forum, manifest)
    from bpforum.verify import verify_files  # slow to import, and needed once in a version's life

    findings = verify_files(files)
    if findings:
        raise UnusableForum(
            "The run breaks a promise, and is not published:\n"
            + "\n".join(f"  promise {x.promise}, {x.check}: {x.message}" for x in findings[:20])
        )
    if asked.call and asked.call not in {one.id for one in forum.calls}:
        raise UnusableForum(f"--call: there is no call {asked.call!r} in forum.toml.")
    public = {p.removeprefix(PUBLIC): data for p, data in files.items() if p.startswith(PUBLIC)}
    before = store.publications.made()
    known = publications(before, store.publications.has)[0]
    printed = _printed(public, asked.label)
    seal = store.publications.keep(public)
    if (last := newest(known)) and last.seal == seal:
        raise UnusableForum(
            f"This document is published as {last.id} already: nothing in it is new. To let "
            "comments close later, decide that with the kind publish."
        )
    latest = max((one.at for one in before), default=None)
    if latest and at <= latest:  # decisions count by their time
        at = latest + timedelta(microseconds=1)
    value = Publishing(
        label=asked.label, printed=printed, run=manifest.run, seal=seal, call=asked.call,
        opens=asked.opens or at, closes=asked.closes,
    )  # fmt: skip
    if value.closes and value.closes <= value.opens:
        raise UnusableForum("--closes: comments would close before they open.")
    target = f"v{len(known) + 1}"
    decision = Decision(
        id=f"publish-{target}", kind="publish", target=target,
        value=value.model_dump(mode="json"), by=asked.by, at=at, why=asked.why,
    )  # fmt: skip
    store.publications.add(decision, at=at, by=asked.actor or asked.by)
    made = next((one for one in versions(store) if one.decision == decision.id), None)
    if made is None:
        raise UnusableForum("Somebody else published at the same time: look, and publish again.")
    return made


def publish_run(folder: Path, run_dir: Path, asked: Asked, at: Instant) -> Publication:
    """The same for the store of the forum in `folder`."""
    with open_store(folder, load_settings().database_url) as store:
        return publish(store, folder, run_dir, asked, at)


def decide_on(
    store: Store, version: str, value: bool | datetime, by: str, why: str, at: Instant
) -> Publication:
    """Withdraws a version (`False`), takes that back (`True`), or lets comments close at a time."""
    made = in_order(store.publications.made())
    if made and at <= made[-1].at:
        at = made[-1].at + timedelta(microseconds=1)
    said = value if isinstance(value, bool) else {"closes": value.isoformat()}
    number = sum(one.target == version for one in made) + 1
    decision = Decision(
        id=f"publish-{version}-{number}", kind="publish", target=version, value=said, by=by,
        at=at, why=why,
    )  # fmt: skip
    _, _, refused = publications((*made, decision), store.publications.has)
    if problem := next((one.reason for one in refused if one.decision.id == decision.id), ""):
        raise UnusableForum(f"{problem}. Nothing was decided.")
    store.publications.add(decision, at=at, by=by)
    return next(one for one in versions(store) if one.id == version)


def _manifest(run_dir: Path, files: Mapping[str, bytes]) -> Manifest:
    if MANIFEST not in files:
        raise UnusableForum(
            f"{run_dir} is no run folder: it has no {MANIFEST}. A dry run leaves none; compile "
            "the forum first."
        )
    try:
        return Manifest.model_validate_json(files[MANIFEST])
    except ValidationError as error:
        raise UnusableForum(f"{run_dir / MANIFEST} cannot be read: {error.errors()[0]}") from error


def _refuse_strangers(store: Store, forum: Forum, manifest: Manifest) -> None:
    head = forum.forum
    if (manifest.forum, manifest.cycle) != (head.id, head.cycle):
        raise UnusableForum(
            f"The run is of {manifest.forum} {manifest.cycle}, not of {head.id} {head.cycle}: "
            "another forum's run is not published here."
        )
    if not store.publications.knows(manifest):
        raise UnusableForum(
            f"The run {manifest.run} was not made from this forum's store, or its manifest was "
            "changed. Compile the forum again, and publish that run."
        )


def _printed(public: Mapping[str, bytes], label: str) -> str:
    """The label on the cover: the one asked for, or that of a compilation nobody cleared yet."""
    outcome = Outcome.model_validate_json(public[OUTCOME])
    from bpforum.drafting.draft import load_wording

    printed, words = outcome.cover.label, load_wording(outcome.language)
    if printed not in (label, words.word("cover.working")):
        raise UnusableForum(
            f"--label: the document says {printed!r}, not {label!r}. Publish it under its own "
            f"label, or compile again with --label {label!r}."
        )
    return printed
