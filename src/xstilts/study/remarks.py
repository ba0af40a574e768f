"""Notes of a plan: what a reader must know about the design, before and after anything ran."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from xstilts.analysis.results import Cell
from xstilts.study.checks import listed
from xstilts.study.schema import Step, Study, Tables


def remarks(study: Study, tables: Tables, cells: Sequence[Cell]) -> list[str]:
    """Everything about the design that a number cannot say."""
    notes = []
    if study.smoke:
        notes.append("smoke run: tiny data and a few steps per training; no number here means anything")
    pairs = sorted({(cell.intermediate, cell.target) for cell in cells if cell.same_data})
    if pairs:
        named = ", ".join(f"{intermediate} -> {target}" for intermediate, target in pairs)
        notes.append(f"phases 2 and 3 read the same data (longer training, not transfer): {named}")
    if len(study.seeds) < 3:
        notes.append(f"{len(study.seeds)} seed(s): intervals over seeds are wide or absent; three is customary")
    return [*notes, *_of_translation(study, tables), *_of_masked_text(study)]


def _steps(study: Study) -> Iterator[tuple[str, Step]]:
    for name, steps in study.intermediates.items():
        for step in steps:
            yield name, step


def _of_translation(study: Study, tables: Tables) -> Iterator[str]:
    """What zero-shot means after translated data, and which losses to look for."""
    found = [(name, step, step.translate) for name, step in _steps(study) if step.translate is not None]
    for name, _, translate in found:
        yield (
            f"{name} trains on labelled text in {listed(translate.languages)}: its scores there are zero-shot for the "
            "target task alone, and on targets whose training data it reads they are not zero-shot at all"
        )
    if any(translate.model for _, _, translate in found):
        yield (
            "machine translation: which tasks and which system Phang et al. (2020, arXiv:2005.13013) translated was "
            "not found, so these are this study's own choices"
        )
    asking = [
        name
        for name, step, translate in found
        if translate.model and any(tables.train_tasks[task].kind == "extract" for task in step.tasks)
    ]
    if asking:
        yield (
            f"{listed(dict.fromkeys(asking))}: questions whose answer is not found again in the translated context are "
            "left out; the report counts them"
        )


def _of_masked_text(study: Study) -> Iterator[str]:
    """Corpus, share and languages of masked LM in phase 2: choices that no source settles."""
    said = [
        f"{name}: {step.mlm.share:.0%} of the steps on {listed(step.mlm.text)} in {listed(step.mlm.languages)}"
        for name, step in _steps(study)
        if step.mlm is not None
    ]
    control = study.controls.mlm
    if control is not None:
        said.append(f"the control of masked LM alone: {listed(control.text)} in {listed(control.languages)}")
    if said:
        yield (
            "text of phase 2 is this study's own choice, for corpus and share of Phang et al. (2020, arXiv:2005.13013) "
            f"were not found; {'; '.join(said)}"
        )
