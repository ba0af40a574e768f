"""One row of each task: a meaning is drawn, every language says it. A maker's result depends on its arguments alone.

Makers take (seed, split, index, difficulty, grammar) and give the row and whether it uses what training never has.
A row may hold its own `id` and `group`; `generate` gives the others theirs.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from importlib import import_module
from random import Random
from types import ModuleType
from typing import Any

from xstilts.lab import choice, mining, named, nli, paraphrase, qa, sentiment, world
from xstilts.lab.draw import chance, free_sentence, in_split, item_random, patience, pick, pick_name
from xstilts.lab.grammar import answers, lexicon, phrases, tags_of_names
from xstilts.lab.meaning import NP, Sentence, Token, detokenise, numbered

Row = dict[str, Any]


def tables(module: ModuleType, room: str = "words") -> ModuleType:
    """The words (or `reviews`) of a grammar's language."""
    return import_module(module.__name__.replace(".languages.", f".{room}."))


def space(module: ModuleType) -> str:
    """What stands between two sentences: nothing where the script has no spaces."""
    return str(getattr(tables(module), "SPACE", " "))


def tokens(module: ModuleType, sentence: Sentence) -> list[Token]:
    """A sentence in a language, with roles and entities."""
    found: list[Token] = module.realise(numbered(sentence))
    return found


def text(module: ModuleType, sentence: Sentence) -> str:
    """A sentence in a language as text."""
    return detokenise(tokens(module, sentence))


def first_in_split(
    make: Callable[[Random], Any],
    seed: int,
    task: str,
    split: str,
    index: int,
    key: Callable[[Any], object] = lambda found: found,
) -> Any:
    """Draw until an item's meaning belongs to the split; it depends on this item alone."""
    tries = patience(f"{task} {split} {index}")
    while True:
        found = make(item_random(seed, task, split, index, next(tries)))
        if in_split(key(found), split):
            return found


@cache
def nli_item(seed: int, split: str, index: int, difficulty: int) -> tuple[Sentence, Sentence, str, bool]:
    """What a pair says, drawn once for all languages (most draws fall into other splits)."""
    found: tuple[Sentence, Sentence, str, bool] = first_in_split(
        lambda rng: nli.pair(rng, split, difficulty), seed, "nli", split, index, key=lambda found: found[:2]
    )
    return found


def nli_row(seed: int, split: str, index: int, difficulty: int, module: ModuleType) -> tuple[Row, bool]:
    """One pair with its label."""
    premise, hypothesis, label, held = nli_item(seed, split, index, difficulty)
    return {"premise": text(module, premise), "hypothesis": text(module, hypothesis), "label": label}, held


@cache
def paraphrase_item(seed: int, split: str, index: int, difficulty: int) -> tuple[Sentence, Sentence, str]:
    """What two sentences say, drawn once for all languages; the first one decides the split."""
    found: tuple[Sentence, Sentence, str] = first_in_split(
        lambda rng: paraphrase.pair(rng, split, difficulty),
        seed,
        "paraphrase",
        split,
        index,
        key=lambda found: found[0],
    )
    return found


def paraphrase_row(seed: int, split: str, index: int, difficulty: int, module: ModuleType) -> tuple[Row, bool]:
    """Two sentences and whether they say the same."""
    one, two, label = paraphrase_item(seed, split, index, difficulty)
    return {"text": text(module, one), "pair": text(module, two), "label": label}, False


def sentiment_row(seed: int, split: str, index: int, difficulty: int, module: ModuleType) -> tuple[Row, bool]:
    """One review with the reviewer's verdict."""
    subject, parts, label = first_in_split(
        lambda rng: sentiment.review(rng, split, difficulty), seed, "sentiment", split, index
    )
    held = any(word in world.HELD_WORDS for part in parts for word in part)
    return {"text": review_text(module, subject, parts), "label": label}, held


def review_text(module: ModuleType, subject: str, parts: tuple[tuple[str, ...], ...]) -> str:
    """A review in the phrases of a language."""
    found = tables(module, "reviews")
    said = [phrases(found.INTROS)[subject]]
    for kind, *rest in parts:
        if kind == "quote":
            source, aspect, field, reply, way = rest
            quoted = opinion_text(found, aspect, int(field))
            said += [quotation(phrases(found.SOURCES)[source], quoted), lexicon(found.REPLIES)[reply][int(way)]]
        elif kind == "opinion":
            said.append(opinion_text(found, rest[0], int(rest[1])))
        else:
            said.append(lexicon(found.VERDICTS)[rest[0]][int(rest[1])])
    return space(module).join(said)


def quotation(source: str, quoted: str) -> str:
    """An opinion in its source; a full stop of the source, behind the quotation marks, is the only one."""
    return source.replace("{}", quoted.removesuffix(".") if source.endswith(".") else quoted)


def opinion_text(reviews: ModuleType, aspect: str, way: int) -> str:
    """One opinion, said in one of four ways: positive, negative, and either by denying the other."""
    sentence, *ways = lexicon(reviews.OPINIONS)[aspect]
    return sentence.replace("{}", ways[way])


def pos_row(seed: int, split: str, index: int, difficulty: int, module: ModuleType) -> tuple[Row, bool]:
    """One sentence as words with universal part-of-speech tags."""
    sentence = pos_sentence(seed, split, index, difficulty)
    found = tokens(module, sentence)
    row = {"words": [token.text for token in found], "tags": [token.tag for token in found]}
    return row, sentence.link in ("because", "know")


def pos_sentence(seed: int, split: str, index: int, difficulty: int) -> Sentence:
    """What the sentence of a `pos` row says."""
    sentence: Sentence = first_in_split(lambda rng: free_sentence(rng, split, difficulty), seed, "pos", split, index)
    return sentence


def ner_row(seed: int, split: str, index: int, difficulty: int, module: ModuleType) -> tuple[Row, bool]:
    """One sentence as words with BIO tags of persons, organisations and places."""
    sentence = first_in_split(lambda rng: named.named_sentence(rng, split, difficulty), seed, "ner", split, index)
    found = tokens(module, sentence)
    row = {"words": [token.text for token in found], "tags": tags_of_names(found)}
    return row, sentence.link in ("because", "so")


def qa_row(seed: int, split: str, index: int, difficulty: int, module: ModuleType) -> tuple[Row, bool]:
    """A context, a question, and the answer: without its adposition first, and as it stands in the sentence."""
    item: qa.Item = first_in_split(lambda rng: qa.item(rng, split, difficulty), seed, "qa", split, index)
    context, starts = "", []
    said = [tokens(module, sentence) for sentence in item.context]
    for one in said:
        context += space(module) if context else ""
        starts.append(len(context))
        context += detokenise(one)
    shift = starts[item.sentence]
    found = [(start + shift, end + shift) for start, end in answers(said[item.sentence], item.role)]
    return {
        "context": context,
        "question": text(module, Sentence(clauses=(item.question,))),
        "answers": [context[start:end] for start, end in found],
        "answer_start": [start for start, _ in found],
    }, False


def choice_row(seed: int, split: str, index: int, difficulty: int, module: ModuleType) -> tuple[Row, bool]:
    """One event, a question for its cause or its effect, two alternatives.

    From difficulty 2 the wrong alternative fits another person's event that is told as well, at 3 before or after.
    """
    found = first_in_split(
        lambda rng: choice.item(rng, split), seed, "choice", split, index, key=lambda found: found[:4]
    )
    person, prompt, right, wrong, label, held = found
    words = tables(module)
    question = words.CAUSE_QUESTION if ".c" in right else words.EFFECT_QUESTION
    choices = [event_sentence(module, person, event, pronoun=difficulty == 1) for event in (right, wrong)]
    told = [event_sentence(module, person, prompt)]
    if difficulty > 1:
        rng = item_random(seed, "choice-others", split, index, 0)
        others = choice.others(rng, split, found, difficulty - 1)
        told = [*(event_sentence(module, *other) for other in others), *told]
        if difficulty > 2:
            told = sorted(told, key=lambda _: rng.random())
    row = {
        "prompt": space(module).join([*told, question]),
        "choices": choices[::-1] if label else choices,
        "label": label,
    }
    return row, held


def retrieval_row(seed: int, split: str, index: int, difficulty: int, module: ModuleType) -> tuple[Row, bool]:
    """One sentence with its English translation; difficulty 2 has pairs and 3 fours of sentences that nearly agree."""
    sentence = near_sentences(seed, split, index // (1, 2, 4)[difficulty - 1], difficulty)[
        index % (1, 2, 4)[difficulty - 1]
    ]
    return {"text": text(module, sentence), "english": text(english(module), sentence)}, False


@cache
def near_sentences(seed: int, split: str, number: int, difficulty: int) -> tuple[Sentence, ...]:
    """A sentence and, from difficulty 2, one or three others that are an edit apart from it."""

    def make(rng: Random) -> tuple[Sentence, ...]:
        tries = patience("sentences that nearly agree")
        while True:
            next(tries)
            first = named.varied_sentence(rng, split, difficulty + 1)
            others = [mining.missed(rng, first, split, 2) for _ in range((0, 1, 3)[difficulty - 1])]
            kept = tuple(one for one in (first, *others) if one is not None)
            if len(set(map(repr, kept))) == (1, 2, 4)[difficulty - 1]:
                return kept

    found: tuple[Sentence, ...] = first_in_split(make, seed, "retrieval", split, number, key=lambda kept: kept[0])
    return found


def mining_row(seed: int, split: str, index: int, difficulty: int, module: ModuleType) -> tuple[Row, bool]:
    """One sentence of two comparable corpora: its side and, on the foreign side, the ids of its translations."""
    number, at = divmod(index, mining.BLOCK)
    places = mining_block(seed, split, number, difficulty)
    place = places[at]
    code = module.__name__.rpartition(".")[2]
    ids = [f"mining-{split}-{number:05d}-{code}-{i}" for i in range(len(places))]
    gold = next(ids[i] for i, one in enumerate(places) if one.parallel and one.side == "english")
    return {
        "id": ids[at],
        "group": f"mining-{split}-{number:05d}" if place.parallel else f"mining-{split}-{number:05d}-{at}",
        "side": place.side,
        "text": text(english(module) if place.side == "english" else module, place.sentence),
        "matches": [gold] if place.parallel and place.side == "foreign" else [],
    }, False


@cache
def mining_block(seed: int, split: str, number: int, difficulty: int) -> tuple[mining.Place, ...]:
    """The six sentences of a block; the parallel one decides the split."""
    found: tuple[mining.Place, ...] = first_in_split(
        lambda rng: mining.block(rng, split, difficulty), seed, "mining", split, number,
        key=lambda places: next(one.sentence for one in places if one.parallel),
    )  # fmt: skip
    return found


def text_row(seed: int, split: str, index: int, difficulty: int, module: ModuleType) -> tuple[Row, bool]:
    """One line of plain text, of all words and constructions: events, reviews, questions with answers, sentences."""
    rng = item_random(seed, "text-event", split, index, 0)
    kind = rng.random()
    if kind < 0.25:
        event = f"{pick(rng, choice.SITUATIONS)}.{pick(rng, ('c1', 'c2', 'e1', 'e2'))}"
        person = NP(noun=pick_name(rng, "all"), det="name")
        return {"text": event_sentence(module, person, event, pronoun=chance(rng, 0.3))}, False
    if kind < 0.4:
        subject, parts, _ = sentiment.review(rng, "all", min(difficulty + 1, 2))
        return {"text": review_text(module, subject, parts)}, False
    if kind < 0.5:
        item = qa.item(rng, "all", difficulty)
        said = (Sentence(clauses=(item.question,)), item.context[item.sentence])
        return {"text": space(module).join(text(module, sentence) for sentence in said)}, False
    sentence = first_in_split(lambda rng: named.varied_sentence(rng, "all", difficulty), seed, "text", split, index)
    return {"text": text(module, sentence)}, False


def english(module: ModuleType) -> ModuleType:
    """The English grammar, beside any other."""
    return import_module(f"{module.__name__.rpartition('.')[0]}.en")


def event_sentence(module: ModuleType, person: NP, event: str, pronoun: bool = False) -> str:
    """A causal event as a sentence about a person, with the forms that follow the person's gender."""
    words = tables(module)
    woman = choice.feminine(person)
    phrase = re.sub(r"\{([^|}]*)\|([^}]*)\}", r"\2" if woman else r"\1", phrases(words.EVENTS)[event])
    if hasattr(module, "event_sentence"):
        return str(module.event_sentence(person, phrase, pronoun))
    subject = words.PRONOUNS[woman] if pronoun else module.person(person)
    stop = getattr(words, "STOP", ".")
    return f"{subject[0].upper()}{subject[1:]}{space(module)}{phrase}{stop}"
