"""Files to project tables: one module a family of sources."""
