"""Commands of training: lessons, demos, recordings; and what lab hosts have that other hosts do not."""
