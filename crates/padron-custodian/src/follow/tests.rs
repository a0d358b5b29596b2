use super::*;
use crate::alarms::LOG_INCONSISTENT;
use crate::fixture::{Memory, World, after, custodian, now, second};
use crate::ports::{AlarmRows as _, SizeMark};
use padron_protocol::sha256;
use padron_tlog::TileMap;

const AHEAD: i64 = AHEAD_SECONDS as i64;

fn size(store: &mut Memory) -> u64 {
    Position::read(store).unwrap().size()
}

#[test]
fn every_entry_is_replayed_and_everything_is_stored_at_once() {
    let (custodian, mut store) = (custodian(), Memory::default());
    let mut world = World::of(300);
    world.link("operator-b", 1);
    let signed = world.publish(0);
    assert!(world.follow(&custodian, &mut store, &signed, now()).unwrap());
    let position = Position::read(&mut store).unwrap();
    assert_eq!((position.size(), position.root()), (301, signed.checkpoint.root));
    assert_eq!(position.figures().links["operator-a"], 300);
    assert_eq!(position.checkpoint(), Some(signed.to_string().as_str()));
    assert_eq!(store.marks, [SizeMark { time: now().as_second(), size: 301 }]);
    (0..500).for_each(|at| world.link("operator-a", 1000 + at));
    let signed = world.publish(1);
    assert!(world.follow(&custodian, &mut store, &signed, after(1)).unwrap());
    assert_eq!(Position::read(&mut store).unwrap().figures().links["operator-a"], 800);
}

#[test]
fn only_newer_cosignatures_of_the_same_tree_are_kept() {
    let (custodian, mut store) = (custodian(), Memory::default());
    let mut world = World::of(5);
    let [older, newer] = [0, 60].map(|at| world.publish(at));
    assert!(world.follow(&custodian, &mut store, &newer, after(60)).unwrap());
    assert!(!world.follow(&custodian, &mut store, &older, after(60)).unwrap());
    assert!(!world.follow(&custodian, &mut store, &newer, after(60)).unwrap());
    let newest = world.publish(120);
    assert!(world.follow(&custodian, &mut store, &newest, after(120)).unwrap());
    assert_eq!(store.marks.len(), 2);
}

#[test]
fn nothing_is_stored_over_what_another_has_followed_meanwhile() {
    let (custodian, mut store) = (custodian(), Memory::default());
    let mut world = World::of(5);
    let first = world.publish(0);
    let slow = world.replay(&custodian, &mut store, &first).unwrap();
    world.link("operator-a", 9);
    let second = world.publish(1);
    world.follow(&custodian, &mut store, &second, now()).unwrap();
    assert!(!custodian.commit(&mut store, slow, now()).unwrap());
    assert_eq!(size(&mut store), 6);
}

#[test]
fn an_empty_log_can_be_followed() {
    let (custodian, mut store) = (custodian(), Memory::default());
    let mut world = World::default();
    let signed = world.publish(0);
    assert!(world.follow(&custodian, &mut store, &signed, now()).unwrap());
    assert_eq!(size(&mut store), 0);
}

#[test]
fn a_checkpoint_needs_the_log_and_enough_witnesses_of_enough_groups() {
    let custodian = custodian();
    let mut world = World::of(5);
    let read = |signed: SignedCheckpoint| {
        let refused = custodian.read_checkpoint(&signed.to_string()).err();
        refused.and_then(|problem| problem.problem_type())
    };
    assert_eq!(read(world.publish(-1_000_000)), None, "for following, any age will do");
    assert_eq!(read(world.publish_by(&["witness-1"], 0)), Some(ProblemType::NotWitnessed));
    assert_eq!(read(world.publish_by(&["witness-1", "witness-3"], 0)), Some(ProblemType::NotWitnessed), "one group");
    assert_eq!(read(world.publish_by(&["witness-2", "witness-3"], 0)), None);
    let mut unsigned = world.publish(0);
    unsigned.note.signatures.retain(|signature| signature.name != crate::fixture::ORIGIN);
    assert_eq!(read(unsigned), Some(ProblemType::NotLogged));
    assert!(custodian.read_checkpoint("nonsense").is_err());
}

#[test]
fn a_second_history_is_found_whichever_way_it_is_shown() {
    let (custodian, mut store) = (custodian(), Memory::default());
    let mut world = World::of(10);
    let mut fork = World::of(9);
    fork.link("operator-b", 77);
    let kept = world.publish(0);
    world.follow(&custodian, &mut store, &kept, now()).unwrap();
    let position = Position::read(&mut store).unwrap();
    let mut known = Known::default();

    let same = fork.publish(0);
    assert!(position.place(&mut known, &same).unwrap_err().to_string().contains("two trees of 10 entries"));

    fork.link("operator-a", 10);
    let later = fork.publish(0);
    assert_eq!(position.place(&mut known, &later), Ok(Place::Ahead));
    let before = store.log.clone();
    assert!(fork.follow(&custodian, &mut store, &later, now()).unwrap_err().to_string().contains("two histories"));
    assert_eq!(store.log, before, "nothing of it is stored");

    // Smaller, and not a beginning of what was followed: whatever tiles are shown.
    let mut short = World::of(7);
    short.link("operator-b", 1);
    let smaller = short.publish(0);
    assert_eq!(position.place(&mut known, &smaller), Ok(Place::Behind));
    let tiles = world.tiles(&position.tiles_since(&smaller));
    assert!(position.extends(&mut known, &smaller, &tiles).is_err());
    assert!(position.extends(&mut known, &smaller, &TileMap::new()).is_err());
    assert_eq!(position.place(&mut known, &smaller), Ok(Place::Behind), "it is not remembered as this log's");
}

#[test]
fn a_beginning_of_what_was_followed_is_shown_once_and_remembered() {
    let (custodian, mut store) = (custodian(), Memory::default());
    let mut world = World::of(300);
    let earlier = world.publish(0);
    (0..300).for_each(|at| world.link("operator-b", at));
    let kept = world.publish(1);
    world.follow(&custodian, &mut store, &kept, now()).unwrap();
    let (position, mut known) = (Position::read(&mut store).unwrap(), Known::default());
    assert_eq!(position.place(&mut known, &earlier), Ok(Place::Behind));
    let tiles = world.tiles(&position.tiles_since(&earlier));
    position.extends(&mut known, &earlier, &tiles).unwrap();
    assert_eq!(position.place(&mut known, &earlier), Ok(Place::Agrees));
}

#[test]
fn entries_that_were_taken_back_are_noticed() {
    let (custodian, mut store) = (custodian(), Memory::default());
    let mut short = World::of(8);
    let mut world = World::of(10);
    let kept = world.publish(0);
    world.follow(&custodian, &mut store, &kept, now()).unwrap();
    let position = Position::read(&mut store).unwrap();
    let mut taken_back = |witnesses: &[&str], seconds| {
        let shown = custodian.check_checkpoint(short.publish_by(witnesses, seconds)).unwrap();
        custodian.taken_back(&position, &shown).map(|contradiction| contradiction.to_string())
    };
    let (same, one, other) = (["witness-1", "witness-2"], ["witness-2", "witness-3"], ["witness-4", "witness-5"]);
    assert_eq!(taken_back(&same, -1), None, "an old checkpoint may come late");
    assert_eq!(taken_back(&same, 0), None);
    assert!(taken_back(&same, 1).unwrap().contains("10 entries, and later with 8"));
    assert!(taken_back(&one, 1).is_some());
    assert_eq!(taken_back(&other, 120), None, "other witnesses' clocks may differ");
    assert!(taken_back(&other, 121).is_some());
    let same = custodian.check_checkpoint(world.publish(999)).unwrap();
    assert!(custodian.taken_back(&position, &same).is_none());
}

#[test]
fn an_altered_bundle_contradicts_the_checkpoint() {
    let (custodian, mut store) = (custodian(), Memory::default());
    let mut world = World::of(5);
    let signed = world.publish(0);
    let begin = |store: &mut Memory| {
        let target = custodian.check_checkpoint(signed.clone()).unwrap();
        custodian.replay(Position::read(store).unwrap(), target)
    };
    let id = begin(&mut store).wanted(1)[0];
    let good = world.tile(&id).to_vec();
    let mut other = good.clone();
    *other.last_mut().unwrap() ^= 1;
    let mut replay = begin(&mut store);
    replay.take(&id, &other).unwrap();
    assert!(replay.finish().is_err());
    assert!(begin(&mut store).take(&id, &good[1..]).is_err());
    assert!(begin(&mut store).finish().is_err(), "an entry is missing");
}

#[test]
fn a_contradiction_is_stored_with_its_evidence_and_stops_every_release() {
    let mut store = Memory::default();
    let signed = World::of(5).publish(0);
    assert!(sound(&mut store).unwrap().is_ok());
    Contradiction::new("two trees", &signed).raise(&mut store, now()).unwrap();
    let alarm = store.first_alarm(LOG_INCONSISTENT).unwrap().unwrap();
    assert_eq!(alarm.detail, format!("two trees\n{signed}"));
    let problem = sound(&mut store).unwrap().unwrap_err();
    assert!(problem.is(ProblemType::LogInconsistent));
    assert!(problem.to_string().contains("two trees; nothing is released until a person has looked"), "{problem}");
    store.alarms.clear();
    assert!(sound(&mut store).unwrap().is_ok(), "a person has looked, and has taken it out");
}

#[test]
fn a_decision_in_our_name_that_we_never_took_is_an_alarm() {
    let (custodian, mut store) = (custodian(), Memory::default());
    let mut world = World::of(2);
    world.append(Entry::decision(EntryKind::Approval, "custodian-2", sha256(b"another's")));
    world.append(Entry::bare(EntryKind::Disclosure, sha256(b"no decision")));
    let signed = world.publish(0);
    world.follow(&custodian, &mut store, &signed, now()).unwrap();
    assert!(store.alarms.is_empty());
    world.append(Entry::decision(EntryKind::Approval, "custodian-1", sha256(b"forged")));
    world.append(Entry::decision(EntryKind::Refusal, "custodian-1", sha256(b"forged too")));
    let signed = world.publish(1);
    world.follow(&custodian, &mut store, &signed, now()).unwrap();
    assert_eq!(store.alarmed(), [APPROVAL_NOT_OURS; 2]);
    let said =
        |entry, what| format!("entry {entry} of the log says `{what}` in this custodian's name, who never said so");
    let details: Vec<_> = store.alarms.iter().map(|alarm| alarm.detail.clone()).collect();
    assert_eq!(details, [said(4, "approval"), said(5, "refusal")]);
}

#[test]
fn decisions_are_looked_up_before_too_many_are_kept() {
    let (custodian, mut store) = (custodian(), Memory::default());
    let mut world = World::default();
    for at in 0..5000_u64 {
        world.append(Entry::decision(EntryKind::Approval, "custodian-1", sha256(&at.to_be_bytes())));
    }
    let signed = world.publish(0);
    let mut replay = custodian.replay(Position::read(&mut store).unwrap(), custodian.check_checkpoint(signed).unwrap());
    for id in replay.wanted(usize::MAX) {
        replay.take(&id, world.tile(&id)).unwrap();
        if replay.must_screen() {
            replay.screen(&mut store).unwrap();
            assert!(!replay.must_screen());
        }
    }
    let followed = replay.finish().unwrap_or_else(|error| panic!("{error}"));
    custodian.commit(&mut store, followed, now()).unwrap();
    assert_eq!(store.alarms.len(), MAX_ALARMS);
}

#[test]
fn a_cosignature_from_the_future_marks_no_time() {
    let (custodian, mut store) = (custodian(), Memory::default());
    let mut world = World::of(2);
    let signed = world.publish(AHEAD + 1);
    world.follow(&custodian, &mut store, &signed, now()).unwrap();
    assert!(store.marks.is_empty());
    world.link("operator-a", 5);
    let signed = world.publish(AHEAD);
    world.follow(&custodian, &mut store, &signed, now()).unwrap();
    assert_eq!(store.marks, [SizeMark { time: i64::try_from(second(AHEAD)).unwrap(), size: 3 }]);
}

#[test]
fn what_is_stored_must_be_what_was_stored() {
    let (custodian, mut store) = (custodian(), Memory::default());
    let mut world = World::of(5);
    let signed = world.publish(0);
    world.follow(&custodian, &mut store, &signed, now()).unwrap();
    let good = store.log.clone().unwrap();
    for bad in [
        LogState { frontier: good.frontier[1..].to_vec(), ..good.clone() },
        LogState { figures: b"{}".to_vec(), ..good },
    ] {
        store.log = Some(bad);
        assert!(matches!(Position::read(&mut store), Err(StoreError::Damaged(_))));
        assert!(matches!(sound(&mut store), Err(StoreError::Damaged(_))), "and nothing is released");
    }
}
