"""`milepost backtest next-role`, `simulation` and `role-paths`."""

import os
from pathlib import Path

import click

from infra.cli import output
from infra.cli.backtesting import backtest_options, said, show

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


def one_thread() -> None:
    """Have numpy compute in one thread; it has to be called before numpy is imported.

    The products here are small: threads would wait for one another longer than they compute, and their number would
    change the last digits of sums.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


@click.command("next-role")
@click.argument("history", type=FILE)
@click.option("--profiles", type=FILE, help="The skills that roles take: role, skill.")
@click.option("--split", default="people:5", show_default=True, help="people:PARTS[:SALT] or time:YEAR.")
@backtest_options
def next_role(
    history: Path, profiles: Path | None, split: str, columns: str | None, where: str | None, json_: bool
) -> None:
    """Foretell people's next different role from HISTORY.

    HISTORY has person, year or date, and role; unit and grade are used where they are given. With people:5 the people
    with md5(SALT + person) % 5 = 0 are tested on, all others learnt from; with time:YEAR the moves after that year.
    """
    one_thread()
    from services.recommendations.backtest.next_role import read_history, run
    from services.recommendations.backtest.profiles import read_profiles
    from services.recommendations.backtest.splits import time_or_people

    chosen = time_or_people(split)
    found = run(read_history(history, said(columns, where)), chosen, read_profiles(profiles) if profiles else None)
    show(found, json_)


@click.command()
@click.argument("history", type=FILE)
@click.option("--split", default="people:5", show_default=True, help="people:PARTS[:SALT].")
@backtest_options
def simulation(history: Path, split: str, columns: str | None, where: str | None, json_: bool) -> None:
    """Foretell where people are after 1, 3 and 5 years from HISTORY, as `query simulate` does.

    HISTORY and the parts are as for next-role. Log loss, Brier score and calibration error are the better the smaller.
    """
    one_thread()
    from services.recommendations.backtest.next_role import read_history
    from services.recommendations.backtest.simulation import HORIZONS, METRICS, run
    from services.recommendations.backtest.splits import hash_split

    found = run(read_history(history, said(columns, where)), hash_split(split, "people"))
    for note in found.notes:
        output.say(note)
    if json_:
        output.as_json(found.as_object())
        return
    for years in HORIZONS:
        rows = [[model, *(f"{value:.3f}" for value in values)] for model, values in found.metrics[years].items()]
        title = f"simulation: after {years} years, {found.cases[years]} cases"
        output.table(["model", *(f">{name}" for name in METRICS)], rows, title=title)
        click.echo()


@click.command("role-paths")
@click.argument("moves", type=FILE)
@click.option("--roles", type=FILE, help="What roles are: role, title, description, family.")
@click.option("--profiles", type=FILE, help="The skills that roles take: role, skill.")
@click.option("--split", default="roles:2", show_default=True, help="roles:PARTS[:SALT].")
@backtest_options
def role_paths(
    moves: Path,
    roles: Path | None,
    profiles: Path | None,
    split: str,
    columns: str | None,
    where: str | None,
    json_: bool,
) -> None:
    """Foretell MOVES (from, to) out of roles for which no move was seen.

    With roles:2 the moves out of roles with md5(SALT + role) % 2 = 0 are tested on, all others learnt from.
    """
    one_thread()
    from services.recommendations.backtest.profiles import read_profiles
    from services.recommendations.backtest.role_paths import read_moves, read_roles, run
    from services.recommendations.backtest.splits import hash_split

    chosen = hash_split(split, "roles")
    described = read_roles(roles) if roles else None
    found = run(
        read_moves(moves, said(columns, where)), chosen, described, read_profiles(profiles) if profiles else None
    )
    show(found, json_)
