"""One reader for every page: lines, statements, evidence, record.

* ``words``: the vocabulary, from the codelists;
* ``lines``: text to lines with structure;
* ``statements``: lines to labels and their values;
* ``positions``: lines that are values by their form;
* ``prose``: values that sentences give;
* ``titles``: the project's title;
* ``reader``: all evidence of a page, ranked, to one record.
"""
