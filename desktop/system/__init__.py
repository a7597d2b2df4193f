"""What the app asks of the desktop around it: global shortcuts, and typing into other programs."""
