"""What made-up pages consist of: languages, facts, labelled rows, forms, and the page itself."""
