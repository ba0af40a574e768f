"""Labels are right: a small model of the world (sets of facts) agrees with the rules, on hand-made and drawn pairs."""

from dataclasses import replace
from random import Random

from xstilts.lab import choice, generate, nli, world
from xstilts.lab.meaning import NP, Clause


def below(value, top):
    """Whether a concept is the other or contained in it; an empty slot contains everything."""
    while value != top and value in world.PARENT:
        value = world.PARENT[value]
    return value == top or top == ""


def contained(narrow, wide):
    """Whether every event that `narrow` describes is one that `wide` describes (an oracle that knows no edits)."""
    if narrow.verb != wide.verb or narrow.tense != wide.tense:
        return False
    if narrow.subj.det == "name" or wide.subj.det == "name":
        if narrow.subj.noun != wide.subj.noun:
            return False
    elif not below(narrow.subj.noun, wide.subj.noun):
        return False
    if wide.obj and not (below(narrow.obj.noun, wide.obj.noun) and wide.obj.adj in ("", narrow.obj.adj)):
        return False
    return below(narrow.place, wide.place) and below(narrow.time, wide.time)


def judge(premise, premise_denied, hypothesis, hypothesis_denied):
    """The label by set inclusion of described events."""
    if not premise_denied and contained(premise, hypothesis):
        return "contradiction" if hypothesis_denied else "entailment"
    if premise_denied and contained(hypothesis, premise):
        return "entailment" if hypothesis_denied else "contradiction"
    return "neutral"


def test_drawn_edits_agree_with_set_inclusion():
    rng = Random(7)
    for _ in range(3000):
        body = nli.event_body(rng, "test", 2)
        denied = rng.random() < 0.5
        label = nli.LABELS[int(rng.random() * 3)]
        premise = nli.relate(rng, body, denied, label, "test", 2)
        assert judge(premise, premise.denied, body, denied) == label


def test_known_pairs():
    apple = Clause(subj=NP(noun="anna", det="name"), verb="buy", obj=NP(noun="apple", det="a"))
    fruit = replace(apple, obj=NP(noun="fruit", det="a"))
    assert judge(apple, False, fruit, False) == "entailment"
    assert judge(fruit, False, apple, False) == "neutral"
    assert judge(fruit, True, apple, True) == "entailment"
    assert judge(apple, True, fruit, True) == "neutral"
    assert nli.deny(apple).obj.det == "any" and nli.deny(replace(apple, subj=NP(noun="boy", det="a"))).subj.det == "no"


def test_counts_follow_arithmetic():
    rng = Random(5)
    for _ in range(1000):
        label = nli.LABELS[int(rng.random() * 3)]
        premise, hypothesis = nli.count_pair(rng, "test", label, 1)
        n, m, exact = hypothesis.subj.n, premise.subj.n, premise.subj.det == "exact"
        same = replace(premise, subj=hypothesis.subj) == hypothesis
        told = "entailment" if m >= n and same else "contradiction" if exact and m < n and same else "neutral"
        assert told == label and 2 <= m <= 9


def test_facts_follow_containment_and_exclusion():
    rng = Random(3)
    for _ in range(2000):
        label = nli.LABELS[int(rng.random() * 3)]
        premise, hypothesis = nli.fact_pair(rng, "test", label)
        slot = "place" if hypothesis.verb == "at" else "adj"
        one, two = getattr(premise, slot), getattr(hypothesis, slot)
        inside, around = (
            below(a, b) and below(s.time, t.time)
            for a, b, s, t in ((one, two, premise, hypothesis), (two, one, hypothesis, premise))
        )
        apart = premise.time == hypothesis.time and not below(one, two) and not below(two, one)
        if not premise.neg and (inside or apart):
            told = "entailment" if inside != hypothesis.neg else "contradiction"
        elif premise.neg and around:
            told = "entailment" if hypothesis.neg else "contradiction"
        else:
            told = "neutral"
        assert told == label, (premise, hypothesis)


def test_right_and_wrong_alternatives_are_equally_frequent_and_held_pairs_stay_out_of_training():
    rng = Random(11)
    draws = [choice.item(rng, "train") for _ in range(6000)]
    for event in {right for _, _, right, *_ in draws}:
        right = sum(draw[2] == event for draw in draws)
        wrong = sum(draw[3] == event for draw in draws)
        assert abs(right - wrong) < 4.5 * (right + wrong) ** 0.5, event
    assert all(choice.situation(draw[1]) == choice.situation(draw[2]) != choice.situation(draw[3]) for draw in draws)
    assert not any(draw[5] for draw in draws)
    groups = [row["group"] for row in generate("choice", "test", "en")]
    assert 0.1 < sum("held" in group for group in groups) / len(groups) < 0.4
