"""A multilingual WordPiece vocabulary from balanced text, written as a Hugging Face tokenizer folder.

WordPiece, lowercased, split at white space, punctuation and ideographs: no piece stands for a word boundary alone, so
a word's first piece always carries text (word-by-word tagging with boundary pieces puts the label on an empty piece).
The pieces come from `train.bpe`: equal text gives equal bytes, in every process.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from xstilts.core.files import write_json, write_with
from xstilts.core.seeds import generator
from xstilts.train.bpe import learn_pieces

SPECIALS = ("<s>", "<pad>", "</s>", "<unk>", "<mask>")
"""In XLM-R's order, so that pad is id 1 and positions start at 2."""
ALPHABET = 6000
"""Most characters that the vocabulary spells words with: the ideographs of Chinese and Japanese text, mostly."""
LONGEST_WORD = 400
"""Characters of a word beyond which WordPiece gives an unknown token: a line of Thai is one word."""
ARABIC_MARKS = "[\u0640\u064b-\u0652\u0670]"
"""Vowel signs and the lengthening stroke: some corpora write them, most text does not."""
_LINES = 200


def balanced(texts: Mapping[str, Sequence[str]], characters: int, seed: int) -> Iterator[str]:
    """Lines of every language in seeded order until each language has given about `characters` characters."""
    for language, lines in texts.items():
        used = 0
        for index in generator(seed, "vocabulary", language).permutation(len(lines)):
            if used > characters:
                break
            used += len(lines[int(index)])
            yield lines[int(index)]


def train_vocabulary(texts: Mapping[str, Sequence[str]], size: int, *, characters: int, seed: int) -> Any:
    """A `tokenizers.Tokenizer` for `texts` (language -> lines), a function of its arguments to the bit.

    Args:
        size: entries, specials included. characters: what each language gives at most. seed: which lines those are.
    """
    from tokenizers import Tokenizer, models, processors

    empty = _pipeline(Tokenizer(models.WordPiece({}, unk_token="<unk>")))
    pieces = learn_pieces(count_words(balanced(texts, characters, seed), empty), size - len(SPECIALS), ALPHABET)
    numbered = {piece: number for number, piece in enumerate([*SPECIALS, *pieces])}
    model = models.WordPiece(numbered, unk_token="<unk>", max_input_chars_per_word=LONGEST_WORD)
    tokenizer = _pipeline(Tokenizer(model))
    tokenizer.add_special_tokens(list(SPECIALS))
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", pair="<s> $A </s> </s> $B </s>", special_tokens=[("<s>", 0), ("</s>", 2)]
    )
    return tokenizer


def count_words(lines: Iterable[str], tokenizer: Any) -> Counter[str]:
    """How often each word stands in some lines, words as the tokenizer normalises and splits them."""
    words: Counter[str] = Counter()
    block: list[str] = []
    for line in lines:
        block.append(line)
        if len(block) == _LINES:  # a line break is white space to the normaliser, so blocks change nothing but speed
            words.update(_words(block, tokenizer))
            block = []
    words.update(_words(block, tokenizer))
    return words


def _words(block: Sequence[str], tokenizer: Any) -> list[str]:
    split = tokenizer.pre_tokenizer.pre_tokenize_str(tokenizer.normalizer.normalize_str("\n".join(block)))
    return [word for word, _ in split if len(word) <= LONGEST_WORD]


def _pipeline(tokenizer: Any) -> Any:
    """The same normaliser and splitter for learning and for use."""
    from tokenizers import Regex, normalizers, pre_tokenizers

    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.NFKC(),
            normalizers.Replace(Regex(ARABIC_MARKS), ""),
            normalizers.BertNormalizer(clean_text=True, handle_chinese_chars=True, strip_accents=False, lowercase=True),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    return tokenizer


def save_vocabulary(tokenizer: Any, folder: Path, max_length: int) -> None:
    """Write tokenizer.json, tokenizer_config.json and special_tokens_map.json, as `AutoTokenizer` reads them."""
    names = {
        "bos_token": "<s>",
        "eos_token": "</s>",
        "sep_token": "</s>",
        "cls_token": "<s>",
        "unk_token": "<unk>",
        "pad_token": "<pad>",
        "mask_token": "<mask>",
    }
    write_with(folder / "tokenizer.json", lambda path: tokenizer.save(str(path)))
    write_json(folder / "special_tokens_map.json", names)
    write_json(
        folder / "tokenizer_config.json",
        {
            **names,
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": max_length,
            "clean_up_tokenization_spaces": False,
        },
    )
