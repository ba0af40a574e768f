"""References to the lab: difficulty and seed name other content, and `load` generates just that."""

import pytest

from xstilts import lab
from xstilts.core.errors import DataError
from xstilts.tasks.records import Portion, Roots
from xstilts.tasks.sources import load, reference

POS = Portion(dataset="lab_pos", split="dev")


def refer(options=None):
    return reference(POS, ["en"], roots=Roots(), limit=20, lab=options)


def test_difficulty_and_seed_move_the_fingerprint_and_the_defaults_do_not():
    plain = refer()
    assert refer({"difficulty": 1, "seed": 0}) == plain
    others = [refer({"difficulty": 2}), refer({"seed": 1}), refer({"difficulty": 2, "seed": 1})]
    assert len({ref.fingerprint for ref in (plain, *others)}) == 4
    assert others[2].options["difficulty"] == 2 and others[2].options["seed"] == 1


def test_load_gives_the_rows_of_that_draw():
    found = {example.id: example.words for example in load(refer({"difficulty": 3, "seed": 4}), Roots())}
    made = {row["id"]: tuple(row["words"]) for row in lab.generate("pos", "dev", "en", seed=4, difficulty=3)}
    assert len(found) == 20 and found.items() <= made.items()
    assert {example.words for example in load(refer(), Roots())}.isdisjoint(found.values())


def test_unknown_options_are_named():
    with pytest.raises(DataError, match="unknown lab option sead"):
        refer({"sead": 1})
