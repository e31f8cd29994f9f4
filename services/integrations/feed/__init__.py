"""People feeds: reading an HR system's export, and reconciling it with the directory."""
