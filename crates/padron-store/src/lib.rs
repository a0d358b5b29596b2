//! SQLite adapters of the roles' storage ports.
