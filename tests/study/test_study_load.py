"""Study files: what is accepted, and that every problem is found at once, at its line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from study_fakes import fakes

from xstilts.core.errors import StudyError, XstiltsError
from xstilts.stages.specs import Sampling
from xstilts.study.document import dotted, read_document
from xstilts.study.load import builtin_names, dump_resolved, load_study
from xstilts.study.schema import Study

Load = Callable[..., Study]

GOOD = """\
version: 1
study: good
question: Which one?
models:
  mini: mini
  base: random
intermediates:
  mnli: [mnli]
  squad: squad_v1
  hops: [mnli, two]
  both: [{mix: [mnli, squad_v1], sampling: proportional, cap: 1000}]
  mlm: [{mix: [mnli], mlm: {languages: [en, "no"], share: 0.5, text: [text]}}]
  tlm: [{mix: [mnli], mlm: {share: 0.25, text: parallel_text, objective: translation}}]
targets: [xnli, xquad, {mlqa: {train: squad_half, learning_rate: 2e-5}}, tatoeba]
languages: all
seeds: [1, 2]
limits: {train: 500, eval: 100}
recipe: {phase2: {epochs: 2}, phase3: {learning_rate: 1e-4}, tasks: {both: {max_steps: 7}}}
precision: bf16
retrieval: {layer: 3, pooling: mean}
lab: {difficulty: 2, seed: 7}
primary: [{intermediate: mnli, target: tatoeba}]
claims:
  - says: NLI helps retrieval
    source: a paper
    gain: {intermediate: mnli, target: tatoeba, at_least: 0}
  - says: a mixture adds little to NLI
    gain: {intermediate: both, against: mnli, group: all, scope: all languages, at_least: -1, at_most: 0.5,
      model: mini, accept: [same data, missing targets]}
  - says: squad does not help in Chinese
    gain: {intermediate: squad, group: all without retrieval, scope: zh, at_most: 0, model: owner/published}
"""

SMALL = """\
version: 1
study: small
models: {m: mini}
intermediates: {mnli: [mnli]}
targets: [xnli]
seeds: [1]
"""


def problems(load: Load, text: str) -> list[tuple[int | None, str]]:
    with pytest.raises(StudyError) as caught:
        load(text)
    return [(problem.line, f"{problem.render()}") for problem in caught.value.problems]


def only(load: Load, text: str) -> tuple[int | None, str]:
    found = problems(load, text)
    assert len(found) == 1, found
    return found[0]


def test_good_study_is_typed(load: Load) -> None:
    study = load(GOOD)
    assert study.models == {"mini": "mini", "base": "random"}
    assert study.control_models == ("base",)
    assert [step.tasks for step in study.intermediates["hops"]] == [("mnli",), ("two",)]
    # DESIGN's own example: proportional with a cap is proportional to min(n, cap).
    assert study.intermediates["both"][0].sampling == Sampling(rule="capped", cap=1000)
    mlm = study.intermediates["mlm"][0].mlm
    assert mlm is not None and mlm.languages == ("en", "no") and mlm.share == 0.5 and mlm.objective == "masked"
    tlm = study.intermediates["tlm"][0].mlm
    assert tlm is not None and tlm.languages == ("de", "en") and tlm.objective == "translation"
    assert study.lab.model_dump() == {"difficulty": 2, "seed": 7}
    assert [target.train for target in study.targets] == ["mnli", "squad_v1", "squad_half", None]
    assert study.targets[2].recipe == {"learning_rate": 2e-5}
    assert study.limits.model_dump() == {"train": 500, "dev": None, "eval": 100}
    assert study.recipe.phase3 == {"learning_rate": 1e-4}
    assert study.retrieval is not None and study.retrieval.layer == 3
    first, second, third = study.claims
    assert (first.at_least, first.at_most, first.against, first.scope, first.source) == (
        0.0,
        None,
        "direct",
        "zero-shot",
        "a paper",
    )
    assert (second.target, second.group, second.against, second.scope) == (None, "all", "mnli", "all languages")
    assert (second.at_least, second.at_most, second.model) == (-1.0, 0.5, "mini")
    assert second.accept == ("same data", "missing targets")
    assert (third.at_least, third.at_most, third.scope, third.model) == (None, 0.0, "zh", "owner/published")


def test_yaml_reads_numbers_and_norwegian_as_written() -> None:
    document = read_document("a: 1e-5\nb: [no, on, yes]\nc: 0x1F\nd: 1_000\n")
    assert document.value == {"a": 1e-5, "b": ["no", "on", "yes"], "c": "0x1F", "d": 1000}
    assert document.lines[("b", 1)] == 2
    assert dotted(("targets", 2, "train")) == "targets[2].train"


@pytest.mark.parametrize("name", ["good", "small"])
def test_resolved_study_loads_back_equal(load: Load, name: str) -> None:
    study = load({"good": GOOD, "small": SMALL}[name])
    again = load(yaml.safe_dump(dump_resolved(study), sort_keys=False))
    assert again == study


def test_resolved_smoke_study_loads_back_equal(load: Load) -> None:
    study = load(GOOD, limit=8)
    assert load(yaml.safe_dump(dump_resolved(study))) == study


def test_limit_caps_everything_and_marks_smoke(load: Load) -> None:
    study = load(GOOD, limit=50)
    assert study.smoke
    assert study.limits.model_dump() == {"train": 50, "dev": 50, "eval": 50}
    assert load(GOOD, limit=200).limits.eval == 100
    with pytest.raises(XstiltsError, match="at least 1"):
        load(GOOD, limit=0)


def test_all_problems_at_once_in_order_of_lines(load: Load) -> None:
    text = """\
version: 1
study: bad name
models: {m: minni}
intermediates: {a: [mnlii], direct: [mnli]}
targets: [xnli, tatoebaa]
languages: [de, xx]
seeds: [1, 1]
limits: {trian: 5}
recipe: {phase2: {learning_rat: 1}}
"""
    found = problems(load, text)
    assert [line for line, _ in found] == [2, 3, 4, 4, 5, 6, 7, 8, 9]
    whole = "\n".join(text for _, text in found)
    for said in (
        "'minni'",
        "'mini'",
        "'mnli'",
        "'direct'",
        "'tatoeba'",
        "'xx'",
        "stands twice",
        "'train'",
        "learning_rate",
    ):
        assert said in whole


CLAIMS = [
    ("target: xnli, at_least: 2, at_most: 1", "no interval fits between at_least 2 and at_most 1"),
    ("target: xnli, at_least: 1, at_most: 1", "swap the two"),
    ("target: xnli, at_least: much", "found 'much'"),
    ("target: xnli, at_most: .nan", "above -100 and below 100"),
    ("target: xnli, at_least: 100", "above -100 and below 100"),
    ("target: xnli, at_most: null", "found nothing"),
    ("group: retreival", "did you mean 'retrieval'"),
    ("group: retrieval", "no target of this study is in the group 'retrieval'"),
    ("group: [retrieval]", "expected the name of a group, found a list"),
    ("group: all, target: xnli", "both a target and a group are named"),
    ("at_least: 1", "neither a target nor a group is named"),
    ("target: [xnli]", "expected the name of a target"),
    ("target: xnli, against: mnli", "'mnli' is compared with itself"),
    ("target: xnli, against: mnly", "did you mean 'mnli'"),
    ("target: xnli, scope: fr", "unknown scope 'fr'"),
    ("target: xnli, scope: all", "zero-shot, all languages, de, en, zh"),
    ("target: xnli, model: n", "unknown model 'n'"),
    ("target: xnli, model: /some/folder", "the hub id (owner/name)"),
    ("target: xnli, model: 3", "unknown model 3"),
    ("target: xnli, accept: [same date]", "did you mean 'same data'"),
    ("target: xnli, accept: same data", "expected a list"),
    ("target: xnli, accept: [same data, same data]", "stands twice"),
    ("target: xnli, at_leats: 1", "did you mean 'at_least'"),
]


@pytest.mark.parametrize(("slots", "said"), CLAIMS)
def test_each_mistake_of_a_claim_is_named_alone_and_at_its_line(load: Load, slots: str, said: str) -> None:
    line, text = only(load, f"{SMALL}claims:\n  - says: a\n    gain: {{intermediate: mnli, {slots}}}\n")
    assert (line, "claims[0].gain" in text) == (SMALL.count("\n") + 3, True) and said in text


def test_all_mistakes_of_all_claims_are_collected(load: Load) -> None:
    text = f"""{SMALL}claims:
  - gain: {{intermediate: direct, target: xnlu}}
  - says: b
    source: [1]
  - says: c
    gain: {{intermediate: mnli, group: retrieval, against: mnli, at_least: x, accept: [y]}}
"""
    first = SMALL.count("\n") + 2
    found = problems(load, text)
    assert [line for line, _ in found] == [first, first, first, first + 1, first + 2, *[first + 4] * 4]


def test_a_misspelt_target_adds_no_problem_about_its_group(load: Load) -> None:
    text = GOOD.replace("tatoeba]", "tatoebaa]").replace("target: tatoeba, at", "group: retrieval, at")
    assert [line for line, said in problems(load, text) if "group" in said] == []


CASES = [
    ("targets: [xnli]", "targets: [xnli, {tags: {train: mnli}}]", "mnli' is a classify task"),
    ("targets: [xnli]", "targets: [{xnli: {train: two}}]", "not those of 'xnli'"),
    ("targets: [xnli]", "targets: [{tatoeba: {train: mnli}}]", "not fine-tuned"),
    ("targets: [xnli]", "targets: [xnli, xnli]", "stands twice"),
    ("targets: [xnli]", "targets: []", "grid is empty"),
    ("targets: [xnli]", "targets: xnli", "expected a list"),
    ("targets: [xnli]", "targets: [{xnli: {languages: [fr]}}]", "unknown language 'fr'"),
    ("targets: [xnli]", "targets: [{xnli: {epochs: 2, max_steps: 3}}]", "contradict"),
    ("seeds: [1]", "seeds: []", "grid is empty"),
    ("seeds: [1]", "seeds: [-1]", "whole number"),
    ("seeds: [1]", "seeds: [true]", "whole number"),
    ("seeds: [1]", "seeds: [9223372036854775808]", "below 2**63"),
    ("seeds: [1]", "seeds: [1.5]", "whole number"),
    ("models: {m: mini}", "models: {}", "grid is empty"),
    ("models: {m: mini}", "models: {m: ./nowhere}", "does not exist"),
    ("models: {m: mini}", "models: {m: {sauce: mini}}", "unknown key 'sauce'"),
    ("{mnli: [mnli]}", "{mnli: []}", "no steps"),
    ("{mnli: [mnli]}", "{mnli: [{mix: []}]}", "mixture is empty"),
    ("{mnli: [mnli]}", "{mnli: [{mix: [mnli, mnli]}]}", "stands twice"),
    ("{mnli: [mnli]}", "{mnli: [{mix: [mnli], cap: 5}]}", "a cap has no meaning"),
    ("{mnli: [mnli]}", "{mnli: [{mix: [mnli], sampling: uniform, cap: 5}]}", "a cap has no meaning"),
    ("{mnli: [mnli]}", "{mnli: [{mix: [mnli], sampling: capped}]}", "without a cap"),
    ("{mnli: [mnli]}", "{mnli: [{mix: [mnli], temperature: 2, sampling: uniform}]}", "no meaning"),
    ("{mnli: [mnli]}", "{mnli: [{mix: [mnli], sampling: random}]}", "unknown sampling rule"),
    ("{mnli: [mnli]}", "{mnli: [{mix: [mnli], mlm: {share: 1.0, text: text}}]}", "above 0 and below 1"),
    ("{mnli: [mnli]}", "{mnli: [{mix: [mnli], mlm: {share: 0.5, text: nli}}]}", "unknown text dataset"),
    ("{mnli: [mnli]}", "{mnli: [{mix: [mnli], mlm: {share: 0.5, text: text, languages: [fr]}}]}", "'fr'"),
    ("{mnli: [mnli]}", "{mnli: [{mix: [mnli], mlm: {share: 0.5, text: text, objective: x}}]}", "unknown objective"),
    (
        "{mnli: [mnli]}",
        "{mnli: [{mix: [mnli], mlm: {share: 0.5, text: [text], objective: translation}}]}",
        "'text' is not parallel",
    ),
    (
        "{mnli: [mnli]}",
        "{mnli: [{mix: [mnli], mlm: {share: 0.5, text: parallel_text, languages: [de], objective: translation}}]}",
        "at least two languages",
    ),
    ("models: {m: mini}", "models: {m: mini, n: {source: lexical, control: false}}", "can only be a control"),
    ("{mnli: [mnli]}", "5", "found 5"),
    ("models: {m: mini}", "models: {n: lexical}", "first other model"),
    ("models: {m: mini}", "models: {m: {source: mini, intermediates: [mnlo]}}", "did you mean 'mnli'"),
    ("models: {m: mini}", "models: {m: {source: mini, intermediates: mnli}}", "[] for direct alone"),
    ("models: {m: mini}", "models: {m: lexicl}", "did you mean 'lexical'"),
    ("seeds: [1]", "seeds: [1]\nlab: {difficulty: 4}", "1, 2, 3"),
    ("seeds: [1]", "seeds: [1]\nlab: {seed: -1}", "at least 0"),
    ("seeds: [1]", "seeds: [1]\nlab: {sead: 1}", "did you mean 'seed'"),
    ("{mnli: [mnli]}", "{mnli: [coding]}", "only encoders"),
    ("version: 1", "version: 2", "newer xstilts"),
    ("seeds: [1]", "seeds: [1]\nprecision: fp16", "unknown precision 'fp16'"),
    ("seeds: [1]", "seeds: [1]\nrecipe: {phase2: {epochs: 1, max_steps: 5}}", "contradict"),
    ("seeds: [1]", "seeds: [1]\nrecipe: {phase2: {learning_rate: fast}}", "found 'fast'"),
    ("seeds: [1]", "seeds: [1]\nrecipe: {phase2: {batch_size: 0}}", "at least 1"),
    ("seeds: [1]", "seeds: [1]\nrecipe: {phase2: {batch_size: 99999999999}}", "at most 100,000"),
    ("seeds: [1]", "seeds: [1]\nrecipe: {phase2: {epochs: 1.0e+12}}", "above 0 and at most 10,000"),
    ("seeds: [1]", "seeds: [1]\nrecipe: {phase3: {learning_rate: 1.0e+9}}", "above 0 and at most 1"),
    ("seeds: [1]", "seeds: [1]\nrecipe: {phase3: {learning_rate: 1e999}}", "found inf"),
    ("seeds: [1]", "seeds: [1]\nrecipe: {phase3: {warmup: 1}}", "of at least 0 and below 1"),
    ("study: small", "study: " + "a" * 300, "at most 100 characters"),
    ("seeds: [1]", "seeds: [1]\nrecipe: {phase2: {select: worst}}", "found 'worst'"),
    ("seeds: [1]", "seeds: [1]\nrecipe: {phase2: {freeze: [layers]}}", "lowest N layers"),
    ("seeds: [1]", "seeds: [1]\nrecipe: {tasks: {mnlo: {epochs: 1}}}", "did you mean 'mnli'"),
    ("seeds: [1]", "seeds: [1]\nlanguages: [en, fr]", "unknown language 'fr'"),
    ("seeds: [1]", "seeds: [1]\nlanguages: []", "grid is empty"),
    ("seeds: [1]", "seeds: [1]\nretrieval: {layer: -1}", "at least 0"),
    ("seeds: [1]", "seeds: [1]\nretrieval: {pooling: max}", "unknown pooling"),
    ("seeds: [1]", "seeds: [1]\nprimary: [{intermediate: mnlii, target: xnli}]", "did you mean 'mnli'"),
    ("seeds: [1]", "seeds: [1]\nprimary: [{intermediate: mnli}]", "no target is named"),
    ("seeds: [1]", "seeds: [1]\nclaims: [{says: a, gain: {intermediate: mnli, target: xquad}}]", "'xquad'"),
    ("seeds: [1]", "seeds: [1]\ncontrols: {longer: often}", "true, false, mnli"),
    ("seeds: [1]", "seeds: [1]\ndata: ./nowhere", "does not exist"),
    ("seeds: [1]", "seeds: [1]\nseeds: [2]", "stands twice here (first at line 6)"),
    (
        "seeds: [1]",
        "seeds: [1]\ntasks: {mine: {kind: classify, train: no.csv, labels: [a, b]}}",
        "cannot be read",
    ),
    ("seeds: [1]", "seeds: [1]\ntasks: {xnli: {kind: tagg}}", "already a task"),
    ("seeds: [1]", "seeds: [1]\ntasks: {mine: {kind: tag, columns: {word: w}}}", "did you mean 'words'"),
    ("seeds: [1]", "seeds: [1]\ntasks: {mine: {kind: tag}}", "needs its labels"),
    ("seeds: [1]", "seeds: [1]\ntasks: {mine: {kind: choose}}", "neither training nor test files"),
]


@pytest.mark.parametrize(("old", "new", "said"), CASES)
def test_each_mistake_is_named(load: Load, old: str, new: str, said: str) -> None:
    assert old in SMALL
    found = problems(load, SMALL.replace(old, new))
    assert any(said in text for _, text in found), found
    line = SMALL[: SMALL.index(old)].count("\n") + 1 + new.count("\n")
    assert any(at == line and said in text for at, text in found), (line, found)


def test_syntax_error_names_its_line(load: Load) -> None:
    line, text = only(load, "version: 1\nstudy: [a\nmodels: {}\n")
    assert line == 3 and "not valid YAML" in text


def test_alias_cycle_and_tags_are_problems(load: Load) -> None:
    assert any("alias" in text for _, text in problems(load, SMALL + "tasks: &a {x: *a}\n"))
    assert any("tag" in text for _, text in problems(load, SMALL + "question: !!python/name:os.system x\n"))


def test_empty_file_and_wrong_top(load: Load) -> None:
    assert any("empty" in text for _, text in problems(load, ""))
    assert any("expected a mapping" in text for _, text in problems(load, "- a\n"))


def test_language_without_target_data(load: Load) -> None:
    text = SMALL.replace("[xnli]", "[xnli, xquad]") + "languages: [zh]\n"
    line, said = only(load, text)
    assert line == 5 and "'xquad'" in said and "none of the study's languages" in said


def test_unreadable_path_suggests_builtins(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match="cannot be read"):
        load_study(tmp_path / "no.yaml", providers=fakes())
    with pytest.raises(StudyError, match="did you mean 'quickstart'"):
        load_study("quikstart", providers=fakes())
    (tmp_path / "latin.yaml").write_bytes(b"study: caf\xe9")
    with pytest.raises(StudyError, match="UTF-8"):
        load_study(tmp_path / "latin.yaml", providers=fakes())
    with pytest.raises(StudyError, match="cannot be read"):
        load_study(tmp_path, providers=fakes())


def test_own_task_trains_and_evaluates(load: Load, tmp_path: Path) -> None:
    (tmp_path / "train.csv").write_text("text,label\na,yes\n", encoding="utf-8")
    (tmp_path / "test.tsv").write_text("text\tlabel\na\tyes\n", encoding="utf-8")
    own = (
        "tasks:\n  mood: {kind: classify, train: train.csv, test: {de: test.tsv}, labels: [yes, no],"
        " columns: {text: t}}\n"
    )
    study = load(SMALL.replace("[xnli]", "[xnli, mood]").replace("[mnli]", "[mood]") + own)
    assert study.targets[1].train == "mood" and study.targets[1].languages == ("de",)
    assert study.tasks["mood"].labels == ("yes", "no")
    assert study.tasks["mood"].train == str(tmp_path / "train.csv")
    assert load(yaml.safe_dump(dump_resolved(study))) == study


OWN = "tasks:\n  mood: {{kind: classify, train: train.csv{test}, labels: [yes, no]{more}}}\n"


def test_a_wrong_own_task_is_one_problem_wherever_it_is_named(load: Load, tmp_path: Path) -> None:
    (tmp_path / "train.csv").write_text("text,label\na,yes\n", encoding="utf-8")
    text = SMALL.replace("[xnli]", "[xnli, mood]").replace("[mnli]", "[mood]")
    text += "languages: [en, sw]\nrecipe: {tasks: {mood: {epochs: 1}}}\n"
    wrong = OWN.format(test=", test: {sw: train.csv}", more=", chance: high")
    assert "chance" in only(load, text + wrong)[1]
    text = text.replace("[mood]", "[mnli]").replace("[en, sw]", "[en]")
    line, said = only(load, text + OWN.format(test="", more=""))
    assert line == 5 and "'mood' of this study has no test files" in said and "test: {en: FILE}" in said


def test_own_test_files_alone_train_nothing(load: Load, tmp_path: Path) -> None:
    (tmp_path / "test.csv").write_text("text,label\na,yes\n", encoding="utf-8")
    own = "tasks: {mood: {kind: classify, test: {en: test.csv}, labels: [yes, no]}}\n"
    assert "has no training file" in only(load, SMALL.replace("[mnli]", "[mood]") + own)[1]


def test_wrong_languages_are_not_blamed_on_targets(load: Load) -> None:
    assert "unknown language 'fr'" in only(load, SMALL + "languages: [fr]\n")[1]
    assert "expected a list" in only(load, SMALL + "languages: en\n")[1]
    assert "unknown language 'fr'" in only(load, SMALL.replace("[xnli]", "[{xnli: {languages: [fr]}}]"))[1]


def test_data_folder_from_file_then_variable(load: Load, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "d").mkdir()
    assert load(SMALL + "data: d\n").data == tmp_path / "d"
    monkeypatch.setenv("XSTILTS_DATA", str(tmp_path))
    assert load(SMALL).data == tmp_path
    assert load(SMALL + "data: d\n").data == tmp_path / "d"
    monkeypatch.setenv("XSTILTS_DATA", str(tmp_path / "gone"))
    assert any("XSTILTS_DATA" in text for _, text in problems(load, SMALL))


def test_retrieval_without_retrieval_target_is_only_a_note(load: Load) -> None:
    assert any("changes nothing" in note for note in load(SMALL + "retrieval: {layer: 2}\n").notes)


def test_builtin_studies_are_packaged() -> None:
    assert "quickstart" in builtin_names()


def test_english_may_be_named_where_only_retrieval_is_asked_for(load: Load) -> None:
    text = "version: 1\nstudy: a\nmodels: {mini: mini}\nintermediates: {}\ntargets: [tatoeba]\nseeds: [1]\n"
    other = load(text).targets[0].languages[0]
    assert load(text + f"languages: [en, {other}]\n").targets[0].languages == (other,)
    with pytest.raises(StudyError, match="allowed"):
        load(text + "languages: [en, xx]\n")


def test_direct_is_no_comparison(load: Load) -> None:
    text = GOOD.replace("primary: [{intermediate: mnli,", "primary: [{intermediate: direct,")
    with pytest.raises(StudyError, match="what every gain is measured from"):
        load(text)
