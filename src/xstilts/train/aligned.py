"""Start embeddings that are aligned across languages: a truncated SVD of the token-by-parallel-sentence PPMI matrix.

A "document" is one parallel sentence in all its languages, so tokens that translate each other have similar rows
(latent semantic indexing across languages, Dumais et al. 1997; PPMI weighting, Levy and Goldberg 2014). Three
corrections make plain mean pooling of the embedding layer work:

- informativeness: a token's vector is scaled by its inverse document frequency within its own languages;
- language: the frequency-weighted mean vector of each language is subtracted, in proportion to a token's languages;
- rare words: a token that (nearly) no parallel sentence has takes the mean vector of the lines that it stands in;
- LayerNorm erases vector lengths, so the length a token lacks is put into the last two dimensions, which the embedding
  LayerNorm's weight then scales down (`norm_weight`). Lengths survive the normalisation.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from scipy.sparse.linalg import svds

from xstilts.core.seeds import derive, generator

LENGTH_DIMENSIONS = 2
LENGTH_WEIGHT = 0.02
IDF_POWER = 0.7
POSITION_SCALE = 0.06
"""Of each coordinate of a position vector: a norm of 0.7 in 256 dimensions."""
RARE = 5
"""A token that occurs less often in the parallel text gets its vector from its lines."""
NORM = 2.0
"""Length of every word vector: 2.0 against 0.3 of a position vector (std 0.02 in 256 dimensions)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Aligned:
    """Start embeddings float32 [V, H], the embedding LayerNorm's weight float32 [H], tokens covered bool [V]."""

    embeddings: NDArray[np.float32]
    norm_weight: NDArray[np.float32]
    covered: NDArray[np.bool_]


def align(
    lines: Sequence[Sequence[Sequence[int]]],
    vocabulary: int,
    hidden: int,
    seed: int,
    text: Sequence[Sequence[int] | NDArray[np.int32]] = (),
) -> Aligned:
    """Aligned start embeddings.

    Args:
        lines: per language, per parallel sentence, its token ids. Every language has the same number of sentences; an
            empty list is a missing translation.
        vocabulary: V. hidden: H.
        seed: start vector of the SVD and the vectors of tokens that occur nowhere.
        text: other lines as token ids, from which rare tokens get their vectors.
    """
    counts = _counts(lines, vocabulary)
    total = sum(counts[1:], counts[0])
    vectors = _semantic(total, hidden - LENGTH_DIMENSIONS, seed)
    frequency = np.stack([np.asarray(count.sum(axis=1)).ravel() for count in counts], axis=1)
    covered = np.asarray(frequency.sum(axis=1) > 0)
    weighted = vectors * (_informativeness(counts) ** IDF_POWER)[:, None]
    share = frequency / np.maximum(frequency.sum(axis=1, keepdims=True), 1)
    means = (frequency.T @ weighted) / np.maximum(frequency.sum(axis=0), 1)[:, None]
    content = weighted - share @ means
    rare = frequency.sum(axis=1) < RARE
    covered[_from_lines(content, rare, text)] = True
    embeddings = _with_length(content, covered, hidden)
    noise = generator(seed, "uncovered").normal(0.0, 0.02, size=embeddings.shape)
    embeddings[~covered] = noise[~covered]
    norm_weight = np.ones(hidden, np.float32)
    norm_weight[-LENGTH_DIMENSIONS:] = LENGTH_WEIGHT
    return Aligned(embeddings=embeddings.astype(np.float32), norm_weight=norm_weight, covered=covered)


def waves(positions: int, hidden: int) -> NDArray[np.float32]:
    """Start position embeddings float32 [P, H]: sines and cosines (Vaswani et al. 2017, arXiv:1706.03762, section 3.5).

    A linear map finds a neighbour in them, which it has to learn of random ones: with these the masked LM of a small
    model needs about half the tokens. They are scaled beside word vectors, and leave the two dimensions that hold
    word vectors' missing lengths alone.
    """
    angles = np.arange(positions)[:, None] * 10000.0 ** (-np.arange(0, hidden, 2) / hidden)
    table = np.zeros((positions, hidden), np.float32)
    table[:, 0::2], table[:, 1::2] = np.sin(angles)[:, : (hidden + 1) // 2], np.cos(angles)[:, : hidden // 2]
    table[:, -LENGTH_DIMENSIONS:] = 0
    return table * np.float32(POSITION_SCALE)


def _from_lines(
    content: NDArray[np.float64], rare: NDArray[np.bool_], text: Sequence[Sequence[int] | NDArray[np.int32]]
) -> NDArray[np.int64]:
    """Give rare tokens the mean of the vectors of the other tokens of their lines, at the median length of the others.

    Changes `content` [V, H] in place; returns the tokens that were found.
    """
    total, seen = np.zeros_like(content), np.zeros(len(content))
    usual = ~rare
    for tokens in text:
        ids = np.asarray(tokens, np.int64)
        wanted = np.unique(ids[rare[ids]])
        known = ids[usual[ids]]
        if len(wanted) and len(known):
            total[wanted] += content[known].mean(axis=0)
            seen[wanted] += 1
    found = np.flatnonzero(seen)
    lengths = np.linalg.norm(content[usual], axis=1)
    length = float(np.median(lengths[lengths > 0])) if (lengths > 0).any() else 0.0
    content[found] = total[found] / np.maximum(np.linalg.norm(total[found], axis=1, keepdims=True), 1e-12) * length
    return found


def _counts(lines: Sequence[Sequence[Sequence[int]]], vocabulary: int) -> list[sp.csr_matrix]:
    """Per language the token-by-sentence counts [V, D]."""
    result = []
    for sentences in lines:
        tokens = np.array([token for sentence in sentences for token in sentence], dtype=np.int64)
        columns = np.repeat(np.arange(len(sentences)), [len(sentence) for sentence in sentences])
        shape = (vocabulary, len(sentences))
        result.append(sp.coo_matrix((np.ones(len(tokens)), (tokens, columns)), shape=shape).tocsr())
    return result


def _semantic(counts: sp.csr_matrix, dimensions: int, seed: int) -> NDArray[np.float64]:
    """Unit rows [V, dimensions]: left singular vectors of the PPMI matrix times the square root of the values."""
    table = counts.tocoo()
    rows, columns = np.asarray(counts.sum(axis=1)).ravel(), np.asarray(counts.sum(axis=0)).ravel()
    value = np.log(table.data * counts.sum() / (rows[table.row] * columns[table.col]))
    ppmi = sp.csr_matrix((np.maximum(value, 0), (table.row, table.col)), shape=counts.shape)
    start = np.random.default_rng(derive(seed, "svd")).normal(size=min(ppmi.shape))
    wanted = min(dimensions, min(ppmi.shape) - 1)
    left, values, _ = svds(ppmi, k=wanted, v0=start)
    order = np.argsort(-values)
    vectors = np.zeros((counts.shape[0], dimensions))
    vectors[:, :wanted] = left[:, order] * np.sqrt(values[order])
    signs = np.sign(vectors[np.abs(vectors).argmax(axis=0), np.arange(dimensions)])
    vectors *= np.where(signs == 0, 1, signs)
    return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9))


def _informativeness(counts: Sequence[sp.csr_matrix]) -> NDArray[np.float64]:
    """Inverse document frequency in [0, 1] of each token, in the language in which it is most frequent."""
    number = counts[0].shape[1]
    documents = np.stack([np.asarray((count > 0).sum(axis=1)).ravel() for count in counts], axis=1)
    share = documents.max(axis=1) / number
    idf = -np.log(np.clip(share, 1 / number, 1.0))
    return np.asarray(idf / np.log(number))


def _with_length(content: NDArray[np.float64], covered: NDArray[np.bool_], hidden: int) -> NDArray[np.float64]:
    """[V, H] rows of equal length: content, scaled so that the longest 1% are cut at 1, and what is missing to 1."""
    content = content - content.mean(axis=1, keepdims=True)
    length = np.linalg.norm(content, axis=1)
    scale = np.percentile(length[covered], 99) if covered.any() else 1.0
    content = content / np.maximum(scale, length)[:, None]
    missing = np.sqrt(np.maximum(1 - np.linalg.norm(content, axis=1) ** 2, 0)) / np.sqrt(2)
    result = np.zeros((len(content), hidden))
    result[:, :-LENGTH_DIMENSIONS] = content
    result[:, -2], result[:, -1] = missing, -missing
    return result * NORM
