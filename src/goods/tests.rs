//! Corners of the fold and of the rules.
