"""Transcripts as files: one small writer a format."""
