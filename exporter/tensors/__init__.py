"""An export from attention that somebody else computed."""
