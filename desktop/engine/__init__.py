"""The engine process: recordings in, segments of text out, over JSON lines."""

import os

# Threads that spin while they wait for each other take a busy machine's cores from everybody,
# themselves included: OpenBLAS's alone took a third of the engine's time. Both libraries read this
# when they are loaded, with numpy and ctranslate2.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
