"""Sound in: the recording format, the recorder, devices and levels."""
