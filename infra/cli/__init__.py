"""The command line `milepost`."""

import sys


def main() -> None:
    """Run the command that the arguments name, and end the process with its exit code."""
    from infra.cli.application import run

    sys.exit(run())
