"""The translate stage: English examples in another language, through a translation model.

Every different text is translated once. Texts are sorted by length and batched under a token budget, longest first;
which batches there are depends on the spec alone, so a stage that was killed goes on after its last finished ones and
ends with the same bits (CPU). Writes `examples.jsonl` (what training stages read, in the order of the source),
`translations.jsonl` (every text and what it became, for whoever wants to look), `summary.json` (with what was lost and
why) and `timing.json`.
"""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from xstilts.core.canonical import digest
from xstilts.core.errors import DataError, Interrupted
from xstilts.core.faults import reach
from xstilts.core.files import read_json, write_json, write_text
from xstilts.core.progress import Progress
from xstilts.models.reference import Route
from xstilts.models.translator import Translations, Translator, load_translator
from xstilts.stages.context import StageContext
from xstilts.stages.data import EXAMPLES, examples_of
from xstilts.stages.specs import TranslateSpec, stage_key
from xstilts.tasks.records import Example
from xstilts.tasks.stored import write_examples
from xstilts.tasks.translation import texts_of, translated
from xstilts.train.numerics import prepare

MOST_TEXTS = 256
"""Texts of a batch at most, however short they are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Work:
    """The different texts, their lengths in source tokens, and their batches (places in `texts`, longest first)."""

    texts: list[str]
    lengths: list[int]
    batches: list[list[int]]


def run(spec: TranslateSpec, context: StageContext) -> None:
    """Translate as the spec says; goes on from the batches in `context.work_dir` that are finished.

    Raises:
        DataError: the data cannot be read, or no example is left. ModelError: the model cannot be used.
        Interrupted: the user asked to stop; finished batches are kept.
    """
    prepare(context.threads, context.device)
    context.report(Progress(step=0, total=0, note="reading data"))
    examples = examples_of([spec.data], context)
    texts = list(dict.fromkeys(text for example in examples for text in texts_of(example, spec.answers)))
    translator = load_translator(
        spec.translator,
        Route(prefix=spec.prefix, source_code=spec.source_code, target_code=spec.target_code),
        beams=spec.beams,
        max_length=spec.max_length,
        precision=spec.precision,
        device=context.device,
    )
    lengths = translator.lengths(texts)
    work = _Work(texts=texts, lengths=lengths, batches=batches(lengths, spec.batch_tokens, translator.limit))
    done, seconds = _translate(work, translator, spec, context)
    found = {
        texts[place]: text
        for batch, result in zip(work.batches, done, strict=True)
        for place, text in zip(batch, result.texts, strict=True)
    }
    kept, lost = _rebuilt(examples, found, spec)
    if not kept:
        reasons = ", ".join(f"{reason}: {number}" for reason, number in lost.items())
        raise DataError(
            f"{spec.data.dataset} ({spec.language}): no example survived the translation ({reasons}); look at "
            "translations with another model, or set answers: mark or find"
        )
    rows = (json.dumps({"text": text, "translation": found[text]}, ensure_ascii=False) + "\n" for text in texts)
    write_text(context.work_dir / "translations.jsonl", "".join(rows))
    write_examples(context.work_dir / EXAMPLES, kept)
    _summarise(work, found, done, translator, len(examples), len(kept), lost, spec, context)
    written = sum(result.tokens for result in done)
    timing = {"seconds": seconds, "tokens_per_second": written / seconds if seconds else None}
    write_json(context.work_dir / "timing.json", timing)


def batches(lengths: Sequence[int], budget: int, limit: int) -> list[list[int]]:
    """Places of texts in batches of at most `budget` padded tokens (or one text), the longest texts first.

    Equal lengths keep their order, so the batches are a function of the lengths. `limit` is what is read of a text.
    """
    found: list[list[int]] = []
    longest = 0
    for place in sorted(range(len(lengths)), key=lambda place: -min(lengths[place], limit)):
        if not found or len(found[-1]) >= MOST_TEXTS or longest * (len(found[-1]) + 1) > budget:
            found.append([])
            longest = min(lengths[place], limit)
        found[-1].append(place)
    return found


def _translate(
    work: _Work, translator: Translator, spec: TranslateSpec, context: StageContext
) -> tuple[list[Translations], float]:
    """The translations of every batch, and the seconds that this process took for its own."""
    folder = context.work_dir / "checkpoint"
    name = digest({"key": stage_key(spec), "texts": work.texts, "batches": work.batches})
    done = _finished(folder, name, work.batches)
    start, saved = time.monotonic(), len(done)
    texts = sum(len(batch) for batch in work.batches[:saved])
    tokens = sum(work.lengths[place] for batch in work.batches[:saved] for place in batch)
    for batch in work.batches[saved:]:
        context.report(
            Progress(step=texts, total=len(work.texts), tokens=tokens, note=f"translating into {spec.language}")
        )
        if context.stopped():
            _save(folder, name, saved, done)
            raise Interrupted("stopped while translating; finished batches are kept")
        done.append(translator.translate([work.texts[place] for place in batch]))
        texts += len(batch)
        tokens += sum(work.lengths[place] for place in batch)
        if len(done) - saved >= spec.checkpoint_steps:
            _save(folder, name, saved, done)
            saved = len(done)
    _save(folder, name, saved, done)
    context.report(Progress(step=texts, total=texts, tokens=tokens, note=f"translated into {spec.language}"))
    return done, time.monotonic() - start


def _save(folder: Path, name: str, first: int, done: Sequence[Translations]) -> None:
    """Write the finished batches from `first` on into a file of their own, whole."""
    if first < len(done):
        value = {"work": name, "first": first, "batches": [asdict(batch) for batch in done[first:]]}
        write_json(folder / f"{first:08d}.json", value)
        reach("translated")


def _finished(folder: Path, name: str, planned: Sequence[Sequence[int]]) -> list[Translations]:
    """The finished batches of this very work, as far as they follow each other from the first on."""
    done: list[Translations] = []
    while len(done) < len(planned):
        try:
            value = read_json(folder / f"{len(done):08d}.json")
            read = [_batch(entry) for entry in value["batches"]]
        except (OSError, ValueError, KeyError, TypeError):
            break
        sizes = [len(batch) for batch in planned[len(done) : len(done) + len(read)]]
        if value["work"] != name or not read or [len(batch.texts) for batch in read] != sizes:
            break
        done += read
    return done


def _batch(entry: Mapping[str, Any]) -> Translations:
    return Translations(texts=tuple(entry["texts"]), tokens=entry["tokens"], unfinished=entry["unfinished"])


def _rebuilt(
    examples: Sequence[Example], found: Mapping[str, str], spec: TranslateSpec
) -> tuple[list[Example], Counter[str]]:
    """The examples in the language, and why others are lost."""
    kept: list[Example] = []
    lost: Counter[str] = Counter()
    for example in examples:
        made, reason = translated(example, spec.language, found, spec.answers)
        if made is None:
            lost[reason] += 1
        else:
            kept.append(made)
    return kept, lost


def _summarise(
    work: _Work,
    found: Mapping[str, str],
    done: Sequence[Translations],
    translator: Translator,
    read: int,
    kept: int,
    lost: Mapping[str, int],
    spec: TranslateSpec,
    context: StageContext,
) -> None:
    """What was made of what, and what was lost."""
    summary = {
        "dataset": spec.data.dataset,
        "language": spec.language,
        "examples_read": read,
        "examples": kept,
        "lost": dict(lost),
        "texts": len(work.texts),
        "source_tokens": sum(min(length, translator.limit) for length in work.lengths),
        "tokens": sum(batch.tokens for batch in done),
        "cut_texts": sum(length > translator.limit for length in work.lengths),
        "unfinished_translations": sum(batch.unfinished for batch in done),
        "unchanged_texts": sum(found[text] == text for text in work.texts),
    }
    write_json(context.work_dir / "summary.json", summary)
