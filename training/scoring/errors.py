"""Typed errors of scoring."""

from training.errors import TrainingError


class ScoringError(TrainingError):
    """What was given cannot be scored: no model, no test set, or options that do not fit them."""
