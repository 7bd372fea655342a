"""One row a project becomes several, and the parts sum to the whole."""
