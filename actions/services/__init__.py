"""Everything that changes practices and what cities do about them."""
