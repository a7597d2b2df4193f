"""What is said becomes what is written: spoken commands, clean-up. Pure; knows no window."""
