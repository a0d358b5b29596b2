//! Which language a page is asked for in.

use padron_model::Lang;

/// A tag as in `?lang=es` in the query wins (the whole query or the value alone), then the best liked in `Accept-Language`;
/// Spanish when neither says.
pub fn language(query: Option<&str>, accept_language: Option<&str>) -> Lang {
    query.and_then(from_query).or_else(|| accept_language.and_then(Lang::liked)).unwrap_or_default()
}

fn from_query(query: &str) -> Option<Lang> {
    let query = query.strip_prefix('?').unwrap_or(query);
    if !query.contains('=') {
        return query.parse().ok();
    }
    query.split('&').filter_map(|pair| pair.strip_prefix("lang=")).find_map(|tag| tag.parse().ok())
}

#[cfg(test)]
mod tests;
