"""IATI: activities of any version to tables, which of them are on migration, and back to XML."""
