"""The `bpforum` command: reads arguments, prints results, maps errors to exit codes.

Heavy packages are imported where a command needs them, so that `--help` answers at once.
"""

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from bpforum import __version__
from bpforum.decision_kinds import as_help
from bpforum.errors import BpforumError, UnusableForum
from bpforum.options import existing_forum, existing_run, read_instant, read_value
from bpforum.terminal import Progress, print_counts, print_findings, print_result, print_words

_STOPPED = 130
"""The exit code of what Ctrl-C ended."""

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="From contributions to a forum's outcome document, with every sentence's source.",
)

ForumDir = Annotated[
    Path, typer.Argument(metavar="FORUM_DIR", help="The forum's folder, with forum.toml in it.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]


def main() -> None:
    """Runs the command. Exit code 0: done; 1: a promise is broken; 2: the input is unusable."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        app()
    except BpforumError as error:
        _fail(str(error), error.exit_code)
    except (KeyboardInterrupt, SystemExit) as end:
        # The library makes an exit of Ctrl-C, without a word.
        if isinstance(end, SystemExit) and end.code != _STOPPED:
            raise
        _fail("Stopped. What was collected is safe; run it again to go on.", _STOPPED)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)


def _fail(message: str, code: int) -> NoReturn:
    print_words(f"bpforum: {message}", error=True)
    sys.exit(code)


def _version(wanted: bool) -> None:
    if wanted:
        print_words(f"bpforum {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    pass


@app.command(epilog="Example: bpforum init my-forum")
def init(folder: ForumDir) -> None:
    """Make a forum's folder: a forum.toml to fill in, and an inbox."""
    from bpforum.new_forum import make_forum

    for path in make_forum(folder):
        print_words(f"wrote {path}")
    print_words(f"Next: fill in {folder / 'forum.toml'}, put files into {folder / 'inbox'}, "
                f"then: bpforum compile {folder}")  # fmt: skip


@app.command(epilog="Example: bpforum collect my-forum --source comments --dry-run")
def collect(
    folder: ForumDir,
    source: Annotated[
        list[str] | None, typer.Option(help="Only this source, by its id; may be given again.")
    ] = None,
    anew: Annotated[
        bool,
        typer.Option("--anew", help="Walk services from their beginning: finds what changed."),
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only count what would come; write nothing.")
    ] = False,
    watch: Annotated[
        float | None,
        typer.Option(min=1, help="Go on: look again after so many seconds, until stopped."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Take in what is new in every source, and read it. Running twice takes in nothing twice."""
    from bpforum.pipeline import collect_only
    from bpforum.watching import rounds

    for n in rounds(existing_forum(folder), watch):
        with Progress(quiet=as_json or n > 0) as tell:
            counts = collect_only(folder, tell, only=source or (), anew=anew, dry_run=dry_run)
        told = any(one.new or one.changed or one.vanished or one.problem for one in counts)
        if n > 0 and not told:
            continue
        if as_json:
            _print_json([count.model_dump(mode="json") for count in counts])
        else:
            print_counts(counts, dry_run=dry_run)
    if any(count.problem for count in counts):
        raise typer.Exit(1)


@app.command("import", epilog="Example: bpforum import my-forum mended.docx --corrects C-0007")
def import_(
    folder: ForumDir,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The file to take in.")],
    corrects: Annotated[
        str | None, typer.Option(metavar="REF", help="The submission that it is put in place of.")
    ] = None,
    source: Annotated[
        str | None, typer.Option(help="The source that it counts for (default: the first folder).")
    ] = None,
    by: Annotated[str, typer.Option(help="Who puts it in.")] = "secretariat",
    as_json: AsJson = False,
) -> None:
    """Take in a file by hand; with --corrects in place of one that could not be used."""
    from bpforum.importing import import_file

    done = import_file(existing_forum(folder), file, corrects, source, by, datetime.now(UTC))
    if as_json:
        _print_json(done.model_dump(mode="json"))
        return
    print_words(f"{file.name} is {done.reference}" + (f", for {corrects}" if corrects else ""))
    for reason in done.reasons:
        print_words(f"  it cannot be used yet: {reason.message} {reason.remedy}")
    if not done.reasons:
        print_words(f"  read: {done.words} words. The next compile uses it.")


@app.command("compile", epilog="Example: bpforum compile my-forum --cut-off 2026-09-16T00:00Z")
def compile_(
    folder: ForumDir,
    label: Annotated[
        str | None, typer.Option(help="The label asked for, such as 'Draft I'.")
    ] = None,
    cut_off: Annotated[
        str | None,
        typer.Option(help="Leave what was received later for the next version (ISO date or time)."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Where run folders go (default: outputs/FORUM/CYCLE).")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Do everything but write the run folder.")
    ] = False,
    flow: Annotated[
        bool, typer.Option("--flow/--direct", help="Run as a Prefect flow, or in this process.")
    ] = False,
    strict: Annotated[
        bool, typer.Option("--strict", help="End with 1 where something needs attention.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Collect, then make a draft outcome document of all there is, in a new run folder."""
    from flows.compile import compile_in_turn
    from models.run import CompileRequest

    request = CompileRequest(
        folder=str(existing_forum(folder)),
        out=str(out) if out else None,
        label=label,
        cut_off=read_instant("--cut-off", cut_off, folder) if cut_off else None,
        dry_run=dry_run,
        engine="flow" if flow else "direct",
    )
    with Progress(quiet=as_json) as tell:
        result = compile_in_turn(request, tell)
    if as_json:
        _print_json(result.model_dump(mode="json"))
    else:
        print_result(result)
    if strict and result.attention:
        raise typer.Exit(1)


@app.command(epilog="Example: bpforum worker my-forum")
def worker(
    folder: ForumDir,
    out: Annotated[
        Path | None, typer.Option(help="Where run folders go (default: outputs/FORUM/CYCLE).")
    ] = None,
    child: Annotated[
        bool, typer.Option("--child", hidden=True, help="End when standard input ends.")
    ] = False,
) -> None:
    """Run what the pages and the schedule ask for, one at a time, until stopped."""
    from flows.worker import work

    work(existing_forum(folder), str(out) if out else None, print_words, child=child)


@app.command(epilog="Example: bpforum verify outputs/my-forum/2026/20261121T184500Z-3f2a1b")
def verify(
    run_dir: Annotated[
        Path | None, typer.Argument(metavar="[RUN_DIR]", help="A run folder, or a folder of runs.")
    ] = None,
    store: Annotated[
        Path | None,
        typer.Option(metavar="FORUM_DIR", help="Check the forum's store and audit chain instead."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Re-check the promises of a run from its files alone. Ends with 1 where one is broken."""
    from bpforum.verify import as_json as findings_json
    from bpforum.verify import verify_run, verify_store

    if store is not None and run_dir is None:
        findings = verify_store(existing_forum(store))
    elif run_dir is not None and store is None:
        findings = verify_run(existing_run(run_dir))
    else:
        raise UnusableForum("Name a run folder, or a forum with --store; not both.")
    if as_json:
        print_words(findings_json(findings))
    else:
        print_findings(findings, store or run_dir)
    if findings:
        raise typer.Exit(1)


@app.command(
    help="Record a person's decision; it is applied on every run from now on.\n\n" + as_help(),
    epilog="Example: bpforum decide my-forum --kind rename --target theme-3 "
    '--value "Local content" --by "A. Coordinator" --why "clearer"',
)
def decide(
    folder: ForumDir,
    kind: Annotated[str, typer.Option(help="Which kind of decision: they are listed above.")],
    target: Annotated[
        str, typer.Option(help="What it is about: the id of a theme, passage, paragraph …")
    ],
    by: Annotated[str, typer.Option(help="Who decided.")],
    value: Annotated[
        str, typer.Option(help="The new label, text, theme …; JSON where it is more than words.")
    ] = "",
    why: Annotated[str, typer.Option(help="The reason, which stays with the decision.")] = "",
    identifier: Annotated[
        str | None, typer.Option("--id", help="The decision's own id; by default the next number.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    from bpforum.deciding import record_decision

    said, now = read_value(kind, value), datetime.now(UTC)
    decision = record_decision(existing_forum(folder), kind, target, said, by, why, identifier, now)
    if as_json:
        _print_json(decision.model_dump(mode="json"))
    else:
        print_words(
            f"recorded as {decision.id}; the next compile applies it, or says why it cannot: "
            f"whether {decision.target} is there shows only then"
        )


@app.command(epilog="Example: bpforum serve my-forum --port 8000")
def serve(
    folder: ForumDir,
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="The port; 0 for any that is free.")] = 8000,
    worker: Annotated[
        bool, typer.Option("--worker/--no-worker", help="Whether runs are carried out as well.")
    ] = True,
) -> None:
    """Serve the forum's pages: forms, comments, runs, review. Ends on Ctrl-C or SIGTERM."""
    from bpforum.serving import serve as serve_pages

    serve_pages(existing_forum(folder), host, port, print_words, worker=worker)


@app.command(epilog="Example: bpforum publish outputs/my-forum/2026 --label 'Draft I' --by 'A.'")
def publish(
    run_dir: Annotated[
        Path, typer.Argument(metavar="RUN_DIR", help="A run folder, or a folder of runs.")
    ],
    label: Annotated[str, typer.Option(help="What it is published as: Draft I, Draft II, Final.")],
    by: Annotated[str, typer.Option(help="Who publishes it.")],
    closes: Annotated[
        str | None, typer.Option(help="When comments close (default: as the call says).")
    ] = None,
    opens: Annotated[str | None, typer.Option(help="When they open (default: at once).")] = None,
    call: Annotated[
        str | None, typer.Option(help="The call in forum.toml that comments on it answer.")
    ] = None,
    why: Annotated[str, typer.Option(help="The reason, which stays with the decision.")] = "",
    forum: Annotated[
        Path | None,
        typer.Option(metavar="FORUM_DIR", help="The forum's folder (default: the run's own)."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Freeze what a run has for everybody, and publish it for comment."""
    from bpforum.publishing import Asked, forum_folder, publish_run

    run = existing_run(run_dir)
    folder = existing_forum(forum or forum_folder(run))
    window = [read_instant(name, at, folder) if at else None
              for name, at in (("--opens", opens), ("--closes", closes))]  # fmt: skip
    asked = Asked(label=label, by=by, why=why, call=call, opens=window[0], closes=window[1])
    version = publish_run(folder, run, asked, datetime.now(UTC))
    if as_json:
        _print_json(version.model_dump(mode="json"))
        return
    print_words(f"published as {version.id}: {version.printed}, sealed by {version.seal[:16]}…")
    if version.printed != version.label:
        print_words(f"  it is {label!r} once every section is cleared, and compiled again")


@app.command(epilog="Example: bpforum bench agreement --data labelled-sets")
def bench(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[NAME]...", help="Which (default: all).")
    ] = None,
    data: Annotated[
        list[Path] | None,
        typer.Option(
            metavar="DIR",
            exists=True,
            file_okay=False,
            help="A folder of labelled sets, `<name>.tsv` with text, label and language; may be "
            "given again.",
        ),
    ] = None,
    full: Annotated[bool, typer.Option("--full", help="At their largest sizes; hours.")] = False,
    write: Annotated[
        Path | None,
        typer.Option(metavar="FILE.md", help="Write the tables there, and pictures beside it."),
    ] = None,
    listed: Annotated[bool, typer.Option("--list", help="Say what there is to measure.")] = False,
) -> None:
    """Measure speed and quality, in a source checkout: the figures that the docs give."""
    from bpforum import measuring

    benches = measuring.chosen(names or ())
    if listed:
        for one in benches:
            print_words(f"{one.name:<16} {one.tells}")
        return
    pictures = None
    if write:
        pictures = write.parent / "images"
        pictures.mkdir(parents=True, exist_ok=True)
    sections, whole = [], True
    with Progress() as tell:
        for section, done in measuring.run(benches, data or (), tell, full=full, pictures=pictures):
            print_words(section)
            sections.append(section)
            whole = whole and done
    if write:
        write.write_text("\n".join(sections), encoding="utf-8")
    if not whole:
        raise typer.Exit(1)


def _print_json(value: object) -> None:
    print_words(json.dumps(value, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
