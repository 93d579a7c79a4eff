"""Commands for modules, their manifests and data files."""
