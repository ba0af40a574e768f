"""From what a head gave to predictions and metric parts, by hand."""

from __future__ import annotations

import numpy as np
import pytest
from fake_tokenizer import FakeTokenizer
from test_kinds_encode import NLI, TAGS, choice, classify, question, tagged

from xstilts.core.canonical import digest
from xstilts.core.errors import DataError, XstiltsError
from xstilts.tasks.encoded import IGNORE, Encoded, Shape
from xstilts.tasks.kinds import KINDS
from xstilts.tasks.kinds.extract import Extract
from xstilts.tasks.metrics import METRICS
from xstilts.tasks.records import LabelSpace, MineExample, RetrieveExample
from xstilts.tasks.scorers.mining import MinedPairs


def test_metrics_are_listed_by_their_own_names() -> None:
    assert [METRICS[name].name for name in METRICS] == list(METRICS)
    for name in METRICS:
        metric = METRICS[name]
        rows = np.ones((3, 5, len(metric.parts)))
        assert metric.version and metric.value(rows).shape == (3, 5)
        assert all(extra(rows).shape == (3, 5) for extra in metric.extras.values())


def test_classify_takes_the_largest_logit() -> None:
    examples = [classify("a", label="neutral"), classify("b", label="neutral", name="2")]
    encoded = KINDS["classify"].encode(examples, FakeTokenizer(), NLI, Shape())
    outputs = np.array([[0, 2, 1], [3, 2, 1]], np.float32)
    first, second = KINDS["classify"].decode(examples, encoded, outputs, NLI, "accuracy")
    assert (first.prediction, first.parts) == ("neutral", (1.0, 1.0))
    assert (second.prediction, second.parts, second.id) == ("entailment", (0.0, 1.0), "2")
    assert first.gold_digest == digest("neutral")


def test_accuracy_f1_counts_the_second_label() -> None:
    space = LabelSpace(name="qqp", labels=("no", "yes"))
    golds, guesses = ["yes", "yes", "no", "no"], [1, 0, 1, 0]
    examples = [classify("a", label=label) for label in golds]
    encoded = KINDS["classify"].encode(examples, FakeTokenizer(), space, Shape())
    found = KINDS["classify"].decode(examples, encoded, np.eye(2)[guesses], space, "accuracy_f1")
    total = np.array([prediction.parts for prediction in found]).sum(axis=0)
    assert total.tolist() == [2, 4, 1, 2, 2]
    assert float(METRICS["accuracy_f1"].value(total)) == pytest.approx(50.0)
    with pytest.raises(XstiltsError, match="two labels"):
        three = [classify("a")]
        encoded = KINDS["classify"].encode(three, FakeTokenizer(), NLI, Shape())
        KINDS["classify"].decode(three, encoded, np.eye(3)[[0]], NLI, "accuracy_f1")


def test_a_metric_of_another_kind_is_refused() -> None:
    encoded = KINDS["classify"].encode([classify("a")], FakeTokenizer(), NLI, Shape())
    with pytest.raises(XstiltsError, match="'squad' does not fit kind 'classify'; allowed: accuracy, accuracy_f1"):
        KINDS["classify"].decode([classify("a")], encoded, np.eye(3)[[0]], NLI, "squad")


def test_choose_takes_the_best_of_each_group() -> None:
    examples = [choice("p", "a", "b", label=1), choice("p", "a", "b", "c", label=0)]
    encoded = KINDS["choose"].encode(examples, FakeTokenizer(), None, Shape())
    found = KINDS["choose"].decode(examples, encoded, np.array([1.0, 2.0, 0.0, 5.0, 4.0]), None, "accuracy")
    assert [(p.prediction, p.parts) for p in found] == [("1", (1.0, 1.0)), ("1", (0.0, 1.0))]


def test_tag_joins_split_sentences_and_counts_entities() -> None:
    examples = [tagged("ab cd e", "B-PER I-PER O"), tagged("f", "B-PER", name="2")]
    encoded = KINDS["tag"].encode(examples, FakeTokenizer(size=1), TAGS, Shape(max_length=5))
    outputs = np.full(len(encoded.ids), 2)  # what sub-tokens and specials say must not matter
    outputs[encoded.targets != IGNORE] = [1, 2, 0, 0]
    long, short = KINDS["tag"].decode(examples, encoded, outputs, TAGS, "seqeval")
    assert long.prediction == "B-PER I-PER O" and long.parts == (1.0, 1.0, 1.0, 3.0, 3.0)
    assert short.prediction == "O" and short.parts == (0.0, 0.0, 1.0, 0.0, 1.0)
    only = KINDS["tag"].decode(examples, encoded, outputs, TAGS, "token_accuracy")
    assert [prediction.parts for prediction in only] == [(3.0, 3.0), (0.0, 1.0)]


def logits(encoded: Encoded, *peaks: tuple[int, float, float]) -> np.ndarray:
    outputs = np.zeros((len(encoded.ids), 2), np.float32)
    for position, start, end in peaks:
        outputs[position] = start, end
    return outputs


def test_extract_reads_the_best_span_of_all_windows() -> None:
    example = question("q", "aa bb cc dd", ("bb cc", 3))
    encoded = KINDS["extract"].encode([example], FakeTokenizer(), None, Shape(max_length=8, doc_stride=1))
    # windows `aa bb cc` at 4..6 and `bb cc dd` at 12..14; the second has the better sum
    assert encoded.offsets.tolist() == [0, 8, 16]
    outputs = logits(encoded, (4, 3.0, 3.0), (12, 4.0, 0.0), (13, 0.0, 4.0))
    (found,) = KINDS["extract"].decode([example], encoded, outputs, None, "squad")
    assert (found.prediction, found.parts) == ("bb cc", (1.0, 1.0, 1.0))
    assert found.gold_digest == digest([["bb cc", 3]])


def test_extract_never_answers_with_the_question_backwards_or_too_long() -> None:
    example = question("q", "aa bb cc", ("aa", 0))
    encoded = KINDS["extract"].encode([example], FakeTokenizer(), None, Shape())
    outputs = logits(encoded, (1, 99.0, 99.0), (6, 5.0, 1.0), (4, 2.0, 6.0))
    # start at cc and end at aa would sum to 11; aa..aa sums to 8
    (found,) = KINDS["extract"].decode([example], encoded, outputs, None, "squad")
    assert found.prediction == "aa"
    outputs = logits(encoded, (4, 5.0, 0.0), (6, 0.0, 5.0))
    (whole,) = Extract(max_answer=3).decode([example], encoded, outputs, None, "squad")
    (short,) = Extract(max_answer=2).decode([example], encoded, outputs, None, "squad")
    assert whole.prediction == "aa bb cc" and len(short.prediction.split()) <= 2


def test_extract_keeps_the_characters_between_tokens() -> None:
    example = question("q", "aa \t bb", ("aa \t bb", 0))
    encoded = KINDS["extract"].encode([example], FakeTokenizer(), None, Shape())
    (found,) = KINDS["extract"].decode([example], encoded, logits(encoded, (4, 5, 0), (5, 0, 5)), None, "squad")
    assert found.prediction == "aa \t bb"


def test_no_answer_needs_every_window_to_see_none() -> None:
    example = question("q", "aa bb cc dd")
    encoded = KINDS["extract"].encode([example], FakeTokenizer(), None, Shape(max_length=8, doc_stride=1))
    kind = Extract()
    both = logits(encoded, (0, 3.0, 3.0), (8, 2.0, 3.0), (4, 2.0, 2.0))
    choice_ = kind.choices([example], encoded, both)[0]
    assert (choice_.text, choice_.score, choice_.null_score, choice_.difference) == ("aa", 4.0, 5.0, 1.0)
    (silent,) = kind.decode([example], encoded, both, None, "squad_v2")
    assert silent.prediction == "" and silent.parts == (1.0, 1.0, 1.0, 0.0, 0.0, 1.0, 1.0)
    (spoken,) = Extract(no_answer_threshold=1.0).decode([example], encoded, both, None, "squad_v2")
    assert spoken.prediction == "aa" and spoken.parts == (0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0)
    one = logits(encoded, (0, 9.0, 9.0), (8, 0.0, 0.0), (4, 2.0, 2.0))
    (heard,) = kind.decode([example], encoded, one, None, "squad_v2")
    assert heard.prediction == "aa"


def test_squad_refuses_questions_without_gold_and_v2_sums_up() -> None:
    example = question("q", "aa bb")
    encoded = KINDS["extract"].encode([example], FakeTokenizer(), None, Shape())
    with pytest.raises(DataError, match=r"'q1'.*blanked labels.*squad_v2"):
        KINDS["extract"].decode([example], encoded, logits(encoded), None, "squad")
    metric = METRICS["squad_v2"]
    total = np.array([[1, 1, 1, 1, 1, 0, 0], [0, 0.5, 1, 0.5, 1, 0, 0], [1, 1, 1, 0, 0, 1, 1]]).sum(axis=0)
    assert float(metric.value(total)) == pytest.approx(250 / 3)
    assert float(metric.extras["answerable_f1"](total)) == 75.0
    assert float(metric.extras["no_answer_accuracy"](total)) == 100.0


def test_mlqa_decodes_with_the_rules_of_the_language() -> None:
    example = question("q", "aa bb", ("aa", 0))
    encoded = KINDS["extract"].encode([example], FakeTokenizer(), None, Shape())
    (found,) = KINDS["extract"].decode([example], encoded, logits(encoded, (4, 5, 5)), None, "mlqa")
    assert found.parts == (1.0, 1.0, 1.0)


def test_squad_extras_are_em_and_the_mean_that_xtreme_averages() -> None:
    metric, total = METRICS["squad"], np.array([1.0, 1.5, 2.0])
    assert float(metric.value(total)) == 75.0
    assert float(metric.extras["exact_match"](total)) == 50.0
    assert float(metric.extras["em_f1_mean"](total)) == 62.5


def test_retrieve_hits_are_equal_indices() -> None:
    examples = [RetrieveExample(id=f"s{i}", group=f"s{i}", language="fr", text="t", english="e") for i in range(3)]
    encoded = KINDS["retrieve"].encode(examples, FakeTokenizer(), None, Shape())
    found = KINDS["retrieve"].decode(examples, encoded, np.array([0, 2, 2]), None, "retrieval_accuracy")
    assert [p.prediction for p in found] == ["s0", "s2", "s2"]
    assert [p.parts for p in found] == [(1.0, 1.0), (0.0, 1.0), (1.0, 1.0)]


def test_mine_parts_stand_on_foreign_sentences() -> None:
    examples = [
        MineExample(id="f0", group="f0", language="zh", side="foreign", text="x", matches=("e0",)),
        MineExample(id="f1", group="f1", language="zh", side="foreign", text="x"),
        MineExample(id="e0", group="e0", language="zh", side="english", text="x"),
    ]
    encoded = KINDS["mine"].encode(examples, FakeTokenizer(), None, Shape())
    pairs = MinedPairs(foreign_index=np.array([0, 1]), english_index=np.array([2, 2]), score=np.array([1.5, 1.2]))
    found = KINDS["mine"].decode(examples, encoded, pairs, None, "bucc_f1")
    assert [p.prediction for p in found] == ["e0", "e0", ""]
    assert [p.parts for p in found] == [(1.0, 1.0, 1.0), (0.0, 1.0, 0.0), (0.0, 0.0, 0.0)]


def test_mlm_has_nothing_to_decode() -> None:
    encoded = KINDS["mlm"].encode([], FakeTokenizer(), None, Shape())
    with pytest.raises(XstiltsError, match="trained on, not evaluated"):
        KINDS["mlm"].decode([], encoded, np.zeros(0), None, "accuracy")
