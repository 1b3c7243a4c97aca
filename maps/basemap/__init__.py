"""The bundled basemap and the script that made it; see README.md beside this file."""
