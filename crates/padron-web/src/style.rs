//! The one stylesheet, and the policy that lets nothing else in.

use padron_protocol::sha256;

/// The stylesheet, inlined in every page.
pub(crate) const STYLE: &str = include_str!("style.css");

/// The `Content-Security-Policy` of every page: no script at all, no other style than ours, nothing from elsewhere.
pub fn content_security_policy() -> String {
    let hash = data_encoding::BASE64.encode(&sha256(STYLE.as_bytes()).0);
    format!(
        "default-src 'none'; style-src 'sha256-{hash}'; img-src data:; form-action 'self'; base-uri 'none'; \
         frame-ancestors 'none'"
    )
}
