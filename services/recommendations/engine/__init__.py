"""The recommendation engine: pure modules over arrays, seeded, without a clock and without I/O."""
