"""Tells a spoken command from the same words used as words. Precision comes before recall.

What is not set off by punctuation or a pause stays as it was said wherever it may be meant so: a
command can be said once more, but a word that has become a sign is hard to find.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from desktop.text.commands import BY_PHRASE, LONGEST_PHRASE, Act, Command, Need
from desktop.text.numbers import read_number
from desktop.text.pieces import Piece
from desktop.text.wordlists import words

PAUSE_S = 0.3  # between two words; fluent speech has none so long within a phrase
FAR = 8  # words back in a clause in which a verb may govern "komma"
NEAR = 2

# After these "komma" is the verb, and others may stand between ("ska hon inte komma").
GOVERNORS = words(
    """ska skall skulle kan kunde kunnat vill ville velat måste får fick fått få bör borde må måtte
    lär torde brukar brukade bruka behöver behövde behöva hinner hann hunnit hinna tänker tänkte
    hoppas hoppades hoppats vågar vågade våga orkar orkade orka lyckas lyckades försöker försökte
    försöka börjar började börja slutar slutade verkar verkade tycks tycktes låt låter lät låta ser
    såg se sett hör hörde höra hört lovar lovade lova slipper slapp slippa råkar råkade ämnar ämnade
    vägrar vägrade önskar önskade anses ansågs sägs sades uppges väntas väntades beräknas beräknades
    antas förväntas förväntades planeras förmodas tros glömmer glömde väljer valde törs tordes ids
    pallar kommer låtsas tillåts tillåter tillät ber bad kunna vilja skola böra måst"""
)
# What may stand between "att" and its verb.
BEFORE_VERB = words(
    """inte aldrig nog kanske snart gärna också alltid bara ju väl då ändå faktiskt ofta verkligen
    redan nu sedan sen senare först precis säkert själv själva alla båda hit dit hem igen ens ännu
    helt lätt enkelt"""
)
# "komma hem", "komma överens": the verb and what belongs to it.
BELONGS_TO_VERB = words(
    """hem hit dit in ut upp ner ned fram tillbaka överens ihåg åt med på till från för undan loss
    ikapp igen förbi över under efter framåt vidare igång i av bort samman emellan och att an sig
    undan åter nära först sist sent tidigt snart nu då innan ur inom utanför runt vad skall ska
    hemifrån närmare längre högre tillrätta tillrakes levande springande gående farande
    rätt fel"""
)
# With these a clause begins, so that a comma may stand before them.
BEGINS_CLAUSE = words(
    "jag du han hon vi ni de det men så som eftersom fast utan därför vilket hur varför när medan "
    "tack"
)
# An adjective, by its ending: after one of _DETERMINERS, "punkt" is a noun and so are the others.
_ADJECTIVE = re.compile("(ig|ande|ende|tisk|gisk|nisk|sam|iell|uell|onell|ktiv|ativ)$")
_DETERMINERS = words("en den denna någon ingen varje vilken en hans hennes min din sin vår deras")
PUTS = words("sätta sätter satte satt sätts sättas sätt sattes")
_KOMMA_ARTICLES = words("ett inget varje detta nästa saknas extra enda sista första ordet")


@dataclass(frozen=True)
class Place:
    """Where a possible command stands: `pieces[at:end]`, and what is around it.

    `clause`: the bare words before it, back to the last punctuation or command.
    """

    pieces: Sequence[Piece]
    at: int
    end: int
    clause: Sequence[str]
    after_command: bool  # a command is what comes directly before
    has_text: bool  # something has been written before

    @property
    def is_first(self) -> bool:
        return self.at == 0

    @property
    def is_last(self) -> bool:
        return self.end == len(self.pieces)

    @property
    def after_mark(self) -> bool:
        return self.at > 0 and bool(self.pieces[self.at - 1].loose)

    @property
    def mark(self) -> str:
        return self.pieces[self.end - 1].loose

    @property
    def before(self) -> str:
        return self.clause[-1] if self.clause else ""

    @property
    def following(self) -> str:
        return "" if self.is_last else self.pieces[self.end].key

    @property
    def pauses_before(self) -> bool:
        return self.at > 0 and _is_pause(self.pieces[self.at - 1], self.pieces[self.at])

    @property
    def pauses_after(self) -> bool:
        return not self.is_last and _is_pause(self.pieces[self.end - 1], self.pieces[self.end])

    @property
    def left(self) -> bool:
        """Whether it is set off from what is before."""
        if self.is_first or self.after_command or self.after_mark or self.pauses_before:
            return True
        return self.pieces[self.at].begins_large

    @property
    def right(self) -> bool:
        """Whether it is set off from what comes after."""
        if self.is_last or bool(self.mark) or self.pauses_after:
            return True
        return _find_command(self.pieces, self.end) is not None


def is_command(command: Command, place: Place, is_open: bool) -> bool:
    """Whether these words are meant as the command. `is_open`: what it ends or goes on with is."""
    encloses = command.act in (Act.OPEN_QUOTE, Act.OPEN_BRACKET)
    if encloses and _is_closed(command, place):
        return True
    if not place.left and place.before in command.not_after:
        return False
    if not place.right and place.following in command.not_before:
        return False
    if not place.left and not place.right and place.before in command.not_amid:
        return False
    if command.act is Act.MARK:
        if not place.has_text:
            return False
        if place.following and not place.right and read_number(place.following) is not None:
            return command.need is Need.COMMA and _is_comma(place)
    if command.act is Act.MARK and not place.left and _is_noun(place):
        return False
    match command.need:
        case Need.RIGHT:
            return place.right
        case Need.CLOSED:
            return (place.left and place.right) or _is_closed(command, place)
        case Need.OPENED:
            return is_open
        case Need.A_WORD:
            return place.left or not (place.is_last or place.mark)
        case Need.COMMA:
            return _is_comma(place)
    return True


def _is_noun(place: Place) -> bool:
    """ "Där sätter vi punkt", "en avgörande punkt": the sign as a word."""
    if any(word in PUTS for word in place.clause[-4:]) or place.clause[-2:] == ["punkt", "för"]:
        return True
    is_adjective = _ADJECTIVE.search(place.before) is not None
    determined = any(word in _DETERMINERS for word in place.clause[-4:-1])
    return place.before.endswith("aste") or (is_adjective and determined)


def _is_comma(place: Place) -> bool:
    if is_decimal(place):
        return True
    if place.mark.startswith(("?", "!")):
        return False
    before, following = place.before, place.following
    if before == "komma":
        return True  # "kan du komma, komma, så …": the first is the verb
    if _is_number(before) and _is_number(following) and not place.after_mark:
        return False  # "tre komma fem" is a number, for the clean-up to write
    if not place.left and before in _KOMMA_ARTICLES:
        return False
    if not place.right and following in BELONGS_TO_VERB:
        return False
    if place.left and place.right:
        return not _is_governed(place, NEAR)
    if _is_governed(place, FAR):
        return False
    return place.right or following in BEGINS_CLAUSE


def is_decimal(place: Place) -> bool:
    """ "3 komma 5", in digits."""
    if place.is_first or place.is_last or place.mark or place.after_mark:
        return False
    return place.pieces[place.at - 1].text.isdigit() and place.pieces[place.end].text.isdigit()


def _is_governed(place: Place, how_far: int) -> bool:
    """Whether a verb before it makes "komma" one."""
    clause = list(place.clause)
    if clause and clause[-1] in ("att", "och"):
        return True
    at = len(clause)
    while at and clause[at - 1] in BEFORE_VERB:
        at -= 1
    if at and clause[at - 1] == "att":
        return True
    return any(word in GOVERNORS for word in clause[-how_far:])


def _is_number(word: str) -> bool:
    return word.isdigit() or read_number(word) is not None


def _is_pause(first: Piece, second: Piece) -> bool:
    if first.end_s is None or second.start_s is None:
        return False
    return second.start_s - first.end_s >= PAUSE_S


def _find_command(pieces: Sequence[Piece], at: int) -> Command | None:
    """The command that could begin there, by its words alone; "komma" is none without proof."""
    for length in range(LONGEST_PHRASE, 0, -1):
        phrase = tuple(piece.key for piece in pieces[at : at + length])
        command = BY_PHRASE.get(phrase)
        if command is not None and command.need not in (Need.COMMA, Need.CLOSED):
            return command
    return None


def _is_closed(command: Command, place: Place) -> bool:
    """Whether its end is said later in the utterance, with no second beginning before it."""
    for at in range(place.end, len(place.pieces)):
        for length in range(LONGEST_PHRASE, 0, -1):
            phrase = tuple(piece.key for piece in place.pieces[at : at + length])
            found = BY_PHRASE.get(phrase)
            if found is None:
                continue
            if found.act is command.closed_by:
                return True
            if found is command:
                return False
    return False
