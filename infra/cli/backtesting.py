"""`milepost backtest`: which back-tests there are, and what they show. Each is imported when it is needed."""

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, Any

import click

from infra.cli import output

if TYPE_CHECKING:
    from services.recommendations.backtest.reading import Reading
    from services.recommendations.backtest.report import Part, Report

BACKTESTS = {
    "next-role": "infra.cli.backtesting_roles:next_role",
    "simulation": "infra.cli.backtesting_roles:simulation",
    "role-paths": "infra.cli.backtesting_roles:role_paths",
    "skills": "infra.cli.backtesting_people:skills",
    "connections": "infra.cli.backtesting_people:connections",
    "mentors": "infra.cli.backtesting_people:mentors",
    "feedback-sources": "infra.cli.backtesting_people:feedback_sources",
}
"""Every back-test by name, as module and attribute, in the order in which help lists them."""


class Backtests(click.Group):
    """A group of back-tests that are imported when they are asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - the signature is click's
        """The names."""
        return list(BACKTESTS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - as above
        """The back-test of that name."""
        if cmd_name not in BACKTESTS:
            return None
        module, _, attribute = BACKTESTS[cmd_name].partition(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command


@click.group(cls=Backtests)
def backtest() -> None:
    """Measure the recommendations on an organisation's own history, beside plain baselines.

    Files are CSV or alike, also compressed with gzip; columns are recognised by their headers, in any order. The same
    files and options give the same figures.
    """


def backtest_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options that every back-test has: `columns`, `where` and `json_`; `said` makes the first two a Reading."""
    command = click.option("--json", "json_", is_flag=True, help="Answer in JSON.")(command)
    command = click.option(
        "--where", metavar="HEADER=VALUE,...", help="Read only the rows of the first file that have these values."
    )(command)
    return click.option(
        "--columns", metavar="NAME=HEADER,...", help="What the columns of the first file are called, where it differs."
    )(command)


def said(columns: str | None, where: str | None) -> "Reading":
    """What the options say about the first file. Raises ColumnsInvalid."""
    from services.recommendations.backtest.reading import Reading, pairs_of

    return Reading(pairs_of(columns), pairs_of(where))


def show(found: "Report", json_: bool) -> None:
    """The report as one JSON object, or as tables."""
    from services.recommendations.backtest.report import as_object

    for note in found.notes:
        output.say(note)
    if json_:
        output.as_json(as_object(found))
        return
    _table(f"{found.task}: {found.overall.cases} cases", found.overall)
    _table(f"averaged over {found.macro.cases} distinct pairs", found.macro)
    _table(f"pairs unseen in training: {found.unseen.cases} cases", found.unseen)
    _table(f"new to the person: {found.new_to_person.cases} cases", found.new_to_person)


def _table(title: str, part: "Part") -> None:
    from services.recommendations.backtest.metrics import METRICS

    if not part.metrics:
        return
    rows = [[model, *(_figure(metrics[name]) for name in METRICS)] for model, metrics in part.metrics.items()]
    output.table(["model", *(f">{name}" for name in METRICS)], rows, title=title)
    click.echo()


def _figure(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"
