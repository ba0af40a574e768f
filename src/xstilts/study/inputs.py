"""A last look before anything runs: data that stages will read is read once, tokenizers are loaded once.

Planning proves that files are there; this proves that they hold what their formats promise, so that a wrong
label in the last language is said now and not after the training. Data that was found good is remembered by
content in the store's cache.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from xstilts.core.canonical import digest
from xstilts.core.errors import Problem, StudyError, XstiltsError
from xstilts.core.files import read_json, write_json
from xstilts.models.reference import BackboneRef
from xstilts.runs.reading import StoreReader
from xstilts.study.plan import Plan
from xstilts.tasks.records import DataRef, Roots

MEMORY = "checked.json"


def check_inputs(plan: Plan, roots: Roots, store: StoreReader) -> frozenset[str]:
    """Read what the stages that are not finished will read.

    Args:
        plan: a plan without problems.
        roots: where its data lies; with a cache, data that was found good before is not read again.
        store: stages that it holds are not looked at.

    Returns:
        Digests of all data that was found good, for `remember`.

    Raises:
        StudyError: every portion that cannot be read and every model whose tokenizer cannot be used.
    """
    waiting = [node.spec for key, node in plan.nodes.items() if not store.has(key)]
    known = _known(roots.cache) if roots.cache is not None else frozenset()
    good: set[str] = set(known)
    problems = [*_models(waiting)]
    for ref in references(waiting):
        name = _content(ref)
        if name not in good:
            problem = _data_problem(ref, roots)
            problems += [problem] if problem is not None else []
            good.add(name)
    if problems:
        raise StudyError(problems, str(plan.study.path or plan.study.name))
    return frozenset(good)


def remember(good: frozenset[str], cache: Path) -> None:
    """Keep the digests of good data in a store's cache."""
    if good != _known(cache):
        write_json(cache / MEMORY, sorted(good))


def _known(cache: Path) -> frozenset[str]:
    try:
        return frozenset(map(str, read_json(cache / MEMORY)))
    except (OSError, ValueError, TypeError):
        return frozenset()


def _models(specs: list[Any]) -> Iterator[Problem]:
    """Backbones whose tokenizer or weights cannot be used, as far as can be told without torch."""
    from xstilts.models.backbones import folder
    from xstilts.models.headers import check_headers
    from xstilts.models.tokenizer import load_tokenizer

    encoders = [spec.backbone for spec in specs if spec.type != "translate"]
    refs: dict[str, BackboneRef] = {ref.fingerprint: ref for ref in encoders}
    for ref in refs.values():
        try:
            load_tokenizer(folder(ref))
            if ref.init_seed is None:
                check_headers(folder(ref))
        except XstiltsError as error:
            yield Problem(where="models", message=str(error))


def references(specs: Sequence[Any]) -> Iterator[DataRef]:
    """Every reference that the specs hold, but for what is generated or made by a stage: right by construction."""
    for spec in specs:
        if spec.type == "train":
            items = [ref for item in spec.items for ref in (*item.train, *item.dev)]
            found = [*items, *(spec.mlm.text if spec.mlm is not None else ())]
        elif spec.type == "translate":
            found = [spec.data]
        else:
            found = [*getattr(spec, "train", ()), spec.test, *([spec.tune] if spec.tune is not None else [])]
        yield from (ref for ref in found if ref.source not in ("lab", "stage"))


def _content(ref: DataRef) -> str:
    """What reading a reference proves: parts and subsets of the same files share it."""
    whole = ref.model_copy(update={"low": 0.0, "high": 1.0, "limit": None, "subset_seed": 0})
    return digest(whole.identity())


def _data_problem(ref: DataRef, roots: Roots) -> Problem | None:
    from xstilts.tasks.sources import load

    try:
        load(ref, roots)
    except XstiltsError as error:
        return Problem(where=f"data of {ref.dataset} ({ref.split})", message=str(error))
    return None
