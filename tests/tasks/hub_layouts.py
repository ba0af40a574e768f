"""Three rows of every hub dataset of the catalogue, in the columns of the hub's copy, and what they must become.

Features are written as the hub's cards give them: `sequence_of` is a struct of lists, `sequence` a list.
"""

from dataclasses import dataclass
from typing import Any

NLI = {"class_label": ["entailment", "neutral", "contradiction"]}
QA = {
    "answers": {"sequence_of": {"answer_start": "int32", "text": "string"}},
    "context": "string",
    "id": "string",
    "question": "string",
}
TITLED = {**QA, "title": "string"}
PAIR = {"premise": "string", "hypothesis": "string", "label": NLI}
KEYED = {"sequence_of": {"label": "string", "text": "string"}}
MNLI = {
    **PAIR,
    **dict.fromkeys(
        (
            *("genre", "pairID", "premise_parse", "premise_binary_parse"),
            *("hypothesis_parse", "hypothesis_binary_parse"),
        ),
        "string",
    ),
    "promptID": "int32",
}
COPA = {"premise": "string", "choice1": "string", "choice2": "string", "question": "string", "idx": "int32"}
NER = {"sequence": {"class_label": ["O", "B-PER", "I-PER", "B-ORG", "I-ORG", "B-LOC", "I-LOC"]}}
UPOS = "ADJ ADP ADV AUX CCONJ DET INTJ NOUN NUM PART PRON PROPN PUNCT SCONJ SYM VERB X"
SWAG = ("activity_label", "ctx", "ctx_a", "ctx_b", "label", "source_id", "split", "split_type")
STORY = (
    *("story_id", "input_sentence_1", "input_sentence_2", "input_sentence_3", "input_sentence_4"),
    *("sentence_quiz1", "sentence_quiz2"),
)
XCSR = {"id": "string", "lang": "string", "question": {"stem": "string", "choices": KEYED}, "answerKey": "string"}
ANNA = {"text": ["Anna"], "answer_start": [0]}


@dataclass(frozen=True)
class Layout:
    """Rows of one configuration, and the parts of the examples that they determine (`view`)."""

    dataset: str
    split: str
    language: str
    config: str
    hub_split: str
    features: dict[str, Any]
    rows: list[dict[str, Any]]
    examples: list[Any]


def glue(labels: str, *texts: str) -> dict[str, Any]:
    return {**dict.fromkeys(texts, "string"), "idx": "int32", "label": {"class_label": labels.split()}}


def qa(*questions: tuple[str, str, dict[str, Any]], title: bool = True) -> list[dict[str, Any]]:
    more = {"title": "t"} if title else {}
    return [{"id": i, "context": c, "question": "Who?", "answers": a, **more} for i, c, a in questions]


def xcsr(stem: str, choices: tuple[str, ...], key: str, **more: str) -> dict[str, Any]:
    labels = list("ABCDE"[: len(choices)])
    asked = {"stem": stem, "choices": {"label": labels, "text": list(choices)}}
    return {"lang": "jap", "question": asked, "answerKey": key, **more}


def chosen(number: int) -> dict[str, Any]:
    """A row of CommonsenseQA's or OpenBookQA's form, but for the name of its question's column."""
    return {"id": str(number), "answerKey": "ABCD"[number], "choices": {"label": [*"ABCD"], "text": [*"wxyz"]}}


QUESTIONS = [("1", "Anna sings.", ANNA), ("2", "Anna sings.", ANNA), ("3", "Hm, Anna", {**ANNA, "answer_start": [4]})]
ANSWERS = [(("Anna", 0),), (("Anna", 0),), (("Anna", 4),)]


def pairs(*labels: int, **more: Any) -> list[dict[str, Any]]:
    return [{"premise": f"p{n}", "hypothesis": "h", "label": label, **more} for n, label in enumerate(labels)]


def paired(*labels: str) -> list[tuple[str, str, str]]:
    return [(f"p{n}", "h", label) for n, label in enumerate(labels)]


ALL_NLI = ("entailment", "neutral", "contradiction")
LAYOUTS = [
    Layout("mnli", "train", "en", "default", "train", MNLI,
           [{**dict.fromkeys(MNLI, "x"), "promptID": 1, **row} for row in pairs(0, 1, 2)], paired(*ALL_NLI)),
    Layout("xnli", "test", "sw", "sw", "test", PAIR, pairs(2, 0, 1),
           paired("contradiction", "entailment", "neutral")),
    Layout("snli", "train", "en", "plain_text", "train", PAIR, pairs(-1, 1, -1), [("p1", "h", "neutral")]),
    Layout("anli", "train_r2", "en", "plain_text", "train_r2", {**PAIR, "uid": "string", "reason": "string"},
           [{**row, "uid": str(n), "reason": ""} for n, row in enumerate(pairs(2, 1, 0))],
           paired("contradiction", "neutral", "entailment")),
    Layout("rte", "train", "en", "rte", "train", glue("entailment not_entailment", "sentence1", "sentence2"),
           [{"sentence1": "a", "sentence2": "b", "label": n % 2, "idx": n} for n in range(3)],
           [("a", "b", "entailment"), ("a", "b", "not_entailment"), ("a", "b", "entailment")]),
    Layout("sst2", "train", "en", "sst2", "train", glue("negative positive", "sentence"),
           [{"sentence": "a", "label": n % 2, "idx": n} for n in range(3)],
           [("a", None, "negative"), ("a", None, "positive"), ("a", None, "negative")]),
    Layout("cola", "dev", "en", "cola", "validation", glue("unacceptable acceptable", "sentence"),
           [{"sentence": "a", "label": n % 2, "idx": n} for n in range(3)],
           [("a", None, "unacceptable"), ("a", None, "acceptable"), ("a", None, "unacceptable")]),
    Layout("qqp", "dev", "en", "qqp", "validation", glue("not_duplicate duplicate", "question1", "question2"),
           [{"question1": "a", "question2": "b", "label": n % 2, "idx": n} for n in range(3)],
           [("a", "b", "not_duplicate"), ("a", "b", "duplicate"), ("a", "b", "not_duplicate")]),
    Layout("pawsx", "test", "ko", "ko", "test",
           {"id": "int32", "sentence1": "string", "sentence2": "string", "label": {"class_label": ["0", "1"]}},
           [{"id": n, "sentence1": "a", "sentence2": "b", "label": n % 2} for n in (1, 2, 3)],
           [("a", "b", "paraphrase"), ("a", "b", "different"), ("a", "b", "paraphrase")]),
    Layout("squad", "train", "en", "plain_text", "train", TITLED, qa(*QUESTIONS), ANSWERS),
    Layout("squad_v2", "dev", "en", "squad_v2", "validation", TITLED,
           qa(*QUESTIONS[:2], ("3", "No.", {"text": [], "answer_start": []})), [*ANSWERS[:2], ()]),
    Layout("xquad", "test", "th", "xquad.th", "validation", QA, qa(*QUESTIONS, title=False), ANSWERS),
    Layout("mlqa", "test", "vi", "mlqa.vi.vi", "test", QA, qa(*QUESTIONS, title=False), ANSWERS),
    Layout("tydiqa", "train", "en", "secondary_task", "train", TITLED,
           qa(*((f"{name}-{n}", "Anna sings.", ANNA) for n, name in enumerate(("english", "korean", "english")))),
           [(("Anna", 0),)] * 2),
    Layout("wikiann", "test", "th", "th", "test",
           {"tokens": {"sequence": "string"}, "ner_tags": NER, "langs": {"sequence": "string"},
            "spans": {"sequence": "string"}},
           [{"tokens": ["a", "b"], "ner_tags": [n, n + 1], "langs": ["th"] * 2, "spans": []} for n in (1, 3, 5)],
           [(("a", "b"), (f"B-{name}", f"I-{name}")) for name in ("PER", "ORG", "LOC")]),
    Layout("udpos", "test", "fi", "udpos.Finnish", "test",
           {"tokens": {"sequence": "string"}, "pos_tags": {"sequence": {"class_label": UPOS.split()}}},
           [{"tokens": ["a", "."], "pos_tags": [n, 12]} for n in (0, 7, 16)],
           [(("a", "."), (tag, "PUNCT")) for tag in ("ADJ", "NOUN", "X")]),
    Layout("tatoeba", "test", "fa", "tatoeba.pes", "validation",
           {f"{side}_{what}": "string" for side in ("source", "target") for what in ("sentence", "lang")},
           [{"source_sentence": "f1", "source_lang": "pes", "target_sentence": "e1", "target_lang": "eng"},
            {"source_sentence": "e2", "source_lang": "eng", "target_sentence": "f2", "target_lang": "pes"},
            {"source_sentence": "f3", "source_lang": "pes", "target_sentence": "e3", "target_lang": "eng"}],
           [("f1", "e1"), ("f2", "e2"), ("f3", "e3")]),
    Layout("hellaswag", "dev", "en", "default", "validation",
           {**dict.fromkeys(SWAG, "string"), "ind": "int32", "endings": {"sequence": "string"}},
           [{**dict.fromkeys(SWAG, ""), "ctx_a": "A.", "ctx_b": "She", "label": str(n), "ind": n, "endings": [*"abcd"]}
            for n in (3, 0, 1)],
           [("A.", ("She a", "She b", "She c", "She d"), n) for n in (3, 0, 1)]),
    Layout("cosmosqa", "train", "en", "default", "train",
           {**dict.fromkeys([*(f"answer{n}" for n in range(4)), "context", "question", "id"], "string"),
            "label": "int32"},
           [{**{f"answer{k}": str(k) for k in range(4)}, "context": "c", "question": "q", "id": str(n), "label": n}
            for n in (2, 0, 3)],
           [("c q", ("0", "1", "2", "3"), n) for n in (2, 0, 3)]),
    Layout("commonsenseqa", "dev", "en", "default", "validation",
           {"id": "string", "question": "string", "question_concept": "string", "choices": KEYED,
            "answerKey": "string"},
           [{"question": "q", "question_concept": "", **chosen(n)} for n in (1, 0, 2)],
           [("q", ("w", "x", "y", "z"), n) for n in (1, 0, 2)]),
    Layout("openbookqa", "train", "en", "main", "train",
           {"id": "string", "question_stem": "string", "choices": KEYED, "answerKey": "string"},
           [{"question_stem": "q", **chosen(n)} for n in (0, 3, 1)],
           [("q", ("w", "x", "y", "z"), n) for n in (0, 3, 1)]),
    Layout("socialiqa", "train", "en", "default", "train",
           dict.fromkeys(("context", "question", "answerA", "answerB", "answerC", "label"), "string"),
           [{"context": "c", "question": "q", "answerA": "a", "answerB": "b", "answerC": "d", "label": str(n)}
            for n in (3, 1, 2)],
           [("c q", ("a", "b", "d"), n) for n in (2, 0, 1)]),
    Layout("piqa", "train", "en", "plain_text", "train",
           {"goal": "string", "sol1": "string", "sol2": "string", "label": {"class_label": ["0", "1"]}},
           [{"goal": "g", "sol1": "a", "sol2": "b", "label": n} for n in (1, 0, 1)],
           [("g", ("a", "b"), n) for n in (1, 0, 1)]),
    Layout("winogrande", "train", "en", "winogrande_xl", "train",
           dict.fromkeys(("sentence", "option1", "option2", "answer"), "string"),
           [{"sentence": "Ann met Eve because _ was late.", "option1": "Ann", "option2": "Eve", "answer": n}
            for n in ("2", "1", "2")],
           [("Ann met Eve because", ("Ann was late.", "Eve was late."), n) for n in (1, 0, 1)]),
    Layout("copa", "train", "en", "copa", "train", {**COPA, "label": {"class_label": ["choice1", "choice2"]}},
           [{"premise": "p.", "choice1": "a", "choice2": "b", "question": "cause", "idx": n, "label": n % 2}
            for n in (1, 2, 3)],
           [("p. What was the cause of this?", ("a", "b"), n) for n in (1, 0, 1)]),
    Layout("xcopa", "test", "ta", "ta", "test", {**COPA, "label": "int32", "changed": "bool"},
           [{"premise": "p.", "choice1": "a", "choice2": "b", "question": "effect", "idx": n, "label": n % 2,
             "changed": False} for n in (1, 2, 3)],
           [("p. What happened as a result?", ("a", "b"), n) for n in (1, 0, 1)]),
    Layout("xcsqa", "test", "ja", "X-CSQA-jap", "validation", XCSR,
           [xcsr("q", tuple("vwxyz"), key, id=key) for key in "AEC"],
           [("q", ("v", "w", "x", "y", "z"), n) for n in (0, 4, 2)]),
    Layout("xcodah", "test", "zh", "X-CODAH-zh", "validation", {**XCSR, "question_tag": "string"},
           [xcsr(" ", tuple("wxyz"), key, id=key, question_tag="o") for key in "ADB"],
           [("", ("w", "x", "y", "z"), n) for n in (0, 3, 1)]),
    Layout("xstorycloze", "test", "my", "my", "eval",
           {**dict.fromkeys(STORY, "string"), "answer_right_ending": "int32"},
           [{**dict(zip(STORY, (str(n), "A.", "B.", "C.", "D.", "E.", "F."))), "answer_right_ending": n}
            for n in (2, 1)] + [{**dict(zip(STORY, "3ABCDEF")), "answer_right_ending": 2}],
           [("A. B. C. D.", ("E.", "F."), 1), ("A. B. C. D.", ("E.", "F."), 0), ("A B C D", ("E", "F"), 1)]),
]  # fmt: skip
NOT_IN_THE_SCHEMAS = {"INK-USC/xcsr", "juletxara/xstory_cloze"}


def view(example: Any) -> Any:
    """The part of an example that a row must determine."""
    for fields in (("text", "pair", "label"), ("prompt", "choices", "label"), ("words", "tags"), ("text", "english")):
        if all(hasattr(example, field) for field in fields):
            return tuple(getattr(example, field) for field in fields)
    return example.answers
