"""`python -m tests.benchmarks [--only PATTERN]`: measure, show a table, and keep it in `.milepost/bench.json`."""

from collections.abc import Sequence
from fnmatch import fnmatch
from pathlib import Path

import click
import msgspec
from rich.console import Console
from rich.table import Table

from tests.benchmarks import (
    append,
    drain,
    imports,
    latency,
    million,
    mixed,
    pipelined,
    queries,
    recommendations,
    relay,
    search,
    simulating,
    warm_path,
)
from tests.benchmarks.figure import Figure, Measurement
from tests.benchmarks.ground import Ground

MEASUREMENTS: Sequence[Measurement] = (
    append.MEASUREMENT,
    imports.MEASUREMENT,
    relay.MEASUREMENT,
    pipelined.MEASUREMENT,
    latency.MEASUREMENT,
    queries.MEASUREMENT,
    search.MEASUREMENT,
    warm_path.MEASUREMENT,
    simulating.MEASUREMENT,
    drain.MEASUREMENT,
    million.MEASUREMENT,
    mixed.MEASUREMENT,
    recommendations.MEASUREMENT,
)
KEPT_IN = Path(".milepost/bench.json")


@click.command()
@click.option("--only", metavar="PATTERN", default="*", help="Only figures whose names match, as in 'rebuild*'.")
def main(only: str) -> None:
    """Measure Milepost against its peers on this machine. The longest figures take minutes each."""
    pattern = only if any(mark in only for mark in "*?[") else f"*{only}*"
    chosen = [each for each in MEASUREMENTS if any(fnmatch(name, pattern) for name in each.figures)]
    if not chosen:
        known = "\n  ".join(name for each in MEASUREMENTS for name in each.figures)
        raise click.BadParameter(f"no figure matches {only!r}. There are:\n  {known}", param_hint="--only")
    console = Console(stderr=True)
    with console.status("") as status, Ground(lambda doing: status.update(f"{doing} ...")) as ground:
        figures = [figure for each in chosen for figure in _run(each, ground, console)]
    KEPT_IN.parent.mkdir(exist_ok=True)
    KEPT_IN.write_bytes(msgspec.json.format(msgspec.json.encode(figures)))
    Console().print(_table([figure for figure in figures if fnmatch(figure.figure, pattern)]))


def _run(measurement: Measurement, ground: Ground, console: Console) -> Sequence[Figure]:
    ground.say(measurement.figures[0])
    figures = measurement.run(ground)
    for each in figures:
        shown = f"{each.value:,.4g} {each.unit}" if each.ratio is None else f"{each.ratio:.2f}"
        console.print(f"{each.figure}: {shown} (goal {each.goal})", highlight=False)
    return figures


def _table(figures: Sequence[Figure]) -> Table:
    table = Table("figure", "value", "unit", "against", "ratio", "goal", "met")
    for each in figures:
        ratio = "" if each.ratio is None else f"{each.ratio:.2f}"
        met = "[green]yes[/]" if each.met else "[red]no[/]"
        table.add_row(each.figure, f"{each.value:,.4g}", each.unit, each.against, ratio, each.goal, met)
    return table


if __name__ == "__main__":
    main()
