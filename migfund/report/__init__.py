"""One analysis from sources to a page."""
