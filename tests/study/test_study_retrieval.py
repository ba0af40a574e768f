"""What a study says about retrieval: presets and their layers, faiss, settings of single targets."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
import yaml
from study_fakes import fakes

from xstilts.core.errors import StudyError
from xstilts.stages.specs import RetrievalSetting, stage_key
from xstilts.study import settings
from xstilts.study.load import dump_resolved
from xstilts.study.plan import Plan, make_plan
from xstilts.study.presets import presets
from xstilts.study.schema import Study
from xstilts.tasks.records import Roots

Load = Callable[..., Study]

SMALL = """\
version: 1
study: small
models: {m: mini}
intermediates: {mnli: [mnli]}
targets: [xnli, tatoeba]
seeds: [1]
"""


def plan(study: Study, depth: int = 24) -> Plan:
    providers = fakes()
    shape = dict(providers.shape(None)) | {"layers": depth}  # type: ignore[arg-type]
    return make_plan(study, roots=Roots(), providers=replace(providers, shape=lambda ref: shape))


def setting(made: Plan) -> RetrievalSetting:
    (found,) = {
        n.spec.retrieval.model_dump_json(): n.spec.retrieval for n in made.nodes.values() if retrieves(n)
    }.values()
    assert type(found) is RetrievalSetting
    return found


def retrieves(node: object) -> bool:
    return getattr(node.spec, "retrieval", None) is not None  # type: ignore[attr-defined]


PUBLISHED = {  # protocols: XLM-R Large has 24 layers, mBERT 12
    ("x-stilts", 24): (14, "mean"),
    ("xtreme-tatoeba", 24): (14, "mean"),
    ("xtreme-tatoeba", 12): (8, "mean"),
    ("xtreme-bucc", 24): (20, "mean"),
    ("xtreme-bucc", 12): (8, "mean"),
    ("xtreme-bucc-cls", 24): (20, "first"),
    ("xtreme-bucc-cls", 12): (8, "first"),
}


@pytest.mark.parametrize(("name", "depth"), PUBLISHED)
def test_presets_are_the_published_settings(load: Load, name: str, depth: int) -> None:
    study = load(SMALL + f"retrieval: {{preset: {name}}}\n")
    layer, pooling = PUBLISHED[name, depth]
    assert setting(plan(study, depth)) == RetrievalSetting(layer=layer, pooling=pooling)  # type: ignore[arg-type]
    info = next(target for target in plan(study, depth).design.targets if target.name == "tatoeba")
    assert info.retrieval is not None and info.retrieval["preset"] == name and info.retrieval["source"]
    assert load(yaml.safe_dump(dump_resolved(study))) == study


def test_a_preset_refuses_another_depth_unless_it_may_scale(load: Load) -> None:
    study = load(SMALL + "retrieval: {preset: x-stilts}\n")
    with pytest.raises(StudyError, match=r"'x-stilts' names no layer for 'mini', which has 12 layers") as caught:
        plan(study, 12)
    assert "24 layers (layer 14)" in str(caught.value) and "scale: true" in str(caught.value)
    scaled = load(SMALL + "retrieval: {preset: x-stilts, scale: true}\n")
    assert [setting(plan(scaled, depth)).layer for depth in (4, 12, 24)] == [2, 7, 14]
    tatoeba = load(SMALL + "retrieval: {preset: xtreme-tatoeba, scale: true}\n")
    assert setting(plan(tatoeba, 12)).layer == 8  # published, so not scaled


def test_values_beside_a_preset_contradict_it(load: Load) -> None:
    wrong = "retrieval: {preset: x-stilts, pooling: first, layer: 3, neighbours: 4, search: exact}\n"
    with pytest.raises(StudyError) as caught:
        load(SMALL + wrong)
    assert [problem.where for problem in caught.value.problems] == ["retrieval.layer", "retrieval.pooling"]
    with pytest.raises(StudyError, match="did you mean 'x-stilts'"):
        load(SMALL + "retrieval: {preset: xstilts}\n")
    with pytest.raises(StudyError, match="scale has no meaning without a preset"):
        load(SMALL + "retrieval: {scale: true}\n")


def test_a_target_may_have_its_own_setting(load: Load) -> None:
    text = SMALL.replace("tatoeba]", "{tatoeba: {retrieval: {preset: xtreme-bucc}}}]") + "retrieval: {layer: 3}\n"
    study = load(text)
    assert setting(plan(study)).layer == 20
    assert any("xtreme-bucc was published for mine, not for retrieve" in note for note in plan(study).design.notes)
    assert load(yaml.safe_dump(dump_resolved(study))) == study
    with pytest.raises(StudyError, match="'xnli' is a classify target, which compares no sentences"):
        load(SMALL.replace("xnli", "{xnli: {retrieval: {layer: 1}}}"))


def test_each_preset_says_where_it_is_from() -> None:
    assert all(len(preset.source) > 20 and preset.fixed.neighbours == 4 for preset in presets().values())


def test_faiss_moves_the_key_only_where_it_is_asked_for(load: Load, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "find_spec", lambda name: object())
    plain, said, faiss = (
        set(plan(load(SMALL + text)).nodes)
        for text in ("", "retrieval: {search: exact}\n", "retrieval: {search: faiss}\n")
    )
    assert plain == said and len(plain - faiss) == len(faiss - plain) == 2  # direct and mnli on tatoeba
    spec = next(node.spec for node in plan(load(SMALL)).nodes.values() if retrieves(node))
    assert "search" not in spec.identity()["retrieval"]
    assert stage_key(type(spec).model_validate(spec.model_dump(mode="json"))) in plain


def test_faiss_that_is_not_installed_is_one_of_the_problems(load: Load, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "find_spec", lambda name: None)
    with pytest.raises(StudyError) as caught:
        load(SMALL.replace("[mnli]", "[mnlii]") + "retrieval: {search: faiss}\n")
    lines = {problem.where: problem for problem in caught.value.problems}
    assert "pip install faiss-cpu" in lines["retrieval.search"].hint and lines["retrieval.search"].line == 7
    assert any("mnlii" in problem.message for problem in caught.value.problems)
    load(SMALL + "retrieval: {search: exact}\n")
