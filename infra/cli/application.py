"""Which commands there are, and what becomes of their errors. Commands are imported when they are needed."""

import traceback
from importlib import import_module
from typing import Any

import click

from infra.cli import exit_codes, output

COMMANDS = {
    "run": "infra.cli.running:run",
    "serve": "infra.cli.serving:serve",
    "migrate": "infra.cli.migrating:migrate",
    "execute": "infra.cli.executing:execute",
    "query": "infra.cli.querying:query",
    "describe": "infra.cli.describing:describe",
    "import": "infra.cli.importing:import_",
    "watch": "infra.cli.watching:watch",
    "status": "infra.cli.reporting:status",
    "rebuild": "infra.cli.rebuilding:rebuild",
    "refresh-recommendations": "infra.cli.recommending:refresh",
    "replay-recommendation": "infra.cli.recommending:replay",
    "policy": "infra.cli.policy:policy",
    "audit": "infra.cli.auditing:audit",
    "parked": "infra.cli.parked:parked",
    "verify": "infra.cli.verifying:verify",
    "token": "infra.cli.tokens:token",
    "backtest": "infra.cli.backtesting:backtest",
    "bench": "infra.cli.benching:bench",
}
"""Every command by name, as module and attribute, in the order in which help lists them."""


class Commands(click.Group):
    """A group of commands that are imported when they are asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - the signature is click's
        """The names."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - as above
        """The command of that name."""
        if cmd_name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[cmd_name].partition(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; what it raises is said in a line or two, and becomes the exit code."""
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.Abort, click.exceptions.Exit, BrokenPipeError):
            raise
        except Exception as error:
            if ctx.params["debug"]:
                traceback.print_exc()
            code = exit_codes.of(error)
            output.say_error(error, expected=code is not None)
            return exit_codes.REFUSED if code is None else code


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option("--debug", is_flag=True, help="Show where an error comes from.")
@click.version_option(package_name="milepost")
def milepost(debug: bool) -> None:
    """Milepost: goals, plans, setbacks and the people they belong to, as events.

    \b
    Exit codes: 0 done, 1 refused or not found, 2 used wrongly, 3 something is out of reach.
    """


def run(arguments: list[str] | None = None) -> int:
    """Run a command line and answer its exit code."""
    try:
        outcome: Any = milepost.main(arguments, prog_name="milepost", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        return exit_codes.INTERRUPTED
    except BrokenPipeError:
        output.forget_standard_output()
        return exit_codes.DONE
    return outcome if isinstance(outcome, int) else exit_codes.DONE
