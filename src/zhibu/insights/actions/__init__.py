"""Everything that changes what statistics hold."""
