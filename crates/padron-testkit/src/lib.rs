//! Synthetic people and simulated identity sources.
