"""Typed errors of the training room; `message` says what is wrong and what to do about it."""


class TrainingError(Exception):
    """Base of every error that a training command reports to its user as one sentence."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class CorpusError(TrainingError):
    """A speech dataset or a source of one is missing, empty or malformed."""
