"""The committed studies against the real catalogue: they load, plan without data, and count as by hand."""

from __future__ import annotations

import math
import os
import subprocess
import sys
from pathlib import Path

import pytest

from xstilts.analysis.results import group_members
from xstilts.core.errors import StudyError
from xstilts.study.load import load_study, roots_of
from xstilts.study.plan import Plan, make_plan
from xstilts.study.pretraining_file import load_pretraining
from xstilts.study.recipes import phase2_recipe, phase3_recipe
from xstilts.study.schema import TRAINABLE_KINDS, XTREME_LANGUAGES, RecipeOverrides
from xstilts.tasks.catalogue import TARGETS, TRAIN_TASKS
from xstilts.tasks.records import Roots

ROOT = Path(__file__).parents[2]
STUDIES = sorted(path for path in (ROOT / "studies").glob("*.yaml") if "\nstudy: " in path.read_text("utf-8"))
DATA = Path(os.environ.get("XSTILTS_TEST_DATA") or ROOT.parent / "shared" / "data")


EXAMPLE = """\
version: 1
study: nli-or-sentiment
question: Does NLI help more than sentiment before zero-shot transfer, and does code pretraining change that?
models:
  xlmr: FacebookAI/xlm-roberta-base            # a hub id, a local folder, or a built-in such as `mini`, `random`
  codebert: microsoft/codebert-base
intermediates:                                  # ordered steps; `direct` is always there
  mnli: [mnli]
  sst2: [sst2]
  both: [{mix: [mnli, sst2], sampling: proportional, cap: 100000}]
  mnli+mlm: [{mix: [mnli], mlm: {languages: xtreme, share: 0.5}}]
  siqa-then-copa: [socialiqa, copa]             # several hops need no new syntax
targets: [xnli, pawsx, udpos, panx, xquad, mlqa, tydiqa, bucc, tatoeba]
languages: all
seeds: [1, 2, 3]
limits: {train: 50000, eval: 1000}              # seeded, parallel across languages, printed with every score
recipe: {phase2: {epochs: 2}, phase3: {learning_rate: 1e-5}}   # over the published defaults
precision: bf16
retrieval: {layer: 12, pooling: mean}           # fixed before looking
primary: [{intermediate: mnli, target: tatoeba}]  # the comparisons that the multiplicity correction covers
claims:
  - says: Intermediate training on MNLI raises sentence retrieval
    source: arXiv:2005.13013
    gain: {intermediate: mnli, target: tatoeba, at_least: 0}
"""


def dry(path: Path | str) -> Plan:
    return make_plan(load_study(path), roots=Roots(offline=True), offline=True, resolve_data=False)


@pytest.mark.parametrize("path", STUDIES, ids=lambda path: path.stem)
def test_committed_studies_load_and_plan_without_data(path: Path) -> None:
    made = dry(path)
    assert made.counts.cells == len(made.design.cells) > 0
    assert made.unresolved


def test_every_committed_file_is_a_study_or_a_pretraining() -> None:
    others = sorted(set((ROOT / "studies").glob("*.yaml")) - set(STUDIES))
    assert [load_pretraining(path).pretrain for path in others] == ["mini"]
    assert {"x-stilts-2020", "x-stilts-base", "mini-xtreme"} <= {path.stem for path in STUDIES}


@pytest.fixture(scope="module")
def paper() -> Plan:
    return dry(ROOT / "studies" / "x-stilts-2020.yaml")


@pytest.fixture(scope="module")
def base() -> Plan:
    return dry(ROOT / "studies" / "x-stilts-base.yaml")


def test_full_grid_of_the_paper_counted_by_hand(paper: Plan) -> None:
    # Per seed: 13 phase-2 trainings; 14 arms and the longer control, each on 6 train tasks (XQuAD and MLQA share one).
    assert paper.counts.trainings == 3 * (13 + 15 * 6)
    # Naive, per seed: direct and longer 7 trained targets each; 13 intermediates with 7 * 2 + 2 (retrieval) trainings.
    assert paper.counts.naive_trainings == 3 * (2 * 7 + 13 * (7 * 2 + 2))
    # All evaluations are different but the raw backbone's two, which the seeds share.
    assert paper.counts.evaluations == 3 * (14 * 9 + 7) - 2 * 2
    marked = {(cell.intermediate, cell.target) for cell in paper.design.cells if cell.same_data}
    assert {("mnli", "xnli"), ("anli_plus", "xnli"), ("squad_v1", "xquad"), ("multitask", "mlqa")} <= marked
    assert ("mnli", "xquad") not in marked
    # The training questions of SQuAD v1.1 are among those of v2.0.
    assert {("squad_v2", "xquad"), ("squad_v2", "mlqa")} <= marked and ("squad_v2", "tydiqa") not in marked


SAME = """\
version: 1
study: same
models: {m: mini}
intermediates:
  small: [nli_small]
  hop: [nli_small, sst2]
  mixed: [{mix: [nli_small, rte]}]
  plus: [anli_plus]
  rte: [rte]
targets: [xnli-local, xnli]
seeds: [1]
"""


def test_variants_and_mixtures_that_hold_a_targets_data_are_marked(tmp_path: Path) -> None:
    path = tmp_path / "same.yaml"
    path.write_text(SAME, encoding="utf-8")
    marked = {(cell.intermediate, cell.target) for cell in dry(path).design.cells if cell.same_data}
    assert marked == {("small", "xnli-local"), ("hop", "xnli-local"), ("mixed", "xnli-local"), ("plus", "xnli")}


def test_no_train_stage_reads_development_data_in_another_language(tmp_path: Path) -> None:
    """Over every committed study and one with every train task of the catalogue (selection is in English alone)."""
    trainable = [name for name in TRAIN_TASKS if TRAIN_TASKS[name].kind in TRAINABLE_KINDS]
    path = tmp_path / "every.yaml"
    path.write_text(
        "version: 1\nstudy: every\nmodels: {m: mini}\ntargets: [xnli]\nseeds: [1]\nintermediates: {"
        + ", ".join(f"{name}: [{name}]" for name in trainable)
        + "}\n",
        encoding="utf-8",
    )
    items = [
        item
        for made in map(dry, [*STUDIES, "quickstart", path])
        for node in made.nodes.values()
        if node.spec.type == "train"
        for item in node.spec.items
    ]
    assert {item.task for item in items} >= set(trainable)
    assert {language for item in items for ref in item.dev for language in ref.languages} == {"en"}


def test_base_grid_is_the_papers_with_fewer_arms(paper: Plan, base: Plan) -> None:
    assert base.counts.trainings == 3 * (7 + 9 * 6)
    assert set(base.study.intermediates) < set(paper.study.intermediates)
    assert base.study.targets == paper.study.targets and base.study.seeds == paper.study.seeds
    assert base.study.recipe == paper.study.recipe
    # The same share of the depth: hidden_states[14] of 24 and [7] of 12.
    assert (paper.study.retrieval.layer, base.study.retrieval.layer) == (14, 7)
    assert base.total.flops < paper.total.flops / 5


def test_masked_lm_covers_the_languages_of_xtreme(paper: Plan) -> None:
    mixed = [node.spec for node in paper.nodes.values() if getattr(node.spec, "mlm", None) is not None]
    assert len(mixed) == 2 * 3 and {spec.mlm.share for spec in mixed} == {0.5}
    for spec in mixed:
        assert {language for text in spec.mlm.text for language in text.languages} == set(XTREME_LANGUAGES)


# jiant's XTREME scripts for XLM-R Large: epochs, batch times accumulation, length.
PUBLISHED = {
    "xnli": (2, 4 * 8, 256),
    "pawsx": (5, 4 * 8, 256),
    "udpos": (10, 4 * 8, 256),
    "panx": (10, 4 * 8, 256),
    "xquad": (2, 4 * 4, 384),
    "mlqa": (2, 4 * 4, 384),
    "tydiqa": (2, 4 * 4, 384),
}
EVERYWHERE = {
    "learning_rate": 1e-5,
    "warmup": 0.1,
    "weight_decay": 0.01,
    "adam_epsilon": 1e-8,
    "clip": 1.0,
    "patience": 30,
    "select": "best",
}


def test_default_recipes_are_those_of_the_authors_scripts() -> None:
    """Without a word in the study file; what differs from the scripts is in the docstring of `study/recipes.py`."""
    for name, (epochs, batch, length) in PUBLISHED.items():
        task = TRAIN_TASKS[TARGETS[name].train]
        found = phase3_recipe(task, RecipeOverrides(), target={}, smoke=False).model_dump()
        assert (found["epochs"], found["batch_size"], found["max_length"]) == (epochs, batch, length), name
        assert {key: found[key] for key in EVERYWHERE} == EVERYWHERE, name
        if task.kind == "extract":
            assert (found["doc_stride"], found["max_query"]) == (128, 64)
    guide = phase2_recipe([TRAIN_TASKS["mnli"]], RecipeOverrides(), intermediate="mnli", smoke=False)
    assert (guide.learning_rate, guide.epochs, guide.max_length) == (1e-5, 3, 256)


def test_the_papers_study_trains_by_the_authors_recipe_and_looks_every_thousand_steps(paper: Plan) -> None:
    recipes = paper.design.recipes["phase3"]
    assert set(recipes) == set(PUBLISHED)
    for name, (epochs, batch, length) in PUBLISHED.items():
        found = recipes[name]
        assert (found["epochs"], found["batch_size"], found["max_length"]) == (epochs, batch, length), name
        assert {key: found[key] for key in EVERYWHERE} == EVERYWHERE, name
        assert found["evals"] <= found["patience"]  # so no training stops early, there or here
    sizes = {"xnli": 392_702, "pawsx": 49_401, "udpos": 21_253, "panx": 20_000}
    for name, size in sizes.items():
        epochs, batch, _ = PUBLISHED[name]
        assert recipes[name]["evals"] == math.ceil(epochs * size / batch / 1000), name
    assert recipes["xquad"] == recipes["mlqa"]


@pytest.mark.parametrize("name", ["paper", "base"])
def test_claims_of_the_paper_name_their_source_and_how_sure_it_is(name: str, request: pytest.FixtureRequest) -> None:
    made: Plan = request.getfixturevalue(name)
    claims = made.design.claims
    assert len(claims) > 10 and {claim.scope for claim in claims} == {"all languages"}
    for claim in claims:
        assert claim.source.startswith("arXiv:2005.13013, abstract (SEEN") or "RECALLED, unchecked" in claim.source
        if claim.group is not None:  # a group that holds a same-data target accepts it, or nothing could be judged
            members = group_members(claim.group, {one.name: (one.group, one.kind) for one in made.design.targets})
            marked = {(cell.intermediate, cell.target) for cell in made.design.cells if cell.same_data}
            uneven = [
                one for one in members if ((claim.intermediate, one) in marked) != ((claim.against, one) in marked)
            ]
            assert not uneven or "same data" in claim.accept, claim.says


def test_example_of_the_design_plans(tmp_path: Path) -> None:
    path = tmp_path / "example.yaml"
    path.write_text(EXAMPLE, encoding="utf-8")
    made = dry(path)
    hops = [cell for cell in made.design.cells if cell.intermediate == "siqa-then-copa" and cell.target == "xnli"]
    assert {len(cell.stages) for cell in hops} == {4}  # two of phase 2, phase 3, evaluation
    mixed = [node.spec for node in made.nodes.values() if getattr(node.spec, "mlm", None) is not None]
    # Two models, three seeds; the text covers most of XTREME's 40 languages.
    assert len(mixed) == 2 * 3 and all(len(spec.mlm.text[0].languages) > 30 for spec in mixed)
    # Layer 14 does not exist in a base model, and both models are told so at once.
    path.write_text(EXAMPLE.replace("layer: 12", "layer: 14"), encoding="utf-8")
    with pytest.raises(StudyError) as caught:
        dry(path)
    assert [problem.where for problem in caught.value.problems] == ["models.xlmr", "models.codebert"]


def test_quickstart_is_a_three_phase_study_with_a_mixture() -> None:
    study = load_study("quickstart")
    assert list(study.models.values()) == ["mini", "random", "lexical"] and study.control_models == (
        "random",
        "overlap",
    )
    assert sum(len(steps[0].tasks) == 1 for steps in study.intermediates.values()) == 3
    assert any(len(steps[0].tasks) == 3 for steps in study.intermediates.values())
    assert len(study.targets) == 4 and len(study.seeds) == 3 and study.languages is None


@pytest.mark.skipif(not DATA.is_dir(), reason="the real data is not here")
def test_mini_xtreme_finds_all_its_data(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XSTILTS_DATA", str(DATA))
    study = load_study(ROOT / "studies" / "mini-xtreme.yaml")
    roots = roots_of(study, cache=tmp_path, offline=True)
    made = make_plan(study, roots=roots, offline=True, allow_missing=True)
    assert [problem.render() for problem in made.problems if problem.where.startswith("data")] == []
    sizes = {ref.limit for node in made.nodes.values() if node.spec.type == "evaluate" for ref in [node.spec.test]}
    assert sizes == {study.limits.eval, 50, 2000}


def test_planning_loads_no_torch() -> None:
    code = (
        "import sys; from xstilts.study.load import load_study; from xstilts.study.plan import make_plan;"
        "from xstilts.tasks.records import Roots;"
        "make_plan(load_study('quickstart'), roots=Roots(), offline=True, resolve_data=False);"
        "heavy = {'torch', 'transformers', 'datasets'} & set(sys.modules); assert not heavy, heavy"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


SMALL = """\
version: 1
study: small
models: {mini: mini}
intermediates: {qqp: [qqp], ccg: [ccg], mnli: [mnli]}
seeds: [1]
"""


def small(tmp_path: Path, more: str) -> Plan:
    path = tmp_path / "small.yaml"
    path.write_text(SMALL + more, encoding="utf-8")
    return dry(path)


def test_a_target_is_evaluated_in_its_official_languages_and_in_others_that_it_names(tmp_path: Path) -> None:
    def languages(entry: str) -> tuple[str, ...]:
        made = small(tmp_path, f"targets: [{entry}]\n")
        [found] = {node.spec.test.languages for node in made.nodes.values() if node.spec.type == "evaluate"}
        return found

    assert languages("xquad") == ("ar", "de", "el", "en", "es", "hi", "ru", "th", "tr", "vi", "zh")
    assert languages("{xquad: {languages: [ro, de]}}") == ("de", "ro")
    assert languages("{tatoeba: {languages: [sr, zh]}}") == ("zh", "sr")
    assert languages("xcopa") == ("et", "ht", "id", "it", "qu", "sw", "ta", "th", "tr", "vi", "zh")
    assert languages("{xcopa: {languages: [en]}}") == ("en",)
    with pytest.raises(StudyError, match="unknown language 'xx'"):
        languages("{xquad: {languages: [xx]}}")


def test_train_tasks_select_by_their_own_metric(tmp_path: Path) -> None:
    made = small(tmp_path, "targets: [xcopa]\n")
    items = [item for node in made.nodes.values() if node.spec.type == "train" for item in node.spec.items]
    chosen = {item.task: item.metric for item in items}
    assert chosen == {"qqp": "accuracy_f1", "ccg": "token_accuracy", "mnli": "accuracy", "copa": "accuracy"}


def test_pinned_revisions_are_checked_kept_and_passed_on(tmp_path: Path) -> None:
    pinned = small(tmp_path, "targets: [xcopa]\nrevisions: {nyu-mll/glue: v1}\n").study
    assert pinned.revisions == {"nyu-mll/glue": "v1"} == roots_of(pinned).revisions
    with pytest.raises(StudyError) as caught:
        small(tmp_path, "targets: [xcopa]\nrevisions: {nyu-mll/gleu: v1, rajpurkar/squad: [3]}\n")
    wheres = [problem.where for problem in caught.value.problems]
    assert wheres == ["revisions.nyu-mll/gleu", "revisions.rajpurkar/squad"]
    assert "nyu-mll/glue" in str(caught.value)
