"""What the Makefile runs: shell scripts, and the benchmarks."""
