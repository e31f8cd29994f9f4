"""`milepost rebuild`."""

from typing import TYPE_CHECKING

import click

from infra.cli import output
from infra.cli.reach import operators_settings, projection

if TYPE_CHECKING:
    from shared.log.feed import Feed

WORKERS = 2

LONG = 50_000
"""Events from which on folding in several processes gains more than starting them takes."""


@click.command()
@click.argument("names", nargs=-1, metavar="[READ_MODEL]...")
@click.option(
    "--workers",
    type=click.IntRange(0, 64),
    help="Processes to fold in; left out, 2 where the logs are long, else none.",
)
def rebuild(names: tuple[str, ...], workers: int | None) -> None:
    """Build read models anew from the logs, beside the live tables, and swap them in. All of them if none is named."""
    import time

    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn

    from shared.read_models import ALL

    if unknown := [name for name in names if name not in ALL]:
        raise click.UsageError(f"There is no read model {', '.join(unknown)}. There are: {', '.join(ALL)}.")
    wanted = list(names or ALL)
    began = time.monotonic()
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with (
        operators_settings() as settings,
        projection(settings) as opened,
        output.bars(*columns) as bars,
    ):
        if workers is None:
            workers = WORKERS if sum(map(_length, opened.feeds.values())) >= LONG else 0
        task = bars.add_task("events folded", total=None)
        folded = opened.rebuild(
            wanted, workers=workers, progress=lambda done, of: bars.update(task, completed=done, total=of)
        )
    seconds = time.monotonic() - began
    click.echo(f"{len(wanted)} read models built anew from {folded} events in {seconds:.1f} s")


def _length(feed: "Feed") -> int:
    return sum(feed.heads().values())
