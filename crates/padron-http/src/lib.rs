//! Routers, client and authentication of every role.
