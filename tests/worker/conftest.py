"""A small network that is computed for real."""

import pytest
import torch

from sunmask.models.families import build
from sunmask.models.inference import InferenceModel


@pytest.fixture(scope="session")
def network() -> InferenceModel:
    torch.manual_seed(0)
    torch.set_num_threads(1)
    return InferenceModel(build("unet", "debug"), "cpu")
