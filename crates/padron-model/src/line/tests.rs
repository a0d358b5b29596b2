use jiff::civil::date;
use proptest::prelude::*;

use super::*;

const TODAY: Date = date(2026, 3, 2);
const LATER: Date = date(2026, 9, 2);

fn operator(name: &str) -> OperatorId {
    OperatorId::parse(name).unwrap()
}

fn context(verified: Option<u8>) -> MoveContext {
    MoveContext { today: TODAY, verified: verified.map(|byte| RecordId([byte; 16])), keep_until: LATER }
}

fn walk(moves: &[(Move, Option<u8>)]) -> LineState {
    moves.iter().fold(LineState::new(operator("uno")), |line, (action, verified)| {
        line.apply(action, &context(*verified)).unwrap()
    })
}

fn linked() -> LineState {
    walk(&[(Move::Reserve, None), (Move::Link, Some(1))])
}

#[test]
fn a_line_runs_only_after_a_verification() {
    let line = walk(&[(Move::Reserve, None)]);
    assert_eq!(line.phase(), Phase::Pending);
    assert_eq!(line.apply(&Move::Link, &context(None)), Err(Refused::NotVerified));
    let line = line.apply(&Move::Link, &context(Some(1))).unwrap();
    assert_eq!((line.phase(), line.record()), (Phase::Active, Some(RecordId([1; 16]))));
    assert_eq!(line.apply(&Move::Link, &context(Some(2))), Err(Refused::WrongPhase));
}

#[test]
fn every_change_of_the_record_needs_a_fresh_verification() {
    let line = linked();
    for action in [Move::Correct, Move::Transfer, Move::Port { to: operator("dos") }, Move::SwapSim] {
        assert_eq!(line.apply(&action, &context(None)), Err(Refused::NotVerified));
        assert_eq!(line.apply(&action, &context(Some(1))), Err(Refused::RecordReused));
        let next = line.apply(&action, &context(Some(2))).unwrap();
        assert_eq!(next.record(), Some(RecordId([2; 16])));
        assert_eq!(next.kept_records().collect::<Vec<_>>(), [(RecordId([1; 16]), LATER)]);
    }
    let same = line.apply(&Move::Port { to: operator("uno") }, &context(Some(2)));
    assert_eq!(same, Err(Refused::SameOperator));
}

#[test]
fn a_lost_line_stays_put_until_its_card_is_swapped() {
    let lost = linked().apply(&Move::ReportLost, &context(None)).unwrap();
    assert_eq!((lost.phase(), lost.suspensions()), (Phase::Suspended, &[SuspensionCause::Lost][..]));
    assert_eq!(lost.apply(&Move::ReportLost, &context(None)), Err(Refused::Lost));
    assert_eq!(lost.apply(&Move::Transfer, &context(Some(2))), Err(Refused::WrongPhase));
    let swapped = lost.apply(&Move::SwapSim, &context(Some(2))).unwrap();
    assert_eq!(swapped.phase(), Phase::Active);
}

#[test]
fn several_causes_of_suspension_end_one_by_one() {
    let line = walk(&[
        (Move::Link, Some(1)),
        (Move::ReportLost, None),
        (Move::Suspend { cause: SuspensionCause::Regime }, None),
    ]);
    let again = Move::Suspend { cause: SuspensionCause::Regime };
    assert_eq!(line.apply(&again, &context(None)), Err(Refused::WrongCause));
    let line = line.apply(&Move::Reactivate { cause: SuspensionCause::Lost }, &context(None)).unwrap();
    assert_eq!(line.phase(), Phase::Suspended);
    let wrong = Move::Reactivate { cause: SuspensionCause::Dispute };
    assert_eq!(line.apply(&wrong, &context(None)), Err(Refused::WrongCause));
    let line = line.apply(&Move::Reactivate { cause: SuspensionCause::Regime }, &context(None)).unwrap();
    assert_eq!(line.phase(), Phase::Active);
    let lost = Move::Suspend { cause: SuspensionCause::Lost };
    assert_eq!(line.apply(&lost, &context(None)), Err(Refused::WrongCause));
}

#[test]
fn a_dispute_is_visible_and_holds_the_line() {
    let line = linked().apply(&Move::Dispute, &context(None)).unwrap();
    assert!(line.is_disputed() && line.phase() == Phase::Active);
    assert_eq!(line.apply(&Move::Dispute, &context(None)), Err(Refused::Disputed));
    for action in [Move::Transfer, Move::Port { to: operator("dos") }, Move::SwapSim] {
        assert_eq!(line.apply(&action, &context(Some(2))), Err(Refused::Disputed));
    }
    let kept = line.apply(&Move::Resolve { upheld: false }, &context(None)).unwrap();
    assert!(!kept.is_disputed() && kept.record().is_some());
    let upheld = line.apply(&Move::Resolve { upheld: true }, &context(None)).unwrap();
    assert_eq!((upheld.phase(), upheld.record(), upheld.is_disputed()), (Phase::Unlinked, None, false));
    assert_eq!(linked().apply(&Move::Resolve { upheld: true }, &context(None)), Err(Refused::AlreadySo));
}

#[test]
fn an_injunction_forbids_what_would_take_the_line_away() {
    let line = linked().apply(&Move::Enjoin, &context(None)).unwrap();
    let suspend = Move::Suspend { cause: SuspensionCause::Regime };
    for action in [suspend, Move::Unlink, Move::Cancel, Move::Erase { record: RecordId([1; 16]) }] {
        assert_eq!(line.apply(&action, &context(None)), Err(Refused::Enjoined));
    }
    assert_eq!(line.apply(&Move::Transfer, &context(Some(2))), Err(Refused::Enjoined));
    assert!(line.apply(&Move::ReportLost, &context(None)).is_ok());
    let lifted = line.apply(&Move::LiftInjunction, &context(None)).unwrap();
    assert!(lifted.apply(&Move::Unlink, &context(None)).is_ok());
    assert_eq!(lifted.apply(&Move::LiftInjunction, &context(None)), Err(Refused::AlreadySo));
}

#[test]
fn a_record_is_erased_when_its_time_is_over() {
    let line = walk(&[(Move::Link, Some(1)), (Move::Unlink, None)]);
    assert_eq!((line.phase(), line.record()), (Phase::Unlinked, None));
    let erase = Move::Erase { record: RecordId([1; 16]) };
    assert_eq!(line.apply(&erase, &context(None)), Err(Refused::StillKept));
    let on_time = MoveContext { today: LATER, ..context(None) };
    let erased = line.apply(&erase, &on_time).unwrap();
    assert_eq!(erased.kept_records().len(), 0);
    assert_eq!(erased.apply(&erase, &on_time), Err(Refused::UnknownRecord));
    let current = Move::Erase { record: RecordId([2; 16]) };
    let relinked = erased.apply(&Move::Link, &context(Some(2))).unwrap();
    assert_eq!(relinked.apply(&current, &on_time), Err(Refused::UnknownRecord));
}

#[test]
fn nothing_follows_a_cancellation_but_erasure() {
    let line = walk(&[(Move::Link, Some(1)), (Move::Cancel, None)]);
    assert_eq!((line.phase(), line.record()), (Phase::Cancelled, None));
    for (action, _) in every_move() {
        let allowed = line.apply(&action, &MoveContext { today: LATER, ..context(Some(9)) }).is_ok();
        assert_eq!(allowed, action == Move::Erase { record: RecordId([1; 16]) });
    }
}

#[test]
fn the_number_of_kept_records_is_limited() {
    let mut line = linked();
    for byte in 2..2 + MOST_KEPT as u8 {
        line = line.apply(&Move::Correct, &context(Some(byte))).unwrap();
    }
    assert_eq!(line.apply(&Move::Correct, &context(Some(200))), Err(Refused::TooManyKept));
    assert_eq!(line.apply(&Move::Unlink, &context(None)), Err(Refused::TooManyKept));
}

#[test]
fn every_move_has_its_row_and_event() {
    for (action, _) in every_move() {
        assert!(action.kind().is_line_move());
        let starts = [Phase::Inventory, Phase::Pending, Phase::Active, Phase::Suspended, Phase::Unlinked];
        let has_row = starts.into_iter().any(|phase| {
            let line = LineState { phase, disputed: true, enjoined: false, ..linked() };
            let settled = LineState { phase, ..linked() };
            let protected = LineState { phase, enjoined: true, ..linked() };
            [line, settled, protected]
                .iter()
                .any(|line| !matches!(line.apply(&action, &context(Some(9))), Err(Refused::WrongPhase)))
        });
        assert!(has_row, "{}", action.kind());
    }
    for kind in EventKind::ALL {
        assert_eq!(EventKind::parse(kind.as_str()), Some(*kind));
    }
    assert!(!EventKind::Request.is_line_move());
}

#[test]
fn a_state_is_stored_and_read_back() {
    let line = walk(&[(Move::Link, Some(1)), (Move::Correct, Some(2)), (Move::ReportLost, None)]);
    let json = serde_json::to_string(&line).unwrap();
    assert_eq!(serde_json::from_str::<LineState>(&json).unwrap(), line);
    assert!(serde_json::from_str::<LineState>(&json.replacen('{', "{\"extra\":1,", 1)).is_err());
}

/// Every move, and whether it may begin or renew a registration.
fn every_move() -> Vec<(Move, bool)> {
    let erase = |byte| Move::Erase { record: RecordId([byte; 16]) };
    vec![
        (Move::Reserve, false),
        (Move::Release, false),
        (Move::Link, true),
        (Move::Correct, true),
        (Move::Transfer, true),
        (Move::Port { to: operator("dos") }, true),
        (Move::SwapSim, true),
        (Move::ReportLost, false),
        (Move::Suspend { cause: SuspensionCause::Regime }, false),
        (Move::Suspend { cause: SuspensionCause::Dispute }, false),
        (Move::Reactivate { cause: SuspensionCause::Lost }, false),
        (Move::Reactivate { cause: SuspensionCause::Regime }, false),
        (Move::Reactivate { cause: SuspensionCause::Dispute }, false),
        (Move::Dispute, false),
        (Move::Resolve { upheld: false }, false),
        (Move::Resolve { upheld: true }, false),
        (Move::Enjoin, false),
        (Move::LiftInjunction, false),
        (Move::Unlink, false),
        (Move::Cancel, false),
        (erase(1), false),
        (erase(2), false),
    ]
}

fn any_step() -> impl Strategy<Value = (Move, bool, MoveContext)> {
    let context = (proptest::option::of(1_u8..40), any::<bool>())
        .prop_map(|(verified, late)| MoveContext { today: if late { LATER } else { TODAY }, ..context(verified) });
    (proptest::sample::select(every_move()), context).prop_map(|((action, renews), context)| (action, renews, context))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    /// Whatever is tried, in whatever order, these stay true:
    /// service only with a verified holder; a record in force exactly while the line is linked; suspended exactly while
    /// there is a cause; a record appears only by a verification made for that move; nothing is forgotten but by an
    /// erasure whose time has come, and never under an injunction.
    #[test]
    fn no_sequence_of_moves_breaks_the_promises(steps in proptest::collection::vec(any_step(), 0..60)) {
        let mut line = LineState::new(operator("uno"));
        for (action, renews, context) in steps {
            let Ok(next) = line.apply(&action, &context) else { continue };
            let is_linked = matches!(next.phase, Phase::Active | Phase::Suspended);
            prop_assert_eq!(is_linked, next.record.is_some());
            prop_assert_eq!(next.phase == Phase::Suspended, is_linked && !next.suspended.is_empty());
            prop_assert!(is_linked || (!next.disputed && next.suspended.is_empty()));
            if next.record.is_some() && next.record != line.record {
                prop_assert!(renews && next.record == context.verified);
            }
            let known = |line: &LineState| -> std::collections::BTreeSet<RecordId> {
                line.kept_records().map(|(record, _)| record).chain(line.record).collect()
            };
            prop_assert_eq!(known(&next).len(), next.kept.len() + usize::from(next.record.is_some()));
            let forgotten: Vec<RecordId> = known(&line).difference(&known(&next)).copied().collect();
            if !forgotten.is_empty() {
                prop_assert_eq!(&action, &Move::Erase { record: forgotten[0] });
                prop_assert!(forgotten.len() == 1 && !line.enjoined && context.today >= LATER);
            }
            prop_assert!(line.phase != Phase::Cancelled || next.phase == Phase::Cancelled);
            prop_assert!(!line.enjoined || next.enjoined || action == Move::LiftInjunction);
            line = next;
        }
    }
}
