//! What the parties say to each other: signed messages, the trust list, problems, the HTTP contract.
