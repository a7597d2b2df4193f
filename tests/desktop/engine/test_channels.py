"""Two speakers in two channels: noticed, told in order of time, nothing lost by a kill."""

import json
import wave
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event
from typing import Any

import numpy as np
import pytest

from desktop.audio.recording import RecordingWriter
from desktop.engine.channels import SpeakerEvidence, difference_path, is_echo, mix, subtract
from desktop.engine.guards import Hypothesis
from desktop.engine.media import MediaFile
from desktop.engine.protocol import LoadModel, encode_line
from desktop.engine.server import EngineServer
from desktop.engine.source import ImportSource, RecordingSource, is_imported
from desktop.errors import AudioFileError
from desktop.models.model_folder import open_model_folder
from desktop.tracks import SoundChoice, Track, pick_track

RATE = 16_000
SPLIT = SoundChoice(split_channels=True)
# Who speaks when, in seconds. 1 and 2 overlap at 6 s; at 20 s 2 speaks alone.
INTERVIEW = (("1", 1, 2), ("2", 3, 4), ("1", 5, 8), ("2", 6, 7), ("1", 12, 13), ("2", 20, 22))
PITCHES_HZ = {"1": 220, "2": 330}


def speak(turns: tuple[tuple[str, float, float], ...], length_s: float) -> np.ndarray:
    """Tones of which each channel has those of one speaker; int16, shape (2, n)."""
    sound = np.zeros((2, int(length_s * RATE)))
    for speaker, start_s, end_s in turns:
        span = slice(int(start_s * RATE), int(end_s * RATE))
        times = np.arange(span.stop - span.start) / RATE
        sound[int(speaker) - 1, span] += 0.3 * np.sin(2 * np.pi * PITCHES_HZ[speaker] * times)
    return (sound * 32767).astype(np.int16)


def write_wav(path: Path, channels: np.ndarray) -> Path:
    with wave.open(str(path), "wb") as file:
        file.setparams((len(channels), 2, RATE, 0, "NONE", ""))
        file.writeframes(channels.T.astype("<i2").tobytes())
    return path


def babble(seed: int, length_s: float) -> np.ndarray:
    """Something that changes as fast as speech does: another pitch every 80 ms."""
    rng = np.random.default_rng(seed)
    syllable = np.arange(int(0.08 * RATE)) / RATE
    n_syllables = int(length_s / 0.08) + 1
    pitches_hz = 200 * 2 ** rng.uniform(0, 4, n_syllables)
    tones = [0.4 * np.sin(2 * np.pi * pitch_hz * syllable) for pitch_hz in pitches_hz]
    return np.concatenate(tones)[: int(length_s * RATE)].astype(np.float32)


def reverberate(sound: np.ndarray, seed: int) -> np.ndarray:
    """As it is heard across a room, with half a second of reverberation."""
    times = np.arange(RATE // 2) / RATE
    room = np.random.default_rng(seed).normal(size=len(times)) * 10 ** (-6 * times)
    room[0] = np.sqrt((room**2).sum())  # the way straight across
    heard = np.convolve(sound, room / np.sqrt((room**2).sum()))
    return heard[: len(sound)].astype(np.float32)


class LoudnessEstimator:
    """Takes whatever is loud for speech."""

    def reset(self) -> None:
        pass

    def __call__(self, samples: np.ndarray) -> list[float]:
        frames = samples.reshape(-1, 512)
        return [0.95 if np.sqrt(np.mean(frame**2)) > 0.05 else 0.02 for frame in frames]


class PitchModel:
    """Writes the pitch that it was given to hear, in Hz, and for how long."""

    n_threads = 1

    def __init__(self, info: Any = None) -> None:
        self.info = info

    def knows_language(self, language: str) -> bool:
        return True

    def recognize(self, samples: np.ndarray, *_: Any) -> Hypothesis:
        pitch_hz = np.argmax(np.abs(np.fft.rfft(samples))) * RATE / len(samples)
        text = f"{round(pitch_hz, -1):.0f} hertz i {len(samples) / RATE:.1f} s"
        return Hypothesis(text, avg_logprob=-0.2, no_speech_prob=0.01)

    def recognize_many(self, utterances: Any, *_: Any) -> Iterator[tuple[int, Hypothesis]]:
        return ((i, self.recognize(samples)) for i, samples in enumerate(utterances))


@pytest.fixture
def interview(tmp_path: Path) -> Path:
    return write_wav(tmp_path / "intervju.wav", speak(INTERVIEW, 24.3))


def transcribe(model_folder: Path, **fields: Any) -> list[dict[str, Any]]:
    """What the engine's server tells of one job."""
    told: list[dict[str, Any]] = []

    def load(command: LoadModel) -> PitchModel:
        return PitchModel(open_model_folder(command.folder))

    server = EngineServer(lambda line: told.append(json.loads(line)), load, LoudnessEstimator, "0")
    server.take_line(encode_line("load_model", folder=str(model_folder)))
    server.take_line(encode_line("transcribe", job="a", **fields))
    server.take_line(encode_line("shutdown", after_jobs=True))
    server.run()
    return [event for event in told if event.get("job") == "a"]


def pick_said(events: list[dict[str, Any]]) -> list[tuple[str, float, str]]:
    segments = [event["segment"] for event in events if event["type"] == "segment"]
    return [(one.get("speaker", ""), round(one["start_s"]), one["text"]) for one in segments]


def test_each_speaker_is_heard_alone_and_told_in_order_of_time(
    interview: Path, fake_model: Path, tmp_path: Path
) -> None:
    recording = tmp_path / "ut.wav"
    events = transcribe(
        fake_model, file=str(interview), recording=str(recording), split_channels=True
    )
    said = pick_said(events)
    assert [(speaker, start_s) for speaker, start_s, _ in said] == [
        (speaker, start_s) for speaker, start_s, _ in INTERVIEW
    ]
    for speaker, _, text in said:
        assert text.startswith(f"{PITCHES_HZ[speaker]} hertz")
    assert events[-1]["type"] == "done"
    assert is_imported(interview, recording, SPLIT)


def test_a_job_goes_on_wherever_it_was_killed_as_if_it_had_not_been(
    interview: Path, fake_model: Path, tmp_path: Path
) -> None:
    """After each event that a client has kept, which it gives back as `from_sample`."""
    ask = {"file": str(interview), "recording": str(tmp_path / "ut.wav"), "split_channels": True}
    events = transcribe(fake_model, **ask)
    kept = [event for event in events if event["type"] == "segment"]
    assert len({event["committed_sample"] for event in kept}) == len(kept) == len(INTERVIEW)
    for n_kept, last in enumerate(kept, 1):
        resumed = transcribe(fake_model, **ask, from_sample=last["committed_sample"])
        assert pick_said(kept[:n_kept]) + pick_said(resumed) == pick_said(events)
        assert resumed[-1] == events[-1]


def test_without_splitting_the_channels_are_mixed(interview: Path, fake_model: Path) -> None:
    said = pick_said(transcribe(fake_model, file=str(interview)))
    assert {speaker for speaker, _, _ in said} == {""}
    assert [start_s for _, start_s, _ in said] == [1, 3, 5, 12, 20]


def test_what_a_microphone_hears_of_the_other_speaker_is_removed_not_told(
    fake_model: Path, tmp_path: Path
) -> None:
    """The other speaker's microphone hears everything too, 9 dB weaker and from all sides."""
    heard = np.zeros((2, 9 * RATE))
    for channel, start_s in ((0, 1), (1, 5)):
        heard[channel, start_s * RATE : (start_s + 2) * RATE] = babble(channel, 2.0)
    heard += 0.35 * np.stack([reverberate(heard[1], 3), reverberate(heard[0], 4)])
    path = write_wav(tmp_path / "rum.wav", (heard * 32767).astype(np.int16))
    events = transcribe(fake_model, file=str(path), split_channels=True)
    assert [(speaker, start_s) for speaker, start_s, _ in pick_said(events)] == [("1", 1), ("2", 5)]
    removed = [event for event in events if event["type"] == "removed"]
    assert [event["reason"] for event in removed] == ["echo", "echo"]
    assert [event["segment"]["speaker"] for event in removed] == ["2", "1"]


def test_two_who_speak_at_the_same_time_are_no_echo_of_each_other() -> None:
    weak, loud = 0.2 * babble(5, 3.0), babble(6, 3.0)
    overheard = 0.1 * reverberate(loud, 7)
    assert not is_echo(weak, loud)
    assert not is_echo(weak + overheard, loud)
    assert is_echo(overheard, loud)
    assert is_echo(overheard + 0.1 * weak, loud)
    assert not is_echo(loud, overheard)
    assert not is_echo(loud, loud)  # both are as loud: who knows
    assert not is_echo(np.zeros(RATE, np.float32), loud[:RATE])
    assert not is_echo(0.1 * loud[:100], np.ones(100, np.float32))


def judge(channels: np.ndarray, block: int = 1111) -> bool:
    evidence = SpeakerEvidence()
    for start in range(0, channels.shape[1], block):
        evidence.add(channels[:, start : start + block])
    return evidence.judge()


def test_two_speakers_are_noticed_and_ordinary_stereo_is_not() -> None:
    turns = tuple((str(1 + i % 2), i * 3.0, i * 3.0 + 2.5) for i in range(12))
    clean = speak(turns, 36)
    noise = np.random.default_rng(1).normal(scale=30, size=clean.shape).astype(np.int16)
    assert judge(clean + noise)
    assert judge((clean + 0.2 * clean[::-1]).astype(np.int16))  # each heard in the other's
    assert not judge(np.stack([mix(clean)] * 2))  # the same in both
    assert not judge((clean + 0.6 * clean[::-1]).astype(np.int16))  # two microphones in a room
    assert not judge(clean * np.array([[1], [0]], np.int16))  # a dead channel
    assert not judge(clean[:, : 5 * RATE])  # too little to tell
    assert not judge(np.zeros((2, RATE), np.int16))
    assert not judge(mix(clean)[None])


def test_the_channels_come_back_from_their_mix_and_difference() -> None:
    channels = np.random.default_rng(2).integers(-32768, 32768, (2, 5000)).astype(np.int16)
    channels[:, :4] = [[32767, -32768, 32767, -32768], [32767, -32768, -32768, 32767]]
    mixed, difference = mix(channels).astype(int), subtract(channels).astype(int)
    assert np.abs(mixed + difference - channels[0]).max() <= 1
    assert np.abs(mixed - difference - channels[1]).max() <= 1


def test_a_broken_import_of_two_channels_is_begun_anew(interview: Path, tmp_path: Path) -> None:
    recording = tmp_path / "ut.wav"
    told: list[Any] = []

    def import_whole() -> None:
        source = ImportSource(interview, recording, told.append, Event(), SPLIT, told.append)
        source.wait()
        source.close()

    import_whole()
    whole = difference_path(recording).read_bytes()
    assert [contents.two_speakers for contents in told] == [None, False]  # too short to tell
    difference_path(recording).unlink()
    assert not is_imported(interview, recording, SPLIT)
    import_whole()
    assert difference_path(recording).read_bytes() == whole
    source = RecordingSource(recording, follow=False, split_channels=True)
    assert source.difference is not None
    assert source.difference.measure() == source.measure()
    source.close()


def test_a_cancelled_import_leaves_neither_recording(interview: Path, tmp_path: Path) -> None:
    cancelled = Event()
    cancelled.set()
    source = ImportSource(interview, tmp_path / "ut.wav", lambda _: None, cancelled, SPLIT)
    source.close()
    assert [path.name for path in tmp_path.iterdir()] == ["intervju.wav"]


def test_one_channel_cannot_be_split(speech_wav: Path) -> None:
    with pytest.raises(AudioFileError) as caught:
        MediaFile(speech_wav, SPLIT)
    assert caught.value.code == "no_two_channels"
    assert caught.value.details["n_channels"] == 1


@pytest.fixture
def film(tmp_path: Path, ffmpeg: Callable[..., None]) -> Path:
    """English first and by default, Swedish second, in stereo; a third of no language."""
    tones = [
        part
        for pitch_hz in (220, 330, 440)
        for part in ("-f", "lavfi", "-i", f"sine=frequency={pitch_hz}:duration=2")
    ]
    path = tmp_path / "film.mkv"
    ffmpeg(
        *tones, "-map", "0:a", "-map", "1:a", "-map", "2:a", "-c:a", "flac", "-ac:a:1", "2",
        "-metadata:s:a:0", "language=eng", "-metadata:s:a:1", "language=swe",
        "-metadata:s:a:2", "title=Mikrofon", "-disposition:a:0", "default",
        "-disposition:a:1", "0", "-disposition:a:2", "0", path,
    )  # fmt: skip
    return path


def test_the_swedish_track_is_taken_unless_another_is_wanted(film: Path, fake_model: Path) -> None:
    for ask, number, pitch_hz in (({}, 2, 330), ({"track": 1}, 1, 220), ({"track": 3}, 3, 440)):
        events = transcribe(fake_model, file=str(film), **ask)
        first = events[0]
        assert (first["type"], first["track"], first["duration_s"]) == ("media", number, 2.0)
        assert [text.split()[0] for _, _, text in pick_said(events)] == [str(pitch_hz)]
    tracks = [Track(**track) for track in first["tracks"]]
    assert tracks == [
        Track(1, "eng", "", 1, True),
        Track(2, "swe", "", 2, False),
        Track(3, "", "Mikrofon", 1, False),
    ]


def test_a_track_that_is_not_there_is_told(film: Path, fake_model: Path) -> None:
    (error,) = transcribe(fake_model, file=str(film), track=4)
    assert error["code"] == "no_such_track"
    assert error["details"] == {"path": str(film), "track": 4, "n_tracks": 3}


def test_without_a_swedish_track_the_default_one_is_taken() -> None:
    assert pick_track([Track(1), Track(2, is_default=True)]).number == 2
    assert pick_track([Track(1), Track(2)]).number == 1
    assert pick_track([Track(1, "eng", is_default=True), Track(2, "sv-SE")]).number == 2


def test_a_file_is_examined_while_a_job_runs(film: Path, tmp_path: Path) -> None:
    told: list[dict[str, Any]] = []
    answered = Event()

    def write_line(line: bytes) -> None:
        told.append(json.loads(line))
        if len(told) == 2:
            answered.set()

    server = EngineServer(write_line, lambda _: PitchModel(), LoudnessEstimator, "0")
    server.take_line(encode_line("examine", job="a", file=str(film)))  # nobody runs its jobs
    server.take_line(encode_line("examine", job="b", file=str(tmp_path / "saknas.mp3")))
    assert answered.wait(30)
    assert [(event["type"], event["job"]) for event in told] == [("media", "a"), ("media", "b")]
    assert [len(event["tracks"]) for event in told] == [3, 0]
    assert told[0]["track"] == 2


@pytest.mark.parametrize("whole", ["neither", "the difference"])
def test_an_import_whose_engine_was_killed_is_begun_anew(
    interview: Path, tmp_path: Path, whole: str
) -> None:
    recording, source = tmp_path / "ut.wav", SPLIT.name_source(interview)
    for path in (recording, difference_path(recording)):
        writer = RecordingWriter(path, source=source)
        writer.append(np.ones(1000, np.int16))
        if whole == "the difference" and path != recording:
            writer.finish()
        writer._file.close()  # as when its process is killed
    begun_anew = ImportSource(interview, recording, pytest.fail, Event(), SPLIT)
    n_samples, is_whole = begun_anew.wait()
    assert (n_samples, is_whole) == (int(24.3 * RATE), True)
    assert begun_anew.difference is not None
    assert begun_anew.difference.measure() == (n_samples, True)
    begun_anew.close()
