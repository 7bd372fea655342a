"""Settings of the site, which `make docs` builds. Nothing is fetched."""

import sys
from importlib.metadata import version as installed_version
from pathlib import Path

# What checks notebooks would make grammars of addresses, of which no notebook has one: seconds.
sys.modules.setdefault("rfc3987_syntax", None)

HERE = Path(__file__).parent

project = "migfund"
author = "The migfund developers"
copyright = "The migfund developers, MIT License"
version = release = installed_version("migfund")

extensions = [
    "myst_nb",
    "sphinx.ext.autodoc",
    "sphinx.ext.autosummary",
    "numpydoc",
    "sphinx_copybutton",
    "sphinx_design",
]
exclude_patterns = ["_build"]
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3

# Pages with code cells run at build. Notebooks are stored executed, and a test runs them.
nb_execution_mode = "force"
nb_execution_in_temp = True
nb_execution_raise_on_error = True
nb_execution_excludepatterns = ["notebooks/*"]
nb_merge_streams = True
copybutton_prompt_text = r">>> |\.\.\. |\$ "
copybutton_prompt_is_regexp = True

# Sphinx reads what stands below this folder alone; links of notebooks are those of the repository.
(HERE / "notebooks").mkdir(exist_ok=True)
for notebook in (HERE.parent / "notebooks").glob("*.ipynb"):
    text = notebook.read_text(encoding="utf-8").replace("](../docs/", "](../")
    (HERE / "notebooks" / notebook.name).write_text(text, encoding="utf-8")

# The reference page itself holds every entry, so that nothing is generated beside the sources.
autosummary_generate = False
autodoc_typehints = "none"
numpydoc_show_class_members = False
numpydoc_xref_param_type = False

html_theme = "pydata_sphinx_theme"
html_title = "migfund"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_show_sourcelink = False
html_copy_source = False
html_sidebars = {"index": [], "reference": []}
html_theme_options = {
    "navbar_end": ["theme-switcher"],
    "primary_sidebar_end": [],
    "secondary_sidebar_items": ["page-toc"],
    "footer_start": ["copyright"],
    "footer_end": [],
    "show_toc_level": 2,
}
