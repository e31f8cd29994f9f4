"""What Milepost costs, as ratios to what else does the same on the same machine. See `docs/benchmarks.md`."""
