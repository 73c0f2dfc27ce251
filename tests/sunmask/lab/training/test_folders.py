"""Which files of a folder are held out: some always, by seed, and none twice."""

import pytest

from sunmask.lab.training.folders import split_by_seed

NAMES = {f"{number:02}": number for number in range(40)}


def test_every_file_is_in_one_split_and_a_tenth_is_held_out_twice() -> None:
    splits = split_by_seed(NAMES, seed=3)
    assert {name: len(of) for name, of in splits.items()} == {"train": 32, "valid": 4, "test": 4}
    assert sorted(number for of in splits.values() for number in of) == list(NAMES.values())


def test_a_split_depends_on_the_seed_alone() -> None:
    backwards = dict(reversed(NAMES.items()))
    assert split_by_seed(NAMES, seed=3) == split_by_seed(backwards, seed=3)
    assert split_by_seed(NAMES, seed=3) != split_by_seed(NAMES, seed=4)


def test_too_few_files_to_hold_some_out_are_refused() -> None:
    assert [len(of) for of in split_by_seed({"a": 1, "b": 2, "c": 3}, seed=0).values()] == [1, 1, 1]
    with pytest.raises(ValueError, match="at least 3 files"):
        split_by_seed({"a": 1, "b": 2}, seed=0)
