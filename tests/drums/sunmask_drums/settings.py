"""What can be set about sampling a drum pattern, and its qualities. No torch here."""

from dataclasses import dataclass

from sunmask.kinds.qualities import Quality
from sunmask.method.setting_specs import redefined, setting
from sunmask.method.settings import SamplerSettings


@dataclass(frozen=True)
class DrumSettings(SamplerSettings):
    """The common settings, some with other defaults, and one of drums alone."""

    num_steps: int = redefined(SamplerSettings, "num_steps", 24)
    busyness: float = setting(
        0.0, "Busyness", "Above 0 the pattern has more strokes, below 0 fewer.", -10.0, 10.0
    )


QUALITIES = (
    Quality("sketch", "Sketch", "Quick, for trying an idea.", {"num_steps": 8}),
    Quality("groove", "Groove", "Takes longer, and swings more.", {"num_steps": 48, "busyness": 0.5}),
)
