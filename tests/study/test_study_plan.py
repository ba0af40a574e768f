"""Plans: sharing, cells, the matched-compute control, limits, missing data, cost."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from study_fakes import NLI, TRAIN_TASKS, fakes, part

from xstilts.analysis.results import DIRECT, LONGER, Cell
from xstilts.core.errors import StudyError
from xstilts.stages.specs import EvaluateSpec, TrainSpec, Upstream, stage_key, upstream_keys
from xstilts.study.plan import Plan, make_plan
from xstilts.study.portions import share_limit
from xstilts.study.schema import Study
from xstilts.tasks.records import Roots

Load = Callable[..., Study]

GRID = """\
version: 1
study: grid
models: {m: mini}
intermediates: {mnli: [mnli], squad: [squad_v1]}
targets: [xnli, xquad, mlqa, tatoeba]
seeds: [1, 2]
controls: {longer: false}
"""


def plan(study: Study, **options: object) -> Plan:
    roots = options.pop("roots", Roots())
    return make_plan(study, roots=roots, providers=fakes(), **options)  # type: ignore[arg-type]


def cells(made: Plan) -> Mapping[tuple[str, str, str, int], Cell]:
    return {(cell.model, cell.intermediate, cell.target, cell.seed): cell for cell in made.design.cells}


def test_counts_of_a_small_grid_by_hand(load: Load) -> None:
    made = plan(load(GRID))
    # Per seed: phase 2 twice; phase 3 of three arms on two train tasks (XQuAD and MLQA share SQuAD): 2 + 3 * 2 = 8.
    assert made.counts.trainings == 2 * 8
    # Naive, per seed: direct 3; each intermediate 3 * 2 and once for Tatoeba: 3 + 2 * 7 = 17.
    assert made.counts.naive_trainings == 2 * 17
    assert made.counts.cells == 2 * 3 * 4
    # The raw backbone is evaluated on Tatoeba once, for both seeds.
    assert made.counts.evaluations == 2 * 3 * 4 - 1


def test_shared_stages_are_one(load: Load) -> None:
    made = cells(plan(load(GRID)))
    xquad, mlqa = made["m", "mnli", "xquad", 1], made["m", "mnli", "mlqa", 1]
    assert xquad.stages[:2] == mlqa.stages[:2] and xquad.evaluation != mlqa.evaluation
    assert made["m", "mnli", "xnli", 1].stages[0] == xquad.stages[0]
    assert made["m", "mnli", "tatoeba", 1].stages[:-1] == (xquad.stages[0],)
    assert made["m", DIRECT, "tatoeba", 1].stages == made["m", DIRECT, "tatoeba", 2].stages
    assert made["m", DIRECT, "xnli", 1].stages[0] != made["m", DIRECT, "xnli", 2].stages[0]


def test_nodes_are_in_topological_order_under_their_own_keys(load: Load) -> None:
    made = plan(load(GRID))
    before: set[str] = set()
    for key, node in made.nodes.items():
        assert key == node.key == stage_key(node.spec)
        assert set(upstream_keys(node.spec)) <= before
        before.add(key)
    for cell in made.design.cells:
        assert set(cell.stages) <= before


def test_specs_of_a_cell(load: Load) -> None:
    made = plan(load(GRID))
    phase2, phase3, last = (made.nodes[key].spec for key in cells(made)["m", "squad", "xnli", 2].stages)
    assert isinstance(phase2, TrainSpec) and phase2.init is None and phase2.items[0].task == "squad_v1"
    assert phase2.items[0].head == "span" and phase2.items[0].metric == "squad"
    assert (phase2.recipe.epochs, phase2.recipe.batch_size, phase2.recipe.max_length) == (3.0, 16, 384)
    assert phase3.init == Upstream(stage=stage_key(phase2), part="encoder")
    assert phase3.items[0].labels == NLI.labels and phase3.items[0].head == "nli"
    assert (phase3.recipe.epochs, phase3.recipe.batch_size, phase3.recipe.max_length) == (2.0, 32, 256)
    assert phase3.recipe.learning_rate == 1e-5 and phase3.seed == 2
    assert isinstance(last, EvaluateSpec)
    assert last.model == Upstream(stage=stage_key(phase3), part="model") and last.labels == NLI.labels
    assert last.test.languages == ("de", "en", "zh") and last.seed == 2
    raw = made.nodes[cells(made)["m", DIRECT, "tatoeba", 1].evaluation].spec
    assert raw.model is None and raw.seed is None and raw.retrieval is not None
    after = made.nodes[cells(made)["m", "mnli", "tatoeba", 1].evaluation].spec
    assert after.model is not None and after.model.part == "encoder" and after.seed == 1


def test_same_data_cells_are_marked(load: Load) -> None:
    text = GRID.replace("{mnli: [mnli], squad: [squad_v1]}", "{mnli: [both_nli], hop: [squad_v1, two], two: [two]}")
    made = plan(load(text))
    marked = {(cell.intermediate, cell.target) for cell in made.design.cells if cell.same_data}
    assert marked == {("mnli", "xnli"), ("hop", "xquad"), ("hop", "mlqa")}
    assert any("hop -> mlqa" in note for note in made.design.notes)


def test_parts_that_do_not_overlap_are_not_the_same_data(load: Load) -> None:
    text = GRID.replace("[xnli, xquad, mlqa, tatoeba]", "[{xquad: {train: squad_half}}]").replace("mnli: [mnli], ", "")
    assert plan(load(text)).counts.same_data_cells == 2
    rest = replace(TRAIN_TASKS["squad_v1"], train=(part("squad", "train", 0.5, 1.0),))
    rooms = replace(fakes(), train_tasks={**TRAIN_TASKS, "squad_v1": rest})
    made = make_plan(load(text), roots=Roots(), providers=rooms)
    assert made.counts.same_data_cells == 0


def test_longer_control_has_the_steps_of_both_phases(load: Load) -> None:
    text = GRID.replace("controls: {longer: false}\n", "recipe: {phase2: {epochs: 1}, phase3: {epochs: 1}}\n")
    text = text.replace("squad: [squad_v1]}", "two: [two], all: [{mix: [mnli, two, tags_en]}]}")
    made = plan(load(text))
    # mnli is the largest single-task intermediate: 3200 / 32 = 100 steps; `all` is a mixture and does not count.
    xnli = made.nodes[cells(made)["m", LONGER, "xnli", 1].stages[0]].spec
    assert xnli.recipe.stretch == 2.0 and xnli.init is None
    # SQuAD in phase 3: 1600 questions * 1.3 windows / 16 = 130 steps, so (130 + 100) / 130.
    xquad = cells(made)["m", LONGER, "xquad", 1]
    assert made.nodes[xquad.stages[0]].spec.recipe.stretch == pytest.approx(230 / 130, abs=1e-6)
    assert xquad.stages[0] == cells(made)["m", LONGER, "mlqa", 1].stages[0]
    assert ("m", LONGER, "tatoeba", 1) not in cells(made)
    assert "mnli" in made.design.intermediates[LONGER]
    assert list(made.design.intermediates)[:2] == [DIRECT, LONGER]
    named = plan(load(text + "controls: {longer: two}\n"))
    assert named.nodes[cells(named)["m", LONGER, "xnli", 1].stages[0]].spec.recipe.stretch == 1.1


def test_random_model_is_a_control_with_weights_per_seed(load: Load) -> None:
    made = plan(load(GRID.replace("{m: mini}", "{m: mini, r: random}").replace("controls: {longer: false}\n", "")))
    assert made.design.controls == ("r",)
    by_seed = [made.nodes[cells(made)["r", DIRECT, "tatoeba", seed].evaluation].spec for seed in (1, 2)]
    assert [spec.backbone.init_seed for spec in by_seed] == [1, 2]
    assert [spec.seed for spec in by_seed] == [1, 2]
    assert not any(cell.model == "r" and cell.intermediate == LONGER for cell in made.design.cells)


def test_limit_is_shared_among_portions_in_proportion() -> None:
    assert share_limit(None, [5, 5]) == [None, None]
    assert share_limit(10, [5, 5]) == [None, None]
    assert share_limit(9, [30, 15]) == [6, 3]
    assert share_limit(10, [1, 1, 1]) == [None, None, None]
    assert share_limit(5, [1000, 1]) == [5, 1]  # a portion is never left out
    assert share_limit(8, [10, 10, 10]) == [3, 3, 2]


def test_limits_reach_the_references(load: Load) -> None:
    text = GRID.replace("mnli: [mnli]", "mnli: [both_nli]") + "limits: {train: 900, dev: 100, eval: 70}\n"
    made = plan(load(text))
    spec = made.nodes[cells(made)["m", "mnli", "xnli", 1].stages[0]].spec
    assert [ref.limit for ref in spec.items[0].train] == [600, 300]
    assert [ref.limit for ref in spec.items[0].dev] == [None]  # 100 of 100: does not bind
    last = made.nodes[cells(made)["m", "mnli", "xnli", 1].evaluation].spec
    assert last.test.limit == 70
    info = made.design.targets[0]
    assert "at most 900" in info.protocol and "at most 70" in info.protocol
    assert info.languages[0] == "en"


def test_recipe_layers(load: Load) -> None:
    text = GRID.replace("xnli, ", "{xnli: {batch_size: 8}}, ") + (
        "recipe: {phase2: {epochs: 1}, phase3: {max_steps: 9, batch_size: 4},"
        " tasks: {mnli: {learning_rate: 1e-3}, squad_v1: {epochs: 5}}}\n"
    )
    made = plan(load(text))
    phase2, phase3, _ = (made.nodes[key].spec for key in cells(made)["m", "mnli", "xnli", 1].stages)
    assert (phase2.recipe.epochs, phase2.recipe.learning_rate, phase2.recipe.batch_size) == (1.0, 1e-3, 32)
    assert (phase3.recipe.max_steps, phase3.recipe.learning_rate, phase3.recipe.batch_size) == (9, 1e-3, 8)
    squad = made.nodes[cells(made)["m", "mnli", "xquad", 1].stages[1]].spec
    assert (squad.recipe.max_steps, squad.recipe.epochs) == (
        None,
        5,
    )  # epochs given later take the place of max_steps
    assert made.design.recipes["phase3"]["xnli"]["batch_size"] == 8


def test_smoke_plan_takes_few_steps_and_says_so(load: Load) -> None:
    made = plan(load(GRID, limit=16))
    trained = [node.spec for node in made.nodes.values() if node.spec.type == "train"]
    assert trained and all(spec.recipe.max_steps == 4 for spec in trained)
    assert made.design.smoke and any("smoke" in note for note in made.design.notes)


def test_equal_studies_make_equal_plans_wherever_they_lie(load: Load) -> None:
    study = load(GRID)
    elsewhere = study.model_copy(update={"path": Path("/elsewhere/study.yaml"), "name": "other", "question": "?"})
    first = plan(study)
    second = plan(elsewhere, roots=Roots(data=Path("/data")))
    assert list(first.nodes) == list(second.nodes)
    assert [node.spec.identity() for node in first.nodes.values()] == [
        node.spec.identity() for node in second.nodes.values()
    ]


def test_every_missing_datum_is_named_at_once(load: Load) -> None:
    study = load(GRID.replace("{m: mini}", "{m: mini, far: hub/x}").replace("[mnli]", "[two]"))
    gone = Roots(offline=True)
    with pytest.raises(StudyError) as caught:
        plan(study, roots=gone)
    places = [problem.where for problem in caught.value.problems]
    assert places == ["models.far", "data of two (train)", "data of two (dev)"]
    made = plan(study, roots=gone, allow_missing=True)
    assert made.unresolved and made.counts.trainings > 0
    with pytest.raises(StudyError, match="no data for two"):
        made.require_runnable()


def test_plan_without_data_counts_and_costs_but_does_not_run(load: Load) -> None:
    study = load(GRID.replace("mini", "hub/large"))
    made = plan(study, resolve_data=False, offline=True)
    assert made.counts == plan(load(GRID)).counts
    assert made.total.flops > 0 and made.total.seconds > 0 and made.total.tokens > 0 and made.total.bytes > 0
    assert {node.spec.backbone.fingerprint for node in made.nodes.values()} == {"unresolved"}
    with pytest.raises(StudyError, match="cannot be run"):
        made.require_runnable()
    plan(load(GRID)).require_runnable()


def test_models_that_do_not_fit(load: Load) -> None:
    with pytest.raises(StudyError, match="only encoders"):
        plan(load(GRID.replace("mini", "seq2seq")))
    with pytest.raises(StudyError, match=r"retrieval.layer 5 .*\n.*0 \(embeddings\) to 4"):
        plan(load(GRID + "retrieval: {layer: 5}\n"))
    plan(load(GRID + "retrieval: {layer: 4}\n"))
    with pytest.raises(StudyError, match="max_length of at most 512"):
        plan(load(GRID + "recipe: {phase3: {max_length: 513}}\n"))


def test_lengths_must_leave_room_for_text(load: Load) -> None:
    text = GRID.replace("[xnli, xquad, mlqa, tatoeba]", "[xnli, tatoeba]")
    for setting in ("recipe: {phase3: {max_length: 4}}\n", "retrieval: {max_length: 2}\n"):
        with pytest.raises(StudyError, match=r"leaves no room(.|\n)*at least 5"):
            plan(load(text + setting))
    plan(load(text + "recipe: {phase3: {max_length: 5}}\nretrieval: {max_length: 5}\n"))


def test_windows_must_overlap_or_touch(load: Load) -> None:
    # 100 tokens - 64 of the question - 4 specials leave 32 for the context.
    recipe = "recipe: {{tasks: {{squad_v1: {{max_length: 100, doc_stride: {stride}}}}}}}\n"
    plan(load(GRID + recipe.format(stride=32)))
    with pytest.raises(StudyError, match="at most 32"):
        plan(load(GRID + recipe.format(stride=33)))


def test_flops_of_one_training_by_hand(load: Load) -> None:
    text = GRID.replace("[xnli, xquad, mlqa, tatoeba]", "[xnli]") + "recipe: {phase3: {max_steps: 10, evals: 1}}\n"
    made = plan(load(text))
    node = made.nodes[cells(made)["m", DIRECT, "xnli", 1].stages[0]]
    # 10 steps * 32 pairs * 40 tokens at 6 FLOPs and 100 dev pairs * 40 tokens at 2, times 3 M non-embedding parameters.
    assert node.estimate.flops == 3_000_000 * (6 * 12_800 + 2 * 4_000)
    assert node.estimate.tokens == 12_800 + 4_000


def test_own_task_is_planned_from_its_files(load: Load, tmp_path: Path) -> None:
    (tmp_path / "train.csv").write_text("text,label\na,yes\n", encoding="utf-8")
    own = "tasks:\n  mood: {kind: classify, train: train.csv, test: {de: train.csv}, labels: [yes, no]}\n"
    made = plan(load(GRID.replace("[xnli, xquad, mlqa, tatoeba]", "[mood]").replace("[mnli]", "[mood]") + own))
    phase2, _, last = (made.nodes[key].spec for key in cells(made)["m", "mnli", "mood", 1].stages)
    assert phase2.items[0].train[0].source == "file" and phase2.items[0].labels == ("yes", "no")
    assert (phase2.items[0].train[0].high, phase2.items[0].dev[0].low) == (0.9, 0.9)
    assert last.test.languages == ("de",) and last.chance == 50.0
    assert made.counts.same_data_cells == 2


def test_detectable_effect_uses_items_per_language(load: Load) -> None:
    made = plan(load(GRID))
    effects = made.detectable
    assert set(effects) == {"xnli", "xquad", "mlqa", "tatoeba"}
    pytest.importorskip("xstilts.analysis.power")
    assert effects["xnli"] is not None and 0 < effects["xnli"] < 50
    fewer = plan(load(GRID + "limits: {eval: 50}\n")).detectable["xnli"]
    assert fewer is not None and fewer > effects["xnli"]
