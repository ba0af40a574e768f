"""What overlap of subwords alone achieves, without any network: the control beside a model's scores.

Everything is computed on the packed encoding that a model would read, so both see the same pieces and the same cuts.
Each function gives what a head of its kind would give, so that the kind decodes and scores it like any model:

- retrieve, mine: cosine of TF-IDF bags of subwords, document frequencies from the searched sentences themselves;
- classify, pairs: logistic regression on overlap features (shares of shared pieces, Jaccard index, lengths), which
  mean the same in every language; single texts: logistic regression on TF-IDF bags;
- tag: a word's most frequent English tag, by its pieces, then by its shape;
- choose: the choice whose TF-IDF bag is nearer to the prompt's.

Span extraction has no such baseline that would deserve the name. TF-IDF is scikit-learn's smoothed form.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, sparse

from xstilts.evaluate.neighbours import margin_pairs
from xstilts.evaluate.retrieval import mine_by, rows_by_language
from xstilts.tasks.encoded import IGNORE, Encoded
from xstilts.tasks.records import Example, MineExample, RetrieveExample, TagExample
from xstilts.tasks.scorers.mining import MinedPairs

Floats = NDArray[np.float64]
Bags = Any
"""scipy.sparse CSR float64 [rows, vocabulary]."""

TILE = 256
PENALTY = 1.0
"""L2 penalty of the logistic regression (scikit-learn's C = 1), on the sum of the losses."""


# --- Bags of subwords.


def bags(encoded: Encoded, vocabulary: int, *, part: str = "all") -> Bags:
    """Counts of subwords per sequence [S, vocabulary], specials left out. `part`: `first`, `second` or `all` texts."""
    sequence = np.repeat(np.arange(len(encoded.offsets) - 1), np.diff(encoded.offsets))
    keep = ~encoded.special
    if part != "all":
        specials = np.cumsum(encoded.special)
        before = np.concatenate([[0], specials])[encoded.offsets[:-1]]
        in_first = (specials - before[sequence]) == 1  # the first text follows one special, the second two or more
        keep &= in_first if part == "first" else ~in_first
    ones = np.ones(int(keep.sum()))
    shape = (len(encoded.offsets) - 1, vocabulary)
    return sparse.csr_array((ones, (sequence[keep], encoded.ids[keep])), shape=shape)


def idf(counts: Bags) -> Floats:
    """Smoothed inverse document frequency [vocabulary]: ln((1 + n) / (1 + df)) + 1."""
    frequency = np.bincount(counts.tocsr().indices, minlength=counts.shape[1])
    return np.asarray(np.log((1 + counts.shape[0]) / (1 + frequency)) + 1.0)


def weighted(counts: Bags, weights: Floats) -> Bags:
    """Counts times weights, every row of length one; an empty row stays empty."""
    scaled = sparse.csr_array(counts @ sparse.diags_array(weights))
    length = np.sqrt(np.asarray(scaled.multiply(scaled).sum(axis=1)).reshape(-1))
    return sparse.csr_array(sparse.diags_array(1.0 / np.maximum(length, 1e-12)) @ scaled)


def nearest_bags(queries: Bags, index: Bags, k: int = 1) -> tuple[Floats, NDArray[np.int64]]:
    """Similarities and rows [N, k] of the k rows of `index` most similar to each query; ties go to the lower row."""
    k = min(k, index.shape[0])
    scores, rows = [], []
    for low in range(0, queries.shape[0], TILE):
        block = (queries[low : low + TILE] @ index.T).toarray()
        best = np.argsort(-block, axis=1, kind="stable")[:, :k] if k > 1 else block.argmax(axis=1)[:, None]
        rows.append(best)
        scores.append(np.take_along_axis(block, best, 1))
    return np.concatenate(scores), np.concatenate(rows).astype(np.int64)


# --- Kinds that train nothing.


def retrieve(examples: Sequence[RetrieveExample], encoded: Encoded, vocabulary: int) -> NDArray[np.int64]:
    """Per example the example whose foreign text is nearest to its English text, as `kinds/retrieve.py` decodes it."""
    counts = bags(encoded, vocabulary)
    found = np.zeros(len(examples), np.int64)
    for rows in rows_by_language(examples).values():
        foreign, english = counts[rows], counts[rows + len(examples)]
        weights = idf(sparse.vstack([foreign, english]))
        best = nearest_bags(weighted(english, weights), weighted(foreign, weights))[1][:, 0]
        found[rows] = rows[best]
    return found


def mine(examples: Sequence[MineExample], encoded: Encoded, vocabulary: int, neighbours: int) -> MinedPairs:
    """Candidate pairs with ratio-margin scores, as `evaluate.retrieval.mine_candidates` gives for a model."""
    counts = bags(encoded, vocabulary)

    def search(left: NDArray[np.int64], right: NDArray[np.int64]) -> Any:
        weights = idf(sparse.vstack([counts[left], counts[right]]))
        foreign, english = weighted(counts[left], weights), weighted(counts[right], weights)
        return margin_pairs(nearest_bags(foreign, english, neighbours), nearest_bags(english, foreign, neighbours))

    return mine_by(examples, search)


def choose(examples: Sequence[Example], encoded: Encoded, vocabulary: int) -> NDArray[np.float32]:
    """Per sequence (prompt, choice) the cosine of their TF-IDF bags [S]; frequencies per language."""
    prompts, choices = bags(encoded, vocabulary, part="first"), bags(encoded, vocabulary, part="second")
    owner = np.repeat(encoded.example, np.diff(encoded.groups))
    language = np.array([examples[index].language for index in owner.tolist()])
    scores = np.zeros(len(owner), np.float32)
    for name in dict.fromkeys(language.tolist()):
        rows = np.flatnonzero(language == name)
        weights = idf(prompts[rows] + choices[rows])
        product = weighted(prompts[rows], weights).multiply(weighted(choices[rows], weights))
        scores[rows] = np.asarray(product.sum(axis=1)).reshape(-1)
    return scores


# --- Kinds that are trained on English.


def overlap_features(encoded: Encoded, vocabulary: int) -> Floats:
    """Per pair [S, 6]: share of the second text's kinds of pieces that the first has and the other way round, their
    Jaccard index, the logarithms of both lengths and of their ratio. No piece is looked at by itself."""
    first, second = bags(encoded, vocabulary, part="first"), bags(encoded, vocabulary, part="second")
    long, short = (np.asarray(one.sum(axis=1)).reshape(-1) for one in (first, second))
    ours, theirs = (sparse.csr_array(one > 0).astype(np.float64) for one in (first, second))
    shared = np.asarray(ours.multiply(theirs).sum(axis=1)).reshape(-1)
    many, few = (np.asarray(one.sum(axis=1)).reshape(-1) for one in (ours, theirs))
    columns = [
        shared / np.maximum(few, 1),
        shared / np.maximum(many, 1),
        shared / np.maximum(many + few - shared, 1),
        np.log1p(long),
        np.log1p(short),
        np.log1p(short) - np.log1p(long),
    ]
    return np.stack(columns, axis=1)


def classify(train: Encoded, test: Encoded, vocabulary: int, size: int) -> NDArray[np.float32]:
    """Logits [G, size] of the test examples after training on English; pairs and single texts as the module says."""
    pairs = bags(train, vocabulary, part="second").nnz > 0
    if pairs:
        ours, theirs = overlap_features(train, vocabulary), overlap_features(test, vocabulary)
        middle, spread = ours.mean(axis=0), np.maximum(ours.std(axis=0), 1e-9)
        model = fit_logistic((ours - middle) / spread, train.targets, size)
        return np.asarray(model.logits((theirs - middle) / spread), np.float32)
    counts = bags(train, vocabulary)
    weights = idf(counts)
    model = fit_logistic(weighted(counts, weights), train.targets, size)
    return np.asarray(model.logits(weighted(bags(test, vocabulary), weights)), np.float32)


@dataclass(frozen=True, slots=True, kw_only=True)
class Logistic:
    """A multinomial logistic regression: weights [features, classes] and biases [classes]."""

    weights: Floats
    biases: Floats

    def logits(self, features: Any) -> Floats:
        """[rows, classes]."""
        return np.asarray(features @ self.weights + self.biases)


def fit_logistic(features: Any, labels: NDArray[np.int64], classes: int) -> Logistic:
    """Fit by L-BFGS with an L2 penalty on the weights (not the biases), from zero: deterministic."""
    width = features.shape[1]
    wanted = np.eye(classes)[labels]

    def loss(flat: Floats) -> tuple[float, Floats]:
        weights, biases = flat[: width * classes].reshape(width, classes), flat[width * classes :]
        logits = features @ weights + biases
        logits = logits - logits.max(axis=1, keepdims=True)
        total = np.log(np.exp(logits).sum(axis=1, keepdims=True))
        error = np.exp(logits - total) - wanted
        value = -float((wanted * (logits - total)).sum()) + 0.5 * PENALTY * float((weights**2).sum())
        slope = np.asarray(features.T @ error) + PENALTY * weights
        return value, np.concatenate([slope.reshape(-1), error.sum(axis=0)])

    start = np.zeros((width + 1) * classes)
    found = optimize.minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 200}).x
    return Logistic(weights=found[: width * classes].reshape(width, classes), biases=found[width * classes :])


# --- Tagging.


def tag(
    train: Encoded, train_examples: Sequence[TagExample], test: Encoded, examples: Sequence[TagExample]
) -> NDArray[np.int64]:
    """The tag index of every token [T]; only first sub-tokens count.

    A word takes the most frequent tag of the first of these that English training has: the same pieces in a row; its
    pieces one by one, counted together; its shape; anything at all. Ties go to the lower tag index.
    """
    seen: dict[Hashable, Counter[int]] = defaultdict(Counter)
    for place, pieces, text in _words(train, train_examples):
        target = int(train.targets[place])
        if target != IGNORE:
            for clue in [("word", pieces), *(("piece", one) for one in pieces), ("shape", shape(text)), ("any",)]:
                seen[clue][target] += 1
    tags = np.zeros(len(test.ids), np.int64)
    for place, pieces, text in _words(test, examples):
        together: Counter[int] = Counter()
        for one in pieces:
            together += seen.get(("piece", one), Counter())
        found = seen.get(("word", pieces)) or together or seen.get(("shape", shape(text))) or seen[("any",)]
        tags[place] = min(found, key=lambda index: (-found[index], index))
    return tags


def _words(encoded: Encoded, examples: Sequence[TagExample]) -> Iterator[tuple[int, tuple[int, ...], str]]:
    """Every word: the place of its first sub-token, its pieces, its text."""
    sequence = np.repeat(np.arange(len(encoded.offsets) - 1), np.diff(encoded.offsets))
    names = np.stack([sequence, encoded.words], axis=1)
    changed = np.any(names[1:] != names[:-1], axis=1)
    starts = [*np.flatnonzero(np.concatenate([[True], changed])).tolist(), len(encoded.ids)]
    for begin, end in pairwise(starts):
        word = int(encoded.words[begin])
        if word >= 0:
            owner = int(encoded.example[sequence[begin]])
            yield begin, tuple(encoded.ids[begin:end].tolist()), examples[owner].words[word]


def shape(word: str) -> str:
    """A word's shape: `0` with a digit, `.` without letter or digit, `Aa` with a capital at its start, else `a`."""
    if any(character.isdigit() for character in word):
        return "0"
    if not any(character.isalpha() for character in word):
        return "."
    return "Aa" if word[:1].isupper() else "a"
