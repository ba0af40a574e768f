"""The report of a pretraining from hand-made measurements."""

import pytest

from xstilts.core.errors import DataError
from xstilts.core.files import write_json
from xstilts.report.pretraining import build_pretraining_report


def measured(folder, steps, languages=("de", "fr")):
    write_json(
        folder / "held_out.json",
        {
            "planned_steps": 100,
            "lines": dict.fromkeys(languages, 10),
            "sentences": dict.fromkeys(languages, 20),
            "pairs": 80 if languages else 0,
            "evaluations": [
                {
                    "step": step,
                    "masked": {name: 9.0 - step / 50 - place for place, name in enumerate(languages)},
                    "translation": 8.0 if languages else None,
                    "alignment": {name: [50.0 + step / 10, 25.0] for name in languages},
                }
                for step in steps
            ],
        },
    )
    return folder


def test_page_pictures_and_numbers(tmp_path):
    stage = measured(tmp_path / "stage", (0, 50, 100))
    curve = {"losses": {"mlm": [{"step": 9, "loss": 7.0}], "translation": [{"step": 10, "loss": 6.0}]}}
    write_json(stage / "curve.json", curve)
    page = build_pretraining_report(stage, tmp_path / "a", "tiny").read_text()
    assert page.count("<svg") == 2 and "http" not in page.replace("http://www.w3.org", "")
    assert '<td class="num">8.500</td>' in page, "mean of 9 and 8 at the start"
    assert '<td class="num">6.500</td>' in page, "and of 7 and 6 at the end"
    assert '<td class="num">60.0</td>' in page
    for name in ("held_out_loss.png", "alignment.png"):
        assert (tmp_path / "a" / name).read_bytes().startswith(b"\x89PNG")
    build_pretraining_report(stage, tmp_path / "b", "tiny")
    for name in ("report.html", "alignment.png"):
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


def test_a_start_alone_and_nothing_at_all(tmp_path):
    stage = measured(tmp_path / "stage", (0,))
    assert "initialisation" in build_pretraining_report(stage, tmp_path / "a", "tiny").read_text()
    none = measured(tmp_path / "none", (0,), ())
    assert "No parallel sentences" in build_pretraining_report(none, tmp_path / "b", "tiny").read_text()
    with pytest.raises(DataError, match="nothing has been measured"):
        build_pretraining_report(tmp_path, tmp_path / "c", "tiny")
