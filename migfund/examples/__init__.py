"""Pages of real projects that come with the package, to try things out on."""
