"""espeak-ng's Swedish voices: which ones train, which ones only test, and how fast and high.

Left out of its variants: whispers, robots and effects (whisper, robosoft, UniRobot, anikaRobot,
Demonic, Storm, Tweaky, RicishayMax, iven), and those that sound exactly like another (fast is the
default voice; klatt and klatt6 are caleb).
"""

import random
from dataclasses import dataclass

DEFAULT_VOICE = "sv"
DEFAULT_RATE_WPM = 175
DEFAULT_PITCH = 50
_DEFAULT_SHARE = 0.35

TRAINING_VOICES = tuple(
    f"sv+{variant}"
    for variant in (
        *("f1", "f2", "f4", "f5", "m1", "m2", "m4", "m5", "m6", "m7", "m8", "klatt2", "klatt4"),
        *("Alex", "Alicia", "Andrea", "Andy", "Denis", "Diogo", "Gene", "Henrique", "Hugo", "Lee"),
        *("Marco", "Mario", "Nguyen", "adam", "anika", "antonio", "aunty", "belinda", "benjamin"),
        *("caleb", "david", "ed", "edward", "edward2", "grandma", "gustave", "iven4", "john"),
        *("kaukovalta", "marcelo", "max", "michel", "norbert", "pablo", "paul", "pedro", "quincy"),
        *("rob", "sandro", "shelby", "travis", "zac"),
    )
)
TEST_VOICES = tuple(
    f"sv+{variant}"
    for variant in ("f3", "m3", "Annie", "linda", "steph", "Michael", "Mike", "victor")
)


@dataclass(frozen=True, slots=True)
class Delivery:
    """Who speaks and how: espeak-ng's voice, words per minute, and pitch of 0 to 99."""

    voice: str
    rate_wpm: int
    pitch: int


def draw_training_delivery(rng: random.Random) -> Delivery:
    """The default voice for about a third, any of the training variants for the rest."""
    if rng.random() < _DEFAULT_SHARE:
        return Delivery(DEFAULT_VOICE, rng.randint(150, 200), rng.randint(35, 65))
    return Delivery(rng.choice(TRAINING_VOICES), rng.randint(130, 210), rng.randint(20, 80))


def draw_test_delivery(rng: random.Random) -> Delivery:
    """A voice that no training utterance has, at ordinary settings."""
    return Delivery(rng.choice(TEST_VOICES), rng.randint(150, 195), rng.randint(35, 65))


def default_delivery() -> Delivery:
    return Delivery(DEFAULT_VOICE, DEFAULT_RATE_WPM, DEFAULT_PITCH)
