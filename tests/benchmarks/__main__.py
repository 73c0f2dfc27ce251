"""`make bench`: prints the figures of this machine, a line each, with the target where there is one."""

import asyncio
import tempfile
from pathlib import Path

import torch

from sunmask.models import devices
from sunmask.models.inference import fastest_precision
from sunmask.models.precision import PRECISIONS
from tests.benchmarks import best_of, composing, first_step, gallery, key_to_screen, live, network, texts
from tests.live_studio import live_studio


def main() -> None:
    torch.set_num_threads(1)
    print(f"this machine                         {devices.name('cpu')}")
    print(f"precision where none is asked for    {fastest_precision('cpu')}")
    for batch_size in network.BATCHES:
        speed = network.steps_per_second(batch_size)
        windows = speed * batch_size
        print(f"network, one core, batch {batch_size:>2}   {speed:8.1f} steps/s  {windows:8.1f} windows/s")
    for precision in PRECISIONS:
        speed = network.steps_per_second(8, precision)
        print(
            f"network, the same in {precision}, batch  8   {speed:8.1f} steps/s  {speed * 8:8.1f} windows/s"
        )
    if devices.kernels() is not None:
        slower, faster = (
            network.steps_per_second(8, "fp32", by_torch=by_torch) for by_torch in (True, False)
        )
        print(f"network, fp32 by torch, batch  8      {slower:8.1f} steps/s  {slower * 8:8.1f} windows/s")
        print(f"the time of kernels to that of torch {slower / faster:8.2f}          (target <= 0.5)")
    composing.report()
    minutes = composing.seconds_of_many() / 60
    print(f"200 of them, graded, two processes   {minutes:8.1f} min      (target <= 6)")
    passes, seconds = texts.speeds()
    print(f"network of texts, 52 words, one core {passes:8.1f} passes/s (target >= 20)")
    print(f"40 words, 3 candidates, one core     {seconds:8.1f} s        (target <= 6)")
    first_s, all_s = texts.first_phrase()
    print(f"a gap of six words, first phrase     {first_s:8.1f} s        (target <= 3)")
    print(f"all three candidates of it           {all_s:8.1f} s        (target <= 6)")
    print(f"12 words in 2,000, to a short text   {texts.price_of_length():8.2f}          (target <= 1.3)")
    with tempfile.TemporaryDirectory() as folder, live_studio(Path(folder) / "data") as studio:
        first, middle, late = asyncio.run(live.step_delays(studio))
        print(f"click to first step on a socket      {first:8.0f} ms       (target <= 1000)")
        print(f"step to socket p50 / p95             {middle:8.0f} / {late:.0f} ms")
        middle, late = first_step.milliseconds(studio)
        print(f"Generate to first words on screen    {middle:8.0f} ms, at most {late:.0f}  (target <= 1000)")
        short, long = (key_to_screen.milliseconds(studio, num_words=words) for words in (2_000, 19_900))
        print(f"key to screen in 2,000 words         {short:8.0f} ms")
        print(f"key to screen in 19,900 words        {long:8.0f} ms       (target <= 50)")
        middle, late = asyncio.run(live.edit_delays(studio))
        print(f"edit to another socket p50 / p95     {middle:8.0f} / {late:.0f} ms  (target <= 100 / 250)")
        best_of.report(studio)
        ratio = asyncio.run(live.sharing(studio))
        print(f"8 runs one by one, to all at once    {ratio:8.2f}          (target >= 1)")
        gallery.report(studio)


if __name__ == "__main__":
    main()
