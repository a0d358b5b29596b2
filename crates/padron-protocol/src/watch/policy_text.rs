use crate::trust::Trusted;
use padron_tlog::WitnessPolicy;
use thiserror::Error;

/// A policy that the format cannot express.
#[derive(Debug, Error, PartialEq, Eq)]
#[error(
    "C2SP tlog-policy lets each witness count in one way only, so it cannot say `{cosignatures} cosignatures of {groups} \
     controllers` for witnesses of {of} controllers; take the keys and check with padron"
)]
pub struct NoPolicyText {
    cosignatures: usize,
    groups: usize,
    of: usize,
}

/// Log, witnesses and quorum in the format of C2SP tlog-policy.
///
/// Where controllers have several witnesses and more cosignatures than controllers are asked for, the quorum is
/// stricter than the trust list: so many controllers.
pub fn policy_text(trusted: &Trusted) -> Result<String, NoPolicyText> {
    let policy = trusted.witness_policy();
    // In the order of their first witnesses.
    let mut controllers: Vec<(&str, Vec<String>)> = Vec::new();
    let url = &trusted.list().log.url;
    let url = if url.contains(|letter: char| letter.is_whitespace() || letter.is_control()) { "" } else { url };
    let mut text = format!("log {} {url}\n\n", trusted.log_key());
    for (at, witness) in policy.witnesses.iter().enumerate() {
        let name = format!("witness-{}", at + 1);
        text.push_str(&format!("# {}\nwitness {name} {}\n", one_line(&witness.group), witness.key));
        match controllers.iter_mut().find(|(group, _)| *group == witness.group) {
            Some((_, members)) => members.push(name),
            None => controllers.push((&witness.group, vec![name])),
        }
    }
    let members: Vec<_> = controllers.into_iter().map(|(_, members)| members).collect();
    let (quorum, stricter) = quorum(policy, &members)?;
    text.push('\n');
    if stricter {
        text.push_str(&format!(
            "# Stricter than the trust list, which asks for {} cosignatures of {} controllers.\n",
            policy.cosignatures, policy.groups
        ));
    }
    let mut names = Vec::new();
    for (at, members) in members.iter().enumerate() {
        match members.as_slice() {
            [only] => names.push(only.clone()),
            several => {
                names.push(format!("controller-{}", at + 1));
                text.push_str(&format!("group controller-{} any {}\n", at + 1, several.join(" ")));
            }
        }
    }
    text.push_str(&format!("group enough {quorum} {}\nquorum enough\n", names.join(" ")));
    Ok(text)
}

/// How many controllers must have cosigned, and whether that is more than is asked for.
fn quorum(policy: &WitnessPolicy, members: &[Vec<String>]) -> Result<(usize, bool), NoPolicyText> {
    let WitnessPolicy { cosignatures, groups, .. } = *policy;
    if cosignatures > members.len() {
        return Err(NoPolicyText { cosignatures, groups, of: members.len() });
    }
    let one_each = members.iter().all(|members| members.len() == 1);
    Ok((cosignatures, cosignatures > groups && !one_each))
}

/// A controller's name is somebody's words: it must not end the comment's line.
fn one_line(text: &str) -> String {
    text.replace(char::is_control, " ")
}

#[cfg(test)]
mod tests;
