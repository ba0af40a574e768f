"""`xstilts lab`: what the lab has, examples side by side with English, and the whole lab as files."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated

import typer

lab_app = typer.Typer(
    help="The generated parallel world: what it has, examples of it, and all of it as files.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

SeedOption = Annotated[int, typer.Option(help="Another seed gives another draw from the same world.")]
DifficultyOption = Annotated[int, typer.Option(help="1 to 3.")]


@lab_app.command("list")
def list_lab() -> None:
    """Languages with family and script; kinds with sizes."""
    for line in list_lines():
        print(line)


@lab_app.command("show")
def show_lab(
    language: Annotated[str, typer.Argument(help="A language of the lab, for example de.")],
    kind: Annotated[str, typer.Argument(help="A kind of the lab, for example nli.")],
    number: Annotated[int, typer.Option("-n", "--number", help="How many examples.")] = 5,
    split: Annotated[str | None, typer.Option(help="train, dev or test (default: test; text: train).")] = None,
    difficulty: DifficultyOption = 1,
    seed: SeedOption = 0,
) -> None:
    """Show examples of the lab in a language, side by side with English."""
    for line in show_lines(language, kind, number, split=split, seed=seed, difficulty=difficulty):
        print(line)


@lab_app.command("write")
def write_files(
    directory: Annotated[Path, typer.Argument(help="A new folder.")],
    languages: Annotated[str | None, typer.Option(help="Languages, separated by commas (default: all).")] = None,
    kinds: Annotated[str | None, typer.Option(help="Kinds, separated by commas (default: all).")] = None,
    difficulty: DifficultyOption = 1,
    seed: SeedOption = 0,
    sizes: Annotated[
        str | None, typer.Option(help="Rows in place of the default: SPLIT=N or KIND.SPLIT=N, separated by commas.")
    ] = None,
) -> None:
    """Write the lab in the file formats of the real benchmarks: XNLI, PAWS-X, SST-2, XCOPA, CoNLL-U, WikiANN, ..."""
    from xstilts.lab import LANGUAGES, TASKS
    from xstilts.lab.write import write_lab

    written = write_lab(
        directory,
        languages=_names(languages) or LANGUAGES,
        tasks=_names(kinds) or tuple(TASKS),
        seed=seed,
        difficulty=difficulty,
        sizes=parse_sizes(sizes or ""),
        tell=lambda text: print(text, file=sys.stderr),
    )
    print(f"{len(written)} files in {directory}; {directory / 'README.md'} says which is what")


def _names(text: str | None) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.strip() for part in (text or "").split(",") if part.strip()))


def parse_sizes(text: str) -> Mapping[tuple[str, str], int]:
    """`train=100,nli.test=50` as rows per (kind, split); what names a kind goes before what names all kinds.

    Raises:
        DataError: not of this form, or a kind or split that the lab does not have.
    """
    from xstilts.core.errors import DataError
    from xstilts.lab import SIZES

    found: dict[tuple[str, str], int] = {}
    for part in sorted(_names(text), key=lambda part: "." in part.partition("=")[0]):
        place, _, number = part.partition("=")
        kind, _, split = place.strip().rpartition(".")
        chosen = [key for key in SIZES if key[1] == split and kind in ("", key[0])]
        if not chosen or not number.strip().isdecimal():
            raise DataError(f"size {part!r} is not understood; write SPLIT=N or KIND.SPLIT=N, for example train=500")
        found |= dict.fromkeys(chosen, int(number))
    return found


def list_lines() -> Iterator[str]:
    """The lab's languages and kinds as two tables."""
    from xstilts.cli.show import columns
    from xstilts.lab import ATLAS, LANGUAGES, SIZES, TASKS

    yield "languages"
    rows = [("code", "name", "family", "script")]
    for code in LANGUAGES:
        about = ATLAS[code]
        rows.append((code, about.name, about.family + (f" ({about.branch})" if about.branch else ""), about.script))
    yield from columns(rows)
    yield ""
    yield "kinds (rows of English train, and of dev and test in every language)"
    table = [("kind", "train", "dev", "test", "metric", "chance", "what it asks")]
    for name, task in TASKS.items():
        sizes = [str(SIZES.get((name, split), "-")) for split in ("train", "dev", "test")]
        table.append((name, sizes[0], sizes[1], sizes[2], task.metric, task.chance, task.asks))
    yield from columns(table)
    yield ""
    yield "xstilts lab show LANG KIND shows examples; xstilts lab write DIR writes files."


def show_lines(
    language: str, kind: str, number: int, *, split: str | None = None, seed: int = 0, difficulty: int = 1
) -> Iterator[str]:
    """Lab examples, each line in English and in the language; what is the same in both is said once."""
    from xstilts.lab import LANGUAGES, TASKS
    from xstilts.lab.sight import lines, show
    from xstilts.lab.write import known

    known("language", language, LANGUAGES)
    known("kind", kind, tuple(TASKS))
    for english, other in show(language, kind, number, split=split, seed=seed, difficulty=difficulty):
        yield english["group"]
        for (name, one), (_, two) in zip(lines(kind, english), lines(kind, other), strict=True):
            if one == two:
                yield f"  {name:12}     {one}"
            else:
                yield f"  {name:12} en  {one}"
                yield f"  {'':12} {language}  {two}"
        yield ""
