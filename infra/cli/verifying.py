"""`milepost verify`."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from infra.cli import exit_codes, output
from infra.cli.reach import operators_settings, projection, suite_is_running

if TYPE_CHECKING:
    from services.projection.projection import Projection
    from shared.projecting.chain_check import CheckedChain
    from shared.projecting.verifying import VerifiedTable

PATIENCE_SECONDS = 30.0
"""How long the read models of a suite that runs are given to reach the position to compare them at."""

Progress = Callable[[str], Callable[[int, int], None]]
"""Announces a piece of work by name, and answers what is told how far it is."""


@click.command()
@click.option("--chain", "chain", is_flag=True, help="Only whether the logs are as they were written.")
@click.option("--read-models", "tables", is_flag=True, help="Only whether the tables are what the logs say.")
@click.option("--json", "json_", is_flag=True, help="Answer in JSON.")
def verify(chain: bool, tables: bool, json_: bool) -> int:
    """Check that the logs are as they were written, and that the read models are their folds.

    May be run at any time, also while the suite is at work. Exits with 1 where anything differs.
    """
    both = chain == tables
    with operators_settings() as settings, projection(settings) as opened, _progress() as progress:
        patience = PATIENCE_SECONDS if suite_is_running(settings) else 0.0
        chains = _chains(opened, progress) if both or chain else []
        verified = _tables(opened, patience, progress) if both or tables else []
    if json_:
        output.as_json({"chains": chains, "read_models": verified})
    else:
        _show(chains, verified)
    broken = any(each.broken for each in chains) or any(each.differences for each in verified)
    return exit_codes.REFUSED if broken else exit_codes.DONE


def _chains(opened: "Projection", progress: Progress) -> Sequence["CheckedChain"]:
    from shared.projecting.chain_check import check_chain

    return [
        check_chain(feed, organisation, progress(f"{source} of {organisation}: chain"))
        for source, feed in opened.feeds.items()
        for organisation in sorted(feed.heads())
    ]


def _tables(opened: "Projection", patience: float, progress: Progress) -> Sequence["VerifiedTable"]:
    from shared.projecting.verifying import Verification
    from shared.read_models import ALL

    verification = Verification(opened.pool, opened.reader, list(ALL.values()))
    found: list[VerifiedTable] = []
    for source, feed in opened.feeds.items():
        for organisation in sorted(feed.heads()):
            advance = progress(f"{source} of {organisation}: read models")
            found += verification.run(feed, organisation, patience=patience, progress=advance)
    return found


@contextmanager
def _progress() -> Iterator[Progress]:
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn

    with output.bars(TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn()) as bars:

        def begin(what: str) -> Callable[[int, int], None]:
            task = bars.add_task(what, total=None)
            return lambda done, of: bars.update(task, completed=done, total=of)

        yield begin


def _show(chains: Sequence["CheckedChain"], verified: Sequence["VerifiedTable"]) -> None:
    if chains:
        rows = [(c.source, c.organisation, c.events, "as written" if not c.broken else "ALTERED") for c in chains]
        output.table(["log", "organisation", ">events", "chain"], rows)
    for broken in (each for c in chains for each in c.broken):
        click.echo(f"{broken.source} of {broken.organisation}, position {broken.position}: {broken.what}")
    if verified:
        columns = ["read model", "organisation", ">rows", ">position", ">head", ">waiting", "compared with its log"]
        output.table(
            columns,
            [
                (v.read_model, v.organisation, v.rows, v.position, v.head, v.waiting, _verdict(len(v.differences)))
                for v in verified
            ],
        )
    for different in (each for v in verified for each in v.differences):
        click.echo(f"{different.read_model} of {different.organisation}, {different.key}: {different.what}")


def _verdict(differences: int) -> str:
    return f"{differences} ROWS DIFFER" if differences else "equal"
