"""Pages of persons and of the tree with its people."""
