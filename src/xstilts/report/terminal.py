"""The gains table for the terminal: rich where there is one, plain aligned text elsewhere."""

from __future__ import annotations

from io import StringIO

from xstilts.analysis.analyse import Analysis
from xstilts.analysis.collect import Results
from xstilts.report.heat import (
    COLLAPSED,
    CUT,
    NO_PHASE_3,
    ON_DEVELOPMENT,
    ON_HALVES,
    PARTIAL,
    SAME_DATA,
    HeatCell,
    HeatRow,
    average_columns,
    heat_rows,
    marks_used,
)
from xstilts.report.numbers import ascii_signs
from xstilts.report.settings import retrieval_notes
from xstilts.report.words import main_models

PLAIN_MARKS = str.maketrans(
    {SAME_DATA: "=", COLLAPSED: "o", PARTIAL: "+", CUT: "|", ON_HALVES: "#", ON_DEVELOPMENT: "~"}
)


def gains_table(results: Results, analysis: Analysis, *, colour: bool = False, width: int = 100) -> str:
    """The gains of every model as text: zero-shot gain in points with its 95% interval, `direct` in percent.

    Args:
        results: The study's results.
        analysis: Its analysis.
        colour: Whether the output is a terminal (rich table with colours); plain text otherwise.
        width: Columns of the terminal.
    """
    main = main_models(results)
    skipped = {*main, *results.design.references}  # rows of the others' tables
    order = [*main, *(name for name in results.design.models if name not in skipped)]
    blocks = []
    if results.design.smoke:
        blocks.append("SMOKE RUN: no number here is a result.\n")
    for model in order:
        rows = heat_rows(results, analysis, model)
        title = f"{model}{' (control)' if model in results.design.controls else ''}: zero-shot gain over direct, points"
        blocks.append(_rich(results, rows, title, width) if colour else _plain(results, rows, title))
    blocks += [f"{note}\n" for note in retrieval_notes(results)]
    return "\n".join(blocks)


def _header(results: Results) -> list[str]:
    labels = {"mean without retrieval": "mean -retr.", "mean with retrieval": "mean +retr."}
    averages = [labels.get(label, label) for label, _ in average_columns(results)]
    return ["", *(target.name for target in results.design.targets), *averages]


def _lines(row: HeatRow) -> tuple[list[str], list[str]]:
    """A row's numbers, and its intervals (blank for absolute scores)."""
    name = f"{row.name} (%)" if row.absolute else row.name
    upper = [name, *(_value(cell) for cell in row.cells)]
    lower = ["", *(_interval(cell) for cell in row.cells)]
    return upper, lower


def _value(cell: HeatCell) -> str:
    if cell.kind == "missing":
        return "-" if cell.text == NO_PHASE_3 else "missing"
    star = "!" if cell.sure else ""
    return ascii_signs(cell.text) + star + cell.marks.translate(PLAIN_MARKS)


def _interval(cell: HeatCell) -> str:
    return f"{ascii_signs(cell.interval).replace(' to ', '..')}" if cell.kind == "gain" else ""


def _legend(rows: list[HeatRow]) -> str:
    marks = [f"{mark.translate(PLAIN_MARKS)} {meaning}" for mark, meaning in marks_used(rows).items()]
    return "; ".join(["! the 95% interval leaves zero out", *marks])


def _plain(results: Results, rows: list[HeatRow], title: str) -> str:
    table = [_header(results)]
    for row in rows:
        upper, lower = _lines(row)
        table.append(upper)
        if not row.absolute:
            table.append(lower)
    widths = [max(len(line[index]) for line in table) for index in range(len(table[0]))]
    text = [title]
    for line in table:
        cells = [line[0].ljust(widths[0]), *(cell.rjust(size) for cell, size in zip(line[1:], widths[1:]))]
        text.append("  ".join(cells).rstrip())
    return "\n".join([*text, _legend(rows), ""])


def _rich(results: Results, rows: list[HeatRow], title: str, width: int) -> str:
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(title=title, box=SIMPLE_HEAD, title_justify="left", title_style="bold", pad_edge=False)
    for index, name in enumerate(_header(results)):
        table.add_column(name, justify="left" if index == 0 else "right", no_wrap=True)
    for row in rows:
        name, *values = _lines(row)[0]
        cells = []
        for cell, value in zip(row.cells, values):
            text = Text(value, style=_style(cell))
            interval = _interval(cell)
            cells.append(text.append(f"\n{interval}", style="dim") if interval else text)
        table.add_row(Text(name, style="bold" if row.absolute else ""), *cells)
    buffer = StringIO()
    console = Console(file=buffer, force_terminal=True, width=max(width, 60))
    console.print(table)
    console.print(Text(_legend(rows), style="dim"))
    return buffer.getvalue()


def _style(cell: HeatCell) -> str:
    if cell.kind == "missing":
        return "dim"
    if not cell.sure:
        return ""
    return "bold blue" if cell.text.startswith("+") else "bold yellow"
