//! The formal check: properties of the clauses proved for every possible
//! project with an SMT solver.
