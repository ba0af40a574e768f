"""Parts and subsets: properties that any correct seeded subset has."""

from hypothesis import given, settings
from hypothesis import strategies as st

from xstilts.core.seeds import subset_rank
from xstilts.tasks.records import ClassifyExample, MineExample
from xstilts.tasks.subsets import part, subset, thin_corpus


def items(groups, language="en"):
    return [
        ClassifyExample(id=str(index), group=f"g{group}", language=language, text="t", label="x")
        for index, group in enumerate(groups)
    ]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 12), min_size=1, max_size=60), st.integers(1, 70), st.integers(0, 3))
def test_subset_has_its_size_keeps_order_and_nests(groups, limit, seed):
    whole = items(groups)
    kept = subset(whole, limit, seed)
    assert len(kept) == min(limit, len(whole))
    assert [int(e.id) for e in kept] == sorted(int(e.id) for e in kept)
    larger = subset(whole, limit + 5, seed)
    assert {e.id for e in kept} <= {e.id for e in larger}
    assert (
        sum(sum(e.group == g for e in kept) != sum(e.group == g for e in whole) for g in {e.group for e in kept}) <= 1
    )


def test_singleton_groups_are_the_lowest_ranks():
    whole = items(range(30))
    wanted = sorted(range(30), key=lambda number: subset_rank(4, f"g{number}"))[:7]
    assert {int(e.id) for e in subset(whole, 7, 4)} == set(wanted)


def test_subset_is_parallel_across_languages_and_moves_with_the_seed():
    english, german = items(range(50)), items(range(50), "de")
    assert [e.id for e in subset(english, 9, 1)] == [e.id for e in subset(german, 9, 1)]
    assert [e.id for e in subset(english, 9, 1)] != [e.id for e in subset(english, 9, 2)]


def test_parts_divide_the_groups():
    whole = items([number // 3 for number in range(600)])
    low, high = part(whole, "d", 0.0, 0.7), part(whole, "d", 0.7, 1.0)
    assert sorted([*low, *high], key=lambda e: int(e.id)) == whole
    assert not {e.group for e in low} & {e.group for e in high}
    assert 0.6 < len(low) / len(whole) < 0.8
    assert [e.id for e in part(whole, "other", 0.0, 0.7)] != [e.id for e in low]


def corpus(foreign, english, pairs):
    side = [("foreign", f"f{n}", (f"e{n}",) if n < pairs else ()) for n in range(foreign)]
    side += [("english", f"e{n}", ()) for n in range(english)]
    return [
        MineExample(id=name, group=name, language="zh", side=where, text=name, matches=found)
        for where, name, found in side
    ]


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 120), st.integers(0, 3))
def test_thin_corpora_keep_pairs_whole_and_in_proportion(limit, seed):
    thin = thin_corpus(corpus(100, 200, 20), limit, seed)
    ids = {e.id for e in thin}
    share = min(1.0, limit / 100)
    assert sum(e.side == "foreign" for e in thin) == min(limit, 100)
    assert sum(e.side == "english" for e in thin) == max(1, round(200 * share))
    assert sum(bool(e.matches) for e in thin) == max(1, round(20 * share))
    assert all(name in ids for e in thin for name in e.matches)
