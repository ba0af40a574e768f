"""Commands: parse, call, print. No logic: what they do is in `study/conduct.py` and the rooms below.

May import: anything below, inside functions only, so that `xstilts --help` is quick. Start reading: `app.py`.
"""

from __future__ import annotations


def main() -> None:
    """The `xstilts` command."""
    from xstilts.cli.app import execute

    execute()
