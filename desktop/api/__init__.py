"""The local HTTP API: other programs on this computer have speech transcribed. Off by default."""
