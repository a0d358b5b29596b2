use anyhow::Result;
use padron_protocol::trust::{Change, ChangeKind, SignedTrustList, diff as changes};
use serde::Serialize;
use std::process::ExitCode;

/// What the next list changes.
#[derive(Serialize)]
struct Difference {
    from: u64,
    to: u64,
    /// Whether it is the next one, signed by enough roots of the one before.
    follows: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    problem: Option<String>,
    notice_seconds: u64,
    changes: Vec<Change>,
}

/// Tells the differences.
pub fn diff(old: &SignedTrustList, new: &SignedTrustList, json: bool) -> Result<ExitCode> {
    let (before, after) = (old.list()?, new.list()?);
    // The list in force is what its reader goes by already; whether the next one follows it is the question.
    let held = old.open_any_age(&before.roots);
    let problem = match &held {
        Ok(held) => new.open_successor_any_age(held).err(),
        Err(_) => None,
    };
    let problem = held.as_ref().err().or(problem.as_ref()).map(ToString::to_string);
    let difference = Difference {
        from: before.version,
        to: after.version,
        follows: problem.is_none(),
        problem,
        notice_seconds: before.notice_seconds,
        changes: changes(&before, &after),
    };
    if json {
        println!("{}", serde_json::to_string_pretty(&difference)?);
    } else {
        tell(&difference);
    }
    Ok(if difference.follows { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

fn tell(difference: &Difference) {
    println!("version {} to version {}: {} changes", difference.from, difference.to, difference.changes.len());
    let notice = told_notice(difference.notice_seconds);
    for Change { change, what, before, after } in &difference.changes {
        let (word, when) = match change {
            ChangeKind::Added => ("added", notice.as_str()),
            ChangeKind::Changed => ("changed", notice.as_str()),
            ChangeKind::Removed => ("removed", "at once"),
        };
        println!("\n{word} {what}, takes effect {when}");
        before.iter().for_each(|before| println!("  was {before}"));
        after.iter().for_each(|after| println!("  is  {after}"));
    }
    if difference.changes.iter().any(|change| change.change == ChangeKind::Changed && change.what.starts_with("party "))
    {
        println!("\nA party's old key is gone at once, too.");
    }
    if let Some(problem) = &difference.problem {
        println!("\nNOT the next list: {problem}");
    }
}

fn told_notice(seconds: u64) -> String {
    let (count, unit) = match seconds {
        0..120 => (seconds, "seconds"),
        120..7200 => (seconds / 60, "minutes"),
        7200..172_800 => (seconds / 3600, "hours"),
        _ => (seconds / 86_400, "days"),
    };
    format!("{count} {unit} after the log shows it, and once each custodian's officer has confirmed it")
}
