"""From a study to its report: load, plan, run what is missing, collect, report. What the commands call."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml

from xstilts.analysis.analyse import Analysis, analyse
from xstilts.analysis.collect import Results, collect
from xstilts.analysis.results import Cell, StudyDesign
from xstilts.core.errors import StoreError, XstiltsError, suggestion
from xstilts.core.files import read_json, write_text
from xstilts.runs.display import Display
from xstilts.runs.graph import StageNode
from xstilts.runs.lease import hold, holder_of
from xstilts.runs.reading import StoreReader
from xstilts.runs.schedule import Outcome, RunOptions, run_graph
from xstilts.runs.store import Store
from xstilts.stages.specs import TrainSpec
from xstilts.study.explain import why_run
from xstilts.study.inputs import check_inputs, remember
from xstilts.study.load import dump_resolved, load_study, roots_of
from xstilts.study.plan import Plan, make_plan

DEFAULT_STORE = Path("store")


@dataclass(frozen=True, slots=True, kw_only=True)
class Conducted:
    """A study that was run: how the run ended, what it found, and where the report lies (None if interrupted)."""

    plan: Plan
    outcome: Outcome
    results: Results
    analysis: Analysis | None
    report: Path | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedStage:
    """One stage of a plan against a store: where it stands, and why it would run."""

    name: str
    key: str
    state: str
    why: tuple[str, ...]


def plan_study(
    source: str,
    *,
    store: Path,
    limit: int | None = None,
    offline: bool = False,
    look: bool = True,
    device: str = "cpu",
) -> Plan:
    """Load and plan a study; with `look`, data and models are looked at, and what is missing is in `problems`.

    Raises:
        StudyError: everything wrong with the study. XstiltsError: `device` is no device, here or elsewhere.
    """
    check_device_names(device)
    study = load_study(source, limit=limit)
    cache = store / "cache" if store.exists() else None
    roots = roots_of(study, cache=cache, offline=offline)
    return make_plan(study, roots=roots, offline=offline, resolve_data=look, allow_missing=True, device=device)


def run_study(
    source: str,
    *,
    store: Path,
    options: RunOptions,
    display: Display,
    limit: int | None = None,
    offline: bool = False,
    checkpoint_steps: int | None = None,
) -> Conducted:
    """Run a study to its report; finished stages are reused, unfinished ones resume.

    Nothing is written before the study, its data and its models were found good, and nothing of the study
    before this process holds the store.

    Args:
        checkpoint_steps: optimizer steps between two checkpoints of a training; changes no result and no key.

    Raises:
        StudyError: everything wrong with the study, its data or its models, before any training.
        StoreError: the store cannot be used.
        XstiltsError: `checkpoint_steps` is not positive.
    """
    if checkpoint_steps is not None and checkpoint_steps < 1:
        raise XstiltsError(
            f"--checkpoint-steps {checkpoint_steps}: allowed is a whole number of at least 1; the default is 200"
        )
    study = load_study(source, limit=limit)
    reader = StoreReader.open(store)
    roots = roots_of(study, cache=reader.cache_dir if store.exists() else None, offline=offline)
    plan = make_plan(study, roots=roots, offline=offline, device=options.device.split(":")[0])
    plan.require_runnable()
    if options.shard:
        _check_shards(plan)
    checked = check_inputs(plan, roots, reader)
    opened = Store.open(store, create=True)

    def prepare() -> None:
        folder = study_folder(opened, plan.design.name)
        resolved = yaml.safe_dump(dump_resolved(study), sort_keys=False, allow_unicode=True)
        write_text(folder / "study.yaml", resolved)
        write_text(folder / "design.json", plan.design.model_dump_json(indent=2) + "\n")  # the order of names counts
        remember(checked, opened.cache_dir)

    chosen = replace(options, roots=roots_of(study, cache=opened.cache_dir, offline=offline))
    nodes = [with_checkpoints(node, checkpoint_steps) for node in plan.nodes.values()]
    outcome = run_graph(nodes, opened, chosen, display, prepare=prepare)
    opened.refresh()
    results = results_of(plan.design, opened, outcome)
    if outcome.interrupted:
        return Conducted(plan=plan, outcome=outcome, results=results, analysis=None, report=None)
    analysis, report = report_results(results, opened)
    return Conducted(plan=plan, outcome=outcome, results=results, analysis=analysis, report=report)


def with_checkpoints(node: StageNode, steps: int | None) -> StageNode:
    """A node whose training writes a checkpoint every `steps` steps; None or no training: as it is."""
    if steps is None or "checkpoint_steps" not in type(node.spec).model_fields:
        return node
    return replace(node, spec=node.spec.model_copy(update={"checkpoint_steps": steps}))


def study_folder(store: StoreReader, name: str) -> Path:
    """Where a study's design and report lie."""
    return store.studies_dir / name


def results_of(design: StudyDesign, store: StoreReader, outcome: Outcome | None = None) -> Results:
    """What a store holds of a study; a cell without a result, or with a damaged one, has its reason."""
    failures = {key: str(record["reason"]) for key in _keys(design) if (record := store.failure(key)) is not None}
    failures |= dict(outcome.failed) if outcome is not None else {}
    sound = set()
    for key in _keys(design):
        if store.has(key) and key not in failures:
            try:
                store.verify(key, weights=False)
                sound.add(key)
            except StoreError as error:
                failures[key] = str(error)
    return collect(design, lambda key: store.folder(key) if key in sound else None, failures)


def report_results(results: Results, store: StoreReader) -> tuple[Analysis, Path]:
    """Analyse and write the report into the study's folder."""
    from xstilts.report.build import build_report

    analysis = analyse(results)
    return analysis, build_report(results, study_folder(store, results.design.name) / "report", analysis=analysis)


def stored_design(source: str, store: StoreReader) -> StudyDesign:
    """The design of a study that was run in this store, by its name or its file.

    Raises:
        StoreError: no such study here; names those there are.
    """
    name = Path(source).stem if source.endswith((".yaml", ".yml")) else source
    path = study_folder(store, name) / "design.json"
    if not path.is_file() and Path(source).is_file():
        name = load_study(source).name
        path = study_folder(store, name) / "design.json"
    if not path.is_file():
        known = sorted(item.parent.name for item in store.studies_dir.glob("*/design.json"))
        hint = suggestion(name, known)
        raise StoreError(
            f"the store {store.path} holds no study {name!r}; it holds: {', '.join(known) or 'none'}"
            + (f"; {hint}" if hint else "; run it first with `xstilts run`")
        )
    return StudyDesign.model_validate(read_json(path))


def states(plan: Plan, store: StoreReader) -> list[PlannedStage]:
    """Every stage of a plan against the store: its state and, unless it is done, why it would run."""
    stored = [(_stored_name(store, key), _stored_spec(store, key)) for key in store]
    held = [(name, spec) for name, spec in stored if spec is not None]
    found = []
    for node in plan.nodes.values():
        state = "done" if store.has(node.key) else store.state(node.key)
        why: tuple[str, ...] = ()
        if state != "done":
            unfinished = (store.work_dir(node.key) / "checkpoint").is_dir()
            why = ("resumes from its checkpoint",) if unfinished else tuple(why_run(node.name, _json(node.spec), held))
        found.append(PlannedStage(name=node.name, key=node.key, state=state, why=why))
    return found


def status_lines(design: StudyDesign, store: StoreReader) -> list[str]:
    """Where a study stands: who holds the store, stages by state, what failed and why."""
    holder = holder_of(store.path)
    keys = _keys(design)
    counts = Counter(_state(store, key) for key in keys)
    lines = [
        f"study {design.name} in {store.path}" + (" (SMOKE RUN)" if design.smoke else ""),
        f"driver: process {holder.pid} on {holder.host}" if holder is not None else "driver: none is running",
        f"stages: {len(keys)}; " + ", ".join(f"{number} {state}" for state, number in sorted(counts.items())),
    ]
    for key in keys:
        record = store.failure(key)
        if record is not None and not store.has(key):
            lines.append(f"failed: {record.get('name', key[:16])}: {record['reason']}")
    report = study_folder(store, design.name) / "report" / "report.html"
    return [*lines, f"report: {report}"] if report.is_file() else lines


def export_cell(design: StudyDesign, store: StoreReader, cell: str, out: Path) -> Path:
    """Write a cell's finished model in the Hugging Face layout. `cell` is `model/intermediate/target/seed`.

    Raises:
        XstiltsError: no such cell (names what there is), not finished, or nothing was trained for it.
    """
    from xstilts.models.export import export
    from xstilts.stages.execute import parse_spec

    found = find_cell(design, cell)
    if len(found.stages) < 2:
        raise XstiltsError(
            f"cell {cell!r} trains nothing: it evaluates the backbone {design.models[found.model]} as it is; "
            "name a cell whose model was trained"
        )
    key = found.stages[-2]
    if not store.has(key) or not store.has(found.evaluation):
        raise XstiltsError(f"cell {cell!r} is not finished in {store.path}; run the study first")
    if store.state(key) == "collected":
        raise StoreError(
            f"the weights of cell {cell!r} were collected as garbage; `xstilts rerun` its stage {key[:16]} and run"
        )
    store.verify(key)
    store.verify(found.evaluation, weights=False)
    spec = parse_spec(read_json(store.folder(key) / "spec.json")["spec"])
    evaluation = parse_spec(read_json(store.folder(found.evaluation) / "spec.json")["spec"])
    heads = {item.head for item in spec.items}
    return export(store.folder(key), spec.backbone, evaluation.head if evaluation.head in heads else None, out)


def find_cell(design: StudyDesign, text: str) -> Cell:
    """The cell that a user named as `model/intermediate/target/seed`."""
    names = {f"{cell.model}/{cell.intermediate}/{cell.target}/{cell.seed}": cell for cell in design.cells}
    if text not in names:
        hint = suggestion(text, names)
        raise XstiltsError(
            f"the study {design.name} has no cell {text!r}; a cell is MODEL/INTERMEDIATE/TARGET/SEED with models "
            f"{', '.join(design.models)}; intermediates {', '.join(design.intermediates)}; targets "
            f"{', '.join(target.name for target in design.targets)}; seeds {', '.join(map(str, design.seeds))}"
            + (f"; {hint}" if hint else "")
        )
    return names[text]


def collect_garbage(store: Store, *, everything: bool) -> str:
    """Drop what no study in the store needs; returns what was freed, in words."""
    keep: set[str] = set()
    for path in store.studies_dir.glob("*/design.json"):
        keep |= set(_keys(StudyDesign.model_validate(read_json(path))))
    with hold(store.path):
        return str(store.gc(keep, "all" if everything else "weights"))


def collect_weights(design: StudyDesign, store: Store) -> str:
    """Drop the weights of a study's finished stages; predictions, scores and curves stay."""
    with hold(store.path):
        return str(store.gc({key for key in store if key not in set(_keys(design))}, "weights"))


def forget_stage(store: Store, stage: str) -> list[str]:
    """Remove a stage and everything made from it, so that the next run makes it again; returns their names."""
    key = store.resolve(stage)
    names = {each: store.folder(each).name for each in (key, *store.dependents(key))}
    with hold(store.path):
        return [names.get(each, each[:16]) for each in store.remove(key)]


def _check_shards(plan: Plan) -> None:
    """Refuse --shard where a training needs whole matrices."""
    named = [
        node.name
        for node in plan.nodes.values()
        if isinstance(node.spec, TrainSpec) and node.spec.recipe.matrix_learning_rate > 0
    ]
    if named:
        raise XstiltsError(
            f"--shard: {named[0]} has a `matrix_learning_rate`, and Muon needs whole matrices where each rank holds a "
            "part; allowed is 0 (AdamW for all). Set it to 0 in the recipe, or run with --ranks alone"
        )


def check_machine(*, workers: int, threads: int | None, device: str, ranks: int = 1, shard: bool = False) -> None:
    """Refuse what this machine cannot do, before any stage starts.

    Raises:
        XstiltsError: fewer than one worker, thread or rank, a device that is not here, GPUs that do not go into
            groups of `ranks`, or one rank to shard over.
    """
    for name, value in (("workers", workers), ("threads", threads), ("ranks", ranks)):
        if value is not None and value < 1:
            raise XstiltsError(f"--{name} {value}: allowed is a whole number of at least 1")
    if shard and ranks == 1:
        raise XstiltsError("--shard with --ranks 1: there is nobody to share with; add --ranks 2 or more")
    check_device_names(device)
    for one in device.split(","):
        if one != "cpu" and not _has_cuda(one):
            raise XstiltsError(f"--device {one}: no such device here; allowed are cpu, and cuda or cuda:N with a GPU")
    names = device.split(",")
    if ranks > 1 and names != ["cpu"] and (len(set(names)) % ranks or len(set(names)) < len(names) or "cpu" in names):
        example = ",".join(f"cuda:{number}" for number in range(ranks))
        raise XstiltsError(
            f"--ranks {ranks} with --device {device}: name {ranks} GPUs (or a multiple), as in {example}"
        )


def check_device_names(device: str) -> None:
    """Raise XstiltsError unless every name of a list can be a device's, of this machine or of another."""
    for one in device.split(","):
        if not re.fullmatch(r"cpu|cuda(:[0-9]{1,3})?", one):
            hint = "did you mean 'cuda'?" if one.startswith("gpu") else suggestion(one, ("cpu", "cuda"))
            message = f"--device {one}: no such device; allowed are cpu, cuda and cuda:N"
            raise XstiltsError(f"{message}; {hint}" if hint else message)


def _has_cuda(device: str) -> bool:
    import torch

    return int(device.partition(":")[2] or 0) < torch.cuda.device_count()


def _keys(design: StudyDesign) -> list[str]:
    return list(dict.fromkeys(key for cell in design.cells for key in cell.stages))


def _state(store: StoreReader, key: str) -> str:
    state = store.state(key)
    if state != "missing":
        return state
    if store.failure(key) is not None:
        return "failed"
    return "in progress" if store.work_dir(key).is_dir() else "waiting"


def _json(spec: Any) -> dict[str, Any]:
    value: dict[str, Any] = spec.model_dump(mode="json")
    return value


def _stored_name(store: StoreReader, key: str) -> str:
    return store.folder(key).name[:-17]


def _stored_spec(store: StoreReader, key: str) -> dict[str, Any] | None:
    try:
        value: dict[str, Any] = read_json(store.folder(key) / "spec.json")["spec"]
    except (OSError, ValueError, KeyError):
        return None
    return value
