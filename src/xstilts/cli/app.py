"""The command line. Flags say where and how; a study file says what. Bad input: one clear message, exit code 2."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from xstilts.cli.lab import lab_app

app = typer.Typer(
    name="xstilts",
    help="Which intermediate task, if any, should a pretrained model see before zero-shot cross-lingual transfer?",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

app.add_typer(lab_app, name="lab")

StudyArgument = Annotated[str, typer.Argument(help="A study file (YAML), or the name of a built-in study: quickstart.")]
StoreOption = Annotated[Path, typer.Option(help="Folder for stages, results and reports.", envvar="XSTILTS_STORE")]
LimitOption = Annotated[int | None, typer.Option(help="Smoke run: at most N examples anywhere; marked as one.")]
OfflineOption = Annotated[bool, typer.Option("--offline", help="Use only what is already on this machine.")]
DeviceOption = Annotated[str, typer.Option(help="cpu, cuda, cuda:1, or several separated by commas.")]
STORE = Path("store")


@app.command()
def run(
    study: StudyArgument,
    store: StoreOption = STORE,
    workers: Annotated[int | None, typer.Option(help="Stages side by side (default: one per processor).")] = None,
    threads: Annotated[
        int | None,
        typer.Option(help="Threads of each stage (default: one, and more only where the plan leaves processors idle)."),
    ] = None,
    device: DeviceOption = "cpu",
    ranks: Annotated[
        int | None,
        typer.Option(help="Processes that share one training, one per GPU of --device (default 1; torchrun's number)."),
    ] = None,
    shard: Annotated[
        bool, typer.Option("--shard", help="Each rank holds its part of the model and optimizer, not all (FSDP2).")
    ] = False,
    limit: LimitOption = None,
    offline: OfflineOption = False,
    checkpoint_steps: Annotated[
        int | None, typer.Option(help="Steps between checkpoints (default 200); changes no result.")
    ] = None,
) -> None:
    """Plan, train what is missing, evaluate, report. Resumes by itself."""
    from xstilts.cli.show import finding_lines
    from xstilts.runs.display import choose_display
    from xstilts.runs.machine import processors
    from xstilts.runs.schedule import RunOptions
    from xstilts.runs.torchrun import devices_of, ranks_of
    from xstilts.study.conduct import check_machine, run_study

    shared, devices = ranks_of(ranks), devices_of(device)
    chosen = max(1, processors() // max(1, shared)) if workers is None else workers
    check_machine(workers=chosen, threads=threads, device=devices, ranks=shared, shard=shard)
    options = RunOptions(
        workers=chosen, threads=threads, device=devices, ranks=shared, shard=shard, command=tuple(sys.argv)
    )
    done = run_study(
        study,
        store=store,
        options=options,
        display=choose_display(),
        limit=limit,
        offline=offline,
        checkpoint_steps=checkpoint_steps,
    )
    if done.analysis is not None:
        for line in finding_lines(done.results, done.analysis, done.report):
            print(line)
    raise typer.Exit(done.outcome.exit_code)


@app.command()
def plan(
    study: StudyArgument,
    store: StoreOption = STORE,
    limit: LimitOption = None,
    offline: OfflineOption = False,
    device: DeviceOption = "cpu",
    stages: Annotated[bool, typer.Option("--stages", help="List every stage and why it would run.")] = False,
    blind: Annotated[
        bool, typer.Option("--blind", help="Do not look at data or models; counts and cost only.")
    ] = False,
) -> None:
    """Show the graph: what is shared, what is cached, what it will cost, why each stage would run.

    Ends with 2 where data or models are missing; with --blind they are not looked for.
    """
    from xstilts.cli.show import plan_lines
    from xstilts.runs.reading import StoreReader
    from xstilts.study.conduct import plan_study, states

    made = plan_study(study, store=store, limit=limit, offline=offline, look=not blind, device=device)
    for line in plan_lines(made, states(made, StoreReader.open(store)), stages=stages, device=device):
        print(line)
    if made.problems:
        raise typer.Exit(2)


@app.command()
def status(study: StudyArgument, store: StoreOption = STORE) -> None:
    """Where a running or finished study stands."""
    from xstilts.runs.reading import StoreReader
    from xstilts.study.conduct import status_lines, stored_design

    opened = StoreReader.open(store)
    for line in status_lines(stored_design(study, opened), opened):
        print(line)


@app.command()
def report(study: StudyArgument, store: StoreOption = STORE) -> None:
    """Write the report again from stored results: HTML, Markdown, LaTeX, JSON, Parquet."""
    from xstilts.cli.show import finding_lines
    from xstilts.runs.reading import StoreReader
    from xstilts.study.conduct import report_results, results_of, stored_design

    opened = StoreReader.open(store)
    results = results_of(stored_design(study, opened), opened)
    analysis, path = report_results(results, opened)
    for line in finding_lines(results, analysis, path):
        print(line)


@app.command()
def explain(
    first: Annotated[str, typer.Argument(help="A stage: its name, folder name or key, or the beginning of a key.")],
    second: Annotated[str, typer.Argument(help="Another stage.")],
    store: StoreOption = STORE,
) -> None:
    """Say which fields make the keys of two stored stages differ."""
    from xstilts.core.files import read_json
    from xstilts.runs.reading import StoreReader
    from xstilts.study.explain import explain_difference

    opened = StoreReader.open(store)
    keys = [opened.resolve(name) for name in (first, second)]
    for key in keys:
        opened.verify(key, weights=False)
    specs = [read_json(opened.folder(key) / "spec.json")["spec"] for key in keys]
    for line in explain_difference(specs[0], specs[1]) or ["the two stages are the same work"]:
        print(line)


@app.command()
def tasks(
    name: Annotated[str | None, typer.Argument(help="A task: show its record and examples.")] = None,
    examples: Annotated[int, typer.Option(help="How many examples to show.", min=0)] = 3,
) -> None:
    """The catalogue: kind, languages, rows, metric, chance; NAME shows sources, licence, splits and examples."""
    from xstilts.cli.tasks import catalogue_lines, task_lines

    for line in catalogue_lines() if name is None else task_lines(name, examples):
        print(line)


@app.command()
def score(
    task: Annotated[str, typer.Argument(help="A target, for example xnli, udpos, mlqa, bucc; or xtreme: all nine.")],
    language: Annotated[str | None, typer.Option(help="Language (BCP-47).")] = None,
    gold: Annotated[
        Path | None, typer.Option(help="Label file or released data file (gzip or not); for xtreme a folder.")
    ] = None,
    predictions: Annotated[
        Path | None, typer.Option(help="Predictions in XTREME's submission format; for xtreme a folder.")
    ] = None,
    scores: Annotated[
        Path | None, typer.Option(help="For xtreme: a table of scores in percent instead of folders (see above).")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Score a predictions file with the official metric, without a model; or average over XTREME's tasks.

    A predictions file has one label (xnli: entailment, neutral, contradiction; pawsx: 0, 1), choice index or, for
    tatoeba, index of the sentence found per line, from 0; tagging: a tag per line, a blank line after each sentence;
    question answering: JSON {"id": "text"}; bucc: foreign id TAB english id. Numbers of lines and tags must be those of
    the gold file.

    `score xtreme` averages as XTREME does: by task, group and overall, with and without retrieval, with and without
    English. It reads folders (TASK/test-LANGUAGE.tsv, .json for question answering; gold also in the released layout),
    or --scores FILE: CSV or JSON records of task, language (none: the task's mean) and score; question answering has
    exact_match and f1. What `score --json` prints, line by line in one file, is such a table. What is missing is named
    and no mean is given over it.
    """
    from json import dumps

    from xstilts.cli.show import score_line
    from xstilts.cli.xtreme import show_xtreme
    from xstilts.core.errors import XstiltsError
    from xstilts.tasks.score import score as score_task

    if task == "xtreme":
        show_xtreme(language=language, gold=gold, predictions=predictions, scores=scores, as_json=json)
        return
    if scores is not None:
        raise XstiltsError("--scores is for `xstilts score xtreme`; one task is scored from --gold and --predictions")
    if language is None or gold is None or predictions is None:
        given = {"--language": language, "--gold": gold, "--predictions": predictions}
        needed = [name for name, value in given.items() if value is None]
        raise XstiltsError(f"xstilts score {task} needs {', '.join(needed)}")
    result = score_task(task, language=language, gold=gold, predictions=predictions)
    print(dumps(result.as_json(), ensure_ascii=False) if json else score_line(result))


@app.command()
def export(
    study: StudyArgument,
    directory: Annotated[Path, typer.Argument(help="A new folder.")],
    cell: Annotated[str, typer.Option(help="MODEL/INTERMEDIATE/TARGET/SEED.")],
    store: StoreOption = STORE,
) -> None:
    """Write a finished model in the Hugging Face layout, loadable by AutoModelFor..."""
    from xstilts.runs.reading import StoreReader
    from xstilts.study.conduct import export_cell, stored_design

    opened = StoreReader.open(store)
    print(f"exported to {export_cell(stored_design(study, opened), opened, cell, directory)}")


@app.command()
def fetch(
    study: StudyArgument,
    to: Annotated[Path, typer.Option(help="The folder that gets everything; an earlier one is completed.")],
) -> None:
    """Bring together everything a study needs, for a machine without network; says how to run it there.

    Ends with 2 where something is missing, and names it all.
    """
    from xstilts.study.fetch import fetch_study, instructions

    for line in instructions(fetch_study(study, to, tell=_tell)):
        print(line)


@app.command()
def gc(
    store: StoreOption = STORE,
    study: Annotated[str | None, typer.Option(help="Drop this study's weights; its predictions stay.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Drop unneeded stages wholly, not only weights.")] = False,
) -> None:
    """Free space: weights (or whole stages) that no study in the store needs."""
    from xstilts.core.errors import XstiltsError
    from xstilts.runs.store import Store
    from xstilts.study.conduct import collect_garbage, collect_weights, stored_design

    if not store.exists():
        raise XstiltsError(f"there is no store at {store}; name the folder that a study was run in with --store")
    opened = Store.open(store)
    if study is not None:
        print(collect_weights(stored_design(study, opened), opened))
    else:
        print(collect_garbage(opened, everything=everything))


@app.command()
def rerun(
    stage: Annotated[str, typer.Argument(help="A stage: its name, folder name or key, or the beginning of a key.")],
    store: StoreOption = STORE,
) -> None:
    """Forget a stage and everything made from it; the next run makes them again."""
    from xstilts.runs.store import Store
    from xstilts.study.conduct import forget_stage

    for name in forget_stage(Store.open(store), stage):
        print(f"removed {name}")


@app.command()
def pretrain(
    spec: Annotated[Path, typer.Argument(help="A pretraining file (YAML), for example studies/mini-pretrain.yaml.")],
    directory: Annotated[Path | None, typer.Argument(help="A new folder for the finished backbone.")] = None,
    store: StoreOption = STORE,
    threads: Annotated[int, typer.Option(help="Threads.")] = 1,
    device: DeviceOption = "cpu",
    plot: Annotated[
        bool, typer.Option("--plot", help="Only draw what has been measured so far, also while it runs elsewhere.")
    ] = False,
) -> None:
    """Pretrain a small multilingual encoder (phase 1) into a Hugging Face folder. Resumes by itself."""
    from xstilts.core.errors import XstiltsError
    from xstilts.runs.display import choose_display
    from xstilts.runs.schedule import RunOptions
    from xstilts.study.conduct import check_machine
    from xstilts.study.pretraining import draw_pretraining, pretrain_backbone

    if plot:
        print(f"report: {draw_pretraining(spec, store=store)}")
        return
    if directory is None:
        raise XstiltsError("name a new folder for the backbone: xstilts pretrain FILE DIRECTORY")
    check_machine(workers=1, threads=threads, device=device)
    options = RunOptions(threads=threads, device=device, command=tuple(sys.argv))
    done = pretrain_backbone(spec, directory, store=store, options=options, display=choose_display(), tell=_tell)
    print(f"backbone: {done.backbone}")
    print(f"report: {done.report}")
    print(f"evaluation texts in the pretraining text: {done.contamination}")


@app.command()
def contamination(
    spec: Annotated[Path, typer.Argument(help="A pretraining file (YAML), for example studies/mini-pretrain.yaml.")],
    store: StoreOption = STORE,
    languages: Annotated[bool, typer.Option("--languages", help="A line per language, not only totals.")] = False,
) -> None:
    """Which evaluation texts on this machine occur in a pretraining's text: a Markdown table."""
    from xstilts.study.contamination import table_lines
    from xstilts.study.pretraining import check_contamination

    for line in table_lines(check_contamination(spec, store=store, tell=_tell), totals=not languages):
        print(line)


def run_version(wanted: bool) -> None:
    """Print the version and stop."""
    if wanted:
        from xstilts import __version__

        print(f"xstilts {__version__}")
        raise typer.Exit()


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version.", callback=run_version, is_eager=True)
    ] = False,
) -> None:
    """Which intermediate task, if any, should a pretrained model see before zero-shot cross-lingual transfer?"""


def execute() -> None:
    """Run the app, once if torchrun starts it several times over; errors that are the user's to mend are one message
    and exit code 2, never a traceback.
    """
    from xstilts.core.errors import XstiltsError
    from xstilts.runs.torchrun import once

    try:
        with once():
            _execute()
    except XstiltsError as error:
        _fail(str(error), 2)


def _execute() -> None:
    from xstilts.core.errors import Interrupted, StageFailed, XstiltsError

    try:
        app()
    except StageFailed as error:
        _fail(str(error), 1)
    except XstiltsError as error:
        _fail(str(error), 2)
    except (Interrupted, KeyboardInterrupt):
        _fail("interrupted; run the same command again to resume", 130)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        _fail(f"the operating system refused: {error}", 2)


def _tell(text: str) -> None:
    print(text, file=sys.stderr)


def _fail(message: str, code: int) -> None:
    print(f"xstilts: {message}", file=sys.stderr)
    raise SystemExit(code)
