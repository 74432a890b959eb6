"""Files of AttViz (Škrlj et al. 2020): read into an export, and written from one."""
