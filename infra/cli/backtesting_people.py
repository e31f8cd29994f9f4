"""`milepost backtest` for skills, and for whom to know, to learn from and to ask."""

from pathlib import Path

import click

from infra.cli.backtesting import backtest_options, said, show

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument("profiles", type=_FILE)
@click.option("--hide", default="0.5", show_default=True, metavar="SHARE[:SALT]", help="Which share of skills to hide.")
@click.option("--split", default="roles:5", show_default=True, metavar="roles:N[:SALT]", help="Roles to hold out.")
@click.option("--roles", type=_FILE, help="What roles are called and about: role, title, description, family.")
@click.option("--skills", type=_FILE, help="What skills are called and about: skill, title, description.")
@backtest_options
def skills(
    profiles: Path,
    hide: str,
    split: str,
    where: str | None,
    roles: Path | None,
    skills: Path | None,
    columns: str | None,
    json_: bool,
) -> None:
    """Find the hidden skills of roles again. PROFILES has the columns role and skill."""
    from services.recommendations.backtest.skills import backtest_skills
    from services.recommendations.backtest.splits import hash_split, hiding

    found = backtest_skills(
        profiles,
        hide=hiding(hide),
        split=hash_split(split, "roles"),
        reading=said(columns, where),
        roles=roles,
        skills=skills,
    )
    show(found, json_)
