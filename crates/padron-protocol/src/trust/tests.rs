use super::*;
use crate::testing::{self, list, party, signed, trusted};
use jiff::SignedDuration;

fn successor(change: impl FnOnce(&mut TrustList)) -> TrustList {
    let mut next = list();
    next.version = 2;
    next.predecessors = vec![trusted(&list()).hash()];
    change(&mut next);
    next
}

fn refused(list: &TrustList) -> String {
    signed(list, &[1, 2]).open_any_age(&self::list().roots).err().map(|error| error.to_string()).unwrap_or_default()
}

impl LoggedList for Option<Timestamp> {
    fn notice_from(&self) -> Self {
        *self
    }
}

/// The list in force of one that is pinned and of those that follow it, each with the time its notice runs from.
fn in_force<const N: usize>(held: &Pinned, later: [(&Pinned, Option<Timestamp>); N], now: Timestamp) -> InForce {
    let mut chain = ListChain::new(held.clone());
    later.into_iter().for_each(|(list, from)| chain.extend(from, list.text()).unwrap());
    chain.in_force(now)
}

#[test]
fn too_few_roots_are_refused_and_so_is_one_root_twice() {
    let roots = list().roots;
    assert!(matches!(signed(&list(), &[1]).open_any_age(&roots), Err(TrustError::TooFewRoots { have: 1, need: 2 })));
    assert!(matches!(signed(&list(), &[1, 1]).open_any_age(&roots), Err(TrustError::TooFewRoots { have: 1, .. })));
    assert!(matches!(signed(&list(), &[1, 7]).open_any_age(&roots), Err(TrustError::TooFewRoots { have: 1, .. })));
    assert!(signed(&list(), &[1, 3]).open_any_age(&roots).is_ok());
}

#[test]
fn an_expired_list_is_refused() {
    let list = list();
    let signed = signed(&list, &[1, 2]);
    assert!(signed.open(&list.roots, list.expires - SignedDuration::from_secs(1)).is_ok());
    assert!(matches!(signed.open(&list.roots, list.expires), Err(TrustError::Expired(_))));
}

#[test]
fn only_the_next_list_follows() {
    let held = trusted(&list());
    let open = |list: &TrustList| signed(list, &[2, 3]).open_successor(&held, testing::now()).map(|_| ());
    assert!(open(&successor(|_| {})).is_ok());
    assert!(matches!(open(&successor(|next| next.version = 3)), Err(TrustError::NotSuccessor { held: 1, got: 3 })));
    assert!(matches!(open(&successor(|next| next.predecessors.clear())), Err(TrustError::NotSuccessor { .. })));
    assert!(matches!(open(&successor(|next| next.register = "other".into())), Err(TrustError::NotSuccessor { .. })));
    // New roots cannot vote themselves in.
    let mut usurped = successor(|_| {});
    usurped.roots.keys = vec![Hash32(testing::root(8).public()), Hash32(testing::root(9).public())];
    assert!(matches!(
        signed(&usurped, &[8, 9]).open_successor(&held, testing::now()),
        Err(TrustError::TooFewRoots { have: 0, .. })
    ));
}

#[test]
fn witnesses_must_be_independent() {
    let change = |change: &dyn Fn(&mut TrustList)| {
        let mut list = list();
        change(&mut list);
        refused(&list)
    };
    assert!(change(&|list| list.witness_policy.groups = 1).contains("two groups"));
    assert!(change(&|list| list.witness_policy.cosignatures = 4).contains("witness policy"));
    assert!(change(&|list| list.parties.retain(|party| party.role != Role::Witness)).contains("witness policy"));
    let same = |list: &mut TrustList| {
        list.parties.iter_mut().filter(|party| party.role == Role::Witness).for_each(|party| {
            party.controller = "one and the same".into();
        });
    };
    assert!(change(&same).contains("witness policy"));
    let other_key = |list: &mut TrustList| {
        let key = list.parties.iter().find(|party| party.id == "witness-1").unwrap().witness.clone();
        list.parties.iter_mut().find(|party| party.id == "witness-2").unwrap().witness = key;
    };
    assert!(change(&other_key).contains("not a cosigning key of its signing key"));
    assert!(change(&|list| list.parties[0].witness = Some("x".into())).contains("only witnesses"));
    assert!(change(&|list| list.log.origin = "two words".into()).contains("log's name"));
}

#[test]
fn what_one_controller_may_not_have_together() {
    let joined = |one: &str, other: &str| {
        let mut list = list();
        let controller = list.parties.iter().find(|party| party.id == one).unwrap().controller.clone();
        list.parties.iter_mut().find(|party| party.id == other).unwrap().controller = format!(" {controller} ");
        refused(&list)
    };
    let apart = [
        ("custodian-1", "custodian-2", "count as one"),
        ("registrar", "custodian-1", "a share of its keys"),
        ("registrar", "verifier", "whose the records are"),
        ("registrar", "witness-2", "watch its own log"),
        ("verifier", "custodian-3", "evaluate people for itself"),
        ("attester", "verifier", "without a sign-in"),
        ("attester", "registrar", "whose the records are"),
        ("attester", "custodian-2", "confirmed itself"),
    ];
    for (one, other, why) in apart {
        for (one, other) in [(one, other), (other, one)] {
            let said = joined(one, other);
            assert!(said.contains("have one controller") && said.contains(why), "{one}, {other}: {said}");
        }
    }
    // An identity source and the attester before it may be one house's.
    let list = testing::Country::new(1).party("identity", Role::IdentitySource).with(|list| {
        list.parties.iter_mut().for_each(|party| {
            if ["identity", "attester"].contains(&party.id.as_str()) {
                party.controller = "civil register".into();
            }
        });
    });
    list.trusted();
}

fn pinned(list: &TrustList) -> Pinned {
    Pinned::open(&signed(list, &[1, 2]).to_text().unwrap(), &testing::list().roots).unwrap()
}

#[test]
fn additions_wait_for_notice_and_confirmation() {
    let held = pinned(&list());
    let next = pinned(&successor(|next| next.parties.push(party("court-2", Role::Court))));
    let cosigned = testing::now();
    let court = |from, seconds| {
        let force = in_force(&held, [(&next, from)], cosigned + SignedDuration::from_secs(seconds));
        force.trusted.party("court-2").is_some()
    };
    assert!(!court(Some(cosigned), 3599));
    assert!(!court(None, 3600));
    assert!(!court(None, 1_000_000));
    assert!(court(Some(cosigned), 3600));
}

#[test]
fn removals_are_at_once_and_so_is_the_end_of_an_old_key() {
    let held = pinned(&list());
    let removed = successor(|next| {
        next.parties.retain(|party| party.id != "court");
        let operator = next.parties.iter_mut().find(|party| party.id == "operator-a").unwrap();
        operator.signing = Hash32(testing::signer("another key").public());
        next.parties.retain(|party| party.id != "witness-3");
    });
    let next = pinned(&removed);
    let InForce { trusted: force, text } = in_force(&held, [(&next, None)], testing::now());
    assert_eq!(text, held.text(), "whoever asks is shown what the roots have signed");
    assert!(force.party("court").is_none());
    assert!(force.party("operator-a").is_none(), "the old key is gone, the new one has to wait");
    assert!(force.party("verifier").is_some());
    assert_eq!(force.witness_policy().witnesses.len(), 2);
    assert_eq!(force.of_role(Role::Court).count(), 0);
}

#[test]
fn no_list_overtakes_the_one_before_it() {
    let held = pinned(&list());
    let second = pinned(&successor(|next| next.parties.retain(|party| party.id != "court")));
    let third = pinned(&successor(|next| {
        next.version += 1;
        next.predecessors = vec![second.signed().hash()];
        next.parties.push(party("court-2", Role::Court));
    }));
    let (long_ago, now) = (testing::now(), testing::now() + SignedDuration::from_hours(24));
    let force = in_force(&held, [(&second, None), (&third, Some(long_ago))], now);
    assert_eq!(force.text, held.text());
    assert!(force.trusted.party("court").is_none(), "both have a say in what is removed");
    assert!(force.trusted.party("court-2").is_none());
    let force = in_force(&held, [(&second, Some(long_ago)), (&third, Some(long_ago))], now);
    assert_eq!(force.text, third.text());
    assert!(force.trusted.party("court-2").is_some());
}

#[test]
fn a_list_that_has_run_out_is_still_the_one_to_go_by() {
    let (held, next) = (pinned(&list()), pinned(&successor(|_| {})));
    let late = list().expires;
    for (from, expected) in [(Some(testing::now()), &next), (None, &held)] {
        let force = in_force(&held, [(&next, from)], late);
        assert_eq!(force.text, expected.text());
        assert!(matches!(force.trusted.check_expiry(late), Err(TrustError::Expired(_))));
    }
}

#[test]
fn differences_are_told_by_what_they_touch() {
    let next = successor(|next| {
        next.parties.retain(|party| party.id != "court");
        next.parties.push(party("court-2", Role::Court));
        next.approvals = 3;
        next.notice_seconds = 7;
    });
    let told: Vec<_> = diff(&list(), &next).into_iter().map(|change| (change.change, change.what)).collect();
    let expected = [
        (ChangeKind::Removed, "party court"),
        (ChangeKind::Added, "party court-2"),
        (ChangeKind::Changed, "approvals"),
        (ChangeKind::Changed, "notice in seconds"),
    ];
    assert_eq!(told, expected.map(|(change, what)| (change, what.to_owned())));
    assert_eq!(diff(&list(), &list()), []);
}

#[test]
fn the_log_commits_to_the_list_and_not_to_who_signed_first() {
    assert_eq!(signed(&list(), &[1, 2]).entry(), signed(&list(), &[3, 2]).entry());
    assert_ne!(signed(&list(), &[1, 2]).entry(), signed(&successor(|_| {}), &[1, 2]).entry());
}
