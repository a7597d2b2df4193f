"""Fetches media files from addresses on the web, in a process of its own."""
