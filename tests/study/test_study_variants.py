"""Variants of phase 2: translated data, masked LM alone, mixtures of many tasks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
import yaml
from study_fakes import fakes

from xstilts.analysis.results import DIRECT, LONGER, MLM_ONLY, Cell
from xstilts.core.errors import StudyError
from xstilts.stages.specs import TrainSpec, TranslateSpec, stage_key, upstream_keys
from xstilts.study.load import dump_resolved, load_study
from xstilts.study.plan import Plan, make_plan
from xstilts.study.schema import Study, TranslateStep
from xstilts.tasks.records import Roots

Load = Callable[..., Study]

STUDY = """\
version: 1
study: variants
models: {m: mini}
intermediates:
  plain: [mnli]
  mt: [{mix: [mnli], translate: {model: some/model, languages: [de, ru]}}]
targets: [xnli, xquad, tatoeba]
seeds: [1]
controls: {longer: false}
"""


def plan(study: Study, **options: object) -> Plan:
    return make_plan(study, roots=Roots(), providers=fakes(), **options)  # type: ignore[arg-type]


def cells(made: Plan) -> Mapping[tuple[str, str], Cell]:
    return {(cell.intermediate, cell.target): cell for cell in made.design.cells}


def spec_of(made: Plan, intermediate: str, target: str = "xquad", place: int = -3) -> TrainSpec:
    spec = made.nodes[cells(made)[intermediate, target].stages[place]].spec
    assert isinstance(spec, TrainSpec)
    return spec


def translations(made: Plan) -> list[TranslateSpec]:
    return [node.spec for node in made.nodes.values() if isinstance(node.spec, TranslateSpec)]


def test_a_translated_step_trains_on_english_and_every_language(load: Load) -> None:
    made = plan(load(STUDY))
    first, second = translations(made)
    assert [(one.language, one.target_code, one.source_code) for one in (first, second)] == [
        ("de", "__de__", "en"),
        ("ru", "__ru__", "en"),
    ]
    spec, plain = spec_of(made, "mt"), spec_of(made, "plain")
    english, *others = spec.items[0].train
    assert (english,) == plain.items[0].train == (first.data,)
    assert [ref.fingerprint for ref in others] == [stage_key(first), stage_key(second)] == list(upstream_keys(spec))
    assert [ref.languages for ref in others] == [("de",), ("ru",)]
    assert spec.items[0].dev == plain.items[0].dev
    cell = cells(made)["mt", "xquad"]
    assert cell.stages[:2] == upstream_keys(spec) and cell.stages[2] == stage_key(spec)
    # 3 epochs of 3200 examples in one and in three languages
    steps = {about["name"]: about["steps"] for about in made.design.training_stages.values()}
    assert (steps["plain"], steps["mt"]) == (300, 900)
    assert made.counts.trainings == 2 + 3 * 2 and made.counts.naive_trainings == 2 + 2 * 5


def test_translations_are_shared_and_priced(load: Load) -> None:
    more = "  more: [{mix: [both_nli], translate: {model: some/model, languages: [de]}}]\ntargets"
    made = plan(load(STUDY.replace("targets", more, 1)))
    data = [(one.data.dataset, one.language) for one in translations(made)]
    assert data == [("nli", "de"), ("nli", "ru"), ("more_nli", "de")]
    node = next(node for node in made.nodes.values() if isinstance(node.spec, TranslateSpec))
    # 3200 pairs of 40 tokens; 3 M parameters read them, 4/3 as many write them, four beams each
    assert node.estimate.tokens == 2 * 128_000
    assert node.estimate.flops == pytest.approx(2 * 3e6 * 128_000 * (1 + 4 * 4 / 3))
    assert node.estimate.seconds > 0 and node.estimate.memory > 0 and node.estimate.bytes > 0


def test_a_share_is_of_the_english_examples(load: Load) -> None:
    text = STUDY.replace("languages: [de, ru]", "languages: [de, ru], share: 0.25, keep_english: false")
    made = plan(load(text + "limits: {train: 1000}\n"))
    assert [one.data.limit for one in translations(made)] == [250, 250]
    spec = spec_of(made, "mt")
    assert [ref.source for ref in spec.items[0].train] == ["stage", "stage"]
    steps = {about["name"]: about["steps"] for about in made.design.training_stages.values()}
    assert steps["mt"] == 47  # 500 * 3 / 32 = 46.9
    assert "not in English but 25% of it in de, ru" in made.design.intermediates["mt"]


def test_what_a_translation_was_made_from_counts_as_same_data(load: Load) -> None:
    text = STUDY.replace("languages: [de, ru]", "languages: [de], keep_english: false")
    marked = {(cell.intermediate, cell.target) for cell in plan(load(text)).design.cells if cell.same_data}
    assert marked == {("plain", "xnli"), ("mt", "xnli")}


def test_how_answers_are_found_moves_the_key_of_questions_alone(load: Load) -> None:
    def keys(task: str, method: str) -> list[str]:
        text = STUDY.replace("mix: [mnli]", f"mix: [{task}]").replace("[de, ru]", f"[de], answers: {method}")
        return [stage_key(one) for one in translations(plan(load(text)))]

    assert keys("mnli", "find") == keys("mnli", "mark")
    assert keys("squad_v1", "find") != keys("squad_v1", "mark")
    notes = plan(load(STUDY.replace("mix: [mnli]", "mix: [squad_v1]"))).design.notes
    assert any("answer is not found again" in note for note in notes)


def test_notes_say_what_zero_shot_means(load: Load) -> None:
    notes = plan(load(STUDY)).design.notes
    assert any("mt trains on labelled text in de, ru" in note for note in notes)
    assert any("was not found" in note and "translated" in note for note in notes)
    plain = load(STUDY.replace("{mix: [mnli], translate: {model: some/model, languages: [de, ru]}}", "mnli"))
    assert not any("translat" in note for note in plan(plain).design.notes)


def test_a_model_for_each_language(load: Load) -> None:
    made = plan(load(STUDY.replace("some/model", "'some/en-{language}'")))
    assert [one.translator.source for one in translations(made)] == ["some/en-de", "some/en-ru"]


def test_missing_models_and_languages_are_problems_of_the_plan(load: Load) -> None:
    for text, said in (
        (STUDY.replace("some/model", "hub/x"), "hub/x is not reachable"),
        (STUDY.replace("[de, ru]", "[de, sw]"), "no language token for 'sw'"),
    ):
        with pytest.raises(StudyError, match=said):
            plan(load(text))
        made = plan(load(text), allow_missing=True)
        assert made.unresolved and len(translations(made)) == 2
    coded = translations(plan(load(STUDY.replace("[de, ru]", "[de, sw], codes: {sw: swh}"))))
    assert [one.target_code for one in coded] == ["__de__", "__swh__"]


WRONG = [
    ("mix: [mnli]", "mix: [mnli, tags_en]", "'tags_en' is a tag task: its tags belong to English words"),
    ("[de, ru]", "[de, de]", "'de' stands twice"),
    ("[de, ru]", "[de, en]", "English is what is translated from"),
    ("[de, ru]", "[]", "no language is named"),
    ("[de, ru]", "German", "expected a list of language codes"),
    ("[de, ru]", "[German]", "language codes such as de, ru, sw"),
    ("[de, ru]", "[de], share: 0", "above 0"),
    ("[de, ru]", "[de], share: 1.5", "at most 1"),
    ("[de, ru]", "[de], beams: 0", "at least 1"),
    ("[de, ru]", "[de], answers: guess", "unknown way to find answers"),
    ("[de, ru]", "[de], codes: {fr: fra_Latn}", "unknown key 'fr'"),
    ("[de, ru]", "[de], prompts: {de: 3}", "found 3"),
    ("[de, ru]", "[de], speed: 3", "unknown key 'speed'"),
    ("some/model", "./nowhere", "does not exist"),
    ("model: some/model, ", "", "'mnli' has no training files of yours in de, ru"),
    ("model: some/model, ", "beams: 2, ", "beams means nothing without a model"),
]


@pytest.mark.parametrize(("old", "new", "said"), WRONG)
def test_wrong_translations_are_said_with_their_line(load: Load, old: str, new: str, said: str) -> None:
    with pytest.raises(StudyError) as caught:
        load(STUDY.replace(old, new, 1))
    assert said in str(caught.value) and "study.yaml:6: " in str(caught.value)


def test_a_resolved_study_loads_as_the_same_study(load: Load, tmp_path: Path) -> None:
    options = "[de], share: 0.5, codes: {de: deu}, prompts: {de: 'in German: '}, beams: 1, answers: mark"
    text = STUDY.replace("[de, ru]", options) + "lab: {seed: 1}\n"
    text = text.replace("{longer: false}", "{longer: plain, mlm: {match: mt, text: text, languages: [de]}}")
    study = load(text)
    (tmp_path / "again.yaml").write_text(yaml.safe_dump(dump_resolved(study)), encoding="utf-8")
    again = load_study(tmp_path / "again.yaml", providers=fakes())
    assert again.model_copy(update={"path": study.path}) == study
    assert study.intermediates["mt"][0].translate == TranslateStep(
        languages=("de",), model="some/model", share=0.5, codes={"de": "deu"}, prompts={"de": "in German: "}, beams=1,
        answers="mark",
    )  # fmt: skip


OWN = """\
tasks:
  mood: {kind: classify, labels: [bad, good], train: {en: en.tsv, de: de.tsv}}
"""


def own_study(load: Load, tmp_path: Path, own: str = OWN) -> Study:
    for language in ("en", "de"):
        rows = "".join(f"text {number} {language}\t{'good' if number % 2 else 'bad'}\n" for number in range(30))
        (tmp_path / f"{language}.tsv").write_text(f"text\tlabel\n{rows}", encoding="utf-8")
    text = STUDY.replace(
        "{mix: [mnli], translate: {model: some/model, languages: [de, ru]}}",
        "{mix: [mood], translate: {languages: [de]}}",
    )
    return load(text + own)


def test_the_users_own_translations_need_no_model(load: Load, tmp_path: Path) -> None:
    made = plan(own_study(load, tmp_path))
    assert translations(made) == []
    train = spec_of(made, "mt").items[0].train
    assert [(ref.dataset, ref.languages, ref.high) for ref in train] == [("mood", ("en",), 0.9), ("mood", ("de",), 0.9)]
    assert "from the user's own files" in made.design.intermediates["mt"]


def test_translations_of_the_selection_data_stay_out_of_training(load: Load, tmp_path: Path) -> None:
    from xstilts.study.providers import default_providers

    study = own_study(load, tmp_path)
    tables = study.tasks["mood"].model_dump(mode="json")
    from xstilts.tasks.records import Portion
    from xstilts.tasks.sources import load as read
    from xstilts.tasks.sources import reference

    assert default_providers().reference is reference
    train = {
        language: read(
            reference(Portion(dataset="mood", split="train", high=0.9), (language,), roots=Roots(), definition=tables),
            Roots(),
        )
        for language in ("en", "de")
    }
    dev = read(
        reference(Portion(dataset="mood", split="train", low=0.9), ("en",), roots=Roots(), definition=tables), Roots()
    )
    kept = [one.text.rpartition(" ")[0] for one in train["de"]]
    assert kept == [one.text.rpartition(" ")[0] for one in train["en"]]
    assert dev and not {one.text.rpartition(" ")[0] for one in dev} & set(kept)


def test_own_translations_that_are_not_there(load: Load, tmp_path: Path) -> None:
    with pytest.raises(StudyError, match="no training files of yours in de"):
        own_study(load, tmp_path, OWN.replace(", de: de.tsv", ""))
    with pytest.raises(StudyError, match="no English training file"):
        own_study(load, tmp_path, OWN.replace("en: en.tsv, ", ""))
    with pytest.raises(StudyError, match=r"de.csv.*cannot be read"):
        own_study(load, tmp_path, OWN.replace("de.tsv", "de.csv"))
    with pytest.raises(StudyError, match="translations of the selection data out of training"):
        own_study(load, tmp_path, OWN.replace("classify, labels: [bad, good]", "extract"))


def test_masked_lm_alone_takes_the_steps_of_an_intermediate(load: Load) -> None:
    text = STUDY.replace("{longer: false}", "{longer: false, mlm: {match: mt, text: text, languages: [de, en]}}")
    made = plan(load(text))
    spec = spec_of(made, MLM_ONLY)
    assert spec.recipe.max_steps == 900 and spec.recipe.select == "last" and spec.init is None
    (item,) = spec.items
    assert (item.kind, item.head, item.dev) == ("mlm", "mlm", ()) and spec.mlm is None
    assert [(ref.dataset, ref.languages) for ref in item.train] == [("text", ("de", "en"))]
    about = made.design.training_stages[stage_key(spec)]
    assert (about["name"], about["role"], about["steps"]) == (MLM_ONLY, "control", 900)
    described = made.design.intermediates[MLM_ONLY]
    assert "900 steps, those of mt" in described and "text in 2 languages" in described
    assert list(made.design.intermediates) == [DIRECT, MLM_ONLY, "plain", "mt"]
    assert any("not found" in note and "the control of masked LM alone" in note for note in made.design.notes)
    # it is an arm on every target: phase 3 follows, and retrieval reads its encoder
    assert cells(made)[MLM_ONLY, "tatoeba"].stages[0] == stage_key(spec)
    assert spec_of(made, MLM_ONLY, "xquad", place=-2).init is not None


def test_masked_lm_alone_by_default_matches_what_longer_matches(load: Load) -> None:
    made = plan(load(STUDY.replace("{longer: false}", "{mlm: {text: text}}")))
    assert "steps of mt" in made.design.intermediates[LONGER] and "those of mt" in made.design.intermediates[MLM_ONLY]
    named = plan(load(STUDY.replace("{longer: false}", "{mlm: {match: plain, text: text}}")))
    assert "300 steps, those of plain (as the study asks)" in named.design.intermediates[MLM_ONLY]
    absent = plan(load(STUDY))
    assert MLM_ONLY not in absent.design.intermediates


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("{mlm: {match: nobody, text: text}}", "true, false, plain, mt"),
        ("{mlm: 3}", "found 3"),
        ("{mlm: {text: nli}}", "unknown text dataset"),
        ("{mlm: {text: text, languages: [fr]}}", "'fr'"),
        ("{mlm: {text: text, share: 0.5}}", "unknown key 'share'"),
    ],
)
def test_wrong_controls_are_said(load: Load, value: str, said: str) -> None:
    with pytest.raises(StudyError) as caught:
        load(STUDY.replace("{longer: false}", value))
    assert said in str(caught.value) and "controls.mlm" in str(caught.value)


def test_names_of_controls_are_taken(load: Load) -> None:
    with pytest.raises(StudyError, match="is taken"):
        load(STUDY.replace("plain:", f"{MLM_ONLY}:"))


def test_masked_lm_beside_tasks_says_what_it_reads(load: Load) -> None:
    made = plan(
        load(STUDY.replace("plain: [mnli]", "plain: [{mix: [mnli], mlm: {share: 0.5, text: text, languages: xtreme}}]"))
    )
    spec = spec_of(made, "plain")
    assert spec.mlm is not None and spec.mlm.share == 0.5
    assert [ref.languages for ref in spec.mlm.text] == [("de", "en")]
    (note,) = (note for note in made.design.notes if "corpus and share" in note)
    assert "plain: 50% of the steps on text in de, en" in note
    assert any("no text in af, ar" in note and "th" in note for note in made.design.notes)


MIXED = """\
version: 1
study: mixed
models: {m: mini}
intermediates: {all: [{mix: [mnli, two, tags_en, squad_v1], SAMPLING}]}
targets: [tatoeba]
seeds: [1]
controls: {longer: false}
recipe: {phase2: {epochs: 1, batch_size: 32}}
"""


@pytest.mark.parametrize(
    ("sampling", "steps"),
    [
        # sizes 3200, 320, 640 and 1600 questions in 1.3 windows each = 2080
        ("sampling: proportional", 195),
        ("sampling: capped, cap: 640", 70),  # 640 + 320 + 640 + 640 = 2240
        ("sampling: proportional, cap: 640", 70),
        ("sampling: uniform", 195),
        ("sampling: temperature, temperature: 2", 195),
        ("sampling: temperature, temperature: 2, cap: 640", 70),
    ],
)
def test_steps_of_a_mixture_under_every_sampler(load: Load, sampling: str, steps: int) -> None:
    made = plan(load(MIXED.replace("SAMPLING", sampling)))
    (about,) = made.design.training_stages.values()
    assert about["steps"] == steps
