"""`milepost token`."""

import click

ROLES = ("employee", "hr", "integration", "operator")


@click.command()
@click.option("--person", metavar="PERSON", help="Whose token it is; that of a machine if left out.")
@click.option("--role", "roles", multiple=True, type=click.Choice(ROLES), help="A role; several if repeated.")
@click.option("--organisation", metavar="ORGANISATION", help="MILEPOST_ORGANISATION if left out.")
@click.option("--hours", default=12.0, show_default=True, type=click.FloatRange(min=0, min_open=True))
def token(person: str | None, roles: tuple[str, ...], organisation: str | None, hours: float) -> None:
    """Issue a token, signed with the local key."""
    from services.gateway.tokens import issue
    from shared.config import Settings

    settings = Settings.from_environment()
    given = roles or (("employee",) if person else ())
    if not given:
        raise click.UsageError("A token for nobody without a role opens nothing. Give --person, --role, or both.")
    click.echo(issue(settings, organisation or settings.organisation, person, given, seconds=hours * 3600))
