"""From a `Study` to a `Plan`: the graph of stages with keys known before anything runs, the design, and
the cost.

For every cell (model, intermediate, target, seed): phase 2 trains the intermediate's steps one after the
other, phase 3 fine-tunes the encoder on the target's English data, evaluation covers all languages in one
pass. Targets without phase 3 evaluate the encoder of phase 2, or the raw backbone. Equal work has equal
keys, so shared stages appear once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce
from operator import add
from statistics import median
from typing import Any

from xstilts.analysis.results import DIRECT, LONGER, MLM_ONLY, Cell, StudyDesign
from xstilts.core.errors import ModelError, Problem, StudyError
from xstilts.runs.graph import Estimate, StageNode
from xstilts.stages.specs import BackboneRef, Recipe
from xstilts.study import fits
from xstilts.study.cells import Backbone, Builder, Trained
from xstilts.study.design import make_design
from xstilts.study.load import tables_of
from xstilts.study.portions import UNRESOLVED, DataBook, overlap
from xstilts.study.providers import Providers, default_providers
from xstilts.study.recipes import phase3_recipe
from xstilts.study.remarks import remarks
from xstilts.study.schema import LEXICAL_KINDS, Study, TargetChoice
from xstilts.tasks.records import Roots


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """Sizes of a plan. `naive_trainings` is what it would take if every cell trained its own phases."""

    cells: int
    trainings: int
    naive_trainings: int
    evaluations: int
    same_data_cells: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Everything that will be done for a study.

    Attributes:
        nodes: stages by key, every stage after those it reads.
        problems: data and models that could not be found; with any, the plan can be shown but not run.
        detectable: per target the smallest true gain (points) that this design would probably detect; None
        unknown.
    """

    study: Study
    nodes: Mapping[str, StageNode]
    design: StudyDesign
    counts: Counts
    problems: tuple[Problem, ...]
    unresolved: bool
    detectable: Mapping[str, float | None]

    @property
    def total(self) -> Estimate:
        """The cost of all stages together."""
        return reduce(add, (node.estimate for node in self.nodes.values()), Estimate())

    def require_runnable(self) -> None:
        """Raise StudyError unless all data and models were resolved."""
        if self.problems:
            raise StudyError(self.problems, str(self.study.path or self.study.name))
        if self.unresolved:
            message = "this plan was made without looking at data and models, so it cannot be run"
            hint = "make the plan again where the data folder and the models can be reached"
            raise StudyError([Problem(message=message, hint=hint)], str(self.study.path or self.study.name))


def make_plan(
    study: Study,
    *,
    roots: Roots,
    offline: bool = False,
    resolve_data: bool = True,
    allow_missing: bool = False,
    device: str = "cpu",
    providers: Providers | None = None,
) -> Plan:
    """Plan a study.

    Args:
        roots: where data may lie (`load.roots_of(study)`).
        offline: use only models that are already on this machine.
        resolve_data: look at data and fingerprint it. Without it sizes come from the catalogue, and
            neither data nor the hub is needed: models that cannot be found get placeholders.
        allow_missing: keep going when data or a model is missing; `Plan.problems` says what.
        device: what the estimated seconds are for (`cpu`, `cuda`).
        providers: the other rooms; tests replace them.

    Raises:
        StudyError: data or models are missing (unless `allow_missing`), or a model does not fit the study.
    """
    rooms = providers or default_providers()
    tables = tables_of(study.tasks, rooms)
    book = DataBook(study=study, tables=tables, providers=rooms, roots=roots, resolve=resolve_data)
    builder = Builder(study=study, tables=tables, providers=rooms, book=book, device=device, offline=offline)
    missing: list[Problem] = []
    backbones = _backbones(study, rooms, offline, missing)
    fits.check(study, tables, backbones)
    cells: list[Cell] = []
    controls: dict[str, str] = {}
    for backbone in backbones:
        controls |= _plan_model(builder, backbone, cells)
    for alias in study.baselines:
        cells += _baseline_cells(builder, backbones[0], alias)
    problems = (*((missing) if resolve_data else ()), *book.problems)
    if problems and not allow_missing:
        raise StudyError(problems, str(study.path or study.name))
    design = make_design(
        study,
        tables,
        rooms,
        cells=cells,
        roles=builder.roles,
        translations=builder.translations.made,
        controls=controls,
        notes=remarks(study, tables, cells),
    )
    return Plan(
        study=study,
        nodes=builder.nodes,
        design=design,
        counts=_counts(builder, cells),
        problems=problems,
        unresolved=not resolve_data or bool(problems),
        detectable=_detectable(builder),
    )


def _backbones(study: Study, rooms: Providers, offline: bool, missing: list[Problem]) -> list[Backbone]:
    """Every model at every seed. One that cannot be found gets a placeholder, and a Problem once."""
    found = []
    for alias, source in study.models.items():
        if alias in study.baselines:
            continue
        gone = False
        for seed in study.seeds:
            try:
                if gone:
                    raise ModelError("")
                ref = rooms.resolve(source, seed=seed, base_dir=study.folder, offline=offline)
            except ModelError as error:
                if not gone:
                    missing.append(Problem(where=f"models.{alias}", message=str(error)))
                gone = True
                drawn = seed if alias in study.control_models and source == "random" else None
                ref = BackboneRef(source=source, fingerprint=UNRESOLVED, family="", init_seed=drawn)
            shape = rooms.shape(ref)
            if not ref.family and shape.get("family"):
                ref = ref.model_copy(update={"family": str(shape["family"])})
            found.append(Backbone(alias=alias, ref=ref, shape=shape, seed=seed))
    return found


def _plan_model(builder: Builder, backbone: Backbone, cells: list[Cell]) -> dict[str, str]:
    """All cells of one model at one seed; returns which matched-compute controls are run, and what they match."""
    study = builder.study
    chains = {DIRECT: Trained()}
    for name, steps in study.intermediates.items():
        if name in study.arms.get(backbone.alias, study.intermediates):
            chains[name] = builder.phase2(backbone, name, steps)
    for name, chain in chains.items():
        _plan_arm(builder, backbone, name, chain, cells)
    if backbone.alias in study.control_models:
        return {}
    return _plan_longer(builder, backbone, chains, cells) | _plan_masked(builder, backbone, chains, cells)


def _plan_arm(builder: Builder, backbone: Backbone, name: str, chain: Trained, cells: list[Cell]) -> None:
    """The cells of an arm on every target."""
    for target in builder.study.targets:
        tuned = builder.phase3(backbone, _short(name), chain, target)
        own = tuned.data[len(chain.data) :]
        same = target.train is not None and overlap(chain.data, own, builder.tables.datasets)
        cells.append(_cell(builder, backbone, name, tuned, target, same=same))


def _plan_longer(
    builder: Builder, backbone: Backbone, chains: Mapping[str, Trained], cells: list[Cell]
) -> dict[str, str]:
    """The cells of `direct` with a longer phase 3, where the study wants them."""
    study = builder.study
    match = _matched(study, chains, study.controls.longer)
    if match is None or match not in chains:
        return {}
    for target in study.targets:
        if target.train is not None:
            plain = builder.phase3(backbone, DIRECT, Trained(), target)
            stretch = round((plain.steps + chains[match].steps) / plain.steps, 6)
            tuned = builder.phase3(backbone, "longer", Trained(), target, stretch=stretch)
            cells.append(_cell(builder, backbone, LONGER, tuned, target, same=False))
    how = _how(study.controls.longer)
    return {LONGER: f"direct, phase 3 stretched by the training steps of {match} ({how})"}


def _plan_masked(
    builder: Builder, backbone: Backbone, chains: Mapping[str, Trained], cells: list[Cell]
) -> dict[str, str]:
    """The cells of phase 2 by masked LM alone, where the study wants them."""
    study, control = builder.study, builder.study.controls.mlm
    wanted: bool | str = (control.match or True) if control is not None else False
    match = _matched(study, chains, wanted)
    if control is None or match is None or match not in chains:
        return {}
    steps = chains[match].steps
    _plan_arm(builder, backbone, MLM_ONLY, builder.masked(backbone, match, steps), cells)
    text = f"{' and '.join(control.text)} in {len(control.languages)} languages"
    return {MLM_ONLY: f"phase 2 by masked LM alone ({text}), {steps} steps, those of {match} ({_how(wanted)})"}


def _how(wanted: bool | str) -> str:
    return "as the study asks" if isinstance(wanted, str) else "the one with the most steps"


def _baseline_cells(builder: Builder, first: Backbone, alias: str) -> list[Cell]:
    """The cells of a control without a network: `direct` on every target that has one; all seeds share a stage."""
    study = builder.study
    cells = []
    for target in study.targets:
        if builder.tables.targets[target.name].kind in LEXICAL_KINDS:
            stage = builder.baseline(first, alias, target, _recipe(builder, target))
            cells += [
                Cell(model=alias, intermediate=DIRECT, target=target.name, seed=seed, stages=(stage,))
                for seed in study.seeds
            ]
    return cells


def _cell(builder: Builder, backbone: Backbone, name: str, tuned: Trained, target: TargetChoice, *, same: bool) -> Cell:
    evaluation = builder.evaluation(backbone, _short(name), tuned, target, _recipe(builder, target))
    return Cell(
        model=backbone.alias,
        intermediate=name,
        target=target.name,
        seed=backbone.seed,
        stages=(*tuned.keys, evaluation),
        same_data=same,
    )


def _short(name: str) -> str:
    """An arm's name in the names of stages."""
    return {LONGER: "longer", MLM_ONLY: "mlm"}.get(name, name)


def _recipe(builder: Builder, target: TargetChoice) -> Recipe:
    """The recipe of a target's phase 3, whose lengths its evaluation has too."""
    if target.train is None:
        return Recipe()
    task, study = builder.tables.train_tasks[target.train], builder.study
    return phase3_recipe(task, study.recipe, target=target.recipe, smoke=study.smoke)


def _matched(study: Study, chains: Mapping[str, Trained], wanted: bool | str) -> str | None:
    """The intermediate whose compute a control matches; None without such a control.

    The named one; else the one with the most steps among intermediates of one step on one task; else among
    those of one step; else among all.
    """
    if isinstance(wanted, str):
        return wanted
    if not wanted:
        return None
    taken = {name: steps for name, steps in study.intermediates.items() if name in chains}
    hops = {name: steps for name, steps in taken.items() if len(steps) == 1}
    single = [name for name, steps in hops.items() if len(steps[0].tasks) == 1 and steps[0].mlm is None]
    return max(single or list(hops) or list(taken), key=lambda name: chains[name].steps, default=None)


def _counts(builder: Builder, cells: list[Cell]) -> Counts:
    types = [node.spec.type for node in builder.nodes.values()]
    return Counts(
        cells=len(cells),
        trainings=types.count("train"),
        naive_trainings=sum(builder.nodes[key].spec.type == "train" for cell in cells for key in cell.stages),
        evaluations=types.count("evaluate") + types.count("baseline"),
        same_data_cells=sum(cell.same_data for cell in cells),
    )


def _detectable(builder: Builder) -> dict[str, float | None]:
    """The minimum detectable effect per target, for the median number of items of a language; None:
    unknown."""
    found: dict[str, float | None] = {}
    for target in builder.study.targets:
        record = builder.tables.targets[target.name]
        test = builder.book.reference(record.test, target.languages, limit=target.limit(builder.study.limits))
        sizes, known = builder.book.eval_sizes(test)
        n = round(median(sizes)) if sizes else 0
        found[target.name] = _effect(record.metric, n, len(builder.study.seeds)) if known and n else None
    return found


def _effect(metric: str, n: int, seeds: int) -> float | None:
    """`analysis.power`, where it has an answer."""
    try:
        from xstilts.analysis.power import minimum_detectable_effect
    except ImportError:
        return None
    effect: Any = minimum_detectable_effect(metric, n, seeds)
    return None if effect is None else float(effect)
