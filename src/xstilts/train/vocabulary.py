"""A multilingual WordPiece vocabulary from balanced text, written as a Hugging Face tokenizer folder.

WordPiece, lowercased, split at white space, punctuation and ideographs: no piece stands for a word boundary alone, so
a word's first piece always carries text (word-by-word tagging with boundary pieces puts the label on an empty piece).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from xstilts.core.files import write_json, write_with
from xstilts.core.seeds import generator

SPECIALS = ("<s>", "<pad>", "</s>", "<unk>", "<mask>")
"""In XLM-R's order, so that pad is id 1 and positions start at 2."""


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
    """Train the tokenizer on `texts` (language -> lines).

    Not the same bits every time: the trainer breaks ties between equally frequent pieces in the order of a hash table.
    A backbone is therefore named by its bytes, and `mini` is committed rather than made anew.
    """
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors, trainers

    tokenizer = Tokenizer(models.WordPiece(unk_token="<unk>", max_input_chars_per_word=400))
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.NFKC(),
            normalizers.BertNormalizer(clean_text=True, handle_chinese_chars=True, strip_accents=False, lowercase=True),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    trainer = trainers.WordPieceTrainer(
        vocab_size=size, special_tokens=list(SPECIALS), limit_alphabet=6000, show_progress=False
    )
    tokenizer.train_from_iterator(balanced(texts, characters, seed), trainer=trainer)
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", pair="<s> $A </s> </s> $B </s>", special_tokens=[("<s>", 0), ("</s>", 2)]
    )
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
