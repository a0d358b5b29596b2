use super::*;
use padron_watch::fixture::{list, signed};
use serde_json::json;
use std::fs;

/// What is made of a draft, after a list or as the first.
fn made(change: impl FnOnce(&mut Value), after: bool) -> Result<TrustList> {
    let dir = tempfile::tempdir()?;
    let path = |name: &str| dir.path().join(name);
    let mut draft = serde_json::to_value(list())?;
    change(&mut draft);
    fs::write(path("draft.json"), draft.to_string())?;
    fs::write(path("held.json"), signed(&list()).to_text()?)?;
    let held = path("held.json");
    new(&path("draft.json"), after.then_some(held.as_path()), &path("new.json"))?;
    Ok(read(&path("new.json"))?.list()?)
}

#[test]
fn a_draft_becomes_the_list_that_follows() {
    let without = |draft: &mut Value| {
        let fields = draft.as_object_mut().unwrap();
        ["register", "version", "issued"].iter().for_each(|name| drop(fields.remove(*name)));
        fields.insert("notice_seconds".into(), json!(7));
    };
    let next = made(without, true).unwrap();
    assert_eq!((next.version, next.predecessors.clone()), (2, vec![signed(&list()).hash()]));
    assert_eq!((next.register, next.notice_seconds), (list().register, 7));
    let held = signed(&list()).open_any_age(&list().roots).unwrap();
    let mut again = list();
    (again.version, again.predecessors) = (2, next.predecessors.clone());
    assert!(signed(&again).open_successor_any_age(&held).is_ok());
}

#[test]
fn the_first_list_needs_none_before_it() {
    assert_eq!(made(|_| (), false).unwrap().version, 1);
}

#[test]
fn a_draft_that_contradicts_itself_is_refused_before_anybody_signs() {
    let refused = |change: &dyn Fn(&mut Value), after| format!("{:#}", made(change, after).err().unwrap());
    let few = refused(&|draft| draft["approvals"] = json!(1), false);
    assert!(few.contains("approvals must be"), "{few}");
    let groups = refused(&|draft| draft["witness_policy"]["groups"] = json!(1), false);
    assert!(groups.contains("two groups"), "{groups}");
    let other = refused(&|draft| draft["register"] = json!("other"), true);
    assert!(other.contains("another register"), "{other}");
    let unknown = refused(&|draft| draft["colour"] = json!("red"), false);
    assert!(unknown.contains("not a trust list"), "{unknown}");
}
