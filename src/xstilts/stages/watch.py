"""Watching a pretraining: held-out evaluations at the start, about every `eval_steps` and at the end.

`held_out.json` is written anew at every evaluation, so that it can be drawn while the training runs:

    {"planned_steps": steps of the whole training,
     "lines": {language: held-out lines}, "sentences": {language: held-out sentences searched}, "pairs": number,
     "evaluations": [{"step": 0 (the initialisation), 1, ...,
                      "masked": {language: nats per masked token}, "translation": nats per masked token or null,
                      "alignment": {language: [percent of English sentences whose translation is nearest, by layer]}}]}

The evaluations are part of the training's state, so a killed training goes on with all of them.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from xstilts.core.files import write_json
from xstilts.core.progress import Progress, Reporter
from xstilts.stages.specs import PretrainSpec
from xstilts.train.checkpoint import load_checkpoint
from xstilts.train.held_out import HeldOut, from_flat, mean_of, measure
from xstilts.train.loop import evaluation_steps
from xstilts.train.state import DevScore

FILE_NAME = "held_out.json"


@dataclass(slots=True, kw_only=True)
class Watch:
    """Measures a model on held-out text: `dev` is the loop's callback, `report` a reporter that shows the latest.

    `evaluations` are the records so far, by step.
    """

    model: Any
    held: HeldOut
    head: str
    spec: PretrainSpec
    path: Path
    device: str
    tell: Reporter
    evaluations: list[dict[str, Any]] = field(default_factory=list)
    note: str = ""

    @property
    def evals(self) -> int:
        """How many evaluations follow the first: evenly spaced, `eval_steps` apart or nearly so."""
        return max(1, round(self.spec.steps / self.spec.eval_steps))

    def begin(self, checkpoint_dir: Path, key: str) -> None:
        """Measure the model as it is now (step 0), and take over what a checkpoint remembers."""
        self._evaluate(0)
        checkpoint = load_checkpoint(checkpoint_dir, key=key)
        for entry in checkpoint.state.dev if checkpoint is not None else []:
            found = from_flat(entry["parts"])
            self.note = found.note()
            self.evaluations.append(found.record(int(entry["step"])))
        self._write()

    def dev(self) -> DevScore:
        """Measure after the next of the planned steps. The score is the negative mean masked loss; nothing is chosen
        by it.
        """
        steps = sorted(evaluation_steps(self.spec.steps, self.evals))
        flat = self._evaluate(steps[len(self.evaluations) - 1])
        self._write()
        losses = [value for name, value in flat.items() if name.startswith("masked/")]
        return DevScore(value=-mean_of(losses) if losses else 0.0, parts=flat)

    def report(self, event: Progress) -> None:
        """Pass progress on with the latest evaluation as its note."""
        speed = event.note.rpartition(", ")[2]
        self.tell(replace(event, note=f"{self.note}; {speed}" if self.note else speed))

    def _evaluate(self, step: int) -> dict[str, float]:
        found = measure(self.model, self.held, self.head, precision=self.spec.precision, device=self.device)
        self.evaluations.append(found.record(step))
        self.note = f"held out at {step}: {found.note()}"
        return found.flat()

    def _write(self) -> None:
        held = self.held
        write_json(
            self.path,
            {
                "planned_steps": self.spec.steps,
                "lines": {language: len(encoded.groups) - 1 for language, encoded in held.masked.items()},
                "sentences": {language: len(rows) for language, (rows, _) in held.found_by.items()},
                "pairs": len(held.pairs.groups) - 1 if held.pairs is not None else 0,
                "evaluations": self.evaluations,
            },
        )
