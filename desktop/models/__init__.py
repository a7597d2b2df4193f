"""Model folders: reading and checking them."""
