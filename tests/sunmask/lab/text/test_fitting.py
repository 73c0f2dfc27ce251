"""How well phrases fit: what the network is told of them, what it learns from, what it counts."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from sunmask.lab.text.corpora.everyday import Filled
from sunmask.lab.text.fitting.examples import drawn, filled
from sunmask.lab.text.fitting.learning import learn, shards, shortened
from sunmask.models.shipped import ship, shipped
from sunmask.text.around import Around
from sunmask.text.asking import alone
from sunmask.text.fitting.network import AFTER, BEFORE, MOST_BEFORE, PHRASE, FitNetwork, Told, fit_network
from sunmask.text.fitting.phrases import MOST_WIDENED, echoes, phrases_of, told
from sunmask.text.fluency import FIT_SHARE, TOLD_SHARE, Fluency
from sunmask.text.guards import ENDS
from sunmask.text.infilling.told import END
from sunmask.text.infilling.told import told as told_of_gap
from sunmask.text.language_model import LanguageModel
from sunmask.text.moves import Move
from sunmask.text.settings import TextSettings
from sunmask.text.words import FREE, NOTHING, text_to_words
from sunmask.text.writers import Wanted
from tests.sunmask.text.toy import language_model

FEATURES = 576
PASSAGE = (
    "The boat lay on its side in the mud, and nobody had touched it since the storm. Anna walked around it. "
    "She said that the mast could be mended, if her brother would lend them his tools. He did not answer. "
    "In the evening they went home by the long road, past the mill and the two empty houses, without a word."
)


class Prefers(FitNetwork):
    """It likes phrases with long features, and remembers what it was told."""

    def __init__(self) -> None:
        super().__init__(features=16)
        self.told: list[Told] = []

    def nats(self, told: list[Told]) -> np.ndarray:  # type: ignore[override]
        self.told = list(told)
        return np.array([float(each.features_TW[each.part_T == PHRASE].norm()) for each in told])


@pytest.fixture
def model() -> LanguageModel:
    torch.set_num_threads(1)
    return language_model()


def around(said: str) -> Around:
    words, spaces = text_to_words(said)
    return Around(words, spaces, words, np.ones(len(words), dtype=bool), np.array([w == FREE for w in words]))


def test_the_features_of_all_tokens_are_kept_and_are_those_after_so_many_blocks(model: LanguageModel) -> None:
    decoder = model.decoder
    ids = torch.tensor([[0, 3, 9, 4, 7]])
    expected, _ = decoder(ids, depth=1)
    decoder.keeps = 1
    _, before = decoder(ids[:, :2])
    _, rows = decoder(ids[:, 2:4].expand(2, -1), before)
    _, rows = decoder(ids[:, 4:].expand(2, -1), rows.of_rows([1, 0]))
    torch.testing.assert_close(rows.features_of(1), expected[0])
    with pytest.raises(ValueError, match="keeps features"):
        replace(before, features=None).features_of(0)


def _written(
    fluency: Fluency, its: Around, move: Move, uniform_2ML: np.ndarray, settings: TextSettings
) -> list[tuple[str, ...]]:
    """Different phrases, as they come."""
    return list(
        dict.fromkeys(each.words for each in alone(fluency.written(Wanted(its, move, settings), uniform_2ML)))
    )


def test_what_is_said_counts_beside_the_likelihood_whether_words_were_just_written_or_not(
    model: LanguageModel,
) -> None:
    its, move = around(f"on-the {FREE} {FREE} stood."), Move((1, 2), True, True, 5)
    settings, fluency = TextSettings(temperature=0.5), Fluency(lambda: model)
    uniform_2ML = np.random.default_rng(0).random((2, 12, fluency.num_pieces(move)))
    values = _written(fluency, its, move, uniform_2ML, settings)
    plain = alone(fluency.energy(replace(its, so_far={}), move, values, settings))
    other = language_model()
    other.decoder.keeps, other.fit = 1, Prefers()
    fluency = Fluency(lambda: other)
    anew = alone(fluency.energy(replace(its, so_far={}), move, values, settings))
    likes = other.fit.nats(other.fit.told)
    assert anew == pytest.approx(plain + FIT_SHARE[0] * likes / settings.temperature, abs=1e-4)
    written = replace(its, so_far={})
    assert _written(Fluency(lambda: other), written, move, uniform_2ML, settings) == values
    assert written.so_far
    fluency = Fluency(lambda: other)  # it remembers nothing
    assert alone(fluency.energy(written, move, values, settings)) == pytest.approx(anew, abs=1e-4)
    assert [each.part_T.tolist() for each in other.fit.told] == [
        [BEFORE, BEFORE, PHRASE, PHRASE, AFTER]
    ] * len(values)


def test_how_likely_a_whole_phrase_is_to_who_is_told_what_comes_after_counts_as_well(
    model: LanguageModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    its, move = around(f"on-the {FREE} {FREE} stood."), Move((1, 2), True, True, 5)
    settings = TextSettings(temperature=0.5)
    values = [["old", "river"], ["new", "house"], ["fire", NOTHING]]
    monkeypatch.setattr(model.decoder, "keeps", 1)
    monkeypatch.setattr(model, "fit", Prefers())
    plain = alone(Fluency(lambda: model).energy(its, move, values, settings))
    infiller = language_model(seed=1)
    monkeypatch.setattr(model, "infiller", infiller)
    counted = alone(Fluency(lambda: model).energy(its, move, values, settings))
    encode = model.pieces.encode
    for value, more in zip(values, counted - plain, strict=True):
        words = [word for word in value if word]
        head = told_of_gap(model.pieces, encode(" stood."), len(words))
        (log_T,) = infiller.score([*head, *encode("on-the")], [[*encode(f" {' '.join(words)}"), END]])
        assert more == pytest.approx(TOLD_SHARE[0] * float(log_T.sum()) / settings.temperature, abs=1e-3)


def test_a_phrase_is_all_that_is_free_around_what_changes() -> None:
    free = " ".join([FREE] * 4)
    assert phrases_of(around(f"on {free} now"), Move((2,), False, False, 6)) == [range(1, 5)]
    assert phrases_of(around(f"on {FREE} now"), Move((1,), False, False, 3)) == []
    long = around(f"on {' '.join([FREE] * 30)} now")
    (phrase,) = phrases_of(long, Move((15,), False, False, 23))
    assert len(phrase) == MOST_WIDENED
    assert 15 in phrase
    parts = phrases_of(long, Move(tuple(range(1, 31)), True, False, 32))
    assert [cell for part in parts for cell in part] == list(range(1, 31))
    composed = phrases_of(around(f"on {free} {free} now"), Move((1, 2, 3), True, True, 4))
    assert composed == [range(1, 4)]  # what comes after is not there yet


def test_words_that_stand_beside_a_phrase_are_not_to_be_said_again() -> None:
    its = around(f"The storm damaged the cable. {FREE} {FREE} {FREE} was repaired by Monday.")
    move = Move((6, 7, 8), True, True, 13)
    values = [["The", "old", "harbour"], ["The", "damaged", "cables"], ["A", "repairman", "was"]]
    assert echoes(its, move, range(6, 9), values).tolist() == [0, 2, 1]
    assert echoes(its, move, range(6, 9), [["Then", "the", "was"]]).tolist() == [
        0
    ]  # common words do not count


def test_only_the_nearest_words_before_a_phrase_are_told_of() -> None:
    count = MOST_BEFORE + 10
    features = torch.arange(count + 3.0)[:, None]
    cells = [-1, *range(count + 2)]
    its = told(features, cells, range(count, count + 1))
    assert its.part_T.tolist() == [BEFORE] * MOST_BEFORE + [PHRASE, AFTER]
    assert its.features_TW[0] == 11
    assert shortened(its, 0).part_T[-1] == PHRASE


def test_gaps_are_whole_cells_with_words_that_models_may_write() -> None:
    rng, found = np.random.default_rng(0), []
    while len(found) < 60:
        if gap := drawn(PASSAGE, rng):
            found.append(gap)
    for gap in found:
        assert 0 < gap.first < gap.end < len(gap.words)
        assert " ".join(gap.words) in " ".join(text_to_words(PASSAGE)[0])
        assert not any(word in ENDS for word in gap.written[:-1])
    assert {len(gap.written) for gap in found} > {1, 3, 5}
    assert any(gap.written[-1] == "." for gap in found)


def test_a_gap_that_was_filled_with_plain_words_has_these_as_what_was_written() -> None:
    rng, phrase = np.random.default_rng(0), "by the long road, past the mill"
    begin = PASSAGE.index(phrase)
    gaps = [filled(Filled(PASSAGE, begin, begin + len(phrase)), rng) for _ in range(20)]
    for gap in gaps:
        assert gap is not None
        assert " ".join(gap.written) == "by the long road , past the mill"
        assert " ".join(gap.words) in " ".join(text_to_words(PASSAGE)[0])
    assert len({len(gap.words) for gap in gaps if gap}) > 3


def test_it_learns_to_name_what_a_person_wrote_and_what_it_learned_ships(tmp_path: Path) -> None:
    generator = torch.Generator().manual_seed(0)

    def phrase(is_written: bool) -> tuple[torch.Tensor, torch.Tensor]:
        features = torch.randn(8, FEATURES, generator=generator)
        features[3:5, 0] += 8.0 if is_written else -8.0
        return features.half(), torch.tensor([0, 0, 0, 1, 1, 2, 2, 2])

    gaps = [[phrase(True), phrase(False), phrase(False)] for _ in range(24)]
    torch.save(gaps, tmp_path / "train-1-000.pt")
    torch.save(gaps[:8], tmp_path / "valid-1-000.pt")
    assert len(shards(tmp_path, "train")) == 24
    learn(tmp_path, num_steps=60, every=20)
    lines = [json.loads(line) for line in (tmp_path / "metrics.jsonl").read_text().splitlines()]
    assert [line["step"] for line in lines] == [20, 40, 60]
    assert lines[-1]["named"] == 1
    assert lines[-1]["loss"] < lines[0]["loss"] / 2
    state = torch.load(tmp_path / "weights.pt", weights_only=True)
    ship(tmp_path / "weights", state["weights"], step=state["step"])
    network = FitNetwork()
    network.load_state_dict(shipped(tmp_path / "weights"))
    fits = network.eval().nats([Told(*each) for each in gaps[0]])
    assert fits[0] > fits[1:].max()
    (tmp_path / "weights" / "model.safetensors").write_bytes(b"other")
    with pytest.raises(ValueError, match="Install them again"):
        shipped(tmp_path / "weights")


def test_what_ships_can_be_asked() -> None:
    its = [Told(torch.randn(9, FEATURES), torch.tensor([0, 0, 0, 1, 1, 1, 2, 2, 2])) for _ in range(3)]
    fits = fit_network().nats(its)
    assert fits.shape == (3,)
    assert fits[1] == pytest.approx(fit_network().nats(its[1:2])[0], abs=1e-4)
