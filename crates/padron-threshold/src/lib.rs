//! Threshold keys: shares, evaluation, sealing and opening.
