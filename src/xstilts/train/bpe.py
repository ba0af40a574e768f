"""Pieces of a vocabulary by byte pair encoding over counted words, the same bits every time.

Merges are learnt as by Sennrich, Haddow and Birch 2016 (arXiv:1508.07909): join the most frequent pair of neighbours,
again and again. Pieces inside a word carry the mark "##", as WordPiece reads them. Ties fall to the pair whose parts
were made first (the alphabet is made in code point order), and nothing depends on the order of a hash table: trainers
that count in hash tables give another vocabulary at every run.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from heapq import heapify, heappop, heappush
from itertools import pairwise

CONTINUING = "##"
_SHIFT = 1 << 24
"""A pair of piece numbers is one integer, left * _SHIFT + right: a quarter of a tuple's memory, and faster."""


@dataclass(slots=True)
class _Corpus:
    """Words as piece numbers with their counts, how often each pair stands, and in which words (or stood once)."""

    names: list[str]
    words: list[list[int]] = field(default_factory=list)
    counts: list[int] = field(default_factory=list)
    pairs: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    places: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))


def learn_pieces(words: Mapping[str, int], size: int, alphabet: int) -> list[str]:
    """The pieces of a vocabulary, alphabet first, then merges in the order in which they were made.

    Args:
        words: how often each word stands in the text.
        size: how many pieces are wanted; fewer come when nothing is left to join, more when the alphabet is larger.
        alphabet: at most so many different characters, the most frequent ones (ties: lower code points). A word with
            another character is left out: WordPiece gives an unknown token for the whole of it anyway.
    """
    corpus = _corpus(words, alphabet)
    names = corpus.names
    number = {name: place for place, name in enumerate(names)}
    heap = [(-count, pair) for pair, count in corpus.pairs.items()]
    heapify(heap)
    while heap and len(names) < size:
        count, pair = heappop(heap)
        now = corpus.pairs.get(pair, 0)
        if -count != now:  # an older count of a pair that has lost neighbours since
            if now > 0:
                heappush(heap, (-now, pair))
            continue
        left, right = divmod(pair, _SHIFT)
        name = names[left] + names[right].removeprefix(CONTINUING)
        joined = number.setdefault(name, len(names))  # the same piece may come of two different pairs
        if joined == len(names):
            names.append(name)
        for grown in sorted(_join(corpus, pair, joined)):
            if corpus.pairs[grown] > 0:
                heappush(heap, (-corpus.pairs[grown], grown))
    return names


def _corpus(words: Mapping[str, int], alphabet: int) -> _Corpus:
    """The alphabet, and every word in single characters, in code point order."""
    characters: Counter[str] = Counter()
    for word, count in words.items():
        for character in word:
            characters[character] += count
    kept = set(sorted(characters, key=lambda character: (-characters[character], character))[:alphabet])
    spelt = [word for word in sorted(words) if kept.issuperset(word)]
    inside = sorted({character for word in spelt for character in word[1:]})
    corpus = _Corpus(names=[*sorted(kept), *(CONTINUING + character for character in inside)])
    number = {name: place for place, name in enumerate(corpus.names)}
    for word in spelt:
        if len(word) < 2:
            continue
        pieces = [number[word[0]], *(number[CONTINUING + character] for character in word[1:])]
        for left, right in pairwise(pieces):
            corpus.pairs[left * _SHIFT + right] += words[word]
            corpus.places[left * _SHIFT + right].append(len(corpus.words))
        corpus.words.append(pieces)
        corpus.counts.append(words[word])
    return corpus


def _join(corpus: _Corpus, pair: int, joined: int) -> set[int]:
    """Replace a pair by one piece in every word that holds it; returns the pairs that stand more often now."""
    left, right = divmod(pair, _SHIFT)
    pairs, places = corpus.pairs, corpus.places
    grown: set[int] = set()
    for place in set(places.pop(pair)):
        pieces, count = corpus.words[place], corpus.counts[place]
        result: list[int] = []
        position, end = 0, len(pieces)
        while position < end:
            piece = pieces[position]
            if piece != left or position + 1 == end or pieces[position + 1] != right:
                result.append(piece)
                position += 1
                continue
            neighbours = []
            if result:
                pairs[result[-1] * _SHIFT + left] -= count
                neighbours.append(result[-1] * _SHIFT + joined)
            if position + 2 < end:
                pairs[right * _SHIFT + pieces[position + 2]] -= count
                neighbours.append(joined * _SHIFT + pieces[position + 2])
            for neighbour in neighbours:
                pairs[neighbour] += count
                places[neighbour].append(place)
                grown.add(neighbour)
            result.append(joined)
            position += 2
        corpus.words[place] = result
    pairs.pop(pair, None)
    return grown
