"""Settings of the documentation site. `make docs` builds it into site/, without a network; it reads from disk."""

from importlib.metadata import version as installed

from twin.interventions.listing import markdown

project = "twin"
author = "The twin-district contributors"
project_copyright = author
version = release = installed("twin-district")
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
html_theme = "furo"
html_title = f"twin {version}"
html_show_sphinx = False
html_copy_source = False
html_static_path: list[str] = []
exclude_patterns = ["pictures/*.py"]
myst_enable_extensions = ["colon_fence", "substitution"]
myst_substitutions = {"measures": markdown(trend=False), "trends": markdown(trend=True)}
myst_heading_anchors = 3
napoleon_google_docstring = False
napoleon_use_rtype = False
autodoc_typehints = "none"
autodoc_member_order = "bysource"
autoclass_content = "class"
nitpicky = False
