"""Calendar files that others made, read into listings of ours. Pure: no table, no clock, no network."""
