"""Hub datasets: small Parquet files with the hub's exact column layouts, through the real row functions."""

import pytest

from xstilts.core.errors import DataError
from xstilts.tasks import hub, sources
from xstilts.tasks.catalogue import DATASETS
from xstilts.tasks.records import Portion, Roots, RowPlace

datasets = pytest.importorskip("datasets")

TEXT, NUMBER = datasets.Value("string"), datasets.Value("int32")
NLI = datasets.ClassLabel(names=["entailment", "neutral", "contradiction"])
SPANS = {"text": [TEXT], "answer_start": [NUMBER]}
KEYED = {"label": [TEXT], "text": [TEXT]}
NER = [datasets.ClassLabel(names=["O", "B-PER", "I-PER", "B-ORG", "I-ORG", "B-LOC", "I-LOC"])]
UPOS = [
    datasets.ClassLabel(
        names=(
            "ADJ ADP ADV AUX CCONJ DET INTJ NOUN NUM PART PRON PROPN PUNCT SCONJ SYM VERB X".split()  # noqa: SIM905
        )
    )
]
QA = {"id": TEXT, "title": TEXT, "context": TEXT, "question": TEXT, "answers": SPANS}
ANSWER = {"text": ["Anna"], "answer_start": [0]}


def qa(ident, context="Anna sings.", answers=None):
    answers = ANSWER if answers is None else answers
    return {"id": ident, "title": "t", "context": context, "question": "Who?", "answers": answers}


def glue(first, second, *names):
    label = datasets.ClassLabel(names=list(names))
    return {first: TEXT, **({second: TEXT} if second else {}), "label": label, "idx": NUMBER}


MNLI_FEATURES = {
    **{
        "promptID": NUMBER,
        "pairID": TEXT,
        "premise": TEXT,
        "premise_binary_parse": TEXT,
        "premise_parse": TEXT,
    },
    **{
        "hypothesis": TEXT,
        "hypothesis_binary_parse": TEXT,
        "hypothesis_parse": TEXT,
        "genre": TEXT,
        "label": NLI,
    },
}
COPA = {"premise": TEXT, "choice1": TEXT, "choice2": TEXT, "question": TEXT, "idx": NUMBER}
COSMOS = {
    **{f"answer{n}": TEXT for n in range(4)},
    "context": TEXT,
    "question": TEXT,
    "id": TEXT,
    "label": NUMBER,
}
TATOEBA = {f"{side}_{what}": TEXT for side in ("source", "target") for what in ("sentence", "lang")}

# fmt: off
# dataset, split, language, features, rows, what the examples must be
CASES = [
    (
        "mnli",
        "train",
        "en",
        MNLI_FEATURES,
        [dict.fromkeys(MNLI_FEATURES, "x") | {"promptID": 1, "label": label} for label in (0, 1, 2)],
        [("x", "x", name) for name in ("entailment", "neutral", "contradiction")],
    ),
    (
        "xnli",
        "test",
        "sw",
        {"premise": TEXT, "hypothesis": TEXT, "label": NLI},
        [{"premise": "p", "hypothesis": "h", "label": label} for label in (2, 0, 1)],
        [("p", "h", name) for name in ("contradiction", "entailment", "neutral")],
    ),
    (
        "snli",
        "train",
        "en",
        {"premise": TEXT, "hypothesis": TEXT, "label": NLI},
        [{"premise": "p", "hypothesis": "h", "label": label} for label in (-1, 1, -1)],
        [("p", "h", "neutral")],
    ),
    (
        "anli",
        "train_r2",
        "en",
        {"uid": TEXT, "premise": TEXT, "hypothesis": TEXT, "label": NLI, "reason": TEXT},
        [{"uid": "u1", "premise": "p", "hypothesis": "h", "label": 2, "reason": ""}],
        [("p", "h", "contradiction")],
    ),
    (
        "rte",
        "train",
        "en",
        glue("sentence1", "sentence2", "entailment", "not_entailment"),
        [{"sentence1": "a", "sentence2": "b", "label": 1, "idx": 0}],
        [("a", "b", "not_entailment")],
    ),
    (
        "sst2",
        "train",
        "en",
        glue("sentence", None, "negative", "positive"),
        [{"sentence": "a", "label": label, "idx": label} for label in (0, 1)],
        [("a", None, "negative"), ("a", None, "positive")],
    ),
    (
        "cola",
        "dev",
        "en",
        glue("sentence", None, "unacceptable", "acceptable"),
        [{"sentence": "a", "label": 0, "idx": 3}],
        [("a", None, "unacceptable")],
    ),
    (
        "qqp",
        "dev",
        "en",
        glue("question1", "question2", "not_duplicate", "duplicate"),
        [{"question1": "a", "question2": "b", "label": 1, "idx": 3}],
        [("a", "b", "duplicate")],
    ),
    (
        "pawsx",
        "test",
        "ko",
        {"id": NUMBER, "sentence1": TEXT, "sentence2": TEXT, "label": datasets.ClassLabel(names=["0", "1"])},
        [{"id": n, "sentence1": "a", "sentence2": "b", "label": n % 2} for n in (1, 2)],
        [("a", "b", "paraphrase"), ("a", "b", "different")],
    ),
    ("squad", "train", "en", QA, [qa("1"), qa("2"), qa("3", "Hm, Anna", {"text": ["Anna"], "answer_start": [4]})],
     [(("Anna", 0),), (("Anna", 0),), (("Anna", 4),)]),
    ("squad_v2", "dev", "en", QA, [qa("1"), qa("2", answers={"text": [], "answer_start": []})],
     [(("Anna", 0),), ()]),
    ("xquad", "test", "th", {k: v for k, v in QA.items() if k != "title"}, [qa("1")], [(("Anna", 0),)]),
    ("mlqa", "test", "vi", {k: v for k, v in QA.items() if k != "title"}, [qa("1")], [(("Anna", 0),)]),
    ("tydiqa", "train", "en", QA, [qa("english-1"), qa("korean-1"), qa("english-2")], [(("Anna", 0),)] * 2),
    (
        "wikiann",
        "test",
        "th",
        {"tokens": [TEXT], "ner_tags": NER, "langs": [TEXT], "spans": [TEXT]},
        [{"tokens": ["a", "b"], "ner_tags": [5, 6], "langs": ["th", "th"], "spans": ["LOC: a b"]}],
        [(("a", "b"), ("B-LOC", "I-LOC"))],
    ),
    (
        "udpos",
        "test",
        "fi",
        {"tokens": [TEXT], "pos_tags": UPOS},
        [{"tokens": ["a", "."], "pos_tags": [7, 12]}],
        [(("a", "."), ("NOUN", "PUNCT"))],
    ),
    (
        "tatoeba",
        "test",
        "fa",
        TATOEBA,
        [{"source_sentence": "f", "source_lang": "pes", "target_sentence": "e", "target_lang": "eng"},
         {"source_sentence": "e", "source_lang": "eng", "target_sentence": "f", "target_lang": "pes"}],
        [("f", "e"), ("f", "e")],
    ),
    (
        "hellaswag",
        "dev",
        "en",
        {**dict.fromkeys(("activity_label", "ctx_a", "ctx_b", "ctx", "source_id", "split", "split_type",
                         "label"), TEXT),
         "ind": NUMBER, "endings": [TEXT]},
        [{**dict.fromkeys(("activity_label", "ctx", "split", "split_type"), ""), "ctx_a": "A.", "ctx_b": "She",
          "source_id": "s", "label": "3", "ind": 1, "endings": ["a", "b", "c", "d"]}],
        [("A.", ("She a", "She b", "She c", "She d"), 3)],
    ),
    (
        "cosmosqa",
        "train",
        "en",
        COSMOS,
        [{**{f"answer{n}": str(n) for n in range(4)}, "context": "c", "question": "q", "id": "i", "label": 2}],
        [("c q", ("0", "1", "2", "3"), 2)],
    ),
    (
        "commonsenseqa",
        "dev",
        "en",
        {"id": TEXT, "question": TEXT, "question_concept": TEXT, "choices": KEYED, "answerKey": TEXT},
        [{"id": "1", "question": "q", "question_concept": "", "answerKey": "B",
          "choices": {"label": ["A", "B"], "text": ["x", "y"]}}],
        [("q", ("x", "y"), 1)],
    ),
    (
        "openbookqa",
        "train",
        "en",
        {"id": TEXT, "question_stem": TEXT, "choices": KEYED, "answerKey": TEXT},
        [{"id": "1", "question_stem": "q", "answerKey": "A", "choices": {"label": ["A", "B"], "text": ["x", "y"]}}],
        [("q", ("x", "y"), 0)],
    ),
    (
        "socialiqa",
        "train",
        "en",
        dict.fromkeys(("context", "question", "answerA", "answerB", "answerC", "label"), TEXT),
        [{"context": "c", "question": "q", "answerA": "a", "answerB": "b", "answerC": "d", "label": "3"}],
        [("c q", ("a", "b", "d"), 2)],
    ),
    (
        "piqa",
        "train",
        "en",
        {"goal": TEXT, "sol1": TEXT, "sol2": TEXT, "label": datasets.ClassLabel(names=["0", "1"])},
        [{"goal": "g", "sol1": "a", "sol2": "b", "label": 1}],
        [("g", ("a", "b"), 1)],
    ),
    (
        "copa",
        "train",
        "en",
        {**COPA, "label": datasets.ClassLabel(names=["choice1", "choice2"])},
        [{"premise": "p.", "choice1": "a", "choice2": "b", "question": "cause", "idx": 1, "label": 1}],
        [("p. What was the cause of this?", ("a", "b"), 1)],
    ),
    (
        "xcopa",
        "test",
        "ta",
        {**COPA, "label": NUMBER, "changed": datasets.Value("bool")},
        [{"premise": "p.", "choice1": "a", "choice2": "b", "question": "effect", "idx": 1, "label": 0,
          "changed": False}],
        [("p. What happened as a result?", ("a", "b"), 0)],
    ),
]
# fmt: on
CONFIGS = {
    "xnli": "sw",
    "udpos": "udpos.Finnish",
    "tatoeba": "tatoeba.pes",
    "xquad": "xquad.th",
    "mlqa": "mlqa.vi.vi",
    "tydiqa": "secondary_task",
}


def view(example):
    """The part of an example that a row must determine."""
    for fields in (
        ("text", "pair", "label"),
        ("prompt", "choices", "label"),
        ("words", "tags"),
        ("text", "english"),
    ):
        if all(hasattr(example, field) for field in fields):
            return tuple(getattr(example, field) for field in fields)
    return example.answers


@pytest.fixture
def fake_hub(tmp_path, monkeypatch):
    """`datasets.load_dataset` that reads a Parquet file written with given features; returns what was asked for."""
    asked = []
    original = datasets.load_dataset

    def install(features, rows):
        table = {name: [row[name] for row in rows] for name in features}
        path = tmp_path / "rows.parquet"
        datasets.Dataset.from_dict(table, features=datasets.Features(features)).to_parquet(str(path))

        def load_dataset(repo, config, *, split, revision):
            asked.append((repo, config, split, revision))
            return original("parquet", data_files=str(path), split="train", cache_dir=str(tmp_path / "cache"))

        monkeypatch.setattr(datasets, "load_dataset", load_dataset)
        return asked

    return install


@pytest.mark.parametrize(("name", "split", "language", "features", "rows", "expected"), CASES)
def test_hub_layout(fake_hub, name, split, language, features, rows, expected):
    asked = fake_hub(features, rows)
    dataset = DATASETS[name]
    examples = []
    for raw in hub.read(dataset.hub, name, split, language, "c0ffee", dataset.kind):
        place = RowPlace(dataset=name, split=split, language=language, file=str(raw.file), number=raw.number)
        found = dataset.hub.row(raw.row, place)
        examples.extend([found] if found is not None else [])
    assert [view(example) for example in examples] == expected
    assert {example.language for example in examples} == {language}
    [(repo, config, hub_split, revision)] = asked
    assert (repo, hub_split, revision) == (dataset.hub.repo, dataset.hub.splits[split], "c0ffee")
    assert config == CONFIGS.get(name, config)


def test_paragraphs_are_numbered_by_distinct_context(fake_hub):
    fake_hub(QA, [qa("1"), qa("2"), qa("3", "Anna!")])
    raws = list(hub.read(DATASETS["squad"].hub, "squad", "train", "en", "c", "extract"))
    assert [raw.row["paragraph"] for raw in raws] == [0, 0, 1]


def test_changed_columns_are_named(fake_hub):
    fake_hub({"text": TEXT, "label": NUMBER}, [{"text": "a", "label": 0}])
    with pytest.raises(DataError, match=r"no column 'sentence', 'idx'; the columns are text, label.*revision"):
        list(hub.read(DATASETS["sst2"].hub, "sst2", "train", "en", "c", "classify"))


def test_blanked_labels_are_named(fake_hub):
    fake_hub(
        {"premise": TEXT, "hypothesis": TEXT, "label": NLI},
        [{"premise": "p", "hypothesis": "h", "label": -1}],
    )
    [raw] = hub.read(DATASETS["xnli"].hub, "xnli", "test", "de", "c", "classify")
    place = RowPlace(dataset="xnli", split="test", language="de", file="f", number=1)
    with pytest.raises(DataError, match="the label is blank"):
        DATASETS["xnli"].hub.row(raw.row, place)


def test_row_counts_and_revision_are_part_of_a_hub_reference(fake_hub, monkeypatch, tmp_path):
    asked = fake_hub(QA, [qa("english-1"), qa("finnish-1")])
    monkeypatch.setattr(hub, "commit", lambda files, dataset, *, stay_offline: "a" * 40)
    roots = Roots(data=tmp_path / "none")
    ref = sources.reference(Portion(dataset="tydiqa", split="train"), ("en",), roots=roots)
    assert (ref.source, ref.options["revision"]) == ("hub", "a" * 40)
    with pytest.raises(DataError, match="1 examples, expected 3,696"):
        sources.load(ref, roots)
    assert asked[-1][-1] == "a" * 40
    monkeypatch.setattr(hub, "commit", lambda files, dataset, *, stay_offline: "b" * 40)
    again = sources.reference(Portion(dataset="tydiqa", split="train"), ("en",), roots=roots)
    assert again.fingerprint != ref.fingerprint


def test_offline_uses_the_commit_in_the_hub_cache(monkeypatch, tmp_path):
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path))
    refs = tmp_path / "datasets--rajpurkar--squad" / "refs"
    refs.mkdir(parents=True)
    (refs / "main").write_text("d" * 40, encoding="utf-8")
    assert hub.commit(DATASETS["squad"].hub, "squad", stay_offline=True) == "d" * 40


def test_a_gated_repository_says_what_to_do(monkeypatch):
    class GatedRepoError(Exception):
        pass

    def refuse(*args, **options):
        raise GatedRepoError("403")

    monkeypatch.setattr(datasets, "load_dataset", refuse)
    with pytest.raises(DataError, match="accept its terms"):
        list(hub.read(DATASETS["squad"].hub, "squad", "train", "en", "c", "extract"))


def test_a_language_the_hub_lacks():
    with pytest.raises(DataError, match="has no language 'ko'"):
        hub.code(DATASETS["xnli"].hub, "xnli", "ko")
