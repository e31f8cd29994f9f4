"""What services know of the directory: its events and its commands."""
