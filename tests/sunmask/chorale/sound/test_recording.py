"""Sound files of chorales: as long as they should be, of the right pitches, loud where they should be."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from sunmask.chorale.music.signs import Sign
from sunmask.chorale.music.symbols import Chorale, ChoraleMeta
from sunmask.chorale.sound import recording
from sunmask.chorale.sound.mixer import SOFT, USUAL, gains, mixer_from_json
from sunmask.chorale.sound.mixing import TAIL_S, Performance, bent
from sunmask.chorale.sound.recording import FORMATS, as_usual, record
from sunmask.chorale.sound.synthesis import SAMPLE_RATE

ALONE = {"is_heard": False}


def one_voice(symbols: list[int], **meta: Any) -> Chorale:
    """A soprano at 60 quarters a minute: a sixteenth lasts a quarter of a second."""
    symbols_VT = np.zeros((4, len(symbols)), dtype=np.int16)
    symbols_VT[0] = symbols
    return Chorale(symbols_VT, ChoraleMeta(**{"tempo": 60.0, **meta}))


def heard(path: Path) -> np.ndarray:
    sound, rate = soundfile.read(path)
    assert (rate, sound.shape[1]) == (SAMPLE_RATE, 2)
    return sound


def recorded(chorale: Chorale, folder: Path, performance: Performance | None = None) -> np.ndarray:
    record(chorale, performance or as_usual(chorale), [folder / "made.wav"])
    return heard(folder / "made.wav")


def strongest(sound: np.ndarray) -> float:
    """The frequency that is loudest in the middle of both sides, in Hz."""
    return float(np.abs(np.fft.rfft(sound.sum(axis=1))).argmax()) * SAMPLE_RATE / len(sound)


def loudness(sound: np.ndarray) -> float:
    return float(np.sqrt((sound**2).mean()))


@pytest.mark.parametrize("instrument", ["choir", "organ", "strings", "piano"])
def test_notes_sound_when_and_as_high_as_they_stand(instrument: str, tmp_path: Path) -> None:
    chorale = one_voice([69, -69, -69, -69, 0, 0, 0, 0, 57, -57, -57, -57])
    mixer = tuple(replace(channel, instrument=instrument) for channel in USUAL)
    sound = recorded(chorale, tmp_path, Performance(mixer, 60.0, [gains(mixer)]))
    second = SAMPLE_RATE
    assert len(sound) == pytest.approx((3 + TAIL_S) * second, abs=2)
    harmonics = strongest(sound[: int(0.9 * second)]) / 440
    assert harmonics == pytest.approx(round(harmonics), abs=0.05)  # singers are never quite in tune
    later = strongest(sound[int(2.1 * second) : 3 * second]) / 220
    assert later == pytest.approx(round(later), abs=0.05)
    rest = loudness(sound[int(1.8 * second) : 2 * second])
    assert rest < 0.1 * loudness(sound[:second])


@pytest.mark.parametrize("ending", FORMATS)
def test_every_format_holds_the_same_music(ending: str, tmp_path: Path) -> None:
    chorale = one_voice([69, -69, -69, -69])
    written = recorded(chorale, tmp_path)
    record(chorale, as_usual(chorale), [tmp_path / f"made.{ending}"])
    sound = heard(tmp_path / f"made.{ending}")
    assert strongest(sound[:SAMPLE_RATE]) == pytest.approx(strongest(written[:SAMPLE_RATE]), abs=2)
    assert loudness(sound) == pytest.approx(loudness(written), rel=0.1)


def test_every_format_takes_a_line_among_its_tags(tmp_path: Path) -> None:
    chorale = one_voice([60, -60])
    paths = [tmp_path / f"made.{ending}" for ending in FORMATS]
    several = replace(as_usual(chorale), mixes=as_usual(chorale).mixes * len(paths))
    record(chorale, several, paths, comment="Made by people: 100 %.")
    for path in paths:
        with soundfile.SoundFile(path) as file:
            assert file.comment == "Made by people: 100 %."


def test_a_practice_track_has_its_voice_loud_and_the_others_soft(tmp_path: Path) -> None:
    symbols_VT = np.array([[72, -72], [67, -67], [60, -60], [48, -48]], dtype=np.int16)
    alone = [np.where(np.arange(4)[:, None] == voice, symbols_VT, 0) for voice in (2, 3)]
    mixes = [gains(USUAL), gains(USUAL, 2)]
    loud = {}
    for name, grid in zip(("tenor", "bass"), alone, strict=True):
        chorale = Chorale(grid.astype(np.int16), ChoraleMeta(tempo=60.0))
        paths = [tmp_path / "mix.wav", tmp_path / "practice.wav"]
        record(chorale, Performance(USUAL, 60.0, mixes), paths)
        mix, practice = (loudness(heard(path)) for path in paths)
        loud[name] = practice / mix
    assert loud["tenor"] > 1.4
    assert loud["bass"] == pytest.approx(SOFT, rel=0.02)


def test_what_is_mixed_out_is_silent_and_what_is_panned_stands_there(tmp_path: Path) -> None:
    chorale = one_voice([69, -69])
    muted = mixer_from_json([ALONE, {}, {}, {}])
    assert not recorded(chorale, tmp_path, Performance(muted, 60.0, [gains(muted)])).any()
    left = mixer_from_json([{"pan": -100}, {}, {}, {}])
    sound = recorded(chorale, tmp_path, Performance(left, 60.0, [gains(left)]))
    assert loudness(sound[:, 0]) > 3 * loudness(sound[:, 1])


def test_a_bar_is_counted_in_and_the_beats_are_clicked(tmp_path: Path) -> None:
    silence = one_voice([0] * 16)
    plain = as_usual(silence)
    assert not recorded(silence, tmp_path, plain).any()
    sound = recorded(silence, tmp_path, replace(plain, has_count_in=True, has_metronome=True))
    assert len(sound) == pytest.approx((8 + TAIL_S) * SAMPLE_RATE, abs=2)
    clicks = [loudness(sound[round(beat * SAMPLE_RATE) :][:2000]) for beat in range(8)]
    assert min(clicks) > 0.02
    assert not sound[round(0.5 * SAMPLE_RATE) : SAMPLE_RATE].any()
    assert strongest(sound[:2000]) > strongest(sound[SAMPLE_RATE:][:2000])  # the first of a bar is higher


def test_a_pickup_is_counted_in_to_its_own_bar_line(tmp_path: Path) -> None:
    upbeat = one_voice([0] * 4, pickup=4)
    sound = recorded(upbeat, tmp_path, replace(as_usual(upbeat), has_count_in=True))
    assert len(sound) == pytest.approx((7 + 1 + TAIL_S) * SAMPLE_RATE, abs=2)


def test_where_the_metre_changes_other_beats_are_clicked(tmp_path: Path) -> None:
    silence = one_voice([0] * 40)
    changing = replace(silence, meta=replace(silence.meta, metre_changes=((16, "6/8"), (28, "3/4"))))
    sound = recorded(changing, tmp_path, replace(as_usual(changing), has_metronome=True))
    starts = [round(sixteenth / 4 * SAMPLE_RATE) for sixteenth in range(40)]
    clicked = [t for t, start in enumerate(starts) if loudness(sound[start:][:2000]) > 0.02]
    assert clicked == [0, 4, 8, 12, 16, 22, 28, 32, 36]
    firsts = [t for t in clicked if strongest(sound[starts[t] :][:2000]) == strongest(sound[:2000])]
    assert firsts == [0, 16, 28]


def test_no_mix_goes_over_full_scale() -> None:
    loud = np.linspace(-9, 9, 1001)
    assert np.abs(bent(loud)).max() <= 1
    assert (np.diff(bent(loud)) >= 0).all()
    quiet = np.linspace(-0.7, 0.7, 11)
    assert bent(quiet) == pytest.approx(quiet)


@pytest.mark.parametrize(
    "given",
    [
        [],
        "loud",
        [{}] * 1,
        [{}] * 7,
        [{"volume": 101}, {}, {}, {}],
        [{"volume": 1.5}, {}, {}, {}],
        [{"pan": -101}, {}, {}, {}],
        [{"pan": True}, {}, {}, {}],
        [{"instrument": "drum"}, {}, {}, {}],
        [{"is_heard": 1}, {}, {}, {}],
        [{"reverb": 1}, {}, {}, {}],
    ],
)
def test_what_is_no_mixer_is_refused(given: Any) -> None:
    with pytest.raises(ValueError, match="expected"):
        mixer_from_json(given)


def test_a_mixer_comes_back_as_it_went() -> None:
    given: list[Mapping[str, Any]] = [vars(replace(channel, volume=12)) for channel in USUAL]
    assert [vars(channel) for channel in mixer_from_json(given)] == given
    assert mixer_from_json(None) == USUAL


def test_what_would_be_too_long_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recording, "MOST_S", 6)
    with pytest.raises(ValueError, match="minutes of sound"):
        recorded(one_voice([0] * 32), tmp_path)
    with pytest.raises(ValueError, match="sound file"):
        record(one_voice([0]), as_usual(one_voice([0])), [tmp_path / "x.flac"])


def test_dynamics_staccato_and_fermatas_are_heard(tmp_path: Path) -> None:
    quarters = [69, -69, -69, -69] * 4
    signs = {
        (0, 4): (Sign("dynamics", "pp"),),
        (0, 8): (Sign("dynamics", "mf"), Sign("articulations", "staccato")),
    }
    chorale = replace(one_voice(quarters), signs=signs, fermatas=frozenset({(0, 12)}))
    sound = recorded(chorale, tmp_path)
    assert len(sound) == pytest.approx((5 + TAIL_S) * SAMPLE_RATE, abs=2)  # the last quarter twice as long
    usual, soft = (loudness(sound[round(at * SAMPLE_RATE) :][: SAMPLE_RATE // 2]) for at in (0.3, 1.4))
    assert soft == pytest.approx((36 / 80) ** 2 * usual, rel=0.25)
    late = loudness(sound[round(2.85 * SAMPLE_RATE) : 3 * SAMPLE_RATE])
    assert late < 0.2 * usual
    again = replace(chorale, form={15: ("end-repeat",)})
    assert len(recorded(again, tmp_path)) == pytest.approx((10 + TAIL_S) * SAMPLE_RATE, abs=2)
