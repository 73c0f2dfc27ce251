"""The decoder: what it looks back at, its layers in int8, and a reference where there is one."""

from pathlib import Path

import numpy as np
import pytest
import torch

from sunmask.models.batch_invariant_int8 import RowwiseLinear, hadamard, hadamard_rotated
from sunmask.models.decoder import Decoder, DecoderConfig, Part, Text, from_gguf, halves_apart
from sunmask.models.gguf import Gguf
from sunmask.text.configuration import CONFIGURATION
from sunmask.text.language_model.asking import alone
from sunmask.text.language_model.chosen_weights import SMOLLM2
from sunmask.text.language_model.model import BEGIN, LanguageModel, pieces_of
from tests.sunmask.models.gguf_files import plain, tiny_decoder, write

pytestmark = pytest.mark.numeric

LETTERS = ["<end>", *"!\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`", *"abcdefghijklm"]
LETTERS += [*"nopqrstuvwxyz{|}~", "Ġ", "Ġt", "Ġa", "he", "Ġthe"]
MERGES = ["Ġ t", "Ġ a", "h e", "Ġt he"]
TEXTS = [
    "The cat sat on the mat.",
    "By noon the wind had gone round to the north, and the sea was grey.",
    "Dear Jonas, thank you for the report you sent on Tuesday.",
    '"It will snow before dark," said the old pilot.',
    "In 1985 the company sold 3,400 cars.",
    "Whisk the eggs with the sugar until pale.",
    "The committee’s decision — long awaited — surprised nobody.",
    "We find no evidence that the treatment changes the outcome.",
    "O wild West Wind, thou breath of Autumn's being",
    "A café in Köln.",
]


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Gguf:
    return Gguf(tiny_decoder(tmp_path_factory.mktemp("gguf") / "tiny.gguf", LETTERS, MERGES))


@pytest.fixture(scope="module")
def decoder(file: Gguf) -> Decoder:
    torch.set_num_threads(1)
    return from_gguf(file)


@pytest.fixture(scope="module")
def in_int8(file: Gguf) -> Decoder:
    return from_gguf(file, in_eight_bits=True)


def ids(count: int, length: int, seed: int = 0) -> torch.Tensor:
    rng = np.random.default_rng(seed)
    return torch.from_numpy(rng.integers(len(LETTERS), size=(count, length)))


def of_qwen2(file: Gguf, folder: Path, biases: float) -> Decoder:
    """The same decoder as Qwen2's files have it: halves of heads apart, and biases, here all the same."""
    tensors = {f"{name}": plain(file.tensor(name)) for name in file.names}
    for layer in range(2):
        for name, heads in (("q", 4), ("k", 2), ("v", 0)):
            weight = file.tensor(f"blk.{layer}.attn_{name}.weight")
            if heads:
                tensors[f"blk.{layer}.attn_{name}.weight"] = plain(halves_apart(weight, heads))
            tensors[f"blk.{layer}.attn_{name}.bias"] = plain(np.full(len(weight), biases))
    values = {name.replace("llama", "qwen2"): each for name, each in file.values.items()}
    values["general.architecture"] = "qwen2"
    return from_gguf(Gguf(write(folder / "qwen2.gguf", values, tensors)))


def test_qwen2_is_a_llama_with_halves_apart_and_biases(file: Gguf, decoder: Decoder, tmp_path: Path) -> None:
    row = ids(1, 12)
    expected, _ = decoder(row)
    found, _ = of_qwen2(file, tmp_path, biases=0.0)(row)
    assert torch.equal(found, expected)
    with_biases, _ = of_qwen2(file, tmp_path, biases=0.5)(row)
    assert not torch.allclose(with_biases, expected, atol=1e-2)


def with_more(file: Gguf, folder: Path, **tensors: np.ndarray) -> Decoder:
    found = {name: plain(file.tensor(name)) for name in file.names}
    found |= {name.replace("__", "."): plain(each) for name, each in tensors.items()}
    return from_gguf(Gguf(write(folder / "more.gguf", file.values, found)))


def test_logits_are_of_a_matrix_of_their_own_where_the_file_has_one(
    file: Gguf, decoder: Decoder, tmp_path: Path
) -> None:
    features, _ = decoder(ids(1, 5))
    other = with_more(file, tmp_path, output__weight=2 * file.tensor("token_embd.weight"))
    torch.testing.assert_close(other.logits(features), 2 * decoder.logits(features))
    assert not other.is_in_eight_bits


def test_positions_are_stretched_where_the_file_says_so(file: Gguf, decoder: Decoder, tmp_path: Path) -> None:
    row = ids(1, 12)
    same = with_more(file, tmp_path, rope_freqs__weight=np.ones(2))
    assert torch.equal(same(row)[0], decoder(row)[0])
    slower = with_more(file, tmp_path, rope_freqs__weight=np.array([8.0, 8.0]))
    assert torch.equal(slower.frequencies, decoder.frequencies / 8)
    assert not torch.allclose(slower(row)[0], decoder(row)[0], atol=1e-3)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"llama__expert_count": 8}, "without experts"),
        ({"llama__rope__scaling__type": "yarn"}, "not scaled"),
        ({"llama__attention__key_length": 64}, "heads of width 4"),
        ({"general__architecture": "gemma"}, "llama or qwen2 architecture, got 'gemma'"),
    ],
)
def test_a_decoder_of_another_make_is_refused(values: dict, sentence: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=sentence):
        from_gguf(Gguf(tiny_decoder(tmp_path / "a.gguf", LETTERS, MERGES, **values)))


def test_text_read_in_parts_is_read_as_a_whole(decoder: Decoder) -> None:
    row = ids(1, 12)
    whole, _ = decoder(row)
    first, before = decoder(row[:, :5])
    second, before = decoder(row[:, 5:8].expand(3, -1), before)
    third, before = decoder(row[:, 8:].expand(3, -1), before)
    assert before.positions(2).tolist() == [12, 13]
    for each in range(3):
        parts = torch.cat((first[0], second[each], third[each]))
        torch.testing.assert_close(parts, whole[0], atol=1e-5, rtol=1e-5)


def test_nothing_is_known_of_what_comes_later(decoder: Decoder) -> None:
    row = ids(1, 10)
    other = row.clone()
    other[0, 6:] = (other[0, 6:] + 1) % len(LETTERS)
    assert torch.equal(decoder(row)[0][0, :6], decoder(other)[0][0, :6])


def test_a_token_that_is_heard_very_softly_is_not_heard(decoder: Decoder) -> None:
    row = ids(1, 8)
    other = row.clone()
    other[0, 3] = (other[0, 3] + 1) % len(LETTERS)
    softness = torch.zeros(1, 8)
    softness[0, 3] = -1e4
    deaf, also = (decoder(each, None, softness)[0] for each in (row, other))
    torch.testing.assert_close(deaf[0, 4:], also[0, 4:])
    hearing, differs = (decoder(each)[0] for each in (row, other))
    assert (hearing[0, 4:] - differs[0, 4:]).abs().max() > 1e-3
    _, before = decoder(row[:, :5], None, softness[:, :5])
    torch.testing.assert_close(decoder(row[:, 5:], before)[0], deaf[:, 5:], atol=1e-5, rtol=1e-5)


def test_int8_is_near_fp32(decoder: Decoder, in_int8: Decoder) -> None:
    row = ids(1, 60)
    exact, near = (each.logits(each(row)[0]).log_softmax(-1) for each in (decoder, in_int8))
    assert (exact.exp() * (exact - near)).sum(-1).mean() < 0.01  # nats a token


def test_a_row_in_int8_is_the_same_to_the_last_bit_in_every_batch() -> None:
    generator = torch.Generator().manual_seed(1)
    layer = RowwiseLinear(torch.randn(96, 64, generator=generator))
    rows = torch.randn(50, 64, generator=generator) * torch.linspace(0.1, 20, 50)[:, None]
    together = layer(rows)
    for count in (1, 2, 7, 33):
        assert torch.equal(layer(rows[:count]), together[:count])
        assert torch.equal(layer(rows[None, -count:])[0], together[-count:])


def test_a_layer_in_int8_is_right_to_a_hundredth_and_knows_rows_of_nought() -> None:
    generator = torch.Generator().manual_seed(0)
    weight = torch.randn(40, 64, generator=generator)
    x = torch.randn(7, 64, generator=generator) * torch.logspace(-3, 3, 7)[:, None]
    x[2] = 0
    found, exact = RowwiseLinear(weight)(x), x @ weight.T
    error = (found - exact).norm(dim=1) / exact.norm(dim=1).clamp(min=1e-9)
    assert error.max() < 0.02
    assert not found[2].any()


def test_what_is_spread_twice_is_as_it_was() -> None:
    x = torch.randn(3, 5, 48, generator=torch.Generator().manual_seed(0))
    for among in (1, 2, 16):
        torch.testing.assert_close(hadamard_rotated(hadamard_rotated(x, among), among), x)
        torch.testing.assert_close(hadamard(among) @ hadamard(among), torch.eye(among))
    assert torch.equal(hadamard_rotated(x, 1), x)


def test_a_large_number_among_small_ones_costs_these_less_where_it_is_spread() -> None:
    generator = torch.Generator().manual_seed(0)
    weight, x = torch.randn(40, 4, generator=generator).sign(), torch.randn(9, 64, generator=generator)
    flat = torch.tensor([1.0, 1.0, 1.0, -1.0])  # its numbers are as large as each other, spread or not
    weight = torch.kron(weight, torch.kron(flat, flat))  # so only what comes in is rounded
    x[:, 5] *= 100
    exact = x @ weight.T
    plainly, spread_out = ((RowwiseLinear(weight, hadamard_block=size)(x) - exact).norm() for size in (1, 16))
    assert spread_out < plainly / 2


def test_a_text_in_int8_is_the_same_to_the_last_bit_whatever_goes_beside_it(in_int8: Decoder) -> None:
    before = [in_int8(ids(1, length, seed))[1] for seed, length in enumerate((3, 8))]
    texts = [Text(ids(5, 2, 3), before[0]), Text(ids(3, 4, 4), before[1]), Text(ids(1, 6, 5))]
    for (together, after), text in zip(in_int8.together(texts), texts, strict=True):
        alone, after_alone = in_int8(text.ids_BT, text.before)
        assert torch.equal(together, alone)
        for kv, kv_too in zip(after.own or after.shared, after_alone.own or after_alone.shared, strict=True):
            assert torch.equal(kv, kv_too)


@pytest.mark.parametrize("shared", [1, 2, 8, 15, 33])
@pytest.mark.parametrize("own", [0, 1, 7])
@pytest.mark.parametrize("count", [1, 2, 5])
def test_what_a_token_hears_does_not_depend_on_how_many_others_listen(
    shared: int, own: int, count: int
) -> None:
    """Heads as many and as wide as those of a real model: kernels are chosen by what there is to multiply."""
    torch.set_num_threads(1)
    torch.manual_seed(0)
    rows, heads, width = 9, 3, 64
    (block,) = Decoder(DecoderConfig(num_tokens=2, hidden=1, depth=1)).requires_grad_(False).blocks
    kv_before = torch.randn(2, 1, heads, shared, width)
    kv_own = torch.randn(2, rows, heads, own, width) if own else None
    q, kv = torch.randn(rows, count, 9, width), torch.randn(2, rows, count, heads, width)

    def heard(first: int, end: int, new: int) -> torch.Tensor:
        mask = torch.ones(new, shared + own + new).tril(shared + own).log()
        part = Part((end - first, new), mask.expand(end - first, 1, -1, -1))
        its_own = None if kv_own is None else kv_own[:, first:end]
        its_q, its_kv = q[first:end, :new].flatten(0, 1), kv[:, first:end, :new].flatten(1, 2)
        mixed, _ = block._attended(its_q, its_kv, part, kv_before, its_own)
        return mixed.view(end - first, new, -1)

    every = heard(0, rows, count)
    for first, end in ((0, 1), (8, 9), (3, 5), (2, 8)):
        assert torch.equal(heard(first, end, count), every[first:end])
        assert torch.equal(heard(first, end, 1), every[first:end, :1])


def test_a_file_of_another_architecture_or_shape_is_refused(tmp_path: Path, file: Gguf) -> None:
    with pytest.raises(ValueError, match="llama or qwen2 architecture"):
        from_gguf(Gguf(write(tmp_path / "a.gguf", {"general.architecture": "gpt2"}, {})))
    with pytest.raises(ValueError, match=r"expected llama\.embedding_length"):
        from_gguf(Gguf(write(tmp_path / "b.gguf", {"general.architecture": "llama"}, {})))
    values = {name: each for name, each in file.values.items() if name.startswith(("general", "llama"))}
    tensors = {"token_embd.weight": plain(np.zeros((len(LETTERS), 8)))}
    with pytest.raises(ValueError, match="expected token_embd of shape"):
        from_gguf(Gguf(write(tmp_path / "c.gguf", values, tensors)))
    with pytest.raises(ValueError, match="whole groups"):
        DecoderConfig(heads=4, groups=3)


def test_rows_are_scored_as_the_text_they_are_part_of(decoder: Decoder, file: Gguf) -> None:
    model = LanguageModel(decoder, pieces_of(file))
    text = "the cat the hat"
    whole = [BEGIN, *model.pieces.encode(text)]
    log_TV = decoder.logits(decoder(torch.tensor([whole]))[0])[0].log_softmax(-1)
    own = log_TV[:-1].gather(-1, torch.tensor(whole[1:])[:, None])[:, 0]
    rows = [whole[4:], whole[4:7], [*whole[4:6], 9, 9, 9, 9, 9, 9, 9]]
    found = model.score(whole[:4], rows)
    assert [len(each) for each in found] == [len(row) for row in rows]
    torch.testing.assert_close(found[0], own[3:], atol=1e-4, rtol=1e-4)
    torch.testing.assert_close(found[1], own[3:6], atol=1e-4, rtol=1e-4)
    torch.testing.assert_close(found[2][:2], own[3:5], atol=1e-4, rtol=1e-4)


READ_AT_ONCE = CONFIGURATION.computing.read_at_once


@pytest.mark.parametrize("length", [1, READ_AT_ONCE, 3 * READ_AT_ONCE + 5])
def test_what_is_read_is_the_same_to_the_last_bit_whether_its_beginning_is_known_or_not(
    decoder: Decoder, in_int8: Decoder, file: Gguf, length: int
) -> None:
    row = ids(1, length)[0].tolist()
    softness = [-0.1 * (at % 3) for at in range(length)]
    for each in (decoder, in_int8):
        fresh, knowing = (LanguageModel(each, pieces_of(file)) for _ in range(2))
        knowing.read(row[: 2 * READ_AT_ONCE], softness[: 2 * READ_AT_ONCE])
        knowing.read([*row[:READ_AT_ONCE], 5, 6], [*softness[:READ_AT_ONCE], 0.0, 0.0])
        (before, log_V), (also, log_too_V) = (model.read(row, softness) for model in (fresh, knowing))
        assert before.positions(1).item() == length
        assert torch.equal(log_V, log_too_V)
        for (k, v), (k_too, v_too) in zip(before.shared, also.shared, strict=True):
            assert torch.equal(k, k_too)
            assert torch.equal(v, v_too)
    whole, _ = decoder(torch.tensor([row]), None, torch.tensor([softness]))
    expected = decoder.logits(whole[0, -1]).log_softmax(-1)
    found = LanguageModel(decoder, pieces_of(file)).read(row, softness)[1]
    torch.testing.assert_close(found, expected, atol=1e-4, rtol=1e-4)
    with pytest.raises(ValueError, match="at least one token"):
        fresh.read([])


@pytest.fixture(scope="module")
def of_the_real_weights() -> LanguageModel:
    """In int8."""
    if not SMOLLM2.is_there:
        pytest.skip("the weights were not fetched")
    weights = Gguf(SMOLLM2.file)
    decoder = from_gguf(weights, in_eight_bits=True)
    if not decoder.is_in_eight_bits:
        pytest.skip("this machine has no kernels for int8")
    return LanguageModel(decoder, pieces_of(weights))


@pytest.mark.weights
@pytest.mark.thorough
def test_in_int8_a_token_is_as_likely_as_in_fp32_but_for_a_third_of_a_nat(
    of_the_real_weights: LanguageModel,
) -> None:
    pieces = of_the_real_weights.pieces
    whole = LanguageModel(from_gguf(Gguf(SMOLLM2.file), in_eight_bits=False), pieces)
    rows = [pieces.encode(text) for text in TEXTS]
    exact, near = (
        torch.cat([each.score([BEGIN], [row])[0] for row in rows]) for each in (whole, of_the_real_weights)
    )
    assert (exact - near).abs().mean() < 0.3  # with weights of 8 bits half as much


@pytest.mark.weights
@pytest.mark.thorough
def test_a_row_of_the_real_weights_in_int8_scores_the_same_in_any_company(
    of_the_real_weights: LanguageModel,
) -> None:
    model = of_the_real_weights
    begin, *rows = (model.pieces.encode(text) for text in TEXTS)
    company = alone(model.scoring([BEGIN, *begin], rows))
    for row, each in list(zip(rows, company, strict=True))[:4]:
        (by_itself,) = alone(model.scoring([BEGIN, *begin], [row]))
        assert torch.equal(by_itself, each)


@pytest.mark.weights
def test_pieces_and_logits_are_those_of_a_reference() -> None:
    transformers = pytest.importorskip("transformers")
    pytest.importorskip("gguf")
    if not SMOLLM2.is_there:
        pytest.skip("the weights were not fetched")
    weights = Gguf(SMOLLM2.file)
    decoder, pieces = from_gguf(weights), pieces_of(weights)
    where = {"pretrained_model_name_or_path": SMOLLM2.file.parent, "gguf_file": SMOLLM2.file.name}
    tokenizer = transformers.AutoTokenizer.from_pretrained(**where)
    reference = transformers.AutoModelForCausalLM.from_pretrained(**where, dtype=torch.float32).eval()
    for text in TEXTS:
        numbers = tokenizer.encode(text, add_special_tokens=False)
        assert pieces.encode(text) == numbers
        row = torch.tensor([[BEGIN, *numbers]])
        with torch.inference_mode():
            expected = reference(row).logits
            found = decoder.logits(decoder(row)[0])
        assert (expected - found).abs().max() < 1e-2
