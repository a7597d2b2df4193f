"""The window: shows snapshots and emits what the user wants. Imports nothing of the engine's."""
