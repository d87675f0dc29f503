"""The story: collect → validate → group → draft → render → verify, plain functions in order.

Each step is handed to `run`, which calls it (`call_directly`) or makes it a task of a Prefect flow
(`flows/compile.py`): the same steps, the same digests. Nothing here imports Prefect.
"""

import os
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from itertools import chain
from operator import attrgetter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Protocol, TypeVar
from zoneinfo import ZoneInfo

from bpforum import changes, grouping, intake, ledger, run_folder
from bpforum.assist.service import help_with, is_wanted
from bpforum.assist.writing import Help
from bpforum.basis import basis_of, checks_basis, tables_basis
from bpforum.collecting import Collected, Collecting, Tell, carry_out_erasures, carry_out_retention
from bpforum.columns import Columns
from bpforum.compared import Compared
from bpforum.cuts import Cuts
from bpforum.decisions import Replayed, in_order
from bpforum.deliverables import public_files, secretariat_files
from bpforum.errors import RenderingFailed
from bpforum.forum_file import load_forum
from bpforum.gists import KnownGists
from bpforum.kept_parts import Keep
from bpforum.learnt import LEARNT, Learnt
from bpforum.made_keys import MadeKeys
from bpforum.manifest import Stopwatch, manifest_of, result_of
from bpforum.members import Members
from bpforum.memory import give_back, keep, seldom_sought
from bpforum.own_words import OwnWords
from bpforum.pieces import cut, find_duplicates
from bpforum.placings import Placings
from bpforum.profiles import load_profile
from bpforum.publishing import published_earlier
from bpforum.run_folder import Unfinished
from bpforum.settings import Settings, load_settings
from bpforum.snapshot import Snapshot, freeze, read_decisions
from bpforum.steering import apply_to_themes, steer
from bpforum.store import CollectCount, Left, Store, open_store, written_down
from bpforum.table_parts import TableParts
from bpforum.tables import write_tables
from bpforum.text.encoders import Choice, choose
from bpforum.unencoded import Unencoded
from bpforum.validation import Acts, Earlier, Window, validate
from bpforum.vectors import StoredVectors, in_batches
from bpforum.verify import verify_files
from bpforum.views import Drafted, draft, material_of, names_in
from models.forum import Forum
from models.ids import Digest
from models.profile import Profile
from models.record import Record
from models.run import CompileRequest, CompileResult, Manifest
from models.submission import Submission

_Result = TypeVar("_Result")
_FILES_A_BATCH = 500


class Runner(Protocol):
    """Runs one step under a name."""

    def __call__(self, name: str, step: Callable[..., _Result], /, *args: Any) -> _Result:
        """The step's result; its exceptions pass through."""
        ...


def call_directly(name: str, step: Callable[..., _Result], /, *args: Any) -> _Result:
    """Runs a step by calling it."""
    return step(*args)


def compile_forum(
    request: CompileRequest, run: Runner = call_directly, tell: Tell = lambda message: None
) -> CompileResult:
    """Collects what is new and makes a run folder of all there is. Raises BpforumError."""
    folder, settings, watch = Path(request.folder), load_settings(), Stopwatch()
    is_wanted(settings, ())  # settings that cannot be used are told before anything is done
    forum = load_forum(folder)
    profile = load_profile(forum.forum.profile, folder)
    with seldom_sought(), open_store(folder, settings.database_url) as store:
        work = _Work(request, settings, forum, profile, store, run, tell, watch)
        drafted = _drafted(work)
        tell("Rendering")
        parent = None if request.dry_run else run_folder.parent_of(forum, request.out)
        with run_folder.making(parent, watch.run) as files:
            manifest, left, result = _rendered(work, drafted, files)
            # A large forum is not held twice: verifying goes through the files alone.
            del drafted
            give_back()
            tell("Verifying")
            known = KnownGists(*kept_and_keep(store, "gists", checks_basis()))
            run("verify", verify, manifest, files, known)
            watch.lap("verify")
            written = None
            if not request.dry_run:
                # The anchors first: killed in between, the next run makes the same document again.
                store.save_run(left, at=datetime.now(UTC))
                written = files.finish()
        return result.model_copy(
            update={"folder": str(written) if written else None, "seconds": dict(watch.laps)}
        )


@dataclass(frozen=True)
class _Work:
    """What every part of a run needs."""

    request: CompileRequest
    settings: Settings
    forum: Forum
    profile: Profile
    store: Store
    run: Runner
    tell: Tell
    watch: Stopwatch


@dataclass(frozen=True)
class _Drafted:
    """What a run came to, before any file is made."""

    before: int
    """Submissions that were there before it collected."""
    collected: Collected
    snapshot: Snapshot
    chosen: Choice
    passages: int
    replayed: Replayed
    helped: Help
    drafted: Drafted
    members: Members
    tables: TableParts
    """What earlier runs packed of the record, and what they made of the tables."""


def _drafted(work: _Work) -> _Drafted:
    """From the sources to both views of the document."""
    forum, profile, store, run, tell, watch = (
        work.forum, work.profile, work.store, work.run, work.tell, work.watch,
    )  # fmt: skip
    folder, now = Path(work.request.folder), watch.started
    tell("Collecting from the sources")
    before = store.count_submissions()
    collected = run("collect", Collecting(forum, folder, os.environ).collect, store, now, tell)
    store.add_decisions(read_decisions(folder), at=now)
    carry_out_erasures(store, now)
    watch.lap("collect")
    read_all(forum, store, run, tell, work.settings, now)
    carry_out_retention(forum, store, now)
    watch.lap("read")
    with store.reading_submissions() as submissions:
        decisions, anchors = store.decisions(), store.anchors()
        snapshot = freeze(
            forum, submissions, decisions, anchors, work.request.cut_off, now, work.request.label,
            published_earlier(store),
        )  # fmt: skip
        tell(f"Validating {len(snapshot.references)} submissions")
        acts = Acts(snapshot.decisions)
        basis = basis_of(forum, profile)
        earlier = Earlier(Columns(*kept_and_keep(store, "validated", basis)), store.retired())
        record = run(
            "validate", validate_all, profile, store, submissions, snapshot, acts, now, earlier
        )
    watch.lap("validate")
    keep()  # the record stays, and holds no circles
    tell("Finding same texts, cutting texts into passages")
    closed = ledger.not_taken_up(in_order(snapshot.decisions))
    compared = Compared(*kept_and_keep(store, "sketches", basis))
    own = OwnWords(*kept_and_keep(store, "own_words", basis), earlier.keys)
    same = run("compare", find_duplicates, record, tuple(closed), compared, own)
    kept = Columns(*kept_and_keep(store, "passages", basis))
    cuts = Cuts(forum.forum.languages, kept, earlier.keys)
    pieces = run("cut", cut, record, forum.forum.languages, same, cuts)
    watch.lap("compare")
    give_back()
    chosen = choose(
        forum.themes.encoder, forum.forum.languages, len(pieces),
        [one.encoder for one in snapshot.anchors],
    )  # fmt: skip
    vectors = StoredVectors(store, chosen.encoder)
    unencoded = Unencoded(vectors.encoder, *kept_and_keep(store, "encoded", basis))
    missing = vectors.missing(map(attrgetter("text"), unencoded.of(pieces)))
    for n, texts in enumerate(in_batches(missing), start=1):
        tell(f"Encoding passages, part {n} ({len(texts)})")
        run(f"encode {n}", vectors.add, texts)
    unencoded.close()
    watch.lap("encode")
    tell(f"Grouping {len(pieces)} passages by theme")
    steering = steer(record, snapshot, acts)
    grouped = run(
        "group", grouping.group, steering.forum, record, pieces, same, steering.anchors,
        vectors.encode, vectors.encoder, partial(names_in, record, profile), vectors.table,
        Placings(partial(kept_and_keep, store, basis=basis)),
    )  # fmt: skip
    replayed = apply_to_themes(steering, grouped, record, vectors.encode)
    watch.lap("group")
    give_back()
    helped = Help()
    if is_wanted(work.settings, snapshot.decisions):
        material = material_of(profile, record, replayed, acts, snapshot)
        helped = run(
            "assist", help_with, work.settings, store, material, record.everything,
            snapshot.decisions, tell,
        )  # fmt: skip
        snapshot = replace(snapshot, answers=helped.digest)
        watch.lap("assist")
    tell("Drafting")
    learnt = Learnt(earlier.keys, *(kept_and_keep(store, kind, basis) for kind in LEARNT))
    drafted = run(
        "draft", draft, profile, record, replayed, acts, snapshot, vectors.encoder,
        (helped.all, helped.public), learnt,
    )  # fmt: skip
    watch.lap("draft")
    give_back()
    made = MadeKeys(earlier.keys)
    members = Members(*kept_and_keep(store, "record", basis), made)
    tables = TableParts(*kept_and_keep(store, "tables", tables_basis(basis)), made)
    return _Drafted(
        before, collected, snapshot, chosen, len(pieces), replayed, helped, drafted, members, tables
    )


def _rendered(
    work: _Work, made: _Drafted, files: Unfinished
) -> tuple[Manifest, Left, CompileResult]:
    """The files; then what is told of them, and what the next run is left, as little as it is."""
    store, watch, snapshot, helped = work.store, work.watch, made.snapshot, made.helped
    drafted, replayed, collected = made.drafted, made.replayed, made.collected
    work.run("render", render, drafted, snapshot, files, made.members, made.tables)
    told = changes.since(
        store.last_run(), watch.run, drafted.record, replayed, drafted.applied, drafted.refused
    )
    files.put("changes.json", run_folder.json_bytes(told))
    watch.lap("render")
    manifest = manifest_of(
        work.request, snapshot, watch, store.head(), collected, store.traces(), made.chosen,
        made.passages, drafted.record, replayed.grouping, files.entries, helped.told,
        helped.problems,
    )  # fmt: skip
    memory = changes.memory_of(manifest, drafted.record, replayed, told.new_evidence)
    result = result_of(
        manifest, None, len(snapshot.references) - made.before,
        drafted.record, drafted.all.cited, replayed.grouping,
        {theme.id: theme.tally.contributions for theme in drafted.all.facts.themes},
        (*collected.problems, *collected.still_there, *helped.problems),
        (*drafted.refused, *replayed.in_part),
        work.forum.forum.languages, watch.laps,
    )  # fmt: skip
    return manifest, written_down(memory, replayed.grouping.anchors), result


def collect_only(
    folder: Path,
    tell: Tell,
    *,
    only: Collection[str] = (),
    anew: bool = False,
    dry_run: bool = False,
    run: Runner = call_directly,
) -> tuple[CollectCount, ...]:
    """Takes in and reads what is new, and stops there; the counts by source.

    `only`: ids of the sources wanted; `anew`: services are walked from their beginning; `dry_run`:
    counts what would come, and writes nothing.
    """
    now, settings = datetime.now(UTC), load_settings()
    forum = load_forum(folder)
    collecting = Collecting(forum, folder, os.environ, only, anew)
    if dry_run and settings.database_url is None and not (folder / ".bpforum").exists():
        # Opening a store makes one: nothing is to be written where there is none yet.
        with TemporaryDirectory() as empty, open_store(Path(empty)) as store:
            return collecting.look(store, now, tell).counts
    with open_store(folder, settings.database_url) as store:
        tell("Collecting from the sources")
        if dry_run:
            return collecting.look(store, now, tell).counts
        counts = run("collect", collecting.collect, store, now, tell).counts
        store.add_decisions(read_decisions(folder), at=now)
        carry_out_erasures(store, now)
        read_all(forum, store, run, tell, settings, now)
        carry_out_retention(forum, store, now)
    return counts


def read_all(
    forum: Forum, store: Store, run: Runner, tell: Tell, settings: Settings, now: datetime
) -> None:
    """Reads what is new, and then what was attached to it, until nothing is left."""
    n, zone = 0, ZoneInfo(forum.forum.timezone)
    while waiting := intake.unread(store):
        for start in range(0, len(waiting), _FILES_A_BATCH):
            n += 1
            batch = waiting[start : start + _FILES_A_BATCH]
            tell(f"Reading, part {n} ({len(batch)})")
            run(f"read {n}", intake.read, store, batch, settings, zone, now, tell)


def validate_all(
    profile: Profile,
    store: Store,
    submissions: Iterable[Submission],
    snapshot: Snapshot,
    acts: Acts,
    now: datetime,
    earlier: Earlier | None = None,
) -> Record:
    """The record of everything that was received."""
    return validate(
        snapshot.forum, profile, submissions, intake.StoredReadings(store, submissions), acts,
        Window(now=now, cut_off=snapshot.cut_off), earlier,
    )  # fmt: skip


def kept_and_keep(
    store: Store, kind: str, basis: Digest
) -> tuple[Iterator[tuple[int, bytes]], Keep]:
    """What is kept of a kind, and what keeps it."""
    return store.worked_out(kind, basis), partial(store.keep_worked_out, kind, basis)


def render(
    drafted: Drafted,
    snapshot: Snapshot,
    files: Unfinished,
    members: Members | None = None,
    tables: TableParts | None = None,
) -> None:
    """All files of the run folder but `changes.json` and the manifest. Raises Unbalanced."""
    ledger.balance(drafted.record, snapshot.references)
    made = secretariat_files(drafted.all, drafted.record, drafted.applied, members)
    for path, data in chain(made, public_files(drafted.public)):
        files.put(path, data)
    write_tables(drafted.all, drafted.public, drafted.record, files.writing, tables)


def verify(manifest: Manifest, files: Unfinished, known: KnownGists | None = None) -> None:
    """Adds the manifest. Raises RenderingFailed where the files break a promise."""
    files.put(run_folder.MANIFEST, run_folder.json_bytes(manifest))
    findings = verify_files(files, known)
    if findings:
        told = "\n".join(f"  promise {one.promise}, {one.check}: {one.message}" for one in findings)
        raise RenderingFailed(
            f"The run was given up, since its files would break a promise:\n{told}\n"
            "This is a fault of bpforum's. What was collected is safe in the store."
        )
