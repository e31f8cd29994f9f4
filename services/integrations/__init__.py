"""The directory: people and units, fed by HR systems."""
