"""One reader for every page: lines, statements, evidence, record.

* ``words``: the vocabulary, from the codelists;
* ``lines``: text to lines with structure;
* ``labels``, ``forms``: what is a label, and what a line is by itself;
* ``statements``: lines to labels and their values;
* ``positions``: lines that are values by their form;
* ``titles``: the project's title;
* ``codes``: its number, where no label of its own states it;
* ``meanings``: what a label and its value together say of the project;
* ``sums``: what the amounts behind labels count, and which are wholes and parts;
* ``sentences``: running text to sentences, with the words that say whose a value is;
* ``names``: what sentences call the project;
* ``donors``: countries in a text that are none of a project's;
* ``prose``: values that sentences give;
* ``reader``: all evidence of a page, ranked, to one record.
"""

from migfund.read.pages.reader import count_steps, read_page

__all__ = ["count_steps", "read_page"]
