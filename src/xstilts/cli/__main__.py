"""`python -m xstilts.cli`: the same as the `xstilts` command."""

from xstilts.cli import main

main()
