"""What figures rest on, in words: chains, checks, notes."""
