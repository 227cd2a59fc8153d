//! The formal check, where a solver is installed.
