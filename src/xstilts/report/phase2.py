"""What phase 2 read: steps and tokens of every arm, and what machine translation made of its data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from xstilts.analysis.collect import Results
from xstilts.report.numbers import count


def phase2_compute(results: Results) -> list[dict[str, Any]]:
    """Optimizer steps and tokens of the trainings of phase 2, the mean over seeds where they differ."""
    groups: dict[tuple[str, str, bool], list[Mapping[str, Any]]] = {}
    for one in results.trainings:
        if one.role in ("intermediate", "control") and one.summary:
            groups.setdefault((one.model, one.name, one.role == "control"), []).append(one.summary)
    return [
        {
            "model": model,
            "name": name,
            "control": control,
            "steps": count(round(sum(int(one.get("steps", 0)) for one in found) / len(found))),
            "tokens": count(round(sum(int(one.get("tokens", 0)) for one in found) / len(found))),
        }
        for (model, name, control), found in groups.items()
    ]


def translations(results: Results) -> list[dict[str, Any]]:
    """What machine translation made of training data, and what was lost on the way."""
    rows = []
    for one in results.translations:
        found = one.summary
        lost = ", ".join(f"{reason} {count(number)}" for reason, number in found.get("lost", {}).items())
        flaws = {
            "cut": found.get("cut_texts", 0),
            "unfinished": found.get("unfinished_translations", 0),
            "unchanged": found.get("unchanged_texts", 0),
        }
        rows.append(
            {
                "about": one,
                "read": count(found["examples_read"]) if found else one.failure,
                "kept": count(found["examples"]) if found else "",
                "lost": lost or ("none" if found else ""),
                "texts": count(found["texts"]) if found else "",
                "flaws": ", ".join(f"{name} {count(number)}" for name, number in flaws.items()) if found else "",
            }
        )
    return rows
