"""Files of other listening tools: read line by line, understood by their headings, kept once."""
