use super::*;
use crate::testing::{list, trusted};
use crate::trust::{Role, TrustList};

fn text(change: impl FnOnce(&mut TrustList)) -> Result<String, NoPolicyText> {
    let mut list = list();
    change(&mut list);
    policy_text(&trusted(&list))
}

/// Witnesses 1 and 2 are of one controller.
fn share(list: &mut TrustList) {
    let controller = list.parties.iter().find(|party| party.id == "witness-1").unwrap().controller.clone();
    list.parties.iter_mut().find(|party| party.id == "witness-2").unwrap().controller = controller;
}

#[test]
fn witnesses_of_different_controllers_need_one_group() {
    let text = text(|_| {}).unwrap();
    assert!(text.starts_with("log test.example/log+"));
    assert_eq!(text.lines().filter(|line| line.starts_with("witness witness-")).count(), 3);
    assert!(text.ends_with("group enough 2 witness-1 witness-2 witness-3\nquorum enough\n"), "{text}");
}

#[test]
fn witnesses_of_one_controller_count_once() {
    let text = text(share).unwrap();
    assert!(
        text.contains("group controller-1 any witness-1 witness-2\ngroup enough 2 controller-1 witness-3\n"),
        "{text}"
    );
    assert!(!text.contains("Stricter"));
}

#[test]
fn what_the_format_cannot_say_is_stricter_or_refused() {
    let strict = |list: &mut TrustList| {
        list.parties.push(crate::testing::party("witness-4", Role::Witness));
        list.witness_policy.cosignatures = 3;
        share(list);
    };
    assert!(text(strict).unwrap().contains("# Stricter than the trust list, which asks for 3 cosignatures of 2"));
    let refused = |list: &mut TrustList| {
        list.witness_policy.cosignatures = 3;
        share(list);
    };
    assert_eq!(text(refused), Err(NoPolicyText { cosignatures: 3, groups: 2, of: 2 }));
}

#[test]
fn a_controllers_name_cannot_add_a_line() {
    let name = |list: &mut TrustList| {
        list.parties.iter_mut().find(|party| party.id == "witness-1").unwrap().controller = "A\nquorum none".into();
    };
    assert!(!text(name).unwrap().lines().any(|line| line == "quorum none"));
}
