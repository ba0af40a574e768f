"""What protects alignment, as a study says it: own recipes, interleaved LM, the control without a network, the lab."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest
import yaml
from study_fakes import fakes

from xstilts.analysis.results import DIRECT, LONGER, Cell
from xstilts.core.errors import StudyError
from xstilts.stages.execute import parse_spec
from xstilts.stages.specs import BaselineSpec, MlmShare, TranslationShare, stage_key
from xstilts.study.load import dump_resolved
from xstilts.study.plan import Plan, make_plan
from xstilts.study.schema import Study
from xstilts.tasks.records import Roots

Load = Callable[..., Study]

ARMS = """\
version: 1
study: arms
models: {m: mini, overlap: lexical}
intermediates:
  plain: [mnli]
  again: [mnli]
  frozen: [mnli]
  slow: [mnli]
  masked: [{mix: [mnli], mlm: {share: 0.5, text: text, languages: [de, en]}}]
  pairs: [{mix: [mnli], mlm: {share: 0.5, text: parallel_text, objective: translation}}]
targets: [xnli, xquad, tatoeba]
seeds: [1, 2]
limits: {train: 100}
recipe: {tasks: {frozen: {freeze: [embeddings, "layers:2"]}, slow: {learning_rate: 1e-6}}}
controls: {longer: false}
"""


def plan(study: Study) -> Plan:
    return make_plan(study, roots=Roots(), providers=fakes())


def cells(made: Plan) -> Mapping[tuple[str, str, str, int], Cell]:
    return {(cell.model, cell.intermediate, cell.target, cell.seed): cell for cell in made.design.cells}


def test_intermediates_on_equal_tasks_share_a_stage_only_when_their_recipes_are_equal(load: Load) -> None:
    made = plan(load(ARMS))
    first = {
        name: cells(made)["m", name, "tatoeba", 1].stages[0] for name in made.design.intermediates if name != DIRECT
    }
    assert first["plain"] == first["again"]
    assert len({first[name] for name in ("plain", "frozen", "slow", "masked", "pairs")}) == 5
    frozen, slow = made.nodes[first["frozen"]], made.nodes[first["slow"]]
    assert frozen.spec.recipe.freeze == ("embeddings", "layers:2") and slow.spec.recipe.learning_rate == 1e-6
    assert frozen.name.startswith("train-frozen-m") and slow.name.startswith("train-slow-m")
    assert made.design.recipes["phase2"]["frozen"][0]["freeze"] == ["embeddings", "layers:2"]
    # Phase 3 has one recipe whatever came before it, and starts from its own arm.
    third = [made.nodes[cells(made)["m", name, "xnli", 1].stages[1]].spec for name in ("plain", "frozen", "slow")]
    assert len({spec.recipe for spec in third}) == 1 and len({spec.init.stage for spec in third}) == 3
    assert third[1].recipe.freeze == ()


def test_arms_are_told_apart_in_words(load: Load) -> None:
    about = plan(load(ARMS)).design.intermediates
    assert about["plain"] == about["again"] == "MNLI"
    assert about["frozen"] == "MNLI; own recipe: freeze embeddings and layers:2"
    assert about["slow"] == "MNLI; own recipe: learning rate 1e-06"
    assert about["masked"].endswith("50% masked LM on text in 2 languages")
    assert about["pairs"].endswith("50% translation LM on parallel_text in 2 languages")


def test_translation_pairs_have_their_own_key_and_cost(load: Load) -> None:
    made = plan(load(ARMS))
    masked, pairs = (made.nodes[cells(made)["m", name, "tatoeba", 1].stages[0]] for name in ("masked", "pairs"))
    assert type(masked.spec.mlm) is MlmShare and type(pairs.spec.mlm) is TranslationShare
    assert pairs.spec.mlm.text[0].languages == ("de", "en") and pairs.spec.mlm.pairs == 4
    assert pairs.estimate.tokens > masked.estimate.tokens
    for node in (masked, pairs):
        again = parse_spec(node.spec.model_dump_json())
        assert again == node.spec and type(again.mlm) is type(node.spec.mlm) and stage_key(again) == node.key


def test_freezing_more_layers_than_there_are_is_named(load: Load) -> None:
    with pytest.raises(StudyError, match="layers:0 to layers:4"):
        plan(load(ARMS.replace("layers:2", "layers:5")))


def test_the_control_without_a_network_has_direct_alone_and_one_stage_for_all_seeds(load: Load) -> None:
    made = plan(load(ARMS))
    ours = [cell for cell in made.design.cells if cell.model == "overlap"]
    assert {(cell.intermediate, cell.target) for cell in ours} == {(DIRECT, "xnli"), (DIRECT, "tatoeba")}
    assert {cell.seed for cell in ours} == {1, 2} and len({cell.stages for cell in ours}) == 2
    assert made.design.controls == made.design.baselines == ("overlap",)
    spec = made.nodes[cells(made)["overlap", DIRECT, "xnli", 1].evaluation].spec
    assert isinstance(spec, BaselineSpec) and spec.backbone.source == "mini"
    model = made.nodes[cells(made)["m", DIRECT, "xnli", 1].evaluation].spec
    trained = made.nodes[cells(made)["m", DIRECT, "xnli", 1].stages[0]].spec
    assert (spec.test, spec.labels, spec.metric) == (model.test, model.labels, model.metric)
    assert spec.train == trained.items[0].train  # the same English rows as phase 3
    assert made.nodes[cells(made)["overlap", DIRECT, "tatoeba", 1].evaluation].spec.train == ()
    assert parse_spec(spec.model_dump_json()) == spec


def test_a_model_goes_through_the_intermediates_that_it_names(load: Load) -> None:
    models = "{m: mini, some: {source: random, intermediates: [slow, plain]}, none: {source: random, intermediates: []}"
    study = load(ARMS.replace("models: {m: mini", "models: " + models).replace("longer: false", "longer: plain"))
    made = plan(study)
    assert made.design.arms("m") == (DIRECT, LONGER, "plain", "again", "frozen", "slow", "masked", "pairs")
    assert made.design.arms("some") == (DIRECT, "plain", "slow"), "in the study's order"
    assert made.design.arms("none") == made.design.arms("overlap") == (DIRECT,)
    assert made.design.references == ("none", "overlap")
    assert load(yaml.safe_dump(dump_resolved(study))).arms == study.arms == {"some": ("plain", "slow"), "none": ()}


def test_without_intermediates_a_model_has_nothing_to_match(load: Load) -> None:
    made = plan(
        load(
            ARMS.replace("models: {m: mini", "models: {m: {source: mini, intermediates: []}").replace(
                "longer: false", "longer: true"
            )
        )
    )
    assert made.design.arms("m") == (DIRECT,) and made.design.references == ("overlap",)


def test_no_comparison_can_name_the_control_without_a_network(load: Load) -> None:
    with pytest.raises(StudyError, match="overlap"):
        load(ARMS + "primary: [{intermediate: plain, target: xnli, model: overlap}]\n")


def test_lab_setting_reaches_the_references_and_their_keys(load: Load) -> None:
    text = ARMS.replace("xnli, xquad", "tags, xquad")  # the fakes keep the lab's options for `tags`
    plain, harder = plan(load(text)), plan(load(text + "lab: {difficulty: 3, seed: 5}\n"))
    before, after = (cells(one)["m", DIRECT, "tags", 1] for one in (plain, harder))
    assert harder.nodes[after.evaluation].spec.test.options == {"difficulty": 3, "seed": 5}
    assert set(before.stages).isdisjoint(after.stages)
    assert cells(plain)["m", DIRECT, "xquad", 1] == cells(harder)["m", DIRECT, "xquad", 1]
