"""What the documentation shows must be true: the study of the README is one, and links lead somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from xstilts.study.conduct import plan_study

ROOT = Path(__file__).resolve().parents[2]
PAGES = [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("results/*/*.md"), *ROOT.glob("src/**/README.md")]


def test_the_study_of_the_readme_is_one(tmp_path: Path) -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    studies = [block for block in re.findall(r"```yaml\n(.*?)```", text, re.DOTALL) if block.startswith("version:")]
    assert studies
    for block in studies:
        file = tmp_path / "study.yaml"
        file.write_text(block, encoding="utf-8")
        assert plan_study(str(file), store=tmp_path / "store", look=False).nodes


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
    local = [link for link in links if "://" not in link]
    assert [link for link in local if not (page.parent / link).exists()] == []
