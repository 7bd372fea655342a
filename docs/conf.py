"""Settings of the site: sphinx-build -W -b html docs docs/_build/html. Nothing is fetched."""

from importlib.metadata import version as installed_version

project = "migfund"
author = "The migfund developers"
copyright = "The migfund developers, MIT License"
version = release = installed_version("migfund")

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.autosummary",
    "numpydoc",
]
exclude_patterns = ["_build"]
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3

# The reference page itself holds every entry, so that nothing is generated beside the sources.
autosummary_generate = False
autodoc_typehints = "none"
numpydoc_show_class_members = False
numpydoc_xref_param_type = False

html_theme = "pydata_sphinx_theme"
html_title = "migfund"
html_show_sourcelink = False
html_copy_source = False
# Pages at the top have no section of their own to navigate in.
alone = ["index", "tutorial", "reference", "conventions", "currency", "durations", "totals"]
alone += ["architecture"]
html_sidebars = {page: [] for page in alone}
html_theme_options = {
    "header_links_before_dropdown": 8,
    "navbar_end": ["theme-switcher"],
    "primary_sidebar_end": [],
    "secondary_sidebar_items": ["page-toc"],
    "footer_start": ["copyright"],
    "footer_end": [],
    "show_toc_level": 2,
}
