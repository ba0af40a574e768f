"""The committed studies against the real catalogue: they load, plan without data, and count as by hand."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from xstilts.core.errors import StudyError
from xstilts.study.load import load_study, roots_of
from xstilts.study.plan import Plan, make_plan
from xstilts.study.schema import TRAINABLE_KINDS
from xstilts.tasks.catalogue import TRAIN_TASKS
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


def test_full_grid_of_the_paper_counted_by_hand() -> None:
    made = dry(ROOT / "studies" / "x-stilts-2020.yaml")
    # Per seed: 10 phase-2 trainings; 11 arms and the longer control, each on 6 train tasks (XQuAD and MLQA share one).
    assert made.counts.trainings == 3 * (10 + 12 * 6)
    # Naive, per seed: direct and longer 7 trained targets each; 10 intermediates with 7 * 2 + 2 (retrieval) trainings.
    assert made.counts.naive_trainings == 3 * (2 * 7 + 10 * (7 * 2 + 2))
    # All evaluations are different but the raw backbone's two, which the seeds share.
    assert made.counts.evaluations == 3 * (11 * 9 + 7) - 2 * 2
    marked = {(cell.intermediate, cell.target) for cell in made.design.cells if cell.same_data}
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
