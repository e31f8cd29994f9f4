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


@click.command()
@click.argument("ties", type=_FILE)
@click.option("--people", type=_FILE, help="Who they are: person, and any columns that say something of them.")
@click.option("--hide", default="0.2", show_default=True, metavar="SHARE[:SALT]", help="Which share of ties to hide.")
@backtest_options
def connections(
    ties: Path, people: Path | None, hide: str, columns: str | None, where: str | None, json_: bool
) -> None:
    """Find hidden ties between people again. TIES has the columns a and b, and may have weight."""
    from services.recommendations.backtest.connections import backtest_connections
    from services.recommendations.backtest.splits import hiding

    show(backtest_connections(ties, hide=hiding(hide), reading=said(columns, where), people=people), json_)


@click.command()
@click.argument("ties", type=_FILE)
@click.option("--people", type=_FILE, help="Who they are: person, and any columns that say something of them.")
@click.option("--layer", "layers", multiple=True, metavar="NAME=FILE", help="Other ties among the people; repeatable.")
@click.option("--hide", default="0.2", show_default=True, metavar="SHARE[:SALT]", help="Which share of ties to hide.")
@backtest_options
def mentors(
    ties: Path,
    people: Path | None,
    layers: tuple[str, ...],
    hide: str,
    columns: str | None,
    where: str | None,
    json_: bool,
) -> None:
    """Find again to whom people go for advice. TIES has the columns a (who asks) and b (who is asked)."""
    from services.recommendations.backtest.connections import backtest_mentors
    from services.recommendations.backtest.splits import hiding

    found = backtest_mentors(
        ties, hide=hiding(hide), reading=said(columns, where), people=people, layers=dict(map(_layer, layers))
    )
    show(found, json_)


@click.command("feedback-sources")
@click.argument("interactions", type=_FILE)
@click.option("--people", type=_FILE, help="The chart of the organisation: person, manager.")
@click.option("--cut-off", required=True, metavar="DATE", help="From when on interactions are to be foretold.")
@click.option(
    "--top", type=click.IntRange(min=1), default=5, show_default=True, help="How many people of each to foretell."
)
@backtest_options
def feedback_sources(
    interactions: Path,
    people: Path | None,
    cut_off: str,
    top: int,
    columns: str | None,
    where: str | None,
    json_: bool,
) -> None:
    """Foretell whom people will interact with most. INTERACTIONS has the columns time, from and to."""
    from services.recommendations.backtest.feedback_sources import backtest_feedback_sources

    reading = said(columns, where)
    show(backtest_feedback_sources(interactions, cut_off=cut_off, top=top, reading=reading, people=people), json_)


def _layer(text: str) -> tuple[str, Path]:
    name, separator, path = text.partition("=")
    if not (separator and name and Path(path).is_file()):
        raise click.UsageError(f"--layer {text}: write NAME=FILE, with a file that exists.")
    return name, Path(path)
