"""The engine process: recordings in, segments of text out, over JSON lines."""
