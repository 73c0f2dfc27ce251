"""How the turns of a conversation are marked, as a model's training had them. No torch here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

Encode = Callable[[str], list[int]]


@dataclass(frozen=True)
class Conversation:
    """A turn is a name, what is said, and marks around them: ids before the name and after it, `gap` between
    it and what is said, ids and the text `after` that. stop: the id with which a model ends what it says."""

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
        """The ids after which a model says what `name` would."""
        return self._begun(encode, name, "")

    def _begun(self, encode: Encode, name: str, said: str) -> list[int]:
        if not self.after_name:
            return [*self.before_name, *encode(f"{name}{self.gap}{said}")]
        return [*self.before_name, *encode(name), *self.after_name, *encode(f"{self.gap}{said}")]


def chat_ml(start: int, stop: int) -> Conversation:
    """That of SmolLM2, Qwen2 and many others: <|im_start|>name, a line with what is said, <|im_end|>."""
    return Conversation((start,), (), "\n", (stop,), "\n", stop)


SMOLLM2_TURNS = chat_ml(start=1, stop=2)
LINE_END = "Ċ"
"""The name of the piece that ends a line."""


def conversation_of(values: Mapping[str, Any]) -> Conversation:
    """The one that a GGUF file names in its template. In a file without one, or with one that is not known,
    names stand before a colon, as in a play, and a reply ends with its line."""
    template = str(values.get("tokenizer.chat_template", ""))
    ids = {name: number for number, name in enumerate(values["tokenizer.ggml.tokens"])}
    if "<|im_start|>" in template and {"<|im_start|>", "<|im_end|>"} <= ids.keys():
        return chat_ml(ids["<|im_start|>"], ids["<|im_end|>"])
    of_llama = ("<|start_header_id|>", "<|end_header_id|>", "<|eot_id|>")
    if of_llama[0] in template and ids.keys() >= {*of_llama}:
        start, end, stop = (ids[name] for name in of_llama)
        return Conversation((start,), (end,), "\n\n", (stop,), "", stop)
    return Conversation((), (), ":\n", (), "\n\n", ids.get(LINE_END, 0))
