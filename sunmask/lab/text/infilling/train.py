"""Teach SmolLM2 to fill gaps:

    python -m sunmask.lab.text.infilling.train --data PASSAGES --out runs/infilling
    python -m sunmask.lab.text.infilling.train --out runs/infilling \\
        --export sunmask/text/language_model/infilling/weights
    python -m sunmask.lab.text.infilling.train --data PASSAGES --measure  # what ships, on passages kept apart

PASSAGES has lines "source<TAB>passage" (see `lab.text.corpora.passages`). Everyday texts are learned from as
well (`lab.text.corpora.everyday`). A run goes on where it ended; a new one begins with exported weights
where `--start` names their folder. What is exported is a mean over the last steps.
"""

import argparse
import json
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
import torch

from sunmask.lab.text.corpora.english import lines_of
from sunmask.lab.text.corpora.everyday import everyday_texts, plain_fillings
from sunmask.lab.text.corpora.passages import free_passages
from sunmask.lab.text.infilling.examples import NOT_ASKED, NOT_COUNTED, Example, Gap, Gaps, collated
from sunmask.lab.text.infilling.network import FillingDecoder
from sunmask.lab.training.optimizing import take_step
from sunmask.models.shipped import ship
from sunmask.text.language_model.infilling.adapter import weights

BATCH, PLAIN, AT_ONCE = 24, 1, 12
"""Examples of a step; those of them that are read from left to right; those that are computed together."""
LEARNING_RATE, WARM_UP, LOWEST, EMA = 8e-4, 40, 0.02, 0.99
EVERYDAY, MODERN = 0.7, 0.15
"""Shares of examples: of everyday texts, and of passages that are no books."""
PLAINLY = 0.5
"""Share of gaps that others chose and filled with plain words."""
PASSAGES_A_BOOK, VALIDATED, EVERY = 150, 96, 50
BOOKS = "se:"

Documents = dict[str, list[np.ndarray]]
Span = tuple[np.ndarray, int, int]
"""Ids of a text, and the first and one past the last of what fills a gap."""
Filling = tuple[Span, list[np.ndarray]]
"""The same, and what else could stand there, of as many cells."""


def documents(folder: Path, split: str, gaps: Gaps) -> Documents:
    """Passages as ids, of books and of others, and everyday texts. Of the split to learn from: those that may
    be learned from."""
    sources = free_passages(folder) if split == "train" else None
    of_source: dict[str, list[str]] = {}
    for source, passage in lines_of(folder, split, sources):
        of_source.setdefault(source, []).append(passage.replace("\\n", "\n"))
    everyday = [np.array(gaps.pieces.encode(text)) for text in everyday_texts(split)]
    found: Documents = {"books": [], "modern": [], "everyday": everyday}
    for source, passages in sorted(of_source.items()):
        is_book = source.startswith(BOOKS)
        order = np.random.default_rng(1).permutation(len(passages))
        chosen = [passages[at] for at in (order[:PASSAGES_A_BOOK] if is_book else order)]
        found["books" if is_book else "modern"] += [np.array(gaps.pieces.encode(text)) for text in chosen]
    return found


class Learning:
    """A run: the network, what it learns from, how far it is. `lab.text.prose.train` has other examples."""

    def __init__(
        self,
        gaps: Gaps,
        network: FillingDecoder,
        documents: Documents,
        folder: Path,
        filled: Sequence[Filling] = (),
    ):
        self.gaps, self.network, self.documents, self.folder = gaps, network, documents, folder
        self.filled = filled
        self.learned = network.learned()
        self.mean = {name: value.detach().clone() for name, value in self.learned.items()}
        self.optimizer = torch.optim.AdamW(
            self.learned.values(), LEARNING_RATE, (0.9, 0.98), weight_decay=0.01
        )
        self.step = 0

    @property
    def _file(self) -> Path:
        return self.folder / "state.pt"

    def resume(self) -> None:
        if not self._file.exists():
            return
        state = torch.load(self._file, weights_only=True)
        self.step, self.mean = state["step"], state["mean"]
        self.network.load_state_dict(state["learned"], strict=False)
        self.optimizer.load_state_dict(state["optimizer"])

    def save(self) -> None:
        state = {"step": self.step, "mean": self.mean, "learned": dict(self.learned)}
        part = self._file.with_suffix(".part")
        torch.save({**state, "optimizer": self.optimizer.state_dict()}, part)
        part.replace(self._file)

    def document(self, rng: np.random.Generator) -> np.ndarray:
        """The ids of one to learn from."""
        chance = rng.random()
        name = "everyday" if chance < EVERYDAY else "modern" if chance < EVERYDAY + MODERN else "books"
        among = self.documents.get(name) or self.documents["books"]
        return among[int(rng.integers(len(among)))]

    def drawn(self, rng: np.random.Generator) -> Gap:
        if self.filled and rng.random() < PLAINLY:
            span, others = self.filled[int(rng.integers(len(self.filled)))]
            return self.gaps.around(*span, rng)._replace(others=others)
        while True:
            if gap := self.gaps.drawn(self.document(rng), rng):
                return gap

    def examples(self, rng: np.random.Generator) -> list[Example]:
        """BATCH of them."""
        plain = [self.gaps.plain(self.drawn(rng)) for _ in range(PLAIN)]
        told = [
            self.gaps.example(self.drawn(rng), is_counted=rng.random() >= NOT_COUNTED)
            for _ in range(BATCH - PLAIN)
        ]
        return plain + told

    def learn(self, share: float) -> float:
        """One step; nats of a piece. share: how much of the run is over, 0..1; in its last fifth the learning
        rate falls."""
        examples = self.examples(np.random.default_rng([7, self.step]))
        examples.sort(key=lambda example: len(example.ids))
        rate = LEARNING_RATE * min(1.0, (self.step + 1) / WARM_UP) * max(LOWEST, min(1.0, 5 * (1 - share)))
        parts = [collated(examples[at : at + AT_ONCE]) for at in range(0, len(examples), AT_ONCE)]
        count, nats = sum(int((target_BT != NOT_ASKED).sum()) for _, target_BT, _ in parts), 0.0
        for part in parts:
            loss = self.network(*part).sum() / count
            loss.backward()
            nats += float(loss.detach())
        take_step(self.optimizer, rate)
        self.step += 1
        kept = min(EMA, self.step / (self.step + 10))
        with torch.no_grad():
            for name, value in self.learned.items():
                self.mean[name].lerp_(value, 1 - kept)
        return nats

    @torch.inference_mode()
    def validate(self, examples: Sequence[Example]) -> float:
        """Nats of a piece that is asked for, by the mean of the weights."""
        now = {name: value.clone() for name, value in self.learned.items()}
        self.network.load_state_dict(self.mean, strict=False)
        found = nats_of(self.network, examples)
        self.network.load_state_dict(now, strict=False)
        return found


@torch.inference_mode()
def nats_of(network: FillingDecoder, examples: Sequence[Example]) -> float:
    """Nats of a requested piece, on average."""
    ordered = sorted(examples, key=lambda example: len(example.ids))
    parts = [collated(ordered[at : at + AT_ONCE]) for at in range(0, len(ordered), AT_ONCE)]
    return float(torch.cat([network(*part) for part in parts]).mean())


def measure(folder: Path) -> dict[str, dict[str, float]]:
    """Nats of a missing piece, the end not counted, in texts to test with: by SmolLM2 from what comes before
    alone, and by what ships, which is told the rest."""
    plain, filling = FillingDecoder(), FillingDecoder()
    filling.load_state_dict(weights(), strict=False)
    gaps, found = Gaps(plain.pieces), {}
    for name, drawn in kept_apart(folder, "test", gaps).items():
        told = [Example(each.ids[:-1], each.target[:-1]) for each in map(gaps.example, drawn)]
        found[name] = {
            "untold": nats_of(plain, list(map(gaps.untold, drawn))),
            "told": nats_of(filling, told),
        }
    return found


def kept_apart(folder: Path, split: str, gaps: Gaps) -> dict[str, list[Gap]]:
    """Gaps to validate or to test with, by what they are in."""
    found = {name: drawn_from(gaps, its) for name, its in documents(folder, split, gaps).items() if its}
    filled, rng = plain_fillings(split), np.random.default_rng(5)
    chosen = filled[:: max(1, len(filled) // VALIDATED)]
    return found | {"plain fillings": [gaps.around(*gaps.filled(each), rng) for each in chosen]}


def fillings(gaps: Gaps, split: str) -> list[Filling]:
    """Plain fillings of gaps, each with the others there."""
    of_gap: dict[tuple[str, str, int], list[Span]] = {}
    for each in plain_fillings(split):
        ids, begin, end = gaps.filled(each)
        around = each.text[: each.begin], each.text[each.end :]
        of_gap.setdefault((*around, gaps.num_cells(ids[begin:end])), []).append((ids, begin, end))
    return [
        (span, [ids[begin:end] for ids, begin, end in its if ids is not span[0]])
        for its in of_gap.values()
        for span in its
    ]


def drawn_from(gaps: Gaps, among: Sequence[np.ndarray]) -> list[Gap]:
    """Some gaps, the same at every call."""
    rng = np.random.default_rng(5)
    found: list[Gap] = []
    while len(found) < VALIDATED:
        if gap := gaps.drawn(among[int(rng.integers(len(among)))], rng):
            found.append(gap)
    return found


def export(folder: Path, out: Path) -> None:
    """Write the mean of a run's weights, in int8, and a card that says their hash."""
    state = torch.load(folder / "state.pt", weights_only=True)
    ship(out, state["mean"], stored="int8", step=state["step"])


def parser_of(description: str | None, cpu_minutes: float) -> argparse.ArgumentParser:
    """The parser of the commands that train layers of low rank. cpu_minutes: the default of their time."""
    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, metavar="FOLDER", help="passages")
    parser.add_argument("--out", type=Path, metavar="DIR", help="folder of the run")
    parser.add_argument("--start", type=Path, metavar="FOLDER", help="exported weights to begin with")
    parser.add_argument(
        "--cpu-minutes", type=float, default=cpu_minutes, help="of this and all earlier calls"
    )
    parser.add_argument("--export", type=Path, metavar="FOLDER", help="write the weights there and end")
    parser.add_argument("--measure", action="store_true", help="measure the weights beside the code and end")
    return parser


def run_command(
    parser: argparse.ArgumentParser,
    learn: Callable[[argparse.Namespace, Gaps, FillingDecoder], None],
    measure: Callable[[Path], object],
) -> None:
    """Measure, export or learn, in one thread."""
    torch.set_num_threads(1)
    arguments = parser.parse_args()
    if arguments.measure and arguments.data:
        print(json.dumps(measure(arguments.data), indent=1))
    elif arguments.export and arguments.out:
        export(arguments.out, arguments.export)
    elif arguments.data and arguments.out:
        torch.manual_seed(0)
        network = FillingDecoder()
        if arguments.start:
            network.load_state_dict(weights(arguments.start), strict=False)
        learn(arguments, Gaps(network.pieces), network)
    else:
        parser.error("expected --data and --out to learn, --out and --export, or --data and --measure")


def learn(arguments: argparse.Namespace, gaps: Gaps, network: FillingDecoder) -> None:
    found = documents(arguments.data, "train", gaps)
    apart = kept_apart(arguments.data, "valid", gaps)
    to_validate = {name: list(map(gaps.example, its)) for name, its in apart.items()}
    run = Learning(gaps, network, found, arguments.out, fillings(gaps, "train"))
    go_on(run, to_validate, arguments.cpu_minutes)


def go_on(run: Learning, to_validate: Mapping[str, Sequence[Example]], cpu_minutes: float) -> None:
    """Learn until so many minutes of a core are over, those of earlier calls among them."""
    run.folder.mkdir(parents=True, exist_ok=True)
    run.resume()
    journal = run.folder / "metrics.jsonl"
    lines = [json.loads(line) for line in journal.read_text().splitlines()] if journal.exists() else []
    before = lines[-1]["cpu_minutes"] if lines else 0.0
    begun = time.process_time()
    while (minutes := before + (time.process_time() - begun) / 60) < cpu_minutes:
        nats = run.learn(minutes / cpu_minutes)
        if run.step % EVERY == 0:
            figures = {name: round(run.validate(its), 4) for name, its in to_validate.items()}
            line = {
                "step": run.step,
                "cpu_minutes": round(minutes, 2),
                "nats": round(nats, 4),
                "valid": figures,
            }
            with journal.open("a") as file:
                file.write(json.dumps(line) + "\n")
            print(line, flush=True)
            run.save()
    run.save()


if __name__ == "__main__":
    run_command(parser_of(__doc__, 120.0), learn, measure)
