"""Back-testing: how well the engine would have done on an organisation's own history, beside plain baselines."""
