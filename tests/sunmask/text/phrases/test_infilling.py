"""How a gap is told to a language model, what is learned from, and what becomes of it in the sampler."""

import json
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch
from torch.nn import functional as F

from sunmask.lab.text.corpora.everyday import Filled
from sunmask.lab.text.infilling.examples import NOT_ASKED, Gap, Gaps, collated
from sunmask.lab.text.infilling.network import FillingDecoder
from sunmask.lab.text.infilling.train import Learning, export, fillings
from sunmask.models.decoder import from_gguf
from sunmask.models.gguf import Gguf
from sunmask.text.configuration import CONFIGURATION
from sunmask.text.language_model.infilling import adapter
from sunmask.text.language_model.model import BEGIN
from sunmask.text.phrases.context import Context
from sunmask.text.phrases.moves import Writing
from sunmask.text.phrases.prompts import AFTER, BEFORE, COUNT, END, infilling_ids, infilling_prompt
from sunmask.text.words.words import FREE
from tests.sunmask.models.gguf_files import tiny_decoder
from tests.sunmask.text.toy import ToyPieces

LETTERS = [chr(97 + number) for number in range(20)]


class Letters:
    """One piece for each letter, digit, space and mark."""

    names = ("<end>", *"*" * 19, *LETTERS, *"0123456789", " ", ".", '"')
    bytes = tuple(name.encode() for name in names)

    def encode(self, text: str) -> list[int]:
        return [self.names.index(each) for each in text]

    def decode(self, ids: Any) -> str:
        return "".join(self.names[number] for number in ids)


@pytest.fixture(scope="module")
def gaps() -> Gaps:
    return Gaps(Letters())  # type: ignore[arg-type]


def document(text: str) -> np.ndarray:
    return np.array(Letters().encode(text))


def test_what_comes_after_stands_first_then_how_many_cells_are_missing(gaps: Gaps) -> None:
    assert infilling_ids(gaps.pieces, [21, 22], 3) == [
        BEGIN,
        AFTER,
        21,
        22,
        COUNT,
        Letters.names.index("3"),
        BEFORE,
    ]
    assert infilling_ids(gaps.pieces, [21], None) == [BEGIN, AFTER, 21, COUNT, BEFORE]


def context(words: list[str], trusted: list[bool] | None = None) -> Context:
    spaces = ["", *[" "] * (len(words) - 1), ""]
    trust_T = np.ones(len(words), dtype=bool) if trusted is None else np.array(trusted)
    return Context(words, spaces, words, trust_T, np.array([word == FREE for word in words]))


def test_a_prompt_has_what_comes_after_a_block_and_attends_to_doubted_words_softly() -> None:
    pieces: Any = ToyPieces()
    words = ["on-the", FREE, FREE, "stood", "the"]
    move = Writing((1, 2), 5)
    prompt = infilling_prompt(context(words, [True] * 4 + [False]), move, pieces)
    assert prompt is not None
    assert prompt.ids == infilling_ids(pieces, pieces.encode(" stood the"), 2)
    assert prompt.softness == pytest.approx(
        [0, 0, 0, np.log(CONFIGURATION.scoring.doubted), *[0] * (len(prompt.ids) - 4)]
    )
    assert infilling_prompt(context(words[:3]), Writing((1, 2), 3), pieces) is None


def test_while_blocks_are_composed_no_prompt_has_the_noise_in_the_next() -> None:
    pieces: Any = ToyPieces()
    words = ["on-the", FREE, "stood", "the", FREE, "stood", "the"]
    noisy = replace(context(words), symbols=["on-the", "old", "stood", "the", "fire", "stood", "the"])
    for move, after in (
        (Writing((1,), 7, is_first=True), " stood the"),
        (Writing((1,), 7), " stood the fire stood the"),
    ):
        prompt = infilling_prompt(noisy, move, pieces)
        assert prompt is not None
        assert prompt.ids == infilling_ids(pieces, pieces.encode(after), 1)
    assert infilling_prompt(context(["the", FREE, FREE]), Writing((1,), 3, is_first=True), pieces) is None


def test_a_gap_and_what_is_around_it_are_the_document_again(gaps: Gaps) -> None:
    text = "ab cd ef gh. ij kl mn op qr. st ab cd ef gh ij. kl mn op."
    its, rng = document(text), np.random.default_rng(0)
    kinds = set()
    for _ in range(200):
        gap = gaps.drawn(its, rng)
        assert gap is not None
        whole = Letters().decode(np.concatenate((gap.before, gap.missing, gap.after)))
        assert whole in text
        assert text[text.index(whole) - 1 : text.index(whole)] in ("", " ", ".") or whole[0] in " ."
        kinds.add(Letters().decode(gap.missing)[-1:] == ".")
    assert kinds == {True, False}
    assert gaps.drawn(document("ab cd."), rng) is None


def test_a_filling_that_was_written_for_a_gap_is_one_with_the_space_before_it() -> None:
    words = Gaps(ToyPieces())  # type: ignore[arg-type]
    text = "on-the old river stood. the old house stood."
    for phrase in ("old river", "old", "house stood", "the old house stood"):
        begin = text.index(phrase)
        ids, first, end = words.filled(Filled(text, begin, begin + len(phrase)))
        assert words.pieces.decode(ids[first:end].tolist()) == f" {phrase}"
        assert words.pieces.decode(ids.tolist()) == text


def test_only_what_is_missing_is_asked_for_and_its_end(gaps: Gaps) -> None:
    gap = Gap(document("ab"), document(" cd ef"), document(" gh."))
    ids, target, _ = gaps.example(gap)
    assert ids == [
        *infilling_ids(gaps.pieces, gap.after.tolist(), 2),
        *gap.before.tolist(),
        *gap.missing.tolist(),
    ]
    asked = [(at, to) for at, to in enumerate(target) if to != NOT_ASKED]
    assert [to for _, to in asked] == [*gap.missing.tolist(), END]
    assert [at for at, _ in asked] == list(range(len(ids) - len(gap.missing) - 1, len(ids)))
    assert len(gaps.example(gap, is_counted=False).ids) == len(ids) - 1
    plain = gaps.plain(gap)
    assert plain.ids[1:] == plain.target[:-1] == document("ab cd ef gh.").tolist()
    ids_BT, target_BT, branch_BT = collated([gaps.example(gap), plain])
    assert ids_BT.shape == target_BT.shape == branch_BT.shape == (2, len(ids))
    assert (target_BT[1, len(plain.ids) :] == NOT_ASKED).all()


def test_fillings_of_one_gap_are_learned_from_as_if_each_were_alone() -> None:
    torch.manual_seed(0)
    few = SimpleNamespace(encode=lambda text: [1], bytes=[b"<end>", *[b" a"] * 7])
    its, network = Gaps(few), FillingDecoder("tiny", rank=2)  # type: ignore[arg-type]
    several = [np.array(ids) for ids in ([5, 6, 7], [3, 6, 5], [7])]
    gap = Gap(np.array([1, 2, 4]), several[0], np.array([4, 2]), several[1:])
    with torch.no_grad():
        alone = [network(*collated([its.example(gap._replace(missing=each, others=()))])) for each in several]
        ids_BT, target_BT, branch_BT = collated([its.example(gap), its.plain(gap)])
        together = network(ids_BT, target_BT, branch_BT)[: sum(map(len, alone))]
        mixed = network(ids_BT, target_BT, torch.zeros_like(branch_BT))[: sum(map(len, alone))]
    assert together == pytest.approx(torch.cat(alone), abs=0.03)
    assert float((mixed - torch.cat(alone)).abs().max()) > 0.1


def test_fillings_with_as_many_words_are_of_one_gap(monkeypatch: pytest.MonkeyPatch) -> None:
    words = Gaps(ToyPieces())  # type: ignore[arg-type]
    text = "on-the old river stood. the old house stood."
    begin = text.index("old river")
    found = [
        Filled(text.replace("old river", phrase), begin, begin + len(phrase))
        for phrase in ("old river", "old house", "house", "river stood")
    ]
    monkeypatch.setattr("sunmask.lab.text.infilling.train.plain_fillings", lambda split: found)
    of_each = [
        [words.pieces.decode(its.tolist()) for its in (ids[begin:end], *others)]
        for (ids, begin, end), others in fillings(words, "train")
    ]
    two = [" old river", " old house", " river stood"]
    assert [sorted(each) for each in of_each] == [sorted(two)] * 3 + [[" house"]]
    assert [each[0] for each in of_each] == [*two, " house"]


def test_thin_matrices_alone_learn_to_fill_a_gap_and_a_run_goes_on_where_it_ended(
    gaps: Gaps, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    torch.set_num_threads(1)
    torch.manual_seed(0)
    network = FillingDecoder("tiny", rank=2)
    fixed = network.blocks[0].qkv.weight.clone()
    assert all(name.endswith((".into", ".out")) or name == "unused" for name in network.learned())
    monkeypatch.setattr("sunmask.lab.text.infilling.train.BATCH", 4)
    monkeypatch.setattr("sunmask.lab.text.infilling.train.PLAIN", 1)
    few = SimpleNamespace(encode=lambda text: [1] * len(text), bytes=[b"<end>", *[b" a"] * 6, b"."])
    its = Gaps(few)  # type: ignore[arg-type]
    documents = {"books": [np.array([1, 2, 4] * 10)]}
    run = Learning(its, network, documents, tmp_path)
    nats = [run.learn(0.5) for _ in range(60)]
    assert np.mean(nats[-10:]) < np.mean(nats[:10])
    assert torch.equal(network.blocks[0].qkv.weight, fixed)
    run.save()
    after = run.learn(0.5)
    again = Learning(its, FillingDecoder("tiny", rank=2), documents, tmp_path)
    again.resume()
    assert (again.step, again.learn(0.5)) == (60, after)
    export(tmp_path, tmp_path / "out")
    weights = adapter.weights(tmp_path / "out")
    assert weights.keys() == network.learned().keys()
    for name, value in again.mean.items():
        if name.endswith(".out"):
            assert weights[name] == pytest.approx(value.half().float(), abs=2e-2)


def test_weights_that_are_not_what_their_card_says_are_refused(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"other")
    (tmp_path / "card.json").write_text(json.dumps({"sha256": "0" * 64}))
    with pytest.raises(ValueError, match="Install them again"):
        adapter.weights(tmp_path)


def test_what_was_learned_is_added_to_the_matrices_of_a_decoder(tmp_path: Path) -> None:
    file = Gguf(tiny_decoder(tmp_path / "tiny.gguf", ["a", "b", "c"], []))
    plain = from_gguf(file)
    block = plain.blocks[1]
    out, into = torch.randn(len(block.down.weight), 2), torch.randn(2, block.down.weight.shape[1])
    learned = {
        f"blocks.{number}.{layer}.{part}": torch.zeros(size)
        for number, its in enumerate(plain.blocks)
        for layer in ("qkv", "out", "gate_up", "down")
        for part, size in (
            ("out", (len(getattr(its, layer).weight), 2)),
            ("into", (2, getattr(its, layer).weight.shape[1])),
        )
    }
    learned |= {"blocks.1.down.out": out, "blocks.1.down.into": into}
    both = from_gguf(file, added=adapter.added(learned))
    assert torch.allclose(both.blocks[1].down.weight, block.down.weight + out @ into)
    assert torch.equal(both.blocks[0].down.weight, plain.blocks[0].down.weight)
    x = torch.randn(3, block.down.weight.shape[1])
    assert torch.allclose(both.blocks[1].down(x), F.linear(x, block.down.weight + out @ into))


def test_the_weights_that_ship_are_whole() -> None:
    weights = adapter.weights()
    assert weights["unused"].shape == (adapter.UNUSED.stop - adapter.UNUSED.start, 576)
    assert weights["blocks.29.down.out"].shape[0] == weights["blocks.0.qkv.into"].shape[1] == 576
