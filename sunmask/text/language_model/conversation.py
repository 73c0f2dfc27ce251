"""Chat templates: how a model's training marked the turns of a conversation. No torch here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

Encode = Callable[[str], list[int]]


@dataclass(frozen=True)
class Conversation:
    """A chat template. A turn is: ids before the name, the name, ids after it, the text `gap`, the message,
    ids at its end, and the text `after`. stop: the id with which a model ends its message."""

    before_name: tuple[int, ...]
    after_name: tuple[int, ...]
    gap: str
    end: tuple[int, ...]
    after: str
    stop: int

    def turn(self, encode: Encode, name: str, said: str) -> list[int]:
        """The ids of a whole turn."""
        return [*self._begun(encode, name, said), *self.end, *encode(self.after)]

    def reply(self, encode: Encode, name: str) -> list[int]:
        """The ids after which a model writes the message of `name`."""
        return self._begun(encode, name, "")

    def _begun(self, encode: Encode, name: str, said: str) -> list[int]:
        if not self.after_name:
            return [*self.before_name, *encode(f"{name}{self.gap}{said}")]
        return [*self.before_name, *encode(name), *self.after_name, *encode(f"{self.gap}{said}")]


def chat_ml(start: int, stop: int) -> Conversation:
    """The template of SmolLM2, Qwen2 and many others: <|im_start|>name, the message on a new line,
    <|im_end|>."""
    return Conversation((start,), (), "\n", (stop,), "\n", stop)


SMOLLM2_TURNS = chat_ml(start=1, stop=2)
LINE_END = "Ċ"
"""The name of the piece for a line end."""


def conversation_of(values: Mapping[str, Any]) -> Conversation:
    """The template of a GGUF file. Without one, or with an unknown one, turns are written as in a play: the
    name, a colon, and the message, which ends with its line."""
    template = str(values.get("tokenizer.chat_template", ""))
    ids = {name: number for number, name in enumerate(values["tokenizer.ggml.tokens"])}
    if "<|im_start|>" in template and {"<|im_start|>", "<|im_end|>"} <= ids.keys():
        return chat_ml(ids["<|im_start|>"], ids["<|im_end|>"])
    of_llama = ("<|start_header_id|>", "<|end_header_id|>", "<|eot_id|>")
    if of_llama[0] in template and ids.keys() >= {*of_llama}:
        start, end, stop = (ids[name] for name in of_llama)
        return Conversation((start,), (end,), "\n\n", (stop,), "", stop)
    return Conversation((), (), ":\n", (), "\n\n", ids.get(LINE_END, 0))
