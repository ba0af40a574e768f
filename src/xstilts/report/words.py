"""The answer in brief: sentences computed from the numbers, with no adjective that a number does not carry."""

from __future__ import annotations

from xstilts.analysis.analyse import Analysis
from xstilts.analysis.collect import Results
from xstilts.analysis.gains import AverageGain, Gain
from xstilts.analysis.results import CONTROL_ARMS, DIRECT, LONGER, MLM_ONLY
from xstilts.analysis.scores import ALL, ZERO_SHOT, is_english
from xstilts.report.numbers import bounds, gain_text, listed, points
from xstilts.report.settings import retrieval_notes

SHOWN = 5
MATCHED = {
    LONGER: "direct trained for as many steps",
    MLM_ONLY: "phase 2 by masked LM alone, for as many steps,",
}


def answer(results: Results, analysis: Analysis) -> list[str]:
    """What helped, by how much, and how surely: a few sentences per model that is not a control, then
    caveats.
    """
    sentences: list[str] = []
    for model in main_models(results):
        sentences.extend(_best_average(results, analysis, model))
        sentences.extend(_sure(analysis, model))
        sentences.extend(_matched(analysis, model))
    sentences.extend(_control(results, analysis))
    sentences.extend(_over_controls(results, analysis))
    sentences.extend(_caveats(results, analysis))
    return sentences or ["Nothing has finished yet: there is no gain to report."]


def main_models(results: Results) -> list[str]:
    """Models that are not no-pretraining controls (all of them when every one is)."""
    models = [name for name in results.design.models if name not in results.design.controls]
    return models or list(results.design.models)


def transfer_gains(analysis: Analysis, model: str) -> list[Gain]:
    """Zero-shot gains that count as transfer: neither a matched-compute control nor same-data cells."""
    return [
        gain
        for gain in analysis.gains
        if gain.model == model
        and gain.scope == ZERO_SHOT
        and gain.intermediate not in CONTROL_ARMS
        and not gain.same_data
    ]


def _best_average(results: Results, analysis: Analysis, model: str) -> list[str]:
    rows = {
        retrieval: [
            one
            for one in analysis.average_gains
            if one.model == model
            and one.scope == ZERO_SHOT
            and one.retrieval == retrieval
            and one.intermediate not in CONTROL_ARMS
        ]
        for retrieval in (True, False)
    }
    found = []
    for retrieval, label in ((False, "without retrieval"), (True, "with retrieval")):
        if not rows[retrieval] or (retrieval and _same_targets(rows)):
            continue
        whole = [one for one in rows[retrieval] if not one.missing]
        best = max(whole or rows[retrieval], key=lambda one: one.value)
        same = _same_data_targets(analysis, best)
        found.append(
            f"{label}, {best.intermediate} {_verb(best)} by {points(best.value)} points "
            f"(95% interval {bounds(best.interval)}{_missing(best)}{same})"
        )
    if not found:
        return []
    return [
        f"With {model}, the intermediate task with the highest average zero-shot gain over direct is: "
        + "; ".join(found)
        + "."
    ]


def _same_targets(rows: dict[bool, list[AverageGain]]) -> bool:
    return bool(rows[False]) and [one.covered for one in rows[True]] == [one.covered for one in rows[False]]


def _same_data_targets(analysis: Analysis, row: AverageGain) -> str:
    same = [target for target in row.covered if (row.model, row.intermediate, target) in analysis.same_data]
    return f"; on {listed(same)} it shares the training data" if same else ""


def _missing(row: AverageGain) -> str:
    return f"; {listed(list(row.missing))} missing" if row.missing else ""


def _verb(row: AverageGain) -> str:
    if row.interval.low > 0:
        return "raises the mean"
    if row.interval.high < 0:
        return "lowers the mean"
    return "moves the mean, not surely in either direction,"


def _sure(analysis: Analysis, model: str) -> list[str]:
    gains = transfer_gains(analysis, model)
    if not gains:
        return []
    ups = sorted((gain for gain in gains if gain.sure == "up"), key=lambda gain: -gain.value)
    downs = sorted((gain for gain in gains if gain.sure == "down"), key=lambda gain: gain.value)
    unsure = len(gains) - len(ups) - len(downs)
    text = [
        f"Of {len(gains)} zero-shot gains of {model}{_left_out(analysis, model)}, {len(ups)} are above zero, "
        f"{len(downs)} below, and {unsure} cannot be told from zero (95% intervals, each on its own{_holm(gains)})."
    ]
    for noun, some in (("Helped", ups), ("Hurt", downs)):
        if some:
            named = [f"{gain.intermediate} on {gain.target} {gain_text(gain)}" for gain in some[:SHOWN]]
            more = f"; and {len(some) - SHOWN} more" if len(some) > SHOWN else ""
            text.append(f"{noun}: {'; '.join(named)}{more}.")
    return [" ".join(text)]


def _left_out(analysis: Analysis, model: str) -> str:
    same = [gain for gain in analysis.gains if gain.model == model and gain.scope == ZERO_SHOT and gain.same_data]
    return f" (without {len(same)} whose two phases read the same data)" if same else ""


def _holm(gains: list[Gain]) -> str:
    adjusted = [gain.p_holm for gain in gains if gain.p_holm is not None]
    if not adjusted:
        return ""
    below = sum(p < 0.05 for p in adjusted)
    return f"; after Holm's correction, {below} of the {len(adjusted)} among them that it covers stay below p = 0.05"


def _matched(analysis: Analysis, model: str) -> list[str]:
    """What the compute of phase 2 buys otherwise: one sentence per control."""
    said = []
    for control, what in MATCHED.items():
        rows = [one for one in analysis.average_gains if one.model == model and one.intermediate == control]
        chosen = [one for one in rows if one.scope == ZERO_SHOT and not one.retrieval]
        if not chosen:
            continue
        gains = [
            one
            for one in analysis.matched
            if (one.model, one.base[1], one.scope, one.sure) == (model, control, ZERO_SHOT, "up") and not one.same_data
        ]
        left = listed([f"{gain.intermediate} on {gain.target} {gain_text(gain)}" for gain in gains[:SHOWN]])
        said.append(
            f"Matched compute: {what} moves the mean without retrieval by "
            f"{points(chosen[0].value)} ({bounds(chosen[0].interval)}). "
            + (f"Above that control: {left}." if gains else "No intermediate task is surely above that control.")
        )
    return said


def _control(results: Results, analysis: Analysis) -> list[str]:
    text = []
    for control in results.design.controls:
        rows = [one for one in analysis.average_gains if one.model == control and one.scope == ZERO_SHOT]
        rows = [one for one in rows if not one.retrieval and one.intermediate not in CONTROL_ARMS]
        if rows:
            best = max(rows, key=lambda one: one.value)
            sure = "surely above zero" if best.interval.low > 0 else "not surely above zero"
            text.append(
                f"Control {control} (no pretraining): its best average gain without retrieval is {best.intermediate}, "
                f"{points(best.value)} ({bounds(best.interval)}), {sure}. A gain that the control shows as well "
                "is not cross-lingual transfer from pretraining."
            )
    return text


def _over_controls(results: Results, analysis: Analysis) -> list[str]:
    """How `direct` stands against every control: target by target, and language by language over all targets."""
    text = []
    for control in results.design.controls:
        what = "no model" if control in results.design.baselines else "no pretraining"
        for model in main_models(results):
            found = [
                one
                for one in analysis.controls
                if (one.base[0], one.model, one.intermediate, one.scope) == (control, model, DIRECT, ZERO_SHOT)
            ]
            short = [f"{one.target} {gain_text(one)}" for one in found if one.sure != "up"]
            below = [one.target for one in found if one.sure == "down"]
            if found:
                text.append(
                    f"Against {control} ({what}): {model} with direct lies surely above it zero-shot on "
                    f"{len(found) - len(short)} of {len(found)} targets"
                    + (f" (not on {listed(short)})" if short else "")
                    + (f", surely below it on {listed(below)}" if below else "")
                    + f"{_by_language(analysis, model, control)}."
                )
    return text


def _by_language(analysis: Analysis, model: str, control: str) -> str:
    """In how many languages a model lies above a control, mean over the targets that have the language.

    Empty without zero-shot languages.
    """
    rows = [
        one
        for one in analysis.average_controls.get(control, ())
        if one.model == model and one.scope not in (ALL, ZERO_SHOT) and not is_english(one.scope)
    ]
    short = [one.scope for one in rows if one.sure != "up"]
    if not rows:
        return ""
    text = f"; averaged over targets, in {len(rows) - len(short)} of {len(rows)} zero-shot languages"
    return text + (f" (not in {', '.join(short)})" if short else "")


def _caveats(results: Results, analysis: Analysis) -> list[str]:
    text = []
    if all(is_english(language) for target in results.design.targets for language in target.languages):
        text.append("Every target is in English alone: what is called zero-shot here is the English score.")
    notes = retrieval_notes(results, main_models(results))
    if notes:
        text.append(f"Sentences are compared so: {'; '.join(notes)}.")
    if results.absent:
        text.append(
            f"{len(results.absent)} of {len(results.design.cells)} cells have no result; "
            "they are shown as missing, and averages name the targets they cover."
        )
    collapses = [flag for flag in analysis.flags if flag.kind == "collapse"]
    controls = [flag for flag in collapses if flag.model in results.design.controls]
    if collapses:
        text.append(
            f"{len(collapses)} runs are not above chance in English or stuck at one answer ({len(controls)} of them "
            "of a control): see the flags."
        )
    tops = {(flag.intermediate, flag.target) for flag in analysis.flags if flag.kind == "ceiling"}
    direct = sorted(target for name, target in tops if name == DIRECT)
    if direct:
        text.append(f"Direct cannot be told from a perfect score on {listed(direct)}: no gain can show there.")
    if len(results.design.seeds) == 1:
        text.append("There is one seed: every interval covers the sampling of items only.")
    return text
