"""A language model of one's own: its conversations, its stretches, and texts that it writes."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sunmask.environment import LANGUAGE_MODEL
from sunmask.kinds.registry import codec
from sunmask.method.cells import CellState, plan_from_states
from sunmask.method.sampling import denoise
from sunmask.models.gguf import Gguf
from sunmask.text.language_model import chosen_weights
from sunmask.text.language_model.byte_pieces import BytePieces, letters_of_bytes
from sunmask.text.language_model.conversation import conversation_of
from sunmask.text.language_model.infilling.adapter import writing_language_model
from sunmask.text.language_model.model import pieces_of
from sunmask.text.phrases import rewriting
from sunmask.text.phrases.prompts import rewording_prompt
from sunmask.text.phrases.rewriting import Sense
from sunmask.text.sampling.sampler import TextSampler
from sunmask.text.settings import TextSettings
from sunmask.text.words.words import FREE
from tests.sunmask.models.gguf_files import tiny_decoder
from tests.sunmask.text.toy import ToyNetwork

WORDS = ["Ġriver", "Ġgarden", "Ġstood", "Ġthe", "Ġhouse", "Ġold"]
MERGES = [
    f"Ġ{word[1:end]} {word[end]}" if end > 1 else f"Ġ {word[1]}"
    for word in WORDS
    for end in range(1, len(word))
]
PARTS = list(dict.fromkeys(merge.replace(" ", "") for merge in MERGES))
TOKENS = ["<|endoftext|>", *letters_of_bytes().values(), *PARTS]


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    found = tiny_decoder(tmp_path / "tiny.gguf", TOKENS, MERGES, family="qwen2", tokenizer__ggml__pre="qwen2")
    monkeypatch.setenv(LANGUAGE_MODEL, str(found))
    return found


def test_a_model_of_ones_own_writes_texts_and_is_named_where_they_come_from(own: Path) -> None:
    sampler, words = TextSampler(), f"the river {FREE} {FREE} the garden.".split(" ")
    content = codec("text").blank(text=" ".join(words))
    states = np.array(
        [[CellState.RENOISABLE if word == FREE else CellState.UNMASKED for word in content["words"]]]
    )
    plan = plan_from_states(states, states == CellState.UNMASKED)
    denoiser = sampler.denoiser(content, plan, TextSettings(num_steps=2), seed=1, candidates=range(2))
    *_, last = denoise(ToyNetwork(), denoiser)
    assert TextSettings().fluency == 1.0
    assert all(FREE not in each for each in last.symbols)
    name = sampler.depends_on()["language_model"]
    assert name.startswith("tiny sha256:")
    assert len(name) == len("tiny sha256:") + 64


def test_its_likeness_is_brought_to_the_scale_that_rewording_is_on(
    own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = writing_language_model()
    assert (model.is_own, model.infiller, model.weighs_phrases) == (True, None, False)
    sense = Sense(model)
    others, same = sense.contrast()
    assert same <= 1
    monkeypatch.setattr(rewriting, "LEAST_CONTRAST", -1.0)
    scaled = Sense(model)
    found = scaled._scale * np.array([others, same]) + scaled._offset
    assert found == pytest.approx([rewriting.LIKENESS_OF_OTHERS, rewriting.LIKENESS_OF_SAME])


def test_a_file_that_is_not_there_is_said_and_nothing_is_written_without_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(LANGUAGE_MODEL, str(tmp_path / "none.gguf"))
    assert chosen_weights.is_here()
    for ask in (chosen_weights.chosen, chosen_weights.name, writing_language_model):
        with pytest.raises(ValueError, match=r"SUNMASK_LANGUAGE_MODEL to name a GGUF file, got .*none\.gguf"):
            ask()
    (tmp_path / "none.gguf").write_text("no weights")
    with pytest.raises(ValueError, match=r"expected a GGUF file, but .* begins otherwise"):
        writing_language_model()


def test_without_any_the_name_says_so() -> None:
    assert (chosen_weights.is_here(), chosen_weights.name()) == (False, "none")


@pytest.mark.parametrize(
    ("template", "marks", "sentence"),
    [
        (
            "{{'<|im_start|>' + role}}",
            ["<|im_start|>", "<|im_end|>"],
            "<|im_start|>user\nA river.<|im_end|>\n",
        ),
        (
            "{{'<|start_header_id|>' + role}}",
            ["<|start_header_id|>", "<|end_header_id|>", "<|eot_id|>"],
            "<|start_header_id|>user<|end_header_id|>\n\nA river.<|eot_id|>",
        ),
        ("", [], "user:\nA river.\n\n"),
    ],
)
def test_turns_are_marked_as_the_files_template_has_them(
    template: str, marks: list[str], sentence: str, tmp_path: Path
) -> None:
    tokens = [*TOKENS, *marks]
    types = [3, *[1] * (len(TOKENS) - 1), *[3] * len(marks)]
    more: dict[str, Any] = {"tokenizer__ggml__token_type": types}
    if template:
        more["tokenizer__chat_template"] = template
    pieces = pieces_of(Gguf(tiny_decoder(tmp_path / "a.gguf", tokens, MERGES, **more)))
    names = {number: tokens[number] for number in pieces.special}
    prompt = rewording_prompt(pieces, "A river.")
    shown = "".join(names.get(number) or pieces.decode([number]) for number in prompt)
    assert sentence in shown
    ends = {"<|im_end|>", "<|eot_id|>", "Ċ"}
    assert tokens[pieces.conversation.stop] in ends
    assert shown.startswith((marks or ["system:"])[0])


def test_a_template_whose_marks_are_no_tokens_is_not_followed() -> None:
    values = {"tokenizer.chat_template": "<|im_start|>", "tokenizer.ggml.tokens": ["a", "Ċ"]}
    assert conversation_of(values).stop == 1


@pytest.mark.parametrize(
    ("split", "stretches"),
    [
        ("smollm", ["It", "'s", " ", "1", "2", "3", "4", ",", " (", "DON", "'", "T", ")", "\n", "\n", "x"]),
        ("gpt-2", ["It", "'s", " 1234", ",", " (", "DON", "'", "T", ")", "\n", "\n", "x"]),
        ("llama-bpe", ["It", "'s", " ", "123", "4", ",", " (", "DON", "'T", ")\n\n", "x"]),
        ("qwen2", ["It", "'s", " ", "1", "2", "3", "4", ",", " (", "DON", "'T", ")\n\n", "x"]),
    ],
)
def test_a_text_is_cut_as_the_files_model_learned_it(split: str, stretches: list[str]) -> None:
    whole = ["".join(letters_of_bytes()[byte] for byte in each.encode()) for each in stretches]
    begun = [name[:end] for name in whole for end in range(1, len(name) + 1)]
    tokens = list(dict.fromkeys([*letters_of_bytes().values(), *begun]))
    pieces = BytePieces(tokens, joins(whole), split=split)
    assert [pieces.decode([number]) for number in pieces.encode("It's 1234, (DON'T)\n\nx")] == stretches


def joins(whole: list[str]) -> list[str]:
    """Merges that make each of these pieces from the left, if nothing cuts it before."""
    return [f"{name[:end]} {name[end]}" for name in whole for end in range(1, len(name))]


def test_an_unknown_way_to_cut_is_refused_with_those_that_are_known() -> None:
    with pytest.raises(ValueError, match="one of smollm, gpt-2, default, llama-bpe, qwen2, got tekken"):
        BytePieces(TOKENS, [], split="tekken")
