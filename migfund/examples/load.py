"""A project table to try things out on, and the pages that it is read from."""

from pathlib import Path

import pandas as pd

from migfund.read.projects import read_projects

__all__ = ["example_pages", "load_example"]


def example_pages() -> Path:
    """Return the folder of example pages: 25 projects of eight funds, in four languages.

    Layout, labels and facts are as published, and the prose was written anew (the repository's
    ``data/README.md``). The folder belongs to the package: copy a page before you change it.

    Returns
    -------
    pathlib.Path
        A folder of text files in UTF-8.

    Examples
    --------
    >>> import migfund as mf
    >>> (mf.example_pages() / "seed_idf.txt").exists()
    True
    """
    return Path(__file__).with_name("pages")


def load_example() -> pd.DataFrame:
    """Return a project table of the example pages, as :func:`migfund.read_projects` reads it.

    Returns
    -------
    pandas.DataFrame
        A row a page, with budgets in dollars, euros and francs; ``source`` is the page's file.

    See Also
    --------
    example_pages : The pages themselves.

    Examples
    --------
    >>> import migfund as mf
    >>> projects = mf.load_example()
    >>> projects.loc[projects["project_id"] == "IB.0450", ["budget", "currency"]].values.tolist()
    [[300000.0, 'USD']]
    """
    return read_projects(example_pages())
