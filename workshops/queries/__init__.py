"""What pages show of workshops that is more than a list of rows."""
