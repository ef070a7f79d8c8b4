"""What pages show of practices and actions that is more than a list of rows."""
