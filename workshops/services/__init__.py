"""Everything that changes workshops: planned, announced, filled, held, followed up."""
