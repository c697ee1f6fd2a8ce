"""Many invented opinions at once, for benchmarks and full pages; none of it is used in daily work."""
