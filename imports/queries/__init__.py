"""Reading files, guessing what they mean, and telling it."""
