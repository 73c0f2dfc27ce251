"""A sound file equals what the browser plays: the studio's own synthesizer in an OfflineAudioContext beside
the library's rendering of the same notes and mixer.

The measure, for two bars of a chorale on each instrument and for each side: the samples correlate to SAMPLES
or better, and the loudness in steps of 20 ms to ENVELOPES; the level of both differs by LEVEL_DB at most; and
their spectra (in third octaves from 100 Hz to 8 kHz) by SPECTRUM_DB on average. What differs is the tail of
the room, which swings slowly in the browser and stands still in the library.
"""

import base64
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import asdict, replace
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Browser, Page, Route

from sunmask.chorale.demos import demo_chorale
from sunmask.chorale.music.symbols import Chorale, ChoraleMeta, notes
from sunmask.chorale.sound.mixer import INSTRUMENTS, USUAL, gains
from sunmask.chorale.sound.mixing import TAIL_S, Performance, play
from sunmask.chorale.sound.synthesis import SAMPLE_RATE
from tests.live_studio import ROOT

pytestmark = pytest.mark.e2e

SAMPLES, ENVELOPES, LEVEL_DB, SPECTRUM_DB = 0.93, 0.98, 0.8, 0.8
WINDOW = SAMPLE_RATE // 50
ADDRESS = "http://localhost:9/"
"""Nobody answers there but this test; a worklet loads only from an address that browsers trust."""
TEMPO = 132.0


@pytest.fixture(scope="module")
def probe(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """A page with the studio's synthesizer, built by itself."""
    npx = shutil.which("npx")
    assert npx, "the probe is built by npx, which comes with Node.js"
    out = tmp_path_factory.mktemp("probe")
    command = [
        npx,
        "vite",
        "build",
        "--config",
        "sound.config.ts",
        "--outDir",
        str(out),
        "--logLevel",
        "error",
    ]
    subprocess.run([*command, "--outDir", str(out)], cwd=ROOT / "frontend", check=True)
    page = browser.new_page()

    def answer(route: Route) -> None:
        if route.request.url.endswith(".js"):
            route.fulfill(path=out / "probe.js", content_type="text/javascript")
        else:
            route.fulfill(body="<!doctype html><title>probe</title>", content_type="text/html")

    page.route(f"{ADDRESS}**", answer)
    page.goto(ADDRESS)
    yield page
    page.close()


def two_bars() -> Chorale:
    whole = demo_chorale("Jesu, meine Freude")
    return Chorale(whole.symbols_VT[:, :32], ChoraleMeta(tempo=TEMPO))


def in_browser(page: Page, chorale: Chorale, mixer: Any) -> np.ndarray:
    """Both sides, (2, N)."""
    sixteenth_s = 15 / TEMPO
    played = [
        {"voice": voice, "pitch": pitch, "begin": start * sixteenth_s, "end": (start + length) * sixteenth_s}
        for voice, line in enumerate(notes(chorale.symbols_VT))
        for start, length, pitch in line
        if pitch
    ]
    sides = page.evaluate(
        "async ([notes, seconds, mixer]) => (await import('/probe.js')).rendered(notes, seconds, mixer)",
        [played, chorale.num_sixteenths * sixteenth_s + TAIL_S, [asdict(channel) for channel in mixer]],
    )
    return np.array([np.frombuffer(base64.b64decode(side), dtype="<f4") for side in sides])


def in_library(chorale: Chorale, mixer: Any) -> np.ndarray:
    performance = Performance(mixer, TEMPO, [gains(mixer)])
    return np.concatenate([block[0] for block in play(chorale, performance)], axis=1)


def envelope(sound: np.ndarray) -> np.ndarray:
    whole = sound[: len(sound) // WINDOW * WINDOW].reshape(-1, WINDOW)
    return np.sqrt((whole**2).mean(axis=1))


def third_octaves(sound: np.ndarray) -> np.ndarray:
    """Power in dB by bands."""
    power = np.abs(np.fft.rfft(sound)) ** 2
    frequencies = np.fft.rfftfreq(len(sound), 1 / SAMPLE_RATE)
    edges = 100 * 2 ** (np.arange(20) / 3)
    bands = [(frequencies >= low) & (frequencies < 2 ** (1 / 3) * low) for low in edges]
    return 10 * np.log10([power[band].sum() for band in bands])


@pytest.mark.parametrize(
    "instrument", ["choir", *(pytest.param(one, marks=pytest.mark.thorough) for one in [*INSTRUMENTS][1:])]
)
def test_a_file_sounds_as_the_browser_does(instrument: str, probe: Page) -> None:
    chorale = two_bars()
    volumes = (80, 60, 100, 40)
    mixer = tuple(
        replace(channel, instrument=instrument, volume=volume)
        for channel, volume in zip(USUAL, volumes, strict=True)
    )
    there, here = in_browser(probe, chorale, mixer), in_library(chorale, mixer)
    length = min(there.shape[1], here.shape[1])
    assert there.shape[1] == pytest.approx(here.shape[1], abs=2)
    for side, (browser_N, library_N) in enumerate(zip(there[:, :length], here[:, :length], strict=True)):
        samples = float(np.corrcoef(browser_N, library_N)[0, 1])
        envelopes = float(np.corrcoef(envelope(browser_N), envelope(library_N))[0, 1])
        level = 10 * np.log10((library_N**2).mean() / (browser_N**2).mean())
        spectrum = float(np.abs(third_octaves(browser_N) - third_octaves(library_N)).mean())
        print(
            f"\n{instrument}, side {side}: samples {samples:.3f}, envelopes {envelopes:.3f}, "
            f"level {level:+.2f} dB, spectra {spectrum:.2f} dB"
        )
        assert samples >= SAMPLES
        assert envelopes >= ENVELOPES
        assert abs(level) <= LEVEL_DB
        assert spectrum <= SPECTRUM_DB
