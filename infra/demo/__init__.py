"""A small organisation with a year of history, made by Milepost's own commands, for trying Milepost out."""
