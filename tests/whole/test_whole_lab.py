"""`xstilts lab`: list, show and write on the command line; mistakes are one message and exit code 2."""

import pytest


def test_list_names_languages_and_kinds(cli):
    said = cli("lab", "list")
    assert said.code == 0
    for part in ("Swahili     Atlantic-Congo (Bantu)", "Devanagari", "nli         6000   600  600", "mining"):
        assert part in said.out


def test_show_puts_english_beside_the_language(cli):
    said = cli("lab", "show", "de", "nli", "-n", "2", "--split", "dev", "--difficulty", "2", "--seed", "3")
    assert said.code == 0 and said.out.count("premise") == 2
    assert said.out.count(" en  ") == said.out.count(" de  ") == 4
    assert cli("lab", "show", "en", "nli", "-n", "1").out.count(" en  ") == 0


def test_write_makes_a_folder_once(cli, tmp_path):
    arguments = ("lab", "write", tmp_path / "lab", "--languages", "en,sw", "--kinds", "nli,qa", "--sizes", "test=5")
    said = cli(*arguments, "--sizes", "train=20,dev=4,test=5,qa.test=3")
    assert said.code == 0 and "README.md" in said.out
    names = sorted(str(path.relative_to(tmp_path / "lab")) for path in (tmp_path / "lab").rglob("*.*"))
    assert names == [
        "README.md", "nli/dev-en.tsv", "nli/dev-sw.tsv", "nli/test-en.tsv", "nli/test-sw.tsv", "nli/train-en.tsv",
        "qa/dev.en.json", "qa/dev.sw.json", "qa/test.en.json", "qa/test.sw.json", "qa/train.en.json",
    ]  # fmt: skip
    assert len((tmp_path / "lab/nli/test-sw.tsv").read_text(encoding="utf-8").splitlines()) == 6
    assert (tmp_path / "lab/qa/test.sw.json").read_text(encoding="utf-8").count('"question"') == 3
    again = cli(*arguments)
    assert again.code == 2 and "is not empty" in again.err


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (["show", "de", "nil"], "did you mean 'nli'"),
        (["show", "fr", "nli"], "allowed: en, de"),
        (["show", "de", "nli", "--split", "tset"], "train, dev, test"),
        (["show", "de", "nli", "-n", "0"], "1 to 100000"),
        (["write", "OUT", "--sizes", "nli.tset=3"], "'nli.tset=3' is not understood"),
        (["write", "OUT", "--difficulty", "7"], "allowed: 1, 2, 3"),
        (["write", "OUT", "--languages", "de,xx"], "unknown lab language 'xx'"),
    ],
)
def test_mistakes(cli, tmp_path, arguments, part):
    said = cli("lab", *(tmp_path / "out" if word == "OUT" else word for word in arguments))
    assert (said.code, "Traceback" in said.err) == (2, False)
    assert part in said.err
    assert list(tmp_path.iterdir()) == []
