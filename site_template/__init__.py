"""Export in, site out: templates, the page's client and the bundler that joins them."""
