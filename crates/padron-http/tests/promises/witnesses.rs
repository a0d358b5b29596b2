//! Witnesses that are away, slow, wrong or false: lines are linked all the same, and nothing is opened unseen.

use crate::country::{Asker, Country, Openings, Plan, WholeLog, garbage, hang, until, witness_that_says};
use jiff::SignedDuration;
use padron_authority::answer::Gathered;
use padron_authority::request::ask_record;
use padron_protocol::contract::{custodian, registrar};
use padron_protocol::log::LogProofs;
use padron_protocol::messages::order::{Order, RequestPresentation};
use padron_protocol::verify::verify_answer;
use padron_protocol::{Problem, ProblemType};

/// A request that has come as far as it can: approved, evaluated, its records handed out, every proof at hand; and a
/// second one that was logged and that nobody was shown.
struct Halfway {
    asker: Asker,
    gathered: Gathered,
    opening: Openings,
    other: RequestPresentation,
    shown: LogProofs,
}

async fn halfway(country: &Country) -> Halfway {
    let form = country.form(country.national(0), 0);
    country.link("operator-a", country.uuid(), &form).await.unwrap();
    country.later(SignedDuration::from_hours(2)).await;
    let (asker, order) = (country.asker(), country.order(&form.number));
    let (presentation, _) = asker.submit(&asker.prepare(&country.ordered(&order))).await;
    let gathered = asker.gather(&presentation).await.unwrap_or_else(|problem| panic!("{problem}"));
    let earlier = country.now().checked_sub(SignedDuration::from_mins(10)).unwrap();
    let second = Order { to: earlier, issued: earlier, ..country.order(&form.number) };
    let other = asker.log(&asker.prepare(&country.ordered(&second))).await.unwrap();
    let shown = asker.proven_file(&other.request).await.1;
    let opening = asker.opening(&gathered, 0).await;
    Halfway { asker, gathered, opening, other, shown }
}

impl Halfway {
    /// What becomes of each step with the proofs at hand.
    async fn steps(&self, country: &Country) -> [(&'static str, Result<(), Problem>); 5] {
        let asker = &self.asker;
        let custodian = country.party("custodian-1");
        let request = self.gathered.presentation.request;
        let present = asker.present_with(custodian, &self.other, &self.shown).await;
        let evaluated = asker.evaluate(&self.gathered.presentation, &self.gathered.file).await;
        let vouching = self.gathered.history(&custodian.id).unwrap();
        let vouched = asker.step::<custodian::VouchHistory>(custodian, &request, &vouching).await;
        let opened = asker.step::<custodian::OpenRecord>(custodian, &request, &self.opening.to(&custodian.id)).await;
        let asked = ask_record(&self.gathered.token, &self.gathered.tickets);
        let disclosed = asker.client.call::<registrar::Disclose>(country.party("registrar"), &request, &asked).await;
        [
            ("present", present.map(drop)),
            ("evaluation", evaluated.map(drop)),
            ("history", vouched.map(drop)),
            ("opening", opened.map(drop)),
            ("disclosure", disclosed.map(drop)),
        ]
    }

    async fn all_refused(&self, country: &Country) {
        for (step, outcome) in self.steps(country).await {
            let problem = outcome.expect_err(step);
            assert!(problem.is(ProblemType::NotWitnessed), "{step}: {problem}");
        }
    }
}

/// Without these witnesses lines are linked and nothing is opened; with them again everything is.
async fn nothing_opens_without(plan: Plan, away: &[&str]) {
    let country = Country::found(plan).await;
    let halfway = halfway(&country).await;
    for (step, outcome) in halfway.steps(&country).await {
        outcome.unwrap_or_else(|problem| panic!("{step} works while the witnesses are there: {problem}"));
    }
    let before = country.published().await;
    for witness in away {
        country.stop(witness).await;
    }
    country.pass(SignedDuration::from_mins(11));
    let linked = country.link("operator-a", country.uuid(), &country.form(country.national(1), 1)).await.unwrap();
    assert!(linked.receipt.proof.is_none());
    halfway.all_refused(&country).await;
    assert_eq!(country.checkpoint().await.unwrap().checkpoint, before.checkpoint, "nothing new is published");

    for witness in away {
        country.revive(witness).await;
    }
    country.published().await;
    let answer = halfway.asker.open(&halfway.gathered.presentation).await.unwrap_or_else(|problem| panic!("{problem}"));
    assert!(verify_answer(&answer, &country.trusted).holds());
    halfway.asker.present(&halfway.other).await.into_iter().for_each(|(_, word)| drop(word.unwrap()));
}

#[tokio::test]
async fn with_too_few_witnesses_lines_are_linked_and_nothing_is_opened() {
    nothing_opens_without(Plan::default(), &["witness-1", "witness-3"]).await;
}

#[tokio::test]
async fn enough_witnesses_of_one_house_are_one_witness() {
    let plan = Plan { witnesses: vec!["one house", "one house", "another house"], ..Plan::default() };
    nothing_opens_without(plan, &["witness-3"]).await;
}

#[tokio::test]
async fn with_one_witness_of_three_away_nothing_stops() {
    let country = Country::usual().await;
    country.stop("witness-2").await;
    let halfway = halfway(&country).await;
    for (step, outcome) in halfway.steps(&country).await {
        outcome.unwrap_or_else(|problem| panic!("{step}: {problem}"));
    }
}

#[tokio::test]
async fn cosignatures_older_than_ten_minutes_by_the_custodians_own_clock_open_nothing() {
    let country = Country::usual().await;
    let halfway = halfway(&country).await;
    country.published().await;
    country.stop_witnesses().await;
    // Proofs of this last checkpoint: nothing newer can come.
    let (file, proofs) = halfway.asker.proven_file(&halfway.other.request).await;
    let cosigned = i64::try_from(proofs.open(&country.trusted, padron_tlog::Window::ANY).unwrap().cosigned()).unwrap();
    let custodian = country.party("custodian-1");
    for (age, fresh) in [(601, false), (600, true), (3600, false), (1, true), (-119, true), (-300, false)] {
        country.clock.set(jiff::Timestamp::from_second(cosigned + age).unwrap());
        let word = halfway.asker.present_with(custodian, &halfway.other, &proofs).await;
        match word {
            Ok(_) => assert!(fresh, "{age} s"),
            Err(problem) => assert!(!fresh && problem.is(ProblemType::NotWitnessed), "{age} s: {problem}"),
        }
    }
    assert!(file.proofs.is_some());
}

#[tokio::test]
async fn a_log_that_does_not_grow_is_cosigned_again() {
    let country = Country::usual().await;
    country.link("operator-a", country.uuid(), &country.form(country.national(0), 0)).await.unwrap();
    let first = country.published().await;
    let at = country.cosigned().await.unwrap();
    country.pass(SignedDuration::from_mins(3));
    let again = until("newer cosignatures", async || {
        let newer = country.cosigned().await? > at;
        country.checkpoint().await.filter(|_| newer)
    })
    .await;
    assert_eq!(first.checkpoint, again.checkpoint, "the same tree");
    assert_eq!(country.cosigned().await.unwrap(), u64::try_from(country.now().as_second()).unwrap());
}

/// The log goes on with this in a witness's place: receipts are completed, its own log stays readable.
async fn the_log_goes_on(country: &Country, nth: u64) -> WholeLog {
    let receipt =
        country.receipt("operator-a", country.uuid(), &country.form(country.national(nth as usize % 5), nth)).await;
    assert!(padron_protocol::verify::verify_receipt(&receipt, &country.trusted, country.now()).0.holds());
    country.later(SignedDuration::from_mins(2)).await;
    country.read_log().await
}

#[tokio::test]
async fn a_witness_that_hangs_holds_nobody_up() {
    let country = Country::usual().await;
    country.replace("witness-2", hang()).await;
    the_log_goes_on(&country, 7).await;
    let halfway = halfway(&country).await;
    for (step, outcome) in halfway.steps(&country).await {
        outcome.unwrap_or_else(|problem| panic!("{step}: {problem}"));
    }
}

#[tokio::test]
async fn a_witness_that_answers_nonsense_does_no_harm() {
    let country = Country::usual().await;
    let line = country.keys("witness-2").cosigner();
    let other_text = padron_tlog::cosign(&line, "another.example/log\n1\nAAAA\n", 1_800_000_000).unwrap().to_line();
    let nonsense = [
        garbage(),
        country.forging_witness("witness-2"),
        country.witness_of_another_time("witness-2", 7 * 24 * 3600),
        witness_that_says(200, other_text.repeat(2)),
        witness_that_says(200, "\u{2014} test.example/witness-2 AAAA\n"),
        witness_that_says(200, "x".repeat(3_000_000)),
        witness_that_says(409, ""),
        witness_that_says(409, "-1\n"),
        witness_that_says(409, "0\n"),
        witness_that_says(409, format!("{}\n", u64::MAX)),
        witness_that_says(409, "1000000\n"),
        witness_that_says(409, "witness-2 has seen another log"),
        witness_that_says(404, "no such log\n"),
        witness_that_says(500, "{}"),
    ];
    for (nth, router) in nonsense.into_iter().enumerate() {
        country.replace("witness-2", router).await;
        let log = the_log_goes_on(&country, nth as u64).await;
        let own = country.keys("witness-2").cosigner().verifier();
        let kept = log.signed.note.signatures.iter().any(|line| line.name == own.name());
        assert!(!kept, "answer {nth}: nothing of it is published");
    }
    // The witness itself comes back after all that, and catches up.
    country.revive("witness-2").await;
    country.later(SignedDuration::from_mins(2)).await;
    until("the witness has caught up", async || {
        let (own, shown) = (country.cosigned_by("witness-2")?, country.checkpoint().await?);
        (own.checkpoint == shown.checkpoint).then_some(())
    })
    .await;
}

#[tokio::test]
async fn a_witness_that_signs_anything_is_not_enough_alone() {
    let country = Country::usual().await;
    let before = country.published().await;
    let liar = country.lying_witness("witness-1");
    country.replace("witness-1", liar).await;
    country.stop("witness-2").await;
    country.stop("witness-3").await;
    let (key, form) = (country.uuid(), country.form(country.national(0), 0));
    let linked = country.link("operator-a", key, &form).await.unwrap();
    assert!(linked.receipt.proof.is_none());
    assert_eq!(country.checkpoint().await.unwrap().checkpoint, before.checkpoint);
    // With one honest witness beside it there are two.
    country.revive("witness-3").await;
    country.receipt("operator-a", key, &form).await;
}
