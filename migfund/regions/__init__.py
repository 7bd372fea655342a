"""The regions and groups of countries, by named schemes."""
