"""Commands for text and data: JSON, CSV, XML, HTML, CLIXML, string data, hashes, dates."""
