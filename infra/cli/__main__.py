"""`python -m infra.cli` is `milepost`."""

from infra.cli import main

main()
