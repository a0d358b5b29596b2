//! The words of the domain: numbers, identity documents, holders, lines, events, regimes.
