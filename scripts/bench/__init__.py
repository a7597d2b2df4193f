"""Measures the figures of docs/benchmarks.md: `python -m scripts.bench`.

Not part of the app: these modules drive its real processes from outside, and use both the desktop
and the training room.
"""
