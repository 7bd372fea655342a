"""Exchange rates: tables of them and where they come from."""
