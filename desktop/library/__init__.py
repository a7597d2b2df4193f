"""The user's jobs and their texts, kept on disk."""
