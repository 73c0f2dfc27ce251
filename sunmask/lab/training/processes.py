"""The processes of one training run: torchrun starts one a device; without it there is only this one.

All hold the same weights and learn from other parts of each batch. The first one alone writes.
"""

import gc
import warnings
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from datetime import timedelta

import torch
import torch.distributed.nn  # before there is a group, which its functions would keep for ever
from torch import distributed, nn
from torch.nn.parallel import DistributedDataParallel

from sunmask.environment import environment

PATIENCE = timedelta(hours=1)
"""How long the others wait while the first one parses the corpus or validates."""


@dataclass(frozen=True)
class Processes:
    """This process's number among `count`, and its device ("cpu", "cuda", "cuda:1")."""

    number: int = 0
    count: int = 1
    device: str = "cpu"

    @property
    def is_first(self) -> bool:
        return self.number == 0

    def share(self, model: nn.Module) -> nn.Module:
        """The model as it is to be called, so that gradients are averaged over the processes."""
        if self.count == 1:
            return model
        devices = [torch.device(self.device)] if self.device != "cpu" else None
        with warnings.catch_warnings():  # newer torch has another word for it, which 2.6 does not know
            warnings.simplefilter("ignore", FutureWarning)
            return DistributedDataParallel(model, device_ids=devices, broadcast_buffers=False)

    def agree(self, value: float) -> float:
        """The first process's value in all of them."""
        if self.count == 1:
            return value
        told = torch.tensor(value, dtype=torch.float64, device=self.device)
        distributed.broadcast(told, src=0)
        return told.item()

    def wait(self) -> None:
        """Until all are here."""
        if self.count > 1:
            distributed.barrier()


def without_averaging(model: nn.Module, is_so: bool) -> AbstractContextManager:
    """While gradients add up within a process, averaging them would be in vain."""
    return model.no_sync() if is_so and isinstance(model, DistributedDataParallel) else nullcontext()


def usable(device: str) -> str:
    """The device. Raises ValueError, with a sentence, where it is not here."""
    try:
        torch.empty(1, device=device)
    except (RuntimeError, AssertionError) as error:
        raise ValueError(f"expected a device of this machine, such as cpu, got {device!r:.60}") from error
    return device


@contextmanager
def joined_processes(device: str | None = None) -> Iterator[Processes]:
    """Those that torchrun started together with this one (NCCL on CUDA, otherwise Gloo), or this one alone.

    What was shared must have no name left when they part. device: of this one alone; None takes a GPU where
    there is one. Raises ValueError for a device that is not here, or one where torchrun gives each its own.
    """
    has_cuda = torch.cuda.is_available()
    if environment().num_processes == 1:
        yield Processes(device=usable(device) if device else "cuda" if has_cuda else "cpu")
        return
    if device:
        raise ValueError(f"expected no device under torchrun, which gives each process its own, got {device}")
    device = f"cuda:{environment().gpu}" if has_cuda else "cpu"
    if has_cuda:
        torch.cuda.set_device(device)
    distributed.init_process_group("nccl" if has_cuda else "gloo", timeout=PATIENCE)
    try:
        yield Processes(distributed.get_rank(), distributed.get_world_size(), device)
    finally:
        gc.collect()  # a shared model alive keeps Gloo's threads, which abort an interpreter that ends
        distributed.destroy_process_group()
