"""Names, questions and mining: entities, answers that are the only right ones, and near misses that are no matches."""

from random import Random

import pytest

from xstilts.lab import LANGUAGES, generate, mining, qa
from xstilts.lab.generate import language_module
from xstilts.lab.grammar import tags_of_names
from xstilts.lab.makers import text, tokens
from xstilts.lab.meaning import NP, Clause, Sentence

ANNA = NP(noun="anna", det="name", family="berlin")
HOTEL = NP(noun="hotel", det="org", of="paris")


def test_one_word_is_three_kinds_of_name():
    clause = Clause(
        subj=ANNA,
        verb="see",
        obj=NP(noun="bank", det="org", of="berlin"),
        venue=HOTEL,
        place="berlin",
        tense="past",
    )
    found = tokens(language_module("en"), Sentence(clauses=(clause,)))
    said = [(token.text, tag) for token, tag in zip(found, tags_of_names(found), strict=True)]
    assert said == [
        ("Anna", "B-PER"),
        ("Berlin", "I-PER"),
        ("saw", "O"),
        ("the", "O"),
        ("Berlin", "B-ORG"),
        ("Bank", "I-ORG"),
        ("at", "O"),
        ("the", "O"),
        ("Paris", "B-ORG"),
        ("Hotel", "I-ORG"),
        ("in", "O"),
        ("Berlin", "B-LOC"),
        (".", "O"),
    ]


SOLD = Clause(
    subj=NP(noun="anna", det="name"),
    verb="sell",
    obj=NP(noun="hat", det="a", adj="red"),
    party=NP(noun="tom", det="name"),
    time="yesterday",
)
APPLE = Clause(
    subj=NP(noun="anna", det="name"),
    verb="buy",
    obj=NP(noun="apple", det="the"),
    place="paris",
    time="tomorrow",
    tense="future",
)
SAID = [
    ("en", SOLD, "Anna sold a red hat to Tom yesterday."),
    (
        "en",
        Clause(subj=NP(noun="table", det="the"), verb="is", adj="expensive", than=NP(noun="chair", det="the")),
        "The table was more expensive than the chair.",
    ),
    (
        "en",
        Clause(subj=ANNA, verb="at", venue=HOTEL, time="yesterday", asked="place"),
        "Where was Anna Berlin yesterday?",
    ),
]


@pytest.mark.parametrize("language, clause, sentence", SAID)
def test_new_constructions(language, clause, sentence):
    assert text(language_module(language), Sentence(clauses=(clause,))) == sentence


@pytest.mark.parametrize(
    "asked, sentence",
    [
        ("subj", "Who will buy the apple in Paris tomorrow?"),
        ("obj", "What will Anna buy in Paris tomorrow?"),
        ("place", "Where will Anna buy the apple tomorrow?"),
        ("time", "When will Anna buy the apple in Paris?"),
    ],
)
def test_questions(asked, sentence):
    from dataclasses import replace

    assert text(language_module("en"), Sentence(clauses=(replace(APPLE, asked=asked),))) == sentence


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("difficulty", [1, 3])
def test_answers_are_spans_of_the_context(language, difficulty):
    for row in generate("qa", "test", language, size=150, difficulty=difficulty):
        assert row["answers"]
        for answer, start in zip(row["answers"], row["answer_start"], strict=True):
            assert answer and row["context"][start : start + len(answer)] == answer
        assert row["answers"][0] in row["answers"][-1]


@pytest.mark.parametrize("difficulty", [1, 2, 3])
def test_one_fact_answers_and_the_others_do_not(difficulty):
    rng = Random(3)
    denied = 0
    for _ in range(400):
        item = qa.item(rng, "test", difficulty)
        facts = [clause for sentence in item.context for clause in sentence.clauses]
        assert len(facts) - 1 in qa.DISTRACTORS[difficulty - 1]
        right = [fact for fact in facts if not fact.neg and qa.holds(fact, item.question)]
        assert right == [item.context[item.sentence].clauses[int(item.role[0])]]
        denied += any(fact.neg for fact in facts)
    assert abs(denied / 400 - (0.5, 0.7, 0.9)[difficulty - 1]) < 0.2  # tried so often, where the fact has a denial


def test_the_place_of_the_answer_and_the_first_candidate_tell_little():
    places = {0: 0, 1: 0, 2: 0}
    rng = Random(4)
    for _ in range(1500):
        item = qa.item(rng, "train", 1)
        places[item.sentence] += 1
    assert max(places.values()) / 1500 < 0.39  # chance 1/3; the first candidate is right as often as the first fact


def test_a_gazetteer_does_not_find_the_names():
    seen: dict[str, dict[str, int]] = {}
    for row in generate("ner", "train", "en", difficulty=2):
        for word, tag in zip(row["words"], row["tags"], strict=True):
            counts = seen.setdefault(word, {})
            counts[tag] = counts.get(tag, 0) + 1
    right = total = 0
    for row in generate("ner", "test", "en", difficulty=2):
        for word, tag in zip(row["words"], row["tags"], strict=True):
            if tag != "O":
                counts = seen.get(word, {"O": 1})
                right += max(counts, key=lambda name: counts[name]) == tag
                total += 1
    assert 0.3 < right / total < 0.75


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_of_name_occurs_and_is_well_formed(language):
    tags = set()
    for row in generate("ner", "test", language, difficulty=2):
        before = "O"
        for tag in row["tags"]:
            assert tag[0] != "I" or before[2:] == tag[2:], row
            before = tag
        tags |= set(row["tags"])
    assert {"O", "B-PER", "I-PER", "B-ORG", "B-LOC"} <= tags


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_third_of_each_side_has_a_translation(language):
    rows = generate("mining", "dev", language)
    english = {row["id"]: row for row in rows if row["side"] == "english"}
    foreign = [row for row in rows if row["side"] == "foreign"]
    assert len(english) == len(foreign) == 300
    gold = [row for row in foreign if row["matches"]]
    assert len(gold) == 100
    for row in gold:
        assert all(english[name]["group"] == row["group"] for name in row["matches"])
    texts = [row["text"] for row in foreign]
    assert len(set(texts)) >= len(texts) - 3


@pytest.mark.parametrize("difficulty", [1, 2, 3])
def test_near_misses_differ_from_the_pair_and_from_each_other(difficulty):
    rng = Random(6)
    english = language_module("en")
    for _ in range(200):
        places = mining.block(rng, "test", difficulty)
        said = {text(english, place.sentence) for place in places}
        assert len(said) == 5  # the pair is one sentence, said twice
