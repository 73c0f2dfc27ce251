"""Run by a Python that has the packages of requirements.txt: read the files of a folder, and train on them.

    python reading.py FOLDER    # prints, as JSON, the rows that each reader finds, and how each training went

Nothing is fetched: the network is a small one with random weights, and its words are those of the rows.
"""

import json
import math
import sys
from pathlib import Path
from typing import Any

import datasets
import pandas
import pyarrow.json
import pyarrow.parquet
import tokenizers
import torch
import transformers
import trl

NUM_STEPS = 10
LONGEST = 512


def rows_in(path: Path, cache: Path) -> dict[str, int]:
    """How many rows each reader finds in a file. Raises ValueError where their columns differ."""
    is_lines = path.suffix == ".jsonl"
    options = pyarrow.json.ReadOptions(block_size=1 << 26)
    arrow = pyarrow.json.read_json(path, options) if is_lines else pyarrow.parquet.read_table(path)
    frame = pandas.read_json(path, lines=True) if is_lines else pandas.read_parquet(path)
    name = "json" if is_lines else "parquet"
    loaded = datasets.load_dataset(name, data_files=str(path), split="train", cache_dir=str(cache))
    columns = {"datasets": loaded.column_names, "pandas": list(frame.columns), "pyarrow": arrow.column_names}
    if len({frozenset(each) for each in columns.values()}) != 1:
        raise ValueError(f"{path.name}: the readers find other columns: {columns}")
    return {"datasets": len(loaded), "pandas": len(frame), "pyarrow": arrow.num_rows}


def tokenizer_of(texts: list[str]) -> transformers.PreTrainedTokenizerFast:
    words = tokenizers.Tokenizer(tokenizers.models.WordLevel(unk_token="?"))
    words.pre_tokenizer = tokenizers.pre_tokenizers.WhitespaceSplit()
    marks = ["?", "<end>", "<pad>"]
    words.train_from_iterator(texts, tokenizers.trainers.WordLevelTrainer(special_tokens=marks))
    return transformers.PreTrainedTokenizerFast(
        tokenizer_object=words, unk_token="?", bos_token="<end>", eos_token="<end>", pad_token="<pad>"
    )


def network(tokenizer: transformers.PreTrainedTokenizerFast, folder: Path) -> transformers.GPT2LMHeadModel:
    """From a folder, where trainers look for what they compare it with."""
    torch.manual_seed(1)
    ends = {"bos_token_id": tokenizer.bos_token_id, "eos_token_id": tokenizer.eos_token_id}
    config = transformers.GPT2Config(
        vocab_size=len(tokenizer), n_positions=2 * LONGEST, n_embd=32, n_layer=1, n_head=2, **ends
    )
    transformers.GPT2LMHeadModel(config).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return transformers.GPT2LMHeadModel.from_pretrained(folder)


def trained(path: Path, cache: Path, trainer: Any, config: Any) -> dict[str, Any]:
    """The steps that were taken, the last loss, and how far the weights moved."""
    rows = datasets.load_dataset("parquet", data_files=str(path), split="train", cache_dir=str(cache))
    texts = [value for row in rows for value in row.values() if isinstance(value, str)]
    tokenizer = tokenizer_of(texts)
    model = network(tokenizer, cache / f"{path.stem}-network")
    before = torch.cat([weight.detach().flatten().clone() for weight in model.parameters()])
    args = config(
        output_dir=str(cache / path.stem),
        max_steps=NUM_STEPS,
        max_length=LONGEST,
        per_device_train_batch_size=2,
        learning_rate=1e-3,
        logging_steps=1,
        save_strategy="no",
        report_to=[],
        use_cpu=True,
    )
    made = trainer(model=model, args=args, train_dataset=rows, processing_class=tokenizer)
    made.train()
    losses = [entry["loss"] for entry in made.state.log_history if "loss" in entry]
    after = torch.cat([weight.detach().flatten() for weight in made.model.parameters()])
    return {
        "num_steps": made.state.global_step,
        "is_finite": all(map(math.isfinite, losses)) and len(losses) == NUM_STEPS,
        "moved": float((after - before).abs().max()),
        "losses": [losses[0], losses[-1]],
    }


def main() -> None:
    folder = Path(sys.argv[1])
    cache = folder / "cache"
    paths = sorted(path for path in folder.iterdir() if path.suffix in (".jsonl", ".parquet"))
    said = {
        "rows": {path.name: rows_in(path, cache) for path in paths},
        "dpo": trained(folder / "votes-pairs.parquet", cache, trl.DPOTrainer, trl.DPOConfig),
        "kto": {
            name: trained(folder / f"{name}-labels.parquet", cache, trl.KTOTrainer, trl.KTOConfig)
            for name in ("votes", "takes")
        },
    }
    print(json.dumps(said))


if __name__ == "__main__":
    main()
