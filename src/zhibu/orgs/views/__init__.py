"""Pages of the tree that need no people: errands on one body, policy switches."""
